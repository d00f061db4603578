"""Adagrad: a parameter that has seen large gradients takes smaller steps (chapter 7)."""

from collections.abc import Iterable

import numpy as np

from groundup.optim.groups import Rate
from groundup.optim.optimizer import Optimizer


class Adagrad(Optimizer):
    """Divide each step by the root of the sum of all squared gradients so far.

        s ← s + g²,    p ← p - lr · g / (√s + eps)

    `weight_decay` adds weight_decay · p to the gradient. The book uses lr=1.0 and eps=1e-7.
    Source: Duchi, Hazan and Singer 2011.

    >>> from groundup.autograd import Tensor
    >>> w = Tensor([3.0, -0.1], requires_grad=True)
    >>> optimizer = Adagrad([w], lr=0.1)
    >>> (w * w).sum().backward(); optimizer.step(); w.numpy().round(4)     # equal first steps
    array([2.9, 0. ], dtype=float32)
    """

    elementwise = True

    def __init__(self, params: Iterable, lr: Rate = 1e-2, *, eps: float = 1e-10,
                 weight_decay: float = 0.0):
        super().__init__(params, lr, eps=eps, weight_decay=weight_decay)

    def slots(self, group):
        return ("s",)

    def update(self, p, g, state, lr, eps, weight_decay):
        if weight_decay:
            g = g + weight_decay * p
        s = state["s"]
        s += g * g                                          # sum of squared gradients
        p -= lr * g / (np.sqrt(s) + eps)
