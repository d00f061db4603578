"""Arrays out of nothing, or nearly."""

import numpy as np

from groundup.io.onnx.errors import UnsupportedModel
from groundup.io.onnx.operators.cast import dtype_of
from groundup.io.onnx.values import afford, array, whole
from groundup.io.onnx.values import constant as fixed


def constant(*, value=None, value_float=None, value_floats=None, value_int=None, value_ints=None):
    """Whichever of them is there."""
    floats = value_float if value_floats is None else value_floats
    numbers = value_int if value_ints is None else value_ints
    if value is not None:
        return value
    return np.array(floats, np.float32) if numbers is None else np.array(numbers, np.int64)


def constant_of_shape(shape, *, value=None):
    fill = np.zeros(1, np.float32) if value is None else value
    return np.full(afford(*(whole(shape) if array(shape).size else [])), fill[0], fill.dtype)


def eye_like(x, *, dtype=None, k=0):
    return np.eye(*x.shape, k=k, dtype=array(x).dtype if dtype is None else dtype_of(dtype))


def span(start, limit, delta, *, stash_type=1):
    """start, start + delta, ... as long as it is short of the limit."""
    first, last, step = (fixed(n).item() for n in (start, limit, delta))
    count = max(0, int(np.ceil((last - first) / step)))
    afford(count)
    return (first + np.arange(count) * step).astype(array(start).dtype)


def dropout(x, ratio=None, training_mode=None, *, seed=0):
    """What it is in use: nothing, and a mask that keeps all."""
    if training_mode is not None and array(training_mode) and (ratio is None or array(ratio)):
        raise UnsupportedModel("it is exported in training mode; export the model for use")
    return x, np.ones(array(x).shape, bool)


OPERATORS = {"Constant": constant, "ConstantOfShape": constant_of_shape, "Dropout": dropout,
             "EyeLike": eye_like, "Range": span}
