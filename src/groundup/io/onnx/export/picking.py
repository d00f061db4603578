"""NumPy's index as nodes: slices, new axes, and whole numbers."""

from math import prod

import numpy as np

from groundup.io.onnx.errors import UnsupportedModel

OPEN = np.iinfo(np.int64)                  # where a slice ends that has no end


def getitem(b, call):
    """Slices in one node; then what a single number picked loses its axis, and None adds one."""
    first, second = (_spelt_out(step) for step in (call.first, call.second))
    lists = sum(isinstance(part, np.ndarray) for part in first)
    numbers = sum(isinstance(part, int | np.integer) for part in first)
    if lists > 1 and lists == sum(part is not None for part in first):
        return _each(b, call, first, second)
    if lists > 1 or (lists and numbers):
        raise UnsupportedModel("an index of several arrays, or of an array and a number, is not "
                               "exported; pick by one after the other")
    parts = [(one, two) for one, two in zip(first, second) if one is not None]
    cuts = [(axis, _ends(one), _ends(two)) for axis, (one, two) in enumerate(parts)
            if not isinstance(one, np.ndarray)]
    x = sliced(b, call.input(0), [cut for cut in cuts if cut[1] != (0, OPEN.max, 1)])
    for axis, (one, two) in enumerate(parts):
        if isinstance(one, np.ndarray):
            x = b.add("Gather", x, b.value(one, two), axis=axis)
    gone = [axis for axis, (one, _) in enumerate(parts) if isinstance(one, int | np.integer)]
    if gone:
        x = b.add("Squeeze", x, b.constant(gone, np.int64))
    left = [part for part in first if not isinstance(part, int | np.integer)]
    added = [i for i, part in enumerate(left) if part is None]
    if not added:
        return x
    if any(part.ndim > 1 for part in left if isinstance(part, np.ndarray)):
        raise UnsupportedModel("an index of a new axis and an array of several axes is not "
                               "exported; pick by one after the other")
    return b.add("Unsqueeze", x, b.constant(added, np.int64))


def _spelt_out(step) -> list:
    """The index with an entry for each axis, and None for each new one."""
    index, ndim = step.options["index"], np.ndim(step.inputs[0])
    parts = list(index) if isinstance(index, tuple) else [index]
    if any(isinstance(part, np.ndarray) and part.dtype == bool for part in parts):
        raise UnsupportedModel("an index of booleans is not exported: the shape would be unknown")
    left = ndim - sum(part is not None and part is not Ellipsis for part in parts)
    at = next((i for i, part in enumerate(parts) if part is Ellipsis), len(parts))
    return [*parts[:at], *[slice(None)] * left, *parts[at + 1:]]


def _ends(part) -> tuple[int, int, int]:
    """(start, end, step) as ONNX takes them."""
    if not isinstance(part, slice):
        return int(part), int(part) + 1 or OPEN.max, 1
    step = 1 if part.step is None else int(part.step)
    start = (0 if step > 0 else OPEN.max) if part.start is None else int(part.start)
    end = (OPEN.max if step > 0 else OPEN.min) if part.stop is None else int(part.stop)
    return start, end, step


def sliced(b, x: str, slices) -> str:
    """x cut along axes: (axis, (start, end, step)) of either pass for each."""
    if not slices:
        return x
    axes = [axis for axis, _, _ in slices]
    columns = [([one[k] for _, one, _ in slices], [two[k] for _, _, two in slices])
               for k in range(3)]
    starts, ends, steps = (b.whole(*column) for column in columns)
    return b.add("Slice", x, starts, ends, b.constant(axes, np.int64), steps)


def _each(b, call, first, second):
    """An array for every axis: entries picked one by one, as `gather` along an axis does."""
    n, m = (np.broadcast_arrays(*index) for index in (first, second))
    if prod(n[0].shape) != prod(m[0].shape):
        raise UnsupportedModel("entries picked one by one are exported with batch=None alone")
    index = np.stack(n, axis=-1)
    if not np.array_equal(index, np.stack(m, axis=-1)):
        raise UnsupportedModel("entries picked at places that depend on the input are not exported")
    return b.add("GatherND", call.input(0), b.constant(index, np.int64))


def flip(b, call):
    axis = call.options["axis"]
    axes = range(call.y.ndim) if axis is None else np.atleast_1d(axis)
    ends = OPEN.max, OPEN.min, -1
    return sliced(b, call.input(0), [(int(axis) % call.y.ndim, ends, ends) for axis in axes])


def reverse_sequence(b, call):
    if call.options["lengths"] is None:
        ends = OPEN.max, OPEN.min, -1
        return sliced(b, call.input(0), [(0, ends, ends)])
    return b.add("ReverseSequence", call.input(0), b.cast(call.option("lengths"), np.int64),
                 time_axis=0, batch_axis=1)


def embedding(b, call):
    return b.add("Gather", call.input(0), call.option("ids"))


EMIT = {"embedding": embedding, "flip": flip, "getitem": getitem,
        "reverse_sequence": reverse_sequence}
