"""Lion: steps of one size in every direction, whose sign is that of a momentum (chapter 18.4)."""

from collections.abc import Iterable

import numpy as np

from groundup.optim.groups import Rate
from groundup.optim.optimizer import Optimizer


class Lion(Optimizer):
    """Step by the sign of a mix of gradient and momentum; it remembers one array, Adam two.

        p ← (1 - lr · weight_decay) · p - lr · sign(β₁ m + (1 - β₁) g)
        m ← β₂ m + (1 - β₂) g

    Every weight moves by lr, so take a third to a tenth of Adam's rate, and a weight decay as
    many times larger. Source: Chen et al. 2023, algorithm 2.

    >>> from groundup.autograd import Tensor
    >>> w = Tensor([3.0, -0.001], requires_grad=True)
    >>> optimizer = Lion([w], lr=0.1)
    >>> (w * w).sum().backward(); optimizer.step(); w.numpy().round(4)
    array([2.9  , 0.099], dtype=float32)
    """

    elementwise = True

    def __init__(self, params: Iterable, lr: Rate = 1e-4, betas: tuple[float, float] = (0.9, 0.99),
                 weight_decay: float = 0.0):
        super().__init__(params, lr, betas=betas, weight_decay=weight_decay)

    def slots(self, group):
        return ("m",)

    def update(self, p, g, state, lr, betas, weight_decay):
        m = state["m"]
        beta1, beta2 = betas
        p *= 1 - lr * weight_decay
        p -= lr * np.sign(m + (1 - beta1) * (g - m))
        m += (1 - beta2) * (g - m)                          # mean of gradients
