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


def _axes(shape, axis):
    if axis is None:
        return range(len(shape))
    return {a % (len(shape) or 1) for a in (axis if isinstance(axis, tuple) else (axis,))}


def _kept_shape(shape, axis):
    axes = _axes(shape, axis)
    return tuple(1 if i in axes else n for i, n in enumerate(shape))


def _count(shape, axis):
    """How many entries go into each result."""
    axes = _axes(shape, axis)
    return math.prod(n for i, n in enumerate(shape) if i in axes)


_sum = primitive(
    np.sum, keep=SHAPES, name="sum",
    vjp=[lambda g, shape, axis, keepdims: _spread(g, shape, axis, keepdims)],
)
_mean = primitive(
    np.mean, keep=SHAPES, name="mean",
    vjp=[lambda g, shape, axis, keepdims:
         _spread(g / _count(shape, axis), shape, axis, keepdims)],
)
_cumsum = primitive(
    np.cumsum, keep=SHAPES, name="cumsum",
    vjp=[lambda g, shape, axis:
         np.flip(np.cumsum(np.flip(g, axis), axis), axis).reshape(shape)],
)


def sum(x, axis=None, keepdims=False) -> Tensor:
    """The sum along one axis, several (a tuple), or all.

    y has the shape of x without those axes, or with 1 in their places (`keepdims`).

    >>> sum(Tensor([[1.0, 2.0], [3.0, 4.0]]), axis=0)
    Tensor([4., 6.])
    """
    return _sum(x, axis=axis, keepdims=keepdims)


def mean(x, axis=None, keepdims=False) -> Tensor:
    """The mean along one axis, several (a tuple), or all; shapes as in `sum`.

    >>> mean(Tensor([[1.0, 2.0], [3.0, 4.0]]), axis=1)
    Tensor([1.5, 3.5])
    """
    return _mean(x, axis=axis, keepdims=keepdims)


def cumsum(x, axis=None) -> Tensor:
    """Running sums along an axis, or over all entries in order: y_i = x_0 + ... + x_i.

    y has the shape of x, or (x.size,) without an axis.

    >>> cumsum(Tensor([1.0, 2.0, 3.0]))
    Tensor([1., 3., 6.])
    """
    return _cumsum(x, axis=axis)


def _var_vjp(g, x, axis=None, ddof=0, keepdims=False):
    # the slope through the mean vanishes, since deviations from it add up to 0
    deviation = x - x.mean(axis=axis, keepdims=True)
    return _spread(g * (2 / (_count(x.shape, axis) - ddof)), x.shape, axis, keepdims) * deviation


_var = primitive(np.var, keep=INPUTS, vjp=[_var_vjp], name="var")


def var(x, axis=None, ddof=0, keepdims=False) -> Tensor:
    """The variance, sum (x - mean)² / (n - ddof); `ddof=1` estimates that of a population.

    Shapes as in `sum`. Raises `ValueError` when n <= ddof: one sample has no spread to estimate
    from.

    >>> var(Tensor([1.0, 2.0, 3.0]))
    Tensor(0.6666667)
    """
    x = x if isinstance(x, Tensor) else Tensor(x)
    count = _count(x.shape, axis)
    if count <= ddof and math.prod(_kept_shape(x.shape, axis)):
        raise ValueError(f"The variance of {count} values with ddof={ddof} is not defined.")
    return _var(x, axis=axis, ddof=ddof, keepdims=keepdims)


def _extreme_vjp(g, y, x, axis, keepdims):
    """To the extreme entry; where several are equal, in equal shares."""
    wins = x == _spread(y, x.shape, axis, keepdims)
    count = np.sum(wins, axis=axis, keepdims=True).astype(g.dtype)
    return _spread(g, x.shape, axis, keepdims) * wins / count


_max = primitive(np.max, keep=BOTH, vjp=[_extreme_vjp], name="max")
_min = primitive(np.min, keep=BOTH, vjp=[_extreme_vjp], name="min")


def max(x, axis=None, keepdims=False) -> Tensor:
    """The largest entry along one axis, several (a tuple), or all; equal ones share the gradient.

    Shapes as in `sum`.

    >>> x = Tensor([3.0, 1.0, 3.0], requires_grad=True)
    >>> max(x).backward(); x.grad
    array([0.5, 0. , 0.5], dtype=float32)
    """
    return _max(x, axis=axis, keepdims=keepdims)


def min(x, axis=None, keepdims=False) -> Tensor:
    """The smallest entry along one axis, several (a tuple), or all; equal ones share the gradient.

    Shapes as in `sum`.

    >>> min(Tensor([[3.0, 1.0], [2.0, 4.0]]), axis=1)
    Tensor([1., 2.])
    """
    return _min(x, axis=axis, keepdims=keepdims)


def _log_sum_exp(x, axis, keepdims):
    top = np.max(x, axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0)
    with np.errstate(divide="ignore"):     # log 0 = -inf is the answer where every x is -inf
        y = np.log(np.sum(np.exp(x - top), axis=axis, keepdims=True)) + top
    return y if keepdims else np.squeeze(y, axis=axis)


def _logsumexp_vjp(g, y, x, axis, keepdims):
    """To each entry its share exp(x - y) of the sum, which is 0 where every x is -inf."""
    y = np.where(y == -np.inf, 0, y)       # -inf - (-inf) would be NaN
    return _spread(g, x.shape, axis, keepdims) * np.exp(x - _spread(y, x.shape, axis, keepdims))


_logsumexp = primitive(_log_sum_exp, keep=BOTH, vjp=[_logsumexp_vjp], name="logsumexp")


def logsumexp(x, axis=None, keepdims=False) -> Tensor:
    """log sum exp(x) along one axis, several (a tuple), or all, without overflow.

    The largest entry is taken out first: log sum exp(x) = m + log sum exp(x - m). Entries of -inf
    count for nothing, and a row of nothing else gives -inf with gradient 0. Shapes as in `sum`.

    >>> logsumexp(Tensor([1000.0, 1000.0]))        # 1000 + log 2
    Tensor(1000.6932)
    """
    return _logsumexp(x, axis=axis, keepdims=keepdims)


def prod(x, axis=None, keepdims=False) -> Tensor:
    """The product along one axis, several (a tuple), or all; shapes as in `sum`.

    Halves are multiplied with each other until one factor is left, so that the gradient is exact
    even where factors are 0.

    >>> prod(Tensor([2.0, 3.0, 4.0]))
    Tensor(24.)
    """
    x = x if isinstance(x, Tensor) else Tensor(x)
    if isinstance(axis, tuple):
        for one in axis:
            x = prod(x, one, keepdims=True)
        return x if keepdims else x.squeeze(axis)
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
