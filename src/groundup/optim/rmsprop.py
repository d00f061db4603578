"""RMSprop: Adagrad with a memory that fades, so that steps do not die out (chapter 7)."""

from collections.abc import Iterable

import numpy as np

from groundup.optim.groups import Rate
from groundup.optim.optimizer import Optimizer


class RMSprop(Optimizer):
    """Divide each step by the root of a running mean of squared gradients.

        s ← alpha · s + (1 - alpha) · g²,    p ← p - lr · g / (√s + eps)

    `centered` divides by the standard deviation √(s - m²) instead, with m the running mean of the
    gradients; `momentum` sums the divided gradients to a velocity; `weight_decay` adds
    weight_decay · p to the gradient. The book calls alpha rho and uses lr=1e-3, rho=0.9, eps=1e-7.
    Source: Hinton 2012, lecture 6e; centered: Graves 2013.

    >>> from groundup.autograd import Tensor
    >>> w = Tensor([3.0, -2.0], requires_grad=True)
    >>> optimizer = RMSprop([w], lr=0.1)
    >>> (w * w).sum().backward(); optimizer.step(); w.numpy().round(4)
    array([ 2., -1.], dtype=float32)
    """

    elementwise = True

    def __init__(self, params: Iterable, lr: Rate = 1e-2, *, alpha: float = 0.99,
                 eps: float = 1e-8, momentum: float = 0.0, centered: bool = False,
                 weight_decay: float = 0.0):
        if not 0 <= alpha <= 1:
            raise ValueError(f"alpha is the share of the mean that is kept, 0 to 1, not {alpha}.")
        super().__init__(params, lr, alpha=alpha, eps=eps, momentum=momentum, centered=centered,
                         weight_decay=weight_decay)

    def slots(self, group):
        return ("s",) + ("m",) * bool(group["centered"]) + ("v",) * bool(group["momentum"])

    def update(self, p, g, state, lr, alpha, eps, momentum, centered, weight_decay):
        if weight_decay:
            g = g + weight_decay * p
        s = state["s"]
        s += (1 - alpha) * (g * g - s)                      # mean of squared gradients
        if centered:
            m = state["m"]
            m += (1 - alpha) * (g - m)                      # mean of gradients
            s = np.maximum(s - m * m, 0)                    # variance; rounding can go below 0
        g = g / (np.sqrt(s) + eps)
        if momentum:
            v = state["v"]
            v *= momentum
            v += g                                          # velocity
            g = v
        p -= lr * g
