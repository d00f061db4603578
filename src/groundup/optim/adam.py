"""Adam: momentum over RMSprop, both corrected for having started at zero (chapter 7)."""

from collections.abc import Iterable
from math import sqrt

import numpy as np

from groundup.kernels import twin
from groundup.optim.groups import Rate
from groundup.optim.optimizer import Optimizer


class Adam(Optimizer):
    """Step along the mean gradient, divided by the root of the mean squared gradient.

        m ← β₁ m + (1 - β₁) g,    v ← β₂ v + (1 - β₂) g²
        p ← p - lr · m̂ / (√v̂ + eps),    m̂ = m / (1 - β₁ᵗ),    v̂ = v / (1 - β₂ᵗ)

    `weight_decay` adds weight_decay · p to the gradient (`AdamW` decays the weights themselves);
    `amsgrad` divides by the largest v so far. The book uses eps=1e-7.
    Source: Kingma and Ba 2015, whose section 2 moves the corrections into the step as here;
    amsgrad: Reddi, Kale and Kumar 2018.

    >>> from groundup.autograd import Tensor
    >>> w = Tensor([3.0, -2.0], requires_grad=True)
    >>> optimizer = Adam([w], lr=0.1)
    >>> (w * w).sum().backward(); optimizer.step(); w.numpy().round(4)     # the first step is lr
    array([ 2.9, -1.9], dtype=float32)
    """

    elementwise = True

    def __init__(self, params: Iterable, lr: Rate = 1e-3, betas: tuple[float, float] = (0.9, 0.999),
                 eps: float = 1e-8, weight_decay: float = 0.0, *, amsgrad: bool = False):
        super().__init__(params, lr, betas=betas, eps=eps, weight_decay=weight_decay,
                         amsgrad=amsgrad)

    def slots(self, group):
        return ("m", "v", "v_max") if group["amsgrad"] else ("m", "v")

    @twin
    def update(self, p, g, state, lr, betas, eps, weight_decay, amsgrad):
        if weight_decay:
            g = g + weight_decay * p
        m, v, t = state["m"], state["v"], state["t"]
        beta1, beta2 = betas
        m += (1 - beta1) * (g - m)                          # mean of gradients
        v += (1 - beta2) * (g * g - v)                      # mean of their squares
        if amsgrad:
            v = np.maximum(state["v_max"], v, out=state["v_max"])
        c1, c2 = 1 - beta1 ** t, sqrt(1 - beta2 ** t)       # how far the means have come from 0
        p -= lr * c2 / c1 * m / (np.sqrt(v) + eps * c2)     # = lr · m̂ / (√v̂ + eps)
