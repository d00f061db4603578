"""Diffusion: the schedule, noise of the right amount, and a way back that ends where it must."""

import numpy as np
import pytest

import groundup as gu
from groundup import nn
from groundup.autograd import Tensor
from groundup.models import Denoiser, Diffusion


def diffusion(steps=20, features=16, hidden=8, rng=0):
    return Diffusion(Denoiser(features, hidden, blocks=2, rng=rng), steps)


@pytest.mark.parametrize("steps", [10, 100, 1000])
def test_the_schedule(steps):
    """What is left is the running product, falls all the way, and follows the cosine."""
    model = diffusion(steps)
    np.testing.assert_allclose(np.cumprod(1 - model.beta.astype(float)), model.alpha_bar, rtol=1e-4)
    assert (np.diff(model.alpha_bar) < 0).all()
    assert model.alpha_bar[-1] < 1e-4
    assert ((model.beta > 0) & (model.beta < 1)).all()
    middle = np.cos((0.5 + 0.008) / 1.008 * np.pi / 2) ** 2
    assert model.alpha_bar[steps // 2 - 1] == pytest.approx(middle, rel=1e-3)


def test_noisy_pictures_keep_variance_one(rng):
    """If x_0 has variance 1 within, so has every x_t, and its share is √ᾱ_t."""
    model = diffusion(100)
    x = rng.integers(2, size=(20_000, 1)).astype("float32")         # -1 or 1 within
    for t in (0, 30, 99):
        y = model.noisy(x, np.full(len(x), t), rng.standard_normal(x.shape, "float32"))
        assert y.std() == pytest.approx(1, abs=0.02)
        assert (y * (2 * x - 1)).mean() == pytest.approx(np.sqrt(model.alpha_bar[t]), abs=0.02)


def test_each_picture_has_its_own_time():
    model = diffusion(100)
    x, noise = np.ones((3, 1, 4, 4), "float32"), np.zeros((3, 1, 4, 4), "float32")
    y = model.noisy(x, np.array([0, 50, 99]), noise)
    np.testing.assert_allclose(y[:, 0, 0, 0], np.sqrt(model.alpha_bar[[0, 50, 99]]), rtol=1e-6)
    assert (y == y[:, :1, :1, :1]).all()


class Oracle(nn.Module):
    """Knows the only picture that there is, and so the noise in every x_t."""

    def __init__(self, picture):
        self.picture, self.times = 2 * picture - 1, []

    def forward(self, x, t):
        self.times.append(int(t[0]))
        left = self.schedule[t].reshape(-1, 1)
        return (x - np.sqrt(left) * self.picture) / np.sqrt(1 - left)


def test_sampling_with_perfect_guesses_gives_the_picture(rng):
    picture = rng.random(5, "float32")
    oracle = Oracle(picture)
    model = Diffusion(oracle, steps=30)
    oracle.schedule = model.alpha_bar
    np.testing.assert_allclose(model.sample((4, 5), rng=0), np.tile(picture, (4, 1)), atol=1e-3)
    assert oracle.times == list(range(29, -1, -1))


def test_forward_returns_the_noise_that_was_added():
    """For the oracle, the loss is 0."""
    picture = np.full(3, 0.25, "float32")
    oracle = Oracle(picture)
    model = Diffusion(oracle, steps=50)
    oracle.schedule = model.alpha_bar
    output = model(Tensor(np.tile(picture, (8, 1))))
    assert output[1].shape == (8, 3)
    assert model.loss(output).item() < 1e-5


def test_parameters_and_shapes():
    denoiser = Denoiser(16, hidden=8, blocks=3, rng=0)
    assert denoiser.num_parameters() == 17 * 8 + 3 * 2 * 9 * 8 + 9 * 16
    x = Tensor(np.zeros((2, 1, 4, 4), "float32"))
    assert denoiser(x, np.array([0, 7])).shape == (2, 1, 4, 4)


def test_the_denoiser_knows_the_time(rng):
    denoiser, x = Denoiser(16, 8, rng=0), Tensor(np.ones((2, 16), "float32"))
    early, late = denoiser(x, np.array([1, 9])).data
    assert np.abs(early - late).max() > 0.01
    np.testing.assert_array_equal(denoiser(x, np.array([9, 9])).data[0], late)


def test_it_repeats_to_the_bit_and_keeps_dtype_and_mode(rng):
    x, runs = rng.random((8, 16), "float32"), []
    for _ in range(2):
        gu.seed(1)
        model = diffusion(rng=None)
        trainer = gu.Trainer(model, model.loss, gu.optim.Adam(model.parameters(), lr=0.01))
        runs.append(trainer.fit((x, x), epochs=60, progress=False)["loss"])
    assert runs[0] == runs[1]
    assert np.mean(runs[0][-10:]) < 0.8 * runs[0][0]
    np.testing.assert_array_equal(model.sample((3, 16), rng=1), model.sample((3, 16), rng=1))
    assert model.sample((3, 16)).dtype == np.float32
    assert model.training
    assert model.astype("float64").sample((3, 16)).dtype == np.float64


def test_the_schedule_is_saved_with_the_weights():
    model, other = diffusion(rng=0), diffusion(rng=1)
    other.load_state_dict(model.state_dict())
    np.testing.assert_array_equal(model.sample((2, 16), rng=0), other.sample((2, 16), rng=0))
    with pytest.raises(ValueError, match="alpha_bar"):
        diffusion(steps=30).load_state_dict(model.state_dict())


def test_too_few_steps():
    with pytest.raises(ValueError, match="10 or more; not 5"):
        diffusion(steps=5)
