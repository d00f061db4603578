"""NAdam: Adam that looks ahead along its momentum, as Nesterov does."""

from collections.abc import Iterable
from functools import lru_cache
from math import ceil, log, sqrt

import numpy as np

from groundup.optim.groups import Rate
from groundup.optim.optimizer import Optimizer


class NAdam(Optimizer):
    """Adam's step, with the momentum of the next step already in it.

        m ← β₁ m + (1 - β₁) g,    v ← β₂ v + (1 - β₂) g²,    μₜ = β₁ (1 - ½ · 0.96^(t · decay))
        m̂ = μₜ₊₁ m / (1 - μ₁ ⋯ μₜ₊₁) + (1 - μₜ) g / (1 - μ₁ ⋯ μₜ),    v̂ = v / (1 - β₂ᵗ)
        p ← p - lr · m̂ / (√v̂ + eps)

    `momentum_decay` is the decay in μₜ, which grows from β₁/2 to β₁. `weight_decay` adds
    weight_decay · p to the gradient, or with `decoupled_weight_decay` shrinks the weights
    themselves, as in `AdamW`. Source: Dozat 2016, algorithm 2.

    >>> from groundup.autograd import Tensor
    >>> w = Tensor([3.0, -2.0], requires_grad=True)
    >>> optimizer = NAdam([w], lr=0.1)
    >>> (w * w).sum().backward(); optimizer.step(); w.numpy().round(4)
    array([ 2.8944, -1.8944], dtype=float32)
    """

    elementwise = True

    def __init__(self, params: Iterable, lr: Rate = 2e-3, betas: tuple[float, float] = (0.9, 0.999),
                 eps: float = 1e-8, weight_decay: float = 0.0, momentum_decay: float = 4e-3,
                 decoupled_weight_decay: bool = False):
        super().__init__(params, lr, betas=betas, eps=eps, weight_decay=weight_decay,
                         momentum_decay=momentum_decay,
                         decoupled_weight_decay=decoupled_weight_decay)

    def slots(self, group):
        return ("m", "v")

    def update(self, p, g, state, lr, betas, eps, weight_decay, momentum_decay,
               decoupled_weight_decay):
        if weight_decay and decoupled_weight_decay:
            p *= 1 - lr * weight_decay
        elif weight_decay:
            g = g + weight_decay * p
        m, v, t = state["m"], state["v"], state["t"]
        beta1, beta2 = betas
        m += (1 - beta1) * (g - m)                          # mean of gradients
        v += (1 - beta2) * (g * g - v)                      # mean of their squares
        now, after = _momentum(t, beta1, momentum_decay), _momentum(t + 1, beta1, momentum_decay)
        product = _product(t, beta1, momentum_decay)
        m_hat = after / (1 - product * after) * m + (1 - now) / (1 - product) * g
        p -= lr * m_hat / (np.sqrt(v) / sqrt(1 - beta2 ** t) + eps)


def _momentum(t, beta1, decay):
    return beta1 * (1 - 0.5 * 0.96 ** (t * decay))


@lru_cache(maxsize=64)                     # each block of the parameters asks for the same
def _product(t: int, beta1: float, decay: float) -> float:
    """μ₁ ⋯ μₜ, over as many factors as can be told from none: each is below β₁."""
    if not beta1:
        return 0.0
    factors = min(t, ceil(-40 / log(beta1)))
    return float(np.prod(_momentum(np.arange(1, factors + 1), beta1, decay)))
