"""VAE: shapes, the bound against its formula, codes that are drawn, and dice left out on demand."""

import numpy as np
import pytest

import groundup as gu
from groundup.autograd import Tensor, no_grad
from groundup.models import VAE


@pytest.fixture
def pictures(rng):
    return rng.random((6, 1, 4, 4), "float32")


@pytest.mark.parametrize("features, hidden, latent", [(16, 8, 2), ((1, 4, 4), [8, 6], 3)])
def test_parameters_and_shapes(features, hidden, latent, pictures):
    vae = VAE(features, hidden, latent, rng=0)
    sizes = [16, *np.atleast_1d(hidden)]
    there = sum((a + 1) * b for a, b in zip(sizes, [*sizes[1:], 2 * latent]))
    back = sum((a + 1) * b for a, b in zip([latent, *sizes[:0:-1]], sizes[::-1]))
    assert vae.num_parameters() == there + back
    logits, mean, log_var = vae(Tensor(pictures))
    shape = (6, *np.atleast_1d(features))
    assert logits.shape == vae.sample(6).shape == vae.reconstruct(pictures).shape == shape
    assert mean.shape == log_var.shape == (6, latent)


def test_the_loss_is_the_bound(pictures):
    vae = VAE((1, 4, 4), 8, 2, rng=0).astype("float64")
    x = pictures.astype("float64")
    logits, mean, log_var = (part.data for part in vae(Tensor(x)))
    p = 1 / (1 + np.exp(-logits))
    rebuilt = -(x * np.log(p) + (1 - x) * np.log(1 - p)).sum() / 6
    divergence = (np.exp(log_var) + mean ** 2 - 1 - log_var).sum() / 2 / 6
    np.testing.assert_allclose(vae.loss((Tensor(logits), Tensor(mean), Tensor(log_var)), x).item(),
                               rebuilt + divergence, rtol=1e-12)


def test_codes_have_the_spread_that_the_encoder_says(pictures):
    """With the decoder made the identity, its outputs are the codes."""
    vae = VAE(2, [], 2, rng=0)
    vae.decoder[0].weight.data[:] = np.eye(2)
    vae.encoder[0].weight.data[:] = 0
    vae.encoder[0].bias.data[:] = [3, -1, np.log(4), np.log(0.25)]      # means, log variances
    with no_grad():
        codes = vae(Tensor(np.zeros((20_000, 2), "float32")))[0].data
    np.testing.assert_allclose(codes.mean(0), [3, -1], atol=0.05)
    np.testing.assert_allclose(codes.std(0), [2, 0.5], rtol=0.03)
    assert abs(np.corrcoef(codes.T)[0, 1]) < 0.03


def test_dice_are_thrown_in_forward_only(pictures):
    vae = VAE(16, 8, 2, rng=0)
    flat = Tensor(pictures.reshape(6, 16))
    assert (vae(flat)[0].data != vae(flat)[0].data).any()
    np.testing.assert_array_equal(vae.reconstruct(flat.data), vae.reconstruct(flat.data))
    np.testing.assert_array_equal(vae.sample(3, rng=5), vae.sample(3, rng=5))
    assert (vae.sample(3, rng=5) != vae.sample(3, rng=6)).any()


def test_pictures_are_in_range_and_keep_the_dtype():
    vae = VAE((1, 4, 4), 8, 2, rng=0)
    assert vae.sample(50).dtype == np.float32
    assert vae.astype("float64").sample(2).dtype == np.float64
    assert 0 <= vae.sample(50).min() <= vae.sample(50).max() <= 1


def test_training_is_the_trainers_and_repeats_to_the_bit(pictures):
    runs = []
    for _ in range(2):
        gu.seed(1)
        vae = VAE((1, 4, 4), 16, 2)
        trainer = gu.Trainer(vae, vae.loss, gu.optim.Adam(vae.parameters(), lr=0.01))
        runs.append(trainer.fit((pictures, pictures), epochs=60, progress=False)["loss"])
    assert runs[0] == runs[1]
    assert runs[0][-1] < 0.95 * runs[0][0]


def test_weights_make_the_round_trip():
    vae, other = VAE(16, 8, 2, rng=0), VAE(16, 8, 2, rng=1)
    other.load_state_dict(vae.state_dict())
    np.testing.assert_array_equal(vae.sample(3, rng=0), other.sample(3, rng=0))
