"""Shapes: the same numbers arranged otherwise, cut, joined or surrounded."""

from math import prod

import numpy as np

from groundup import autograd
from groundup import functional as F
from groundup.io.onnx.errors import UnsupportedModel
from groundup.io.onnx.values import afford, array, constant, whole


def reshape(data, shape, *, allowzero=0):
    """A 0 keeps the length of its axis, unless `allowzero`; one -1 takes what is left."""
    wanted = whole(shape) if array(shape).size else []
    if not allowzero:
        wanted = [data.shape[i] if n == 0 else n for i, n in enumerate(wanted)]
    return np.reshape(data, tuple(wanted))


def flatten(x, *, axis=1):
    """Two axes: all before `axis`, and the others."""
    axis = axis + x.ndim if axis < 0 else axis
    return np.reshape(x, (prod(x.shape[:axis]), prod(x.shape[axis:])))


def transpose(x, *, perm=None):
    return np.transpose(x, perm)


def squeeze(x, axes=None):
    return np.squeeze(x, None if axes is None else tuple(whole(axes)))


def unsqueeze(x, axes):
    return np.expand_dims(x, tuple(whole(axes)))


def shape(x, *, start=0, end=None):
    return np.array(array(x).shape[start:end], np.int64)


def size(x):
    return np.array(array(x).size, np.int64)


def concat(*parts, axis):
    return np.concatenate(list(parts), axis=axis)


def split(x, split=None, *, axis=0, num_outputs=None, outputs=1):
    """By the given lengths, or into equal parts, of which the last may be smaller."""
    length = x.shape[axis]
    if split is None:
        count = num_outputs or outputs
        part = -(-length // count)
        lengths = [part] * (count - 1) + [length - part * (count - 1)]
    else:
        lengths = whole(split) if array(split).size else []
    if sum(lengths) != length or min(lengths, default=0) < 0:
        raise ValueError(f"an axis of {length} is not made of {lengths}")
    return tuple(autograd.split(x, np.cumsum(lengths)[:-1].tolist(), axis))


def slices(x, starts, ends, axes=None, steps=None):
    """Python's slices, by axis."""
    first, last = whole(starts), whole(ends)
    chosen = range(len(first)) if axes is None else whole(axes)
    steps = [1] * len(first) if steps is None else whole(steps)
    index = [slice(None)] * x.ndim
    for axis, a, b, step in zip(chosen, first, last, steps):
        index[axis] = slice(a, b, step)
    return x[tuple(index)]


def expand(x, shape):
    """Repeated along axes of length 1, on whichever side they are."""
    wanted = whole(shape) if array(shape).size else []
    return np.broadcast_to(x, afford(*np.broadcast_shapes(x.shape, tuple(wanted))))


def tile(x, repeats):
    """The whole array several times in each direction."""
    times = whole(repeats)
    afford(*(n * k for n, k in zip(x.shape, times)))
    pairs = tuple(n for pair in zip(times, x.shape) for n in pair)
    apart = np.reshape(x, tuple(n for length in x.shape for n in (1, length)))
    return np.reshape(np.broadcast_to(apart, pairs), tuple(n * k for n, k in zip(x.shape, times)))


PADDING = {"reflect": "reflect", "edge": "edge", "wrap": "wrap"}       # as `numpy.pad` names them


def pad(data, pads, constant_value=None, axes=None, *, mode="constant"):
    """Surrounded by a number, or by entries that are there; negative widths cut off."""
    numbers = whole(pads)
    chosen = range(data.ndim) if axes is None else whole(axes)
    widths = [(0, 0)] * data.ndim
    for axis, before, after in zip(chosen, numbers, numbers[len(numbers) // 2:]):
        widths[axis] = (before, after)
    afford(*(max(0, n + a + b) for n, (a, b) in zip(data.shape, widths)))
    if mode == "constant":
        fill = 0 if constant_value is None else constant(constant_value).item()
        return padded(data, widths, fill)
    if mode not in PADDING:
        raise ValueError(f"mode {mode!r} is none of constant, {', '.join(PADDING)}")
    data = padded(data, [(min(a, 0), min(b, 0)) for a, b in widths])
    for axis, (before, after) in enumerate(widths):
        if before > 0 or after > 0:
            at = np.pad(np.arange(data.shape[axis]), (max(before, 0), max(after, 0)), mode)
            data = data[(slice(None),) * axis + (at,)]
    return data


def padded(x, widths, fill=0):
    """x with a number around it; where a width is negative, without what is there.

    >>> padded(np.array([1, 2, 3]), [(-1, 2)])
    array([2, 3, 0, 0])
    """
    x = x[tuple(slice(max(0, -a), max(0, n - max(0, -b))) for n, (a, b) in zip(x.shape, widths))]
    around = [(max(0, a), max(0, b)) for a, b in widths]
    if not any(map(any, around)):
        return x
    if array(x).dtype.kind != "f":
        return np.pad(x, around, constant_values=fill)
    return autograd.pad(x, around, fill)


def center_crop_pad(x, shape, *, axes=None):
    """Cut or filled up with zeros to a shape, alike on both sides."""
    chosen = range(x.ndim) if axes is None else axes
    widths = [(0, 0)] * x.ndim
    for axis, wanted in zip(chosen, whole(shape)):
        missing = wanted - x.shape[axis]
        half = missing // 2 if missing >= 0 else -(-missing // 2)
        widths[axis] = (half, missing - half)
    afford(*(n + a + b for n, (a, b) in zip(x.shape, widths)))
    return padded(x, widths)


def depth_to_space(x, *, blocksize, mode="DCR"):
    """Channels become pixels; DCR: the block is the slower part of a channel's number."""
    (N, C, H, W), b = x.shape, blocksize
    if mode == "CRD":
        return F.pixel_shuffle(x, b)
    if mode != "DCR":
        raise ValueError(f"mode {mode!r} is neither DCR nor CRD")
    blocks = np.reshape(x, (N, b, b, C // b ** 2, H, W))
    return np.reshape(np.transpose(blocks, (0, 3, 4, 1, 5, 2)), (N, C // b ** 2, H * b, W * b))


def space_to_depth(x, *, blocksize, mode="DCR"):
    """The way back."""
    (N, C, H, W), b = x.shape, blocksize
    blocks = np.reshape(x, (N, C, H // b, b, W // b, b))
    if mode not in ("DCR", "CRD"):
        raise UnsupportedModel(f"mode {mode!r} is neither DCR nor CRD")
    order = (0, 3, 5, 1, 2, 4) if mode == "DCR" else (0, 1, 3, 5, 2, 4)
    return np.reshape(np.transpose(blocks, order), (N, C * b ** 2, H // b, W // b))


def reverse_sequence(x, sequence_lens, *, batch_axis=1, time_axis=0):
    """Each sequence from its last real step to its first."""
    if {batch_axis, time_axis} != {0, 1}:
        raise ValueError("batch_axis and time_axis are 0 and 1, in either order")
    return F.reverse_sequence(x, array(sequence_lens), batch_first=batch_axis == 0)


def trilu(x, k=None, *, upper=1):
    """The part above the k-th diagonal, with it, or the part below; 0 elsewhere."""
    k = 0 if k is None else whole(k)[0]
    rows, columns = x.shape[-2:]
    distance = np.arange(columns) - np.arange(rows)[:, None]
    kept = distance >= k if upper else distance <= k
    return np.where(kept, x, np.zeros((), array(x).dtype))


def identity(x):
    return x


OPERATORS = {
    "CenterCropPad": center_crop_pad, "Concat": concat, "DepthToSpace": depth_to_space,
    "Expand": expand, "Flatten": flatten, "Identity": identity, "Pad": pad, "Reshape": reshape,
    "ReverseSequence": reverse_sequence, "Shape": shape, "Size": size, "Slice": slices,
    "SpaceToDepth": space_to_depth, "Split": split, "Squeeze": squeeze, "Tile": tile,
    "Transpose": transpose, "Trilu": trilu, "Unsqueeze": unsqueeze,
}
