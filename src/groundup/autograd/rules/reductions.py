"""Derivatives of reductions: a sum hands its gradient to every term, a maximum to the winner."""

import math

import numpy as np

from groundup.autograd.operation import BOTH, INPUTS, SHAPES, primitive
from groundup.autograd.rules.shapes import concatenate
from groundup.autograd.tensor import Tensor

__all__ = ["cumsum", "logsumexp", "max", "mean", "min", "prod", "sum", "var"]


def _spread(g, shape, axis, keepdims):
    """A gradient of the result, repeated along the axes that the reduction removed."""
    if axis is not None and not keepdims:
        g = g.reshape(_kept_shape(shape, axis))
    return np.broadcast_to(g, shape)


def _kept_shape(shape, axis):
    axes = {a % len(shape) for a in (axis if isinstance(axis, tuple) else (axis,))}
    return tuple(1 if i in axes else n for i, n in enumerate(shape))


def _count(shape, axis):
    """How many entries go into each result."""
    kept = 1 if axis is None else math.prod(_kept_shape(shape, axis))
    return math.prod(shape) // kept if kept else 0


sum = primitive(
    np.sum, keep=SHAPES, name="sum",
    vjp=[lambda g, shape, axis=None, keepdims=False: _spread(g, shape, axis, keepdims)],
)
mean = primitive(
    np.mean, keep=SHAPES, name="mean",
    vjp=[lambda g, shape, axis=None, keepdims=False:
         _spread(g / _count(shape, axis), shape, axis, keepdims)],
)
cumsum = primitive(
    np.cumsum, keep=SHAPES,
    vjp=[lambda g, shape, axis=None:
         np.flip(np.cumsum(np.flip(g, axis), axis), axis).reshape(shape)],
)


def _var_vjp(g, x, axis=None, ddof=0, keepdims=False):
    # the slope through the mean vanishes, since deviations from it add up to 0
    deviation = x - x.mean(axis=axis, keepdims=True)
    return _spread(g, x.shape, axis, keepdims) * deviation * (2 / (_count(x.shape, axis) - ddof))


_var = primitive(np.var, keep=INPUTS, vjp=[_var_vjp], name="var")


def var(x, axis=None, ddof=0, keepdims=False) -> Tensor:
    """The variance, sum (x - mean)² / (n - ddof); `ddof=1` estimates that of a population.

    Raises `ValueError` when n <= ddof: one sample has no spread to estimate from.

    >>> var(Tensor([1.0, 2.0, 3.0]))
    Tensor(0.6666667)
    """
    x = x if isinstance(x, Tensor) else Tensor(x)
    count = _count(x.shape, axis)
    if count <= ddof:
        raise ValueError(f"The variance of {count} values with ddof={ddof} is not defined.")
    return _var(x, axis=axis, ddof=ddof, keepdims=keepdims)


def _extreme_vjp(g, y, x, axis=None, keepdims=False):
    """To the extreme entry; where several are equal, in equal shares."""
    wins = x == _spread(y, x.shape, axis, keepdims)
    count = np.sum(wins, axis=axis, keepdims=True).astype(g.dtype)
    return _spread(g, x.shape, axis, keepdims) * wins / count


max = primitive(np.max, keep=BOTH, vjp=[_extreme_vjp], name="max")
min = primitive(np.min, keep=BOTH, vjp=[_extreme_vjp], name="min")


def _logsumexp(x, axis=None, keepdims=False):
    top = np.max(x, axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0)
    with np.errstate(divide="ignore"):     # log 0 = -inf is the answer where every x is -inf
        y = np.log(np.sum(np.exp(x - top), axis=axis, keepdims=True)) + top
    return y if keepdims else np.squeeze(y, axis=axis)


logsumexp = primitive(
    _logsumexp, keep=BOTH, name="logsumexp",
    vjp=[lambda g, y, x, axis=None, keepdims=False:
         _spread(g, x.shape, axis, keepdims) * np.exp(x - _spread(y, x.shape, axis, keepdims))],
)


def prod(x, axis=None, keepdims=False) -> Tensor:
    """The product along one axis, or of all entries.

    Halves are multiplied with each other until one factor is left, so that the gradient is exact
    even where factors are 0.

    >>> prod(Tensor([2.0, 3.0, 4.0]))
    Tensor(24.)
    """
    x = x if isinstance(x, Tensor) else Tensor(x)
    factors = x.reshape(-1) if axis is None else x.swapaxes(axis, 0)
    while (n := len(factors)) > 1:
        half = n // 2
        pairs = factors[:half] * factors[half : 2 * half]
        factors = concatenate([pairs, factors[2 * half :]]) if n % 2 else pairs
    if not len(factors):
        return Tensor(np.prod(x.data, axis=axis, keepdims=keepdims))
    if axis is None:
        return factors.reshape((1,) * x.ndim if keepdims else ())
    y = factors.swapaxes(axis, 0)
    return y if keepdims else y.squeeze(axis)
