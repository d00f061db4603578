"""Muon: momentum made an orthogonal matrix: no direction is left behind (chapter 18.4)."""

from collections.abc import Iterable
from math import sqrt

import numpy as np

from groundup.optim.adam import Adam
from groundup.optim.groups import Rate
from groundup.optim.optimizer import Optimizer

QUINTIC = (3.4445, -4.7750, 2.0315)     # steep at 0: small singular values grow fastest


class Muon(Optimizer):
    """Orthogonalized momentum for matrices; AdamW for everything else.

        m ← μ m + (1 - μ) g,    u = (1 - μ) g + μ m (Nesterov), or m
        p ← (1 - lr · weight_decay) · p - lr · 0.2 √(larger side of p) · orthogonalize(u)

    Matrices are parameters of two or more axes, all but the first taken as one (the filters of a
    convolution). The factor gives a step the size of AdamW's (Liu et al. 2025), so that one `lr`
    serves all parameters: it is PyTorch's adjust_lr_fn="match_rms_adamw". PyTorch's Muon refuses
    vectors; here AdamW updates them, with `betas` and `eps`, and also groups that set
    `orthogonal=False`, as one does for embeddings and the last layer. Source: Jordan et al. 2024.

    >>> from groundup.autograd import Tensor
    >>> b = Tensor([1.0], requires_grad=True)
    >>> W = Tensor([[2.0, 0.0], [0.0, 0.5]], requires_grad=True)
    >>> optimizer = Muon([W, b], lr=0.1, weight_decay=0.0)
    >>> ((W * W).sum() + b.sum()).backward(); optimizer.step(); b.numpy().round(4)
    array([0.9], dtype=float32)
    >>> W.numpy().round(2)                  # both by about 0.1 · 0.2 √2, whatever their gradients
    array([[1.98, 0.  ], [0.  , 0.48]], dtype=float32)
    """

    def __init__(self, params: Iterable, lr: Rate = 1e-3, weight_decay: float = 0.1,
                 momentum: float = 0.95, nesterov: bool = True, *, orthogonal: bool = True,
                 betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8):
        super().__init__(params, lr, weight_decay=weight_decay, momentum=momentum,
                         nesterov=nesterov, orthogonal=orthogonal, betas=betas, eps=eps)

    def slots(self, group):
        return ("m", "v")

    def slot_shape(self, group, slot, shape):
        """Adam's v is needed for what is not orthogonalized."""
        return (0,) if slot == "v" and group["orthogonal"] and len(shape) > 1 else shape

    def update(self, p, g, state, lr, weight_decay, momentum, nesterov, orthogonal, betas, eps):
        p *= 1 - lr * weight_decay
        if not orthogonal or p.ndim < 2:
            Adam.update(self, p, g, state, lr, betas, eps, 0.0, False)
            return
        m = state["m"]
        m += (1 - momentum) * (g - m)                       # mean of gradients
        u = (1 - momentum) * g + momentum * m if nesterov else m
        u = u.reshape(len(u), -1)
        p -= lr * 0.2 * sqrt(max(u.shape)) * orthogonalize(u).reshape(p.shape)


def orthogonalize(matrix: np.ndarray, steps: int = 5) -> np.ndarray:
    """A matrix with the same singular directions and all singular values near 1.

        X ← matrix / ‖matrix‖,    then X ← a X + b (X Xᵀ) X + c (X Xᵀ)² X    five times

    Each step is a polynomial of the singular values (Newton-Schulz), which moves them from (0, 1]
    into about 0.7 to 1.2: near enough, at the price of a few products. matrix (M, N).

    >>> X = orthogonalize(np.array([[3.0, 0.0], [0.0, 0.2]]))
    >>> np.linalg.svd(X, compute_uv=False).round(1)
    array([1.1, 0.7])
    """
    a, b, c = QUINTIC
    X = matrix.T if len(matrix) > matrix.shape[1] else matrix       # X Xᵀ over the shorter side
    X = X / max(float(np.linalg.norm(X)), 1e-7)
    for _ in range(steps):
        A = X @ X.T
        X = a * X + (b * A + c * (A @ A)) @ X
    return X.T if len(matrix) > matrix.shape[1] else X
