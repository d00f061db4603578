"""Diffusion: learn to take a little noise away, and make pictures of nothing but noise (18.3)."""

from functools import partial

import numpy as np

from groundup import functional as F
from groundup import losses, nn
from groundup.autograd import Tensor, cos, sin, stack
from groundup.backend import Rng, default_dtype, generator
from groundup.functional.positions import position_angles
from groundup.nn.init import lecun_uniform
from groundup.nn.state import evaluating


class Diffusion(nn.Module):
    """Denoising diffusion: drown pictures in noise step by step, and learn the way back.

        x_t = √ᾱ_t x_0 + √(1 - ᾱ_t) ε,     ᾱ_t = Π_{s ≤ t} (1 - β_s),   ε ~ N(0, 1)
        loss = ‖ε - model(x_t, t)‖²,       t uniform in 0 ... steps - 1

    `model(x_t, t)` maps noisy pictures (N, ...) and an array of times (N,) to the noise in them,
    such as `Denoiser`. Pictures are in 0..1 outside, in -1..1 within. ᾱ falls from 1 to 0 as a
    squared cosine. Raises `ValueError` below 10 steps. Ho, Jain and Abbeel, "Denoising diffusion
    probabilistic models" (2020); the cosine: Nichol and Dhariwal, "Improved denoising diffusion
    probabilistic models" (2021), who found that small pictures drown too early in Ho's noise.

        Trainer(diffusion, diffusion.loss, optimizer).fit((x, x), epochs)

    >>> diffusion = Diffusion(Denoiser(64, hidden=32, rng=0), steps=10)
    >>> diffusion.sample((5, 1, 8, 8), rng=0).shape
    (5, 1, 8, 8)
    """

    beta: np.ndarray
    alpha_bar: np.ndarray

    def __init__(self, model: nn.Module, steps: int = 100):
        if steps < 10:
            raise ValueError(f"Diffusion goes in small steps, 10 or more; not {steps}.")
        self.model, self.steps = model, steps
        left = np.cos((np.arange(steps + 1) / steps + 0.008) / 1.008 * np.pi / 2) ** 2
        beta = np.minimum(1 - left[1:] / left[:-1], 0.999)      # 1 has no way back
        self.register_buffer("beta", beta.astype(default_dtype()))
        self.register_buffer("alpha_bar", np.cumprod(1 - beta).astype(default_dtype()))

    def forward(self, x):
        """(the model's guess, the noise that it should have guessed) for pictures x in 0..1.

        Each picture is at a time of its own; times and noise come from the shared generator.
        """
        rng = generator()
        t = rng.integers(self.steps, size=len(x))
        noise = rng.standard_normal(x.shape, x.dtype)
        return self.model(self.noisy(x, t, noise), t), noise

    def noisy(self, x, t: np.ndarray, noise: np.ndarray):
        """Pictures x (N, ...) in 0..1, at times t (N,): x_t in the formula above.

        >>> x, noise = np.ones((2, 3), "float32"), np.zeros((2, 3), "float32")
        >>> Diffusion(Denoiser(3, 8)).noisy(x, np.array([0, 49]), noise)[:, 0].round(3)
        array([1.   , 0.703], dtype=float32)
        """
        left = self.alpha_bar[t].reshape(-1, *[1] * (x.ndim - 1))      # one for each picture
        return np.sqrt(left) * (2 * x - 1) + np.sqrt(1 - left) * noise

    def loss(self, output: tuple, x=None) -> Tensor:
        """Mean square of what the guess misses, of what `forward` returned; x is not asked.

        >>> diffusion = Diffusion(Denoiser(4, 8))
        >>> diffusion.loss(diffusion(Tensor([[0.0, 1.0, 0.0, 1.0]]))).shape
        ()
        """
        guess, noise = output
        return losses.mse(guess, noise)

    def sample(self, shape: tuple[int, ...], rng: Rng = None) -> np.ndarray:
        """New pictures of `shape` (N, ...) in 0..1, from noise in `steps` steps (algorithm 2).

            x_{t-1} = (x_t - β_t / √(1 - ᾱ_t) · model(x_t, t)) / √(1 - β_t) + σ_t ε

        with σ_t² = β_t (1 - ᾱ_{t-1}) / (1 - ᾱ_t), which is 0 in the last step.
        """
        rng = generator(rng)
        x = rng.standard_normal(shape, self.beta.dtype)
        with evaluating(self):
            for t in reversed(range(self.steps)):
                guess = self.model(Tensor(x), np.full(len(x), t)).data
                beta, left = self.beta[t], self.alpha_bar[t]
                before = self.alpha_bar[t - 1] if t else 1
                mean = (x - beta / np.sqrt(1 - left) * guess) / np.sqrt(1 - beta)
                sigma = np.sqrt(beta * (1 - before) / (1 - left))
                x = mean + sigma * rng.standard_normal(shape, x.dtype)
        return np.clip((x + 1) / 2, 0, 1)


class Denoiser(nn.Module):
    """The noise in small pictures, by dense layers that are told the time.

        h ← h + inner(SiLU(h) · time(waves of t)),    once for each of `blocks`

    x (N, ...) of `features` numbers each and times t (N,) -> the noise, in the shape of x. The time
    comes as a sinusoid, and multiplies: what a unit says counts at some times and not at others.
    Nothing bends on the way from x through the sums to the end, since late x is nearly all noise.

    >>> model = Denoiser(64, hidden=16, blocks=2, rng=0)
    >>> model(Tensor([[[[0.0] * 8] * 8]] * 3), np.array([0, 5, 9])).shape
    (3, 1, 8, 8)
    """

    def __init__(self, features: int, hidden: int = 256, blocks: int = 3, rng: Rng = None):
        dense = partial(nn.Dense, init=lecun_uniform, rng=None if rng is None else generator(rng))
        self.hidden = hidden
        self.enter = dense(features, hidden)
        self.time = nn.ModuleList(dense(hidden, hidden) for _ in range(blocks))
        self.inner = nn.ModuleList(dense(hidden, hidden) for _ in range(blocks))
        self.leave = dense(hidden, features)

    def forward(self, x, t: np.ndarray):
        waves = time_waves(t, self.hidden).astype(x.dtype)                  # (N, hidden)
        h = self.enter(x.reshape(len(x), -1))                       # (N, hidden)
        for time, inner in zip(self.time, self.inner):
            h = h + inner(F.silu(h) * time(waves))
        return self.leave(h).reshape(*x.shape)


def time_waves(t, dim: int) -> Tensor:
    """Rows t (N,) of `F.sinusoidal_positions(..., dim)`, in float64: (N, dim).

    >>> t = np.array([0, 5])
    >>> bool((time_waves(t, 4).astype("float32").data == F.sinusoidal_positions(6, 4)[t]).all())
    True
    """
    angles = Tensor(t)[:, None] * position_angles(2, dim)[1]    # (N, dim / 2)
    waves = stack([sin(angles), cos(angles)], axis=-1)
    return waves.reshape(len(angles), -1)[:, :dim]
