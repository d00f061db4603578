"""Adamax: Adam with the largest recent gradient in place of the root mean square."""

from collections.abc import Iterable

import numpy as np

from groundup.optim.groups import Rate
from groundup.optim.optimizer import Optimizer


class Adamax(Optimizer):
    """Step along the mean gradient, divided by a fading maximum of its size.

        m ← β₁ m + (1 - β₁) g,    u ← max(β₂ u, |g| + eps)
        p ← p - lr / (1 - β₁ᵗ) · m / u

    The maximum needs no correction for having started at zero. `weight_decay` adds
    weight_decay · p to the gradient.
    Source: Kingma and Ba 2015, algorithm 2; the eps is PyTorch's.

    >>> from groundup.autograd import Tensor
    >>> w = Tensor([3.0, -2.0], requires_grad=True)
    >>> optimizer = Adamax([w], lr=0.1)
    >>> (w * w).sum().backward(); optimizer.step(); w.numpy().round(4)     # the first step is lr
    array([ 2.9, -1.9], dtype=float32)
    """

    elementwise = True

    def __init__(self, params: Iterable, lr: Rate = 2e-3, betas: tuple[float, float] = (0.9, 0.999),
                 eps: float = 1e-8, weight_decay: float = 0.0):
        super().__init__(params, lr, betas=betas, eps=eps, weight_decay=weight_decay)

    def slots(self, group):
        return ("m", "u")

    def update(self, p, g, state, lr, betas, eps, weight_decay):
        if weight_decay:
            g = g + weight_decay * p
        m, u, t = state["m"], state["u"], state["t"]
        beta1, beta2 = betas
        m += (1 - beta1) * (g - m)                          # mean of gradients
        np.maximum(beta2 * u, np.abs(g) + eps, out=u)       # their largest size, fading
        p -= lr / (1 - beta1 ** t) * m / u
