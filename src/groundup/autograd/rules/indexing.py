"""Derivatives of picking: what was picked passes its gradient back to where it came from.

Picking and its opposite, adding at places, are each other's derivative.
"""

import numpy as np

from groundup.autograd.operation import NOTHING, SHAPES, primitive
from groundup.autograd.rules.arithmetic import add
from groundup.autograd.tensor import Tensor
from groundup.backend import xp

__all__ = ["gather", "getitem", "scatter_add", "sort", "topk"]


def _add_at(g, shape, index):
    """Zeros, with g added at an index; places named twice receive both."""
    z = xp.zeros(shape, g.dtype)
    if _is_basic(index):
        z[index] = g
    else:
        np.add.at(z, index, g)
    return z


def _is_basic(index):
    """Whether an index names each place once: integers, slices, new axes and masks of booleans."""
    return all(
        i is None or i is Ellipsis or isinstance(i, int | np.integer | slice)
        or (isinstance(i, np.ndarray) and i.dtype == bool)
        for i in (index if isinstance(index, tuple) else (index,))
    )


def _get_vjp(g, shape, index):
    if isinstance(g, Tensor):
        return _put(g, shape=shape, index=index)
    return _add_at(g, shape, index)


_get = primitive(lambda x, index: x[index], keep=SHAPES, name="getitem", vjp=[_get_vjp])
_put = primitive(_add_at, keep=NOTHING, name="add_at",
                 vjp=[lambda g, shape, index: g[index]])


def getitem(x, index) -> Tensor:
    """x[index], in the shape that NumPy gives it, for every kind of index NumPy knows.

    >>> x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
    >>> x[[0, 0, 2]].sum().backward(); x.grad
    array([2., 0., 1.], dtype=float32)
    """
    return _get(x, index=tuple(map(_plain, index)) if isinstance(index, tuple) else _plain(index))


def _plain(index):
    """Tensors and lists in an index become arrays."""
    if isinstance(index, Tensor):
        return index.data
    if isinstance(index, list):
        return np.asarray(index) if index else np.zeros(0, int)
    return index


def _along(index, axis, ndim):
    """The full index that takes `index` along `axis`, as `np.take_along_axis` does."""
    if index.ndim != ndim or index.dtype.kind not in "iu":
        raise ValueError(
            f"The index has shape {index.shape} and dtype {index.dtype}; it must be of integers, "
            f"with {ndim} axes as the data."
        )
    places = list(np.indices(index.shape, sparse=True))
    places[axis] = index
    return tuple(places)


def gather(x, axis, index) -> Tensor:
    """Entries taken along an axis, each at a place of its own: y[i, j] = x[i, index[i, j]].

    `index` is an integer array with as many axes as x; y has its shape.

    >>> gather(Tensor([[1.0, 2.0], [3.0, 4.0]]), 1, [[1], [0]])
    Tensor([[2.],
            [3.]])
    """
    return getitem(x, _along(np.asarray(index), axis, np.ndim(x)))


def scatter_add(x, axis, index, src) -> Tensor:
    """x with `src` added along an axis: y[i, index[i, j]] += src[i, j].

    `index` and `src` have one shape, with as many axes as x; y has the shape of x.

    >>> scatter_add(Tensor([0.0, 0.0]), 0, [1, 1, 0], Tensor([1.0, 2.0, 5.0]))
    Tensor([5., 3.])
    """
    return add(x, _put(src, shape=np.shape(x), index=_along(np.asarray(index), axis, np.ndim(x))))


def sort(x, axis=-1, descending=False) -> tuple[Tensor, np.ndarray]:
    """The entries in order along an axis, and the places they came from; equal ones keep theirs.

    Both have the shape of x.

    >>> sort(Tensor([3.0, 1.0, 2.0]))
    (Tensor([1., 2., 3.]), array([1, 2, 0]))
    """
    order = _order(np.asarray(x), axis, descending)
    return gather(x, axis, order), order


def _order(x, axis, descending):
    """The places of the entries in order; seen from the back, a descending order ascends."""
    if not descending:
        return np.argsort(x, axis=axis, kind="stable")
    backward = np.argsort(np.flip(x, axis), axis=axis, kind="stable")
    return x.shape[axis] - 1 - np.flip(backward, axis)


def topk(x, k, axis=-1, largest=True) -> tuple[Tensor, np.ndarray]:
    """The k largest (or smallest) entries along an axis in order, and their places.

    Both have the shape of x, but k along the axis. Raises `ValueError` for a k that is not there.

    >>> topk(Tensor([3.0, 1.0, 2.0]), 2)
    (Tensor([3., 2.]), array([0, 2]))
    """
    length = np.shape(x)[axis]
    if not 0 <= k <= length:
        raise ValueError(f"topk: k is {k}, and the axis has {length} entries.")
    order = np.take(_order(np.asarray(x), axis, descending=largest), np.arange(k), axis=axis)
    return gather(x, axis, order), order
