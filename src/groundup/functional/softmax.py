"""Softmax: scores become shares that add up to 1; and its logarithm (chapters 4 and 8).

The largest score of each group is subtracted before exp: it changes nothing, since numerator and
denominator shrink by one factor, and nothing can overflow.
"""

import numpy as np

from groundup.autograd import Tensor, fused, logsumexp
from groundup.functional.floats import floats
from groundup.functional.rows import largest, total
from groundup.kernels import twin

# ---- softmax --------------------------------------------------------------------------------


@twin
def softmax_forward(x, axis):
    y = x - largest(x, axis)
    np.exp(y, out=y)
    y /= total(y, axis)
    return y, (y, axis)


@twin
def softmax_backward(state, g):            # more of one share is less of the others
    y, axis = state
    blame = g * y
    blame -= y * total(blame, axis)
    return (blame,)


def softmax_reference(x, axis):            # np.asarray: as a constant, the largest has no slope
    e = np.exp(x - np.max(np.asarray(x), axis=axis, keepdims=True, initial=-np.inf))
    return e / np.sum(e, axis=axis, keepdims=True)


_softmax = fused(softmax_forward, softmax_backward, softmax_reference, name="softmax")


def softmax(x, axis: int = -1) -> Tensor:
    """Shares from scores: y_i = exp(x_i) / Σ_j exp(x_j) along an axis; in [0, 1], with sum 1.

    x and y have one shape. A score of -∞ has the share 0. Raises `ValueError` where x has no such
    axis. Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs"
    (1990).

    >>> softmax([1000.0, 1000.0, 0.0])
    Tensor([0.5, 0.5, 0. ])
    """
    return _softmax(_with_axis(x, axis, "softmax"), axis=axis)


# ---- log-softmax ----------------------------------------------------------------------------


@twin
def log_softmax_forward(x, axis):
    y = x - largest(x, axis)
    y -= np.log(total(np.exp(y), axis))
    return y, (y, axis)


@twin
def log_softmax_backward(state, g):
    y, axis = state
    blame = np.exp(y)
    blame *= -total(g, axis)
    blame += g
    return (blame,)


def log_softmax_reference(x, axis):
    return x - logsumexp(x, axis=axis, keepdims=True)


_log_softmax = fused(log_softmax_forward, log_softmax_backward, log_softmax_reference,
                     name="log_softmax")


def log_softmax(x, axis: int = -1) -> Tensor:
    """The logarithm of softmax, exact for tiny shares: y_i = x_i - log Σ_j exp(x_j); at most 0.

    x and y have one shape. Raises `ValueError` where x has no such axis (chapter 6.2).

    >>> log_softmax([0.0, -1000.0])
    Tensor([    0., -1000.])
    """
    return _log_softmax(_with_axis(x, axis, "log_softmax"), axis=axis)


def _with_axis(x, axis, name):
    x = floats(x)
    if not -x.ndim <= axis < x.ndim:
        raise ValueError(f"{name}: x has shape {x.shape}, and no axis {axis}.")
    return x
