"""Dtypes: those of ONNX that NumPy has, and the ways between them."""

import numpy as np

from groundup.autograd import Tensor, astype
from groundup.io.onnx.errors import UnsupportedModel
from groundup.io.onnx.values import array

# TensorProto.DataType -> dtype; the others (bfloat16, float8, int4, text) NumPy does not have.
DTYPES = {code: np.dtype(name) for code, name in {
    1: "float32", 2: "uint8", 3: "int8", 4: "uint16", 5: "int16", 6: "int32", 7: "int64",
    9: "bool", 10: "float16", 11: "float64", 12: "uint32", 13: "uint64"}.items()}


def dtype_of(code) -> np.dtype:
    """The dtype that an attribute names by its number.

    >>> dtype_of(7)
    dtype('int64')
    """
    if code not in DTYPES:
        raise UnsupportedModel(f"dtype {code} is not supported; there are "
                               f"{', '.join(f'{dtype} ({n})' for n, dtype in DTYPES.items())}")
    return DTYPES[code]


def converted(x, dtype):
    """x in another dtype; between floats the gradient comes along."""
    if isinstance(x, Tensor) and dtype.kind == "f":
        return x if x.dtype == dtype else astype(x, dtype)
    return array(x).astype(dtype)


def cast(x, *, to, saturate=1, round_mode="up"):
    """`saturate` and `round_mode` tell of 8-bit floats alone, which are not here."""
    return converted(x, dtype_of(to))


def cast_like(x, target, *, saturate=1, round_mode="up"):
    return converted(x, array(target).dtype)


def bit_cast(x, *, to):
    """The same bits, read as another dtype of that width."""
    dtype = dtype_of(to)
    if array(x).dtype.itemsize != dtype.itemsize:
        raise ValueError(f"{array(x).dtype} and {dtype} are not equally wide")
    return array(x).view(dtype)


OPERATORS = {"BitCast": bit_cast, "Cast": cast, "CastLike": cast_like}
