"""Elementwise arithmetic: NumPy's functions, which on tensors are ours, and a few rows more."""

from functools import reduce

import numpy as np

from groundup import functional as F
from groundup.autograd import INPUTS, primitive
from groundup.io.onnx.values import array, joint

# Functions of which only this room has need, each with its derivative, as in `autograd.rules`.
arccos  = primitive(np.arccos,  keep=INPUTS, vjp=[lambda g, x: -g / np.sqrt(1 - x * x)])
arcsin  = primitive(np.arcsin,  keep=INPUTS, vjp=[lambda g, x: g / np.sqrt(1 - x * x)])
arctan  = primitive(np.arctan,  keep=INPUTS, vjp=[lambda g, x: g / (1 + x * x)])
arccosh = primitive(np.arccosh, keep=INPUTS, vjp=[lambda g, x: g / np.sqrt(x * x - 1)])
arcsinh = primitive(np.arcsinh, keep=INPUTS, vjp=[lambda g, x: g / np.sqrt(x * x + 1)])
arctanh = primitive(np.arctanh, keep=INPUTS, vjp=[lambda g, x: g / (1 - x * x)])
cosh    = primitive(np.cosh,    keep=INPUTS, vjp=[lambda g, x: g * (np.exp(x) - np.exp(-x)) / 2])
sinh    = primitive(np.sinh,    keep=INPUTS, vjp=[lambda g, x: g * (np.exp(x) + np.exp(-x)) / 2])
truncated = primitive(np.fmod,  keep=INPUTS, vjp=[lambda g, a, b: g,
                                                  lambda g, a, b: -g * np.trunc(a / b)])
floored   = primitive(np.mod,   keep=INPUTS, vjp=[lambda g, a, b: g,
                                                  lambda g, a, b: -g * np.floor(a / b)])


def divide(a, b):
    """Whole numbers are divided towards 0, unlike by Python."""
    joint(a, b)
    if array(a).dtype.kind == "f":
        return np.divide(a, b)
    quotient = a // b
    return quotient + ((quotient < 0) & (quotient * b != a)).astype(quotient.dtype)


def power(base, exponent):
    """In the dtype of the base, whatever that of the exponent."""
    joint(base, exponent)
    if array(base).dtype.kind != "f":
        return np.power(base, array(exponent)).astype(base.dtype)
    if array(exponent).dtype.kind != "f":
        exponent = array(exponent).astype(array(base).dtype)
    return np.power(base, exponent)


def modulo(a, b, *, fmod=0):
    """What remains of a, with the sign of b; with that of a if `fmod`."""
    joint(a, b)
    if array(a).dtype.kind == "f":
        return (truncated if fmod else floored)(a, b)
    return np.fmod(a, b) if fmod else np.mod(a, b)


def clip(x, min=None, max=None):
    x = x if min is None else np.maximum(*joint(x, min))
    return x if max is None else np.minimum(*joint(x, max))


def total(*terms):
    return reduce(np.add, joint(*terms))


def mean(*terms):
    return total(*terms) / len(terms)


def largest(*terms):
    return reduce(np.maximum, joint(*terms))


def smallest(*terms):
    return reduce(np.minimum, joint(*terms))


def is_infinite(x, *, detect_negative=1, detect_positive=1):
    x = array(x)
    return (np.isposinf(x) & bool(detect_positive)) | (np.isneginf(x) & bool(detect_negative))


def shifted(x, count, *, direction):
    if direction not in ("LEFT", "RIGHT"):
        raise ValueError(f"direction is LEFT or RIGHT, not {direction!r}")
    return (np.left_shift if direction == "LEFT" else np.right_shift)(x, count)


OPERATORS = {
    "Abs": np.abs, "Add": np.add, "Ceil": np.ceil, "Clip": clip, "Div": divide, "Erf": F.erf,
    "Exp": np.exp, "Floor": np.floor, "Log": np.log, "Max": largest, "Mean": mean,
    "Min": smallest, "Mod": modulo, "Mul": np.multiply, "Neg": np.negative, "Pow": power,
    "Reciprocal": np.reciprocal, "Round": np.rint, "Sign": np.sign, "Sqrt": np.sqrt,
    "Sub": np.subtract, "Sum": total,

    "Acos": arccos, "Acosh": arccosh, "Asin": arcsin, "Asinh": arcsinh, "Atan": arctan,
    "Atanh": arctanh, "Cos": np.cos, "Cosh": cosh, "Sin": np.sin, "Sinh": sinh, "Tan": np.tan,
    "Tanh": np.tanh,

    "Equal": np.equal, "Greater": np.greater, "GreaterOrEqual": np.greater_equal,
    "IsInf": is_infinite, "IsNaN": np.isnan, "Less": np.less, "LessOrEqual": np.less_equal,
    "And": np.logical_and, "Not": np.logical_not, "Or": np.logical_or, "Xor": np.logical_xor,

    "BitShift": shifted, "BitwiseAnd": np.bitwise_and, "BitwiseNot": np.invert,
    "BitwiseOr": np.bitwise_or, "BitwiseXor": np.bitwise_xor,
}
