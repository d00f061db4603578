"""The largest entry, the sum and the product along the last axis, faster than NumPy's own.

NumPy reduces each row by itself. Where columns are few, it is faster to compare all rows at once,
and a sum over rows of any length is a product with a vector of ones.
"""

from math import prod

import numpy as np

from groundup.kernels import twin

FEW = 16
SMALL = 1 << 18             # multiplications that one thread does best


def largest(x, axis=-1):
    """The largest entry along an axis, which stays with length 1: NaN beats all, and -∞ none."""
    if x.shape[axis] > FEW or axis not in (-1, x.ndim - 1):
        return x.max(axis=axis, keepdims=True, initial=-np.inf)
    columns = (x.T if x.ndim == 2 else np.moveaxis(x, -1, 0)).copy("C")
    return np.maximum.reduce(columns, axis=0, initial=-np.inf)[..., None]


def total(x, axis=-1):
    """The sum along an axis, which stays with length 1."""
    if axis not in (-1, x.ndim - 1):
        return x.sum(axis=axis, keepdims=True)
    return x @ np.ones((x.shape[-1], 1), x.dtype)


def over_rows(x):
    """The sum over the first axis of a matrix: one number for each column."""
    return np.ones(len(x), x.dtype) @ x


def times(x, W):
    """x W for a matrix W, as one product: NumPy takes a stack of matrices one by one."""
    if x.ndim == 2 and x.size * W.shape[1] < SMALL:
        return x.dot(W)                    # x @ W, with half a microsecond less around it
    return product(x, W)


@twin
def product(x, W):
    """The same for a larger product, which compiled code may hold to one thread."""
    if x.ndim <= 2:
        return x @ W
    return (x.reshape(prod(x.shape[:-1]), x.shape[-1]) @ W).reshape(*x.shape[:-1], W.shape[1])
