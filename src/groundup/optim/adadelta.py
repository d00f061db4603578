"""Adadelta: RMSprop whose learning rate is the size of its own past steps."""

from collections.abc import Iterable

import numpy as np

from groundup.optim.groups import Rate
from groundup.optim.optimizer import Optimizer


class Adadelta(Optimizer):
    """Scale the gradient by (size of recent steps) / (size of recent gradients).

        s ← rho · s + (1 - rho) · g²
        Δ = √(u + eps) / √(s + eps) · g,    u ← rho · u + (1 - rho) · Δ²
        p ← p - lr · Δ

    Δ has the unit of p, so that lr = 1 fits any scale of the loss. `weight_decay` adds
    weight_decay · p to the gradient. Raises `ValueError` unless 0 ≤ rho ≤ 1.
    Source: Zeiler 2012, algorithm 1.

    >>> from groundup.autograd import Tensor
    >>> w = Tensor([3.0, -0.1], requires_grad=True)
    >>> optimizer = Adadelta([w], eps=0.01)
    >>> (w * w).sum().backward(); optimizer.step(); w.numpy().round(4)
    array([2.6842, 0.069 ], dtype=float32)
    """

    elementwise = True

    def __init__(self, params: Iterable, lr: Rate = 1.0, rho: float = 0.9, eps: float = 1e-6,
                 weight_decay: float = 0.0):
        if not 0 <= rho <= 1:
            raise ValueError(f"rho is the share of the means that is kept, 0 to 1, not {rho}.")
        super().__init__(params, lr, rho=rho, eps=eps, weight_decay=weight_decay)

    def slots(self, group):
        return ("s", "u")

    def update(self, p, g, state, lr, rho, eps, weight_decay):
        if weight_decay:
            g = g + weight_decay * p
        s, u = state["s"], state["u"]
        s += (1 - rho) * (g * g - s)                        # mean of squared gradients
        step = np.sqrt(u + eps) / np.sqrt(s + eps) * g
        u += (1 - rho) * (step * step - u)                  # mean of squared steps
        p -= lr * step
