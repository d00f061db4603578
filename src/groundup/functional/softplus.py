"""Softplus and log-sigmoid: two logarithms that must not be taken step by step (chapters 4, 6.3).

log(1 + exp(x)) overflows for large x if exp is taken first, and is rounded to 0 for very negative
x. Pulling the larger of the two terms out of the logarithm cures both.
"""

import numpy as np

from groundup.autograd import Tensor, fused, logsumexp, stack
from groundup.functional.floats import floats
from groundup.functional.sigmoid import sigmoid_forward

# ---- softplus -------------------------------------------------------------------------------


def softplus_forward(x):
    y = np.log1p(np.exp(-np.abs(x)))
    y += x.clip(0, np.inf)
    return y, x


def softplus_backward(x, g):
    return (g * sigmoid_forward(x)[0],)


def softplus_reference(x):
    return logsumexp(stack([x, np.zeros_like(x)]), axis=0)


_softplus = fused(softplus_forward, softplus_backward, softplus_reference, name="softplus")


def softplus(x) -> Tensor:
    """A ReLU without the corner: y = log(1 + exp(x)), in (0, ∞); its slope is sigmoid(x).

    x and y have one shape. Exact in the tails and without overflow. Dugas et al., "Incorporating
    Second-Order Functional Knowledge for Better Option Pricing" (2001).

    >>> softplus([-1000.0, 1000.0])
    Tensor([   0., 1000.])
    """
    return _softplus(floats(x))


# ---- log-sigmoid ----------------------------------------------------------------------------


def log_sigmoid_forward(x):
    y, _ = softplus_forward(-x)
    return -y, x


def log_sigmoid_backward(x, g):
    return (g * sigmoid_forward(-x)[0],)


def log_sigmoid_reference(x):
    return -softplus_reference(-x)


_log_sigmoid = fused(log_sigmoid_forward, log_sigmoid_backward, log_sigmoid_reference,
                     name="log_sigmoid")


def log_sigmoid(x) -> Tensor:
    """The logarithm of a probability given as a logit: y = log sigmoid(x) = -softplus(-x), below 0.

    x and y have one shape; the slope is sigmoid(-x). Exact in the tails and without overflow
    (chapter 6.3).

    >>> log_sigmoid([-1000.0, 1000.0])
    Tensor([-1000.,    -0.])
    """
    return _log_sigmoid(floats(x))
