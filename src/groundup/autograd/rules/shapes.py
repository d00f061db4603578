"""Derivatives of rearrangements: the gradient goes back the way the values came."""

import itertools

import numpy as np

from groundup.autograd.operation import NOTHING, SHAPES, Every, primitive
from groundup.autograd.rules.indexing import getitem
from groundup.autograd.tensor import Tensor
from groundup.backend import xp

__all__ = [
    "astype", "broadcast_to", "concatenate", "expand_dims", "flip", "moveaxis", "pad", "reshape",
    "split", "squeeze", "stack", "swapaxes", "transpose",
]

_reshape = primitive(lambda x, shape: x.reshape(shape), keep=SHAPES, name="reshape",
                     vjp=[lambda g, old, shape: g.reshape(old)])
_transpose = primitive(lambda x, axes: _permuted(x, axes), keep=NOTHING, name="transpose",
                       vjp=[lambda g, axes: np.transpose(g, axes and _inverse(axes))])
_broadcast_to = primitive(lambda x, shape: np.broadcast_to(x, shape), keep=NOTHING,
                          name="broadcast_to", vjp=[lambda g, shape: g])
_flip = primitive(lambda x, axis: np.flip(x, axis), keep=NOTHING, name="flip",
                  vjp=[lambda g, axis: np.flip(g, axis)])
_astype = primitive(lambda x, dtype, before: x.astype(dtype), keep=NOTHING, name="astype",
                    vjp=[lambda g, dtype, before: g.astype(before)])
_pad = primitive(lambda x, width, value: np.pad(x, width, constant_values=value), keep=SHAPES,
                 name="pad", vjp=[lambda g, shape, width, value: g[_inner(width, shape)]])
_concatenate = primitive(lambda *parts, axis: xp.concatenate(parts, axis), keep=SHAPES,
                         name="concatenate",
                         vjp=Every(lambda i, g, *shapes, axis: g[_part(i, shapes, axis)]))


def _inner(width, shape):
    return tuple(slice(before, before + n) for (before, _), n in zip(width, shape))


def _part(i, shapes, axis):
    """Where the i-th of some arrays of these shapes lies in their concatenation."""
    start = sum(shape[axis] for shape in shapes[:i])
    return (slice(None),) * (axis % len(shapes[i])) + (slice(start, start + shapes[i][axis]),)


def reshape(x, shape) -> Tensor:
    """The same entries in another shape; one length may be -1.

    >>> reshape(Tensor([1.0, 2.0, 3.0, 4.0]), (2, -1)).shape
    (2, 2)
    """
    return _reshape(x, shape=shape)


def transpose(x, axes=None) -> Tensor:
    """The axes in another order; without `axes`, reversed.

    >>> transpose(Tensor(np.zeros((2, 3, 4))), (1, 2, 0)).shape
    (3, 4, 2)
    """
    return _transpose(x, axes=axes)


def _permuted(x, axes):
    try:
        return np.transpose(x, axes)
    except ValueError:
        raise ValueError(f"it takes each of the {np.ndim(x)} axes once, in their new order, not "
                         f"{axes}. To exchange two axes, use swapaxes.") from None


def _inverse(axes):
    return np.argsort([a % len(axes) for a in axes]).tolist()


def swapaxes(x, first, second) -> Tensor:
    """Two axes exchanged.

    >>> swapaxes(Tensor([[1.0, 2.0, 3.0]]), 0, 1).shape
    (3, 1)
    """
    axes = list(range(np.ndim(x)))
    axes[first], axes[second] = axes[second], axes[first]
    return transpose(x, axes)


def moveaxis(x, source, destination) -> Tensor:
    """Axes moved to other places, the others in order.

    >>> moveaxis(Tensor(np.zeros((2, 3, 4))), 0, -1).shape
    (3, 4, 2)
    """
    numbered = np.empty(range(np.ndim(x)))                 # its axis i is i long
    return transpose(x, np.moveaxis(numbered, source, destination).shape)


def squeeze(x, axis=None) -> Tensor:
    """Without the axes of length 1, or without those named.

    >>> squeeze(Tensor([[[1.0], [2.0]]])).shape
    (2,)
    """
    try:
        shape = np.squeeze(np.empty(np.shape(x), bool), axis).shape
    except ValueError as error:
        raise ValueError(f"squeeze of shape {np.shape(x)}, axis {axis}: {error}") from None
    return reshape(x, shape)


def expand_dims(x, axis) -> Tensor:
    """With a new axis of length 1.

    >>> expand_dims(Tensor([1.0, 2.0]), axis=1).shape
    (2, 1)
    """
    return reshape(x, np.expand_dims(np.empty(np.shape(x), bool), axis).shape)


def broadcast_to(x, shape) -> Tensor:
    """Repeated, without a copy, to a larger shape; the gradient adds up over the repetitions.

    >>> broadcast_to(Tensor([1.0, 2.0]), (3, 2)).shape
    (3, 2)
    """
    return _broadcast_to(x, shape=tuple(shape))


def flip(x, axis=None) -> Tensor:
    """In reverse order along an axis, or along all; x and y have one shape.

    >>> flip(Tensor([1.0, 2.0, 3.0]))
    Tensor([3., 2., 1.])
    """
    return _flip(x, axis=axis)


def pad(x, width, value=0.0) -> Tensor:
    """Surrounded by a constant; `width` is one number, or a pair (before, after) for each axis.

    >>> pad(Tensor([1.0, 2.0]), 1)
    Tensor([0., 1., 2., 0.])
    """
    width = np.broadcast_to(width, (np.ndim(x), 2)).tolist()
    return _pad(x, width=width, value=value)


def astype(x, dtype) -> Tensor:
    """In another dtype; the gradient comes back in the old one. Integers end the tape.

    x and y have one shape.

    >>> astype(Tensor([1.5]), "float64").dtype
    dtype('float64')
    """
    dtype = np.dtype(dtype)
    if dtype.kind != "f":
        return Tensor(np.asarray(x), dtype=dtype)
    x = x if isinstance(x, Tensor) else Tensor(x)
    return _astype(x, dtype=dtype, before=x.dtype)


def concatenate(parts, axis=0) -> Tensor:
    """Arrays joined along an axis that they have; elsewhere their shapes must be equal.

    >>> concatenate([Tensor([1.0]), Tensor([2.0, 3.0])])
    Tensor([1., 2., 3.])
    """
    if isinstance(axis, Tensor):
        raise TypeError("concatenate takes a list and an axis: concatenate([a, b], axis=0).")
    return _concatenate(*parts, axis=axis)


def stack(parts, axis=0) -> Tensor:
    """Arrays of one shape joined along a new axis.

    >>> stack([Tensor([1.0, 2.0]), Tensor([3.0, 4.0])], axis=1)
    Tensor([[1., 3.],
            [2., 4.]])
    """
    parts = list(parts)
    if isinstance(axis, Tensor):
        raise TypeError("stack takes a list and an axis: stack([a, b], axis=0).")
    if len({np.shape(part) for part in parts}) != 1:
        shapes = " and ".join(sorted({str(np.shape(part)) for part in parts})) or "no arrays"
        raise ValueError(f"stack takes arrays of one shape, and got {shapes}.")
    return concatenate([expand_dims(part, axis) for part in parts], axis)


def split(x, sections, axis=0) -> list[Tensor]:
    """Cut into equal `sections` (a number), or before the given places (a list), as NumPy does.

    >>> [part.shape for part in split(Tensor(np.zeros((6, 2))), 3)]
    [(2, 2), (2, 2), (2, 2)]
    """
    length = np.shape(x)[axis]
    if isinstance(sections, int):
        if sections < 1 or length % sections:
            raise ValueError(f"{length} rows along axis {axis} do not divide into {sections}.")
        sections = [length // sections * i for i in range(1, sections)]
    ends = [0, *sections, length]
    before = (slice(None),) * (axis % np.ndim(x))
    return [getitem(x, (*before, slice(a, b))) for a, b in itertools.pairwise(ends)]
