"""Derivatives of picking: what was picked passes its gradient back to where it came from.

Picking and its opposite, adding at places, are each other's derivative.
"""

import numpy as np

from groundup.autograd.operation import NOTHING, SHAPES, primitive
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


_get = primitive(lambda x, index: x[index], keep=SHAPES, name="getitem",
                 vjp=[lambda g, shape, index: _put(g, shape=shape, index=index)
                      if isinstance(g, Tensor) else _add_at(g, shape, index)])
_put = primitive(_add_at, keep=NOTHING, name="add_at",
                 vjp=[lambda g, shape, index: g[index]])


def getitem(x, index) -> Tensor:
    """x[index], for every kind of index NumPy knows.

    >>> x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
    >>> x[[0, 0, 2]].sum().backward(); x.grad
    array([2., 0., 1.], dtype=float32)
    """
    return _get(x, index=tuple(map(_plain, index)) if isinstance(index, tuple) else _plain(index))


def _plain(index):
    """Tensors and lists in an index become arrays."""
    if isinstance(index, Tensor):
        return index.data
    return np.asarray(index) if isinstance(index, list) else index


def _along(index, axis):
    """The full index that takes `index` along `axis`, as `np.take_along_axis` does."""
    places = list(np.indices(index.shape, sparse=True))
    places[axis] = index
    return tuple(places)


def gather(x, axis, index) -> Tensor:
    """Entries taken along an axis, each at a place of its own: y[i, j] = x[i, index[i, j]].

    `index` is an integer array with as many axes as x.

    >>> gather(Tensor([[1.0, 2.0], [3.0, 4.0]]), 1, [[1], [0]])
    Tensor([[2.],
            [3.]])
    """
    return getitem(x, _along(np.asarray(index), axis))


def scatter_add(x, axis, index, src) -> Tensor:
    """x with `src` added along an axis: y[i, index[i, j]] += src[i, j].

    >>> scatter_add(Tensor([0.0, 0.0]), 0, [1, 1, 0], Tensor([1.0, 2.0, 5.0]))
    Tensor([5., 3.])
    """
    return x + _put(src, shape=np.shape(x), index=_along(np.asarray(index), axis))


def sort(x, axis=-1, descending=False) -> tuple[Tensor, np.ndarray]:
    """The entries in order along an axis, and the places they came from; equal ones keep theirs.

    >>> sort(Tensor([3.0, 1.0, 2.0]))
    (Tensor([1., 2., 3.]), array([1, 2, 0]))
    """
    keys = np.asarray(x)
    order = np.argsort(-keys if descending else keys, axis=axis, kind="stable")
    return gather(x, axis, order), order


def topk(x, k, axis=-1, largest=True) -> tuple[Tensor, np.ndarray]:
    """The k largest (or smallest) entries along an axis in order, and their places.

    >>> topk(Tensor([3.0, 1.0, 2.0]), 2)
    (Tensor([3., 2.]), array([0, 2]))
    """
    length = np.shape(x)[axis]
    if not 0 <= k <= length:
        raise ValueError(f"topk: k is {k}, and the axis has {length} entries.")
    keys = np.asarray(x)
    order = np.argsort(-keys if largest else keys, axis=axis, kind="stable")
    order = np.take(order, range(k), axis=axis)
    return gather(x, axis, order), order
