"""Class labels: integers that point at one score in each row."""

import numpy as np

INTEGER, UNSIGNED = np.dtype(np.int64), np.dtype(np.uint64)


def _class_axis(logits):
    """Where the classes are, as in PyTorch: axis 1 of (N, C) and (N, C, ...), axis 0 of (C,)."""
    return 1 if logits.ndim > 1 else 0


def shape_of_labels(logits):
    """(N, C, ...) -> (N, ...): the shape of the logits without their classes."""
    axis, shape = _class_axis(logits), logits.shape
    return shape[:axis] + shape[axis + 1:]


def as_rows(x):
    """(N, C, ...) or (C,) -> (rows, C): one row of scores for each label."""
    if x.ndim == 2:
        return x
    if x.ndim == 1:
        return x.reshape(1, -1)
    return x.transpose(0, *range(2, x.ndim), 1).reshape(-1, x.shape[1])


def as_labels(name, target, logits, ignore_index=None):
    """The labels of all rows, checked: (rows,) integers from 0 to C - 1; and which rows count.

    The latter is None if all do, else (rows,) booleans; the others are given the label 0. Raises
    `TypeError` for labels that are no integers, `ValueError` for a wrong shape, one-hot rows and
    labels out of range, of which it names the first.
    """
    labels = np.asarray(target)
    if not logits.ndim:
        raise ValueError(f"{name}: the logits are a single number; they need an axis of classes.")
    if labels.dtype.kind not in "iu" and labels.size:
        raise TypeError(f"{name}: {_no_integers(labels, logits)}")
    if labels.shape != shape_of_labels(logits):
        raise ValueError(f"{name}: {_wrong_shape(labels.shape, logits)}")
    if labels.ndim != 1 or labels.dtype != INTEGER:
        labels = labels.reshape(-1).astype(INTEGER, copy=False)
    kept = None
    if ignore_index is not None:
        kept = labels != ignore_index
        labels = np.where(kept, labels, 0)
    _check_range(name, labels, logits)
    return labels, kept


def _check_range(name, labels, logits):
    classes = logits.shape[_class_axis(logits)]
    # seen as unsigned numbers, negative labels are huge; argmax takes a third of the time of max
    if labels.size and not 0 <= labels[labels.view(UNSIGNED).argmax()] < classes:
        first = labels[(labels < 0) | (labels >= classes)][0]
        raise ValueError(
            f"{name}: the label {first} is out of range. The logits have {classes} classes (axis "
            f"{_class_axis(logits)} of shape {logits.shape}): labels go from 0 to {classes - 1}."
        )


def _no_integers(labels, logits):
    expected = shape_of_labels(logits)
    if labels.dtype.kind in "USO":
        first = labels.ravel().tolist()[0]
        return (f"the labels are names or other objects, such as {first!r}. Class labels are "
                "integers: names, labels = np.unique(target, return_inverse=True).")
    fix = ("use target.astype(int)." if labels.shape == expected else
           "are logits and labels in this order?")
    return (f"the labels are {labels.dtype}, of shape {labels.shape}. Class labels are integers, "
            f"of shape {expected} here: {fix}")


def _wrong_shape(shape, logits):
    axis, expected = _class_axis(logits), shape_of_labels(logits)
    if shape == logits.shape:
        return (
            f"logits and labels both have shape {shape}. If the labels are one-hot, use "
            f"target.argmax({axis}); if they are probabilities, target.astype('{logits.dtype}')."
        )
    text = f"for logits of shape {logits.shape} the labels must have shape {expected}, not {shape}."
    if np.prod(shape) == np.prod(expected):
        return f"{text} Use target.reshape({expected})."
    return f"{text} The classes are on axis {axis} of the logits."


def as_weight(name, weight, classes, dtype):
    """How much each class counts, (C,), in the dtype of the logits; None stays None."""
    if weight is None:
        return None
    weight = np.asarray(weight, dtype=dtype)
    if weight.shape != (classes,):
        raise ValueError(
            f"{name}: the weight has shape {weight.shape}; with {classes} classes it must be "
            f"({classes},), one number for each."
        )
    return weight


def shares(labels, kept, weight, dtype):
    """How much each row counts: the weight of its class, or 1; and 0 if it is ignored."""
    share = np.ones(labels.shape, dtype) if weight is None else weight[labels]
    return share if kept is None else share * kept
