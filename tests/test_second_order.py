"""A gradient inside a loss: the penalty of WGAN-GP through layers, against differences."""

import numpy as np
import pytest

from groundup import Tensor, losses, nn


class Rows(nn.Module):
    """A picture (N, C, H, W) read row by row: (N, H, C·W)."""

    def forward(self, x):
        N, C, H, W = x.shape
        return x.transpose(0, 2, 1, 3).reshape(N, H, C * W)


class LastStep(nn.Module):
    """What a recurrent layer has read in the end: (N, T, F) to (N, H)."""

    def __init__(self, layer):
        self.layer = layer

    def forward(self, x):
        return self.layer(x)[0][:, -1]


CRITICS = {
    "conv2d": lambda: [nn.Conv2d(2, 3, 3, stride=2, padding=1, rng=0), nn.Tanh(), nn.Flatten(),
                       nn.Dense(12, 1, rng=1)],
    "batch norm": lambda: [nn.BatchNorm2d(2), nn.Tanh(), nn.Flatten(), nn.Dense(32, 1, rng=0)],
    "layer norm": lambda: [Rows(), nn.LayerNorm(8), nn.Tanh(), nn.Flatten(),
                           nn.Dense(32, 1, rng=0)],
    "LSTM": lambda: [Rows(), LastStep(nn.LSTM(8, 3, rng=0)), nn.Dense(3, 1, rng=1)],
    "all": lambda: [nn.Conv2d(2, 3, 3, padding=1, rng=0), nn.BatchNorm2d(3), nn.Tanh(), Rows(),
                    nn.LayerNorm(12), LastStep(nn.LSTM(12, 3, rng=1)), nn.Dense(3, 1, rng=2)],
}


def problem(kind, rng):
    """A critic in float64 whose scales and shifts are not 1 and 0, and three pictures."""
    critic = nn.Sequential(*CRITICS[kind]()).astype("float64")
    for p in critic.parameters():
        p.data += 0.3 * rng.standard_normal(p.shape)
    return critic, rng.standard_normal((3, 2, 4, 4))


def penalty(critic, x):
    return losses.gradient_penalty(critic, x, x, rng=0)        # at x itself


@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
@pytest.mark.parametrize("kind", CRITICS)
def test_gradient_of_a_gradient_penalty(kind, training, rng, step=1e-5):
    """Each parameter along a random direction: two evaluations check all its entries."""
    critic, x = problem(kind, rng)
    critic(Tensor(x))                      # running statistics that are not 0 and 1
    critic.train(training)
    penalty(critic, x).backward()
    for name, p in critic.named_parameters():
        v, start, values = rng.standard_normal(p.shape), p.data.copy(), []
        for h in (step, -step):
            p.data[...] = start + h * v
            p.touch()
            values.append(penalty(critic, x).item())
        p.data[...] = start
        exact = 0.0 if p.grad is None else float((p.grad * v).sum())    # a last bias has no slope
        assert exact == pytest.approx((values[0] - values[1]) / (2 * step), rel=1e-6,
                                      abs=1e-8), name
    assert np.abs(critic[-1].weight.grad).max() > 1e-3
