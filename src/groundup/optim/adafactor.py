"""Adafactor: Adam's squared gradients for the memory of a row and a column."""

from collections.abc import Iterable
from math import sqrt

import numpy as np

from groundup.optim.groups import Rate
from groundup.optim.optimizer import Optimizer


class Adafactor(Optimizer):
    """Divide by √v̂, where of a matrix v̂ only the means of its rows and columns are kept.

        β = 1 - t^(-decay),    α = max(eps, rms(p)) · min(lr, 1 / √t)
        R ← β R + (1 - β) · mean of g² along each row,    C likewise along each column
        v̂ = R C / mean(R),    u = g / √v̂,    p ← p - α · u / max(1, rms(u) / d)

    with rms(x) = √(mean of x²). Vectors keep a full v̂; of more axes, the last two are factored.
    `lr` is relative to the size of the parameter, which counts as at least `eps`; `d` bounds the
    size of u. `weight_decay` shrinks the weights by lr · weight_decay, as in `AdamW`.

    The options are PyTorch's, but `decay` is the negative of its `beta2_decay`, and of its two
    eps the first is fixed at its default, the machine precision.
    Source: Shazeer and Stern 2018, algorithms 4 to 6.

    >>> from groundup.autograd import Tensor
    >>> w = Tensor([[3.0, -3.0], [3.0, 3.0]], requires_grad=True)
    >>> optimizer = Adafactor([w], lr=0.1)
    >>> (w * w).sum().backward(); optimizer.step(); w.numpy().round(4)     # by a tenth of rms(w)
    array([[ 2.7, -2.7], [ 2.7,  2.7]], dtype=float32)
    """

    def __init__(self, params: Iterable, lr: Rate = 1e-2, decay: float = 0.8, eps: float = 1e-3,
                 d: float = 1.0, weight_decay: float = 0.0):
        if not d > 0:
            raise ValueError(f"d bounds the size of a step and must be > 0, not {d!r}.")
        super().__init__(params, lr, decay=decay, eps=eps, d=d, weight_decay=weight_decay)

    def slots(self, group):
        return ("rows", "columns", "v")

    def slot_shape(self, group, slot, shape):
        """A row and a column for a matrix, all of v for a vector, and nothing for the others."""
        if len(shape) < 2:
            return shape if slot == "v" else (0,)
        return {"rows": (*shape[:-1], 1), "columns": (*shape[:-2], 1, shape[-1]), "v": (0,)}[slot]

    def update(self, p, g, state, lr, decay, eps, d, weight_decay):
        t, tiny = state["t"], float(np.finfo(p.dtype).eps)
        share = t ** -decay                                 # 1 - β
        alpha = max(eps, _rms(p)) * min(lr, 1 / sqrt(t))
        p *= 1 - lr * weight_decay
        square = g * g
        if p.ndim > 1:
            rows, columns = state["rows"], state["columns"]
            rows += share * (square.mean(axis=-1, keepdims=True) - rows)
            columns += share * (square.mean(axis=-2, keepdims=True) - columns)
            v = rows * columns / np.maximum(rows.mean(axis=-2, keepdims=True), tiny)
        else:
            v = state["v"]
            v += share * (square - v)
        u = g / np.sqrt(np.maximum(v, tiny ** 2))
        p -= alpha / max(1.0, _rms(u) / d) * u


def _rms(x: np.ndarray) -> float:
    return sqrt(float(np.vdot(x, x)) / max(x.size, 1))
