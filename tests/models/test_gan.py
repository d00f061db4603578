"""GAN: shapes, both losses against their formulas, who learns in which step, and a game won."""

import numpy as np
import pytest

import groundup as gu
from groundup.models import GAN


@pytest.fixture
def real(rng):
    return rng.random((8, 1, 4, 4), "float32")


def adam(model, lr=1e-3):
    return gu.optim.Adam(model.parameters(), lr=lr, betas=(0.5, 0.9))


@pytest.mark.parametrize("features, hidden, latent", [(16, 8, 2), ((1, 4, 4), [8, 6], 3)])
def test_parameters_and_shapes(features, hidden, latent):
    gan = GAN(features, hidden, latent, rng=0)
    sizes = [*np.atleast_1d(hidden), 16]
    forger = sum((a + 1) * b for a, b in zip([latent, *sizes], sizes))
    critic = sum((a + 1) * b for a, b in zip(sizes[::-1], [*sizes[-2::-1], 1]))
    assert gan.num_parameters() == forger + critic
    pictures = gan.sample(5)
    assert pictures.shape == (5, *np.atleast_1d(features))
    assert pictures.dtype == np.float32
    assert 0 <= pictures.min() <= pictures.max() <= 1
    assert gan(gan.noise(5)).shape == pictures.shape


def linear(slope):
    """A GAN whose critic says slope · the first pixel, and whose pictures are all black."""
    gan = GAN(2, [], 1, rng=0)
    gan.critic[0].weight.data[:] = [[slope], [0]]
    gan.generator[0].weight.data[:] = 0
    gan.generator[0].bias.data[:] = -100
    return gan


def test_losses_of_a_critic_whose_slope_is_known():
    real = np.array([[0.25, 1.0], [0.75, 0.0]], "float32")
    assert linear(3.0).critic_loss(real).item() == pytest.approx(-3 * 0.5 + 10 * (3 - 1) ** 2)
    assert linear(1.0).critic_loss(real).item() == pytest.approx(-0.5, abs=1e-5)
    assert linear(3.0).generator_loss(2).item() == pytest.approx(0)


def test_each_loss_reaches_whom_it_should(real):
    gan = GAN((1, 4, 4), 8, 2, rng=0)
    gan.critic_loss(real).backward()
    assert all(p.grad is None for p in gan.generator.parameters())
    assert any((p.grad != 0).any() for p in gan.critic.parameters())
    gan.zero_grad()
    gan.generator_loss(8).backward()
    assert all((p.grad != 0).any() for p in gan.generator.parameters())


def test_the_gradient_of_the_penalty_is_exact(real):
    """Second derivatives, through the tape: against differences of the loss."""
    gan = GAN(16, [6], 2, rng=0).astype("float64")
    x, weight = real.reshape(8, 16).astype("float64"), gan.critic[0].weight

    def loss():
        gu.seed(0)                                      # the same noise each time
        return gan.critic_loss(x)

    loss().backward()
    slope, h, ends = weight.grad[3, 2], 1e-6, []
    for step in (h, -2 * h):
        weight.data[3, 2] += step
        weight.touch()
        ends.append(loss().item())
    np.testing.assert_allclose((ends[0] - ends[1]) / (2 * h), slope, rtol=1e-6)


def test_a_step_trains_both_in_turn(real):
    gan = GAN((1, 4, 4), 8, 2, rng=0)
    critic, forger = adam(gan.critic), adam(gan.generator)
    before = gan.state_dict()
    loss = gan.step(real, critic, forger, critic_steps=3)
    assert (critic.steps, forger.steps) == (3, 1)
    assert isinstance(loss, float)
    assert all((gan.state_dict()[name] != before[name]).any() for name in before
               if name.endswith("weight"))


def test_the_critic_cannot_be_left_out(real):
    gan = GAN((1, 4, 4), 8, 2)
    with pytest.raises(ValueError, match="critic_steps is 0"):
        gan.step(real, adam(gan.critic), adam(gan.generator), critic_steps=0)


def test_it_repeats_to_the_bit(real):
    runs = []
    for _ in range(2):
        gu.seed(2)
        gan = GAN((1, 4, 4), 8, 2)
        critic, forger = adam(gan.critic), adam(gan.generator)
        runs.append([gan.step(real, critic, forger) for _ in range(3)])
    assert runs[0] == runs[1]


@pytest.mark.parametrize("seed", range(3))
def test_it_learns_where_the_real_ones_are(seed, rng):
    gu.seed(seed)
    real = (np.array([0.2, 0.9]) + 0.05 * rng.standard_normal((32, 2))).astype("float32")
    gan = GAN(2, 16, 2)
    critic, forger = adam(gan.critic, lr=0.005), adam(gan.generator, lr=0.005)
    for _ in range(100):
        gan.step(real, critic, forger, critic_steps=3)
    np.testing.assert_allclose(gan.sample(500).mean(axis=0), [0.2, 0.9], atol=0.15)


def test_weights_make_the_round_trip():
    gan, other = GAN(16, 8, 2, rng=0), GAN(16, 8, 2, rng=1)
    other.load_state_dict(gan.state_dict())
    np.testing.assert_array_equal(gan.sample(3, rng=0), other.sample(3, rng=0))
