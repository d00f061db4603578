"""RAdam: Adam that waits with dividing until it knows what to divide by."""

from collections.abc import Iterable
from math import sqrt

import numpy as np

from groundup.optim.groups import Rate
from groundup.optim.optimizer import Optimizer


class RAdam(Optimizer):
    """Adam's step, scaled by how much the mean of squared gradients can be trusted by now.

        m ← β₁ m + (1 - β₁) g,    v ← β₂ v + (1 - β₂) g²,    m̂ = m / (1 - β₁ᵗ),  v̂ = v / (1 - β₂ᵗ)
        ρ∞ = 2 / (1 - β₂) - 1,    ρ = ρ∞ - 2 t β₂ᵗ / (1 - β₂ᵗ)
        p ← p - lr · r · m̂ / (√v̂ + eps)    if ρ > 5,  r = √((ρ-4)(ρ-2) ρ∞ / ((ρ∞-4)(ρ∞-2) ρ))
        p ← p - lr · m̂                      otherwise

    ρ is about the number of gradients that v averages; r rises to 1, which is a warm-up without
    a schedule. `weight_decay` adds weight_decay · p to the gradient, or with
    `decoupled_weight_decay` shrinks the weights themselves, as in `AdamW`.
    Source: Liu et al. 2020, algorithm 2; √v + eps before the correction, as in PyTorch.

    >>> from groundup.autograd import Tensor
    >>> w = Tensor([3.0, -2.0], requires_grad=True)
    >>> optimizer = RAdam([w], lr=0.1)
    >>> (w * w).sum().backward(); optimizer.step(); w.numpy().round(4)     # not yet divided
    array([ 2.4, -1.6], dtype=float32)
    """

    elementwise = True

    def __init__(self, params: Iterable, lr: Rate = 1e-3, betas: tuple[float, float] = (0.9, 0.999),
                 eps: float = 1e-8, weight_decay: float = 0.0,
                 decoupled_weight_decay: bool = False):
        super().__init__(params, lr, betas=betas, eps=eps, weight_decay=weight_decay,
                         decoupled_weight_decay=decoupled_weight_decay)

    def slots(self, group):
        return ("m", "v")

    def update(self, p, g, state, lr, betas, eps, weight_decay, decoupled_weight_decay):
        if weight_decay and decoupled_weight_decay:
            p *= 1 - lr * weight_decay
        elif weight_decay:
            g = g + weight_decay * p
        m, v, t = state["m"], state["v"], state["t"]
        beta1, beta2 = betas
        m += (1 - beta1) * (g - m)                          # mean of gradients
        v += (1 - beta2) * (g * g - v)                      # mean of their squares
        c1, c2 = 1 - beta1 ** t, 1 - beta2 ** t             # how far the means have come from 0
        longest = 2 / (1 - beta2) - 1
        rho = longest - 2 * t * (1 - c2) / c2
        if rho > 5:
            r = sqrt((rho - 4) * (rho - 2) * longest / ((longest - 4) * (longest - 2) * rho))
            p -= lr * r * sqrt(c2) / c1 * m / (np.sqrt(v) + eps)
        else:
            p -= lr / c1 * m
