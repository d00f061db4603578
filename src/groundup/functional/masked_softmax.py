"""Softmax over a part of the scores: what is masked gets exactly nothing (chapter 18).

A forbidden score becomes -∞ *before* the softmax, so that the shares of the others still add up
to 1. Where everything is forbidden, all shares are 0 instead of 0/0.
"""

import numpy as np

from groundup.autograd import Tensor, exp, max, where
from groundup.functional.floats import floats


def masked_softmax(x, mask=None, axis: int = -1) -> Tensor:
    """Shares of the scores that a boolean mask allows: y = exp(x) / Σ_allowed exp(x), else 0.

    `mask` broadcasts to the shape of x and is True where a score counts; x and y have one shape.
    A score of -∞ counts as masked; a group without any allowed score gives zeros and passes no
    gradient. Raises `TypeError` for a mask that is not boolean, `ValueError` if it does not fit.

    >>> masked_softmax([[0.0, 5.0, 0.0], [1.0, 2.0, 3.0]], [[True, False, True], [False] * 3])
    Tensor([[0.5, 0. , 0.5],
            [0. , 0. , 0. ]])
    """
    x = floats(x)
    if mask is not None:
        mask = np.asarray(mask)
        if mask.dtype != bool:
            raise TypeError(f"masked_softmax: the mask is {mask.dtype}; it must be boolean, True "
                            "where a score counts.")
        np.broadcast_to(mask, x.shape)     # raises unless it fits
        x = where(mask, x, -np.inf)
    if not x.shape[axis]:
        return x
    top = max(x.detach(), axis=axis, keepdims=True)    # as a constant: it cancels out
    e = exp(x - where(top == -np.inf, 0, top))
    total = e.sum(axis=axis, keepdims=True)
    return e / (total + (total.detach() == 0))         # 0/1 where there is nobody to share with
