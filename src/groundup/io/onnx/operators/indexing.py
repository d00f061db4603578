"""Picking by index, and putting back."""

import numpy as np

from groundup.autograd import NOTHING, primitive
from groundup.io.onnx.values import afford, array, constant, joint, whole


def gather(data, indices, *, axis=0):
    """Whole slices along an axis: y[i] = data[indices[i]]."""
    afford(*data.shape[:axis % data.ndim], *np.shape(indices), *data.shape[axis % data.ndim + 1:])
    return data[(slice(None),) * (axis % data.ndim) + (array(indices),)]


def gather_elements(data, indices, *, axis=0):
    """Entries, each from a place of its own: y[i, j] = data[i, indices[i, j]]."""
    return data[_along(indices, axis)]


def _along(indices, axis):
    """The index of an array by which `indices` picks along an axis."""
    places = list(np.indices(indices.shape, sparse=True))
    places[axis] = indices
    return tuple(places)


def gather_nd(data, indices, *, batch_dims=0):
    """The last axis of `indices` holds the index of a slice; the first axes are shared."""
    return data[_nd(indices, batch_dims)]


def _nd(indices, batch_dims):
    lead = np.indices(indices.shape[:-1], sparse=True)[:batch_dims]
    return (*lead, *np.moveaxis(indices, -1, 0))


def _added_at(updates, shape, index):
    """Zeros, with the updates added at an index."""
    y = np.zeros(shape, updates.dtype)
    np.add.at(y, index, updates)
    return y


add_at = primitive(_added_at, keep=NOTHING, vjp=[lambda g, shape, index: g[index]], name="add_at")
REDUCTIONS = {"add": np.add, "mul": np.multiply, "max": np.maximum, "min": np.minimum}


def put(data, index, updates, reduction):
    """data with `updates` at an index: in the place of what is there, or joined with it."""
    if reduction not in ("none", *REDUCTIONS):
        raise ValueError(f"reduction {reduction!r} is none of none, {', '.join(REDUCTIONS)}")
    if array(data).dtype.kind == "f" and reduction in ("none", "add"):
        there = np.zeros(data.shape, bool)
        there[index] = True
        brought = add_at(updates, shape=data.shape, index=index)
        return data + brought if reduction == "add" else np.where(there, brought, data)
    y = np.array(constant(data))
    if reduction == "none":
        y[index] = constant(updates)
    else:
        REDUCTIONS[reduction].at(y, index, constant(updates))
    return y


def scatter_elements(data, indices, updates, *, axis=0, reduction="none"):
    return put(data, _along(indices, axis), updates, reduction)


def scatter_nd(data, indices, updates, *, reduction="none"):
    return put(data, _nd(indices, 0), updates, reduction)


def tensor_scatter(past_cache, update, write_indices=None, *, axis=-2, mode="linear"):
    """New rows written into a cache, from a place of its own for each sample of the batch."""
    axis, steps = axis % past_cache.ndim, np.arange(update.shape[axis])
    if mode not in ("linear", "circular"):
        raise ValueError(f"mode {mode!r} is neither linear nor circular")
    starts = np.zeros(len(update), int) if write_indices is None else write_indices
    rows = starts[:, None] + steps                                      # (N, steps)
    rows = rows % past_cache.shape[axis] if mode == "circular" else rows
    index = list(np.indices(update.shape, sparse=True))
    index[axis] = rows.reshape(len(update), *[1] * (axis - 1), len(steps),
                               *[1] * (update.ndim - axis - 1))
    return put(past_cache, tuple(index), update, "none")


def one_hot(indices, depth, values, *, axis=-1):
    """The second value at the place that the index names, the first elsewhere."""
    (depth,), (off, on) = whole(depth), array(values)
    axis = axis % (array(indices).ndim + 1)
    shape = array(indices).shape
    afford(*shape, depth)
    places = np.arange(depth).reshape(-1, *[1] * (len(shape) - axis))
    wanted = np.expand_dims(array(indices), axis)
    inside = (wanted >= -depth) & (wanted < depth)
    return np.where(inside & (wanted % depth == places), on, off)


def compress(x, condition, *, axis=None):
    """The slices of an axis, or of all entries in order, where the condition holds."""
    where = np.flatnonzero(condition)
    if axis is None:
        return np.reshape(x, (-1,))[where]
    return x[(slice(None),) * (axis % x.ndim) + (where,)]


def non_zero(x):
    return np.stack(np.nonzero(array(x))).astype(np.int64)


def where(condition, X, Y):
    return np.where(*joint(condition, X, Y))


def unique(x, *, axis=None, sorted=1):
    """Entries or slices once each: (what, first place, which each was, how often)."""
    found, first, which, count = np.unique(
        constant(x), return_index=True, return_inverse=True, return_counts=True, axis=axis)
    if not sorted:                         # in the order in which they came
        order = np.argsort(first)
        found, first, count = np.take(found, order, axis or 0), first[order], count[order]
        which = np.argsort(order)[which]
    return found, first, which.reshape(-1), count


OPERATORS = {
    "Compress": compress, "Gather": gather, "GatherElements": gather_elements,
    "GatherND": gather_nd, "NonZero": non_zero, "OneHot": one_hot,
    "Scatter": scatter_elements, "ScatterElements": scatter_elements, "ScatterND": scatter_nd,
    "TensorScatter": tensor_scatter, "Unique": unique, "Where": where,
}
