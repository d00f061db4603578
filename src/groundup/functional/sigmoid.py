"""Squashes: sigmoid, tanh and softsign press all numbers into an interval (chapters 4 and 8).

Each function has its forward and backward side by side, and its plain definition below them.
Far from zero all of them are flat: there the gradient vanishes.
"""

import numpy as np

from groundup import autograd
from groundup.autograd import Tensor, fused
from groundup.functional.floats import floats

# ---- sigmoid --------------------------------------------------------------------------------


def sigmoid_forward(x):
    y = np.negative(x, out=np.empty_like(x))
    with np.errstate(over="ignore"):       # 1 / (1 + ∞) is 0, as it should be
        np.exp(y, out=y)
    y += 1
    np.divide(1, y, out=y)
    return y, y


def sigmoid_backward(y, g):
    slope = 1 - y
    slope *= y
    slope *= g
    return (slope,)


def sigmoid_reference(x):
    return autograd.sigmoid(x)             # a primitive of the tape


_sigmoid = fused(sigmoid_forward, sigmoid_backward, sigmoid_reference, name="sigmoid")


def sigmoid(x) -> Tensor:
    """The logistic function: y = 1 / (1 + exp(-x)), in (0, 1); slope y · (1 - y).

    x and y have one shape. Exact in the tails and without overflow. Verhulst (1845).

    >>> sigmoid([-1000.0, 0.0, 1000.0])
    Tensor([0. , 0.5, 1. ])
    """
    return _sigmoid(floats(x))


# ---- tanh -----------------------------------------------------------------------------------


def tanh_forward(x):
    y = np.tanh(x)
    return y, y


def tanh_backward(y, g):
    return (g * (1 - y * y),)


def tanh_reference(x):
    return np.tanh(x)


_tanh = fused(tanh_forward, tanh_backward, tanh_reference, name="tanh")


def tanh(x) -> Tensor:
    """The hyperbolic tangent: y = 2 sigmoid(2x) - 1, in (-1, 1); slope 1 - y².

    x and y have one shape. As a squash for hidden layers: LeCun et al., "Efficient BackProp"
    (1998).

    >>> tanh([-1000.0, 0.0, 1000.0])
    Tensor([-1.,  0.,  1.])
    """
    return _tanh(floats(x))


# ---- softsign -------------------------------------------------------------------------------


def softsign_forward(x):
    big = np.finfo(x.dtype).max
    x = x.clip(-big, big)              # ∞ / ∞ is no number; the limit is 1
    shrink = 1 / (1 + np.abs(x))
    return x * shrink, shrink


def softsign_backward(shrink, g):
    return (g * (shrink * shrink),)


def softsign_reference(x):
    return x / (1 + np.abs(x))


_softsign = fused(softsign_forward, softsign_backward, softsign_reference, name="softsign")


def softsign(x) -> Tensor:
    """y = x / (1 + |x|), in (-1, 1): flattens slower than tanh; slope 1 / (1 + |x|)².

    x and y have one shape. Turian, Bergstra and Bengio, "Quadratic Features and Deep
    Architectures for Chunking" (2009).

    >>> softsign([-1.0, 0.0, 3.0])
    Tensor([-0.5 ,  0.  ,  0.75])
    """
    return _softsign(floats(x))
