"""Derivatives of elementwise operations: what a small change of one number does to another.

Each row: the NumPy function, what to keep, and dL/dx for each input x, given g = dL/dy.
At a kink the conventions are PyTorch's: abs has slope 0 at 0, maximum and minimum share the
gradient equally between equal inputs, clip passes it on at its limits.

Two operands have any shapes that broadcast; of one operand, x and y have one shape.

>>> x = Tensor([1.0, 4.0], requires_grad=True)
>>> sqrt(x).sum().backward(); x.grad
array([0.5 , 0.25], dtype=float32)
"""

import operator

import numpy as np

from groundup.autograd.operation import BOTH, INPUTS, NOTHING, OUTPUT, primitive, step
from groundup.autograd.tensor import Tensor

__all__ = [
    "abs", "add", "clip", "cos", "divide", "exp", "expm1", "log", "log1p", "maximum",
    "minimum", "multiply", "negative", "power", "reciprocal", "sigmoid", "sin", "sqrt", "square",
    "subtract", "tan", "tanh", "where",
]

add      = primitive(np.add,      keep=NOTHING, vjp=[lambda g: g,
                                                     lambda g: g])
subtract = primitive(np.subtract, keep=NOTHING, vjp=[lambda g: g,
                                                     lambda g: -g])
multiply = primitive(np.multiply, keep=INPUTS,  vjp=[lambda g, a, b: g * b,
                                                     lambda g, a, b: g * a])
divide   = primitive(np.divide,   keep=BOTH,    vjp=[lambda g, y, a, b: g / b,
                                                     lambda g, y, a, b: -g * y / b])
power    = primitive(operator.pow, keep=BOTH,   vjp=[lambda g, y, a, b: g * _power_by_base(a, b),
                                                     lambda g, y, a, b: g * y * _log_or_0(a)],
                     name="power")

negative = primitive(np.negative, keep=NOTHING, vjp=[lambda g: -g])
square   = primitive(np.square,   keep=INPUTS,  vjp=[lambda g, x: g * (2 * x)])
reciprocal = primitive(np.reciprocal, keep=OUTPUT, vjp=[lambda g, y: -g * y * y])
exp      = primitive(np.exp,      keep=OUTPUT,  vjp=[lambda g, y: g * y])
expm1    = primitive(np.expm1,    keep=OUTPUT,  vjp=[lambda g, y: g * (y + 1)])
log      = primitive(np.log,      keep=INPUTS,  vjp=[lambda g, x: g / x])
log1p    = primitive(np.log1p,    keep=INPUTS,  vjp=[lambda g, x: g / (1 + x)])
sqrt     = primitive(np.sqrt,     keep=OUTPUT,  vjp=[lambda g, y: g / (2 * y)])
sin      = primitive(np.sin,      keep=INPUTS,  vjp=[lambda g, x: g * np.cos(x)])
cos      = primitive(np.cos,      keep=INPUTS,  vjp=[lambda g, x: -g * np.sin(x)])
tan      = primitive(np.tan,      keep=OUTPUT,  vjp=[lambda g, y: g * (1 + y * y)])
tanh     = primitive(np.tanh,     keep=OUTPUT,  vjp=[lambda g, y: g * (1 - y * y)])
abs      = primitive(np.abs,      keep=INPUTS,  vjp=[lambda g, x: g * np.sign(x)], name="abs")

maximum  = primitive(np.maximum,  keep=INPUTS,  vjp=[lambda g, a, b: _share(g, a > b, a == b),
                                                     lambda g, a, b: _share(g, b > a, a == b)])
minimum  = primitive(np.minimum,  keep=INPUTS,  vjp=[lambda g, a, b: _share(g, a < b, a == b),
                                                     lambda g, a, b: _share(g, b < a, a == b)])


def _share(g, wins, ties):
    return g * wins + 0.5 * g * ties


def _power_by_base(a, b):
    """d(a^b)/da = b a^(b-1), and 0 where b = 0, though a may be 0 as well."""
    if isinstance(b, int | float):
        return b * a ** (b - 1) if b else 0 * a
    constant = b == 0
    return np.where(constant, 0, b * np.where(constant, 1, a) ** np.where(constant, 1, b - 1))


def _log_or_0(a):
    """log a, and 0 where a = 0: there a^b stays 0 however b changes."""
    if isinstance(a, int | float):
        return float(np.log(a)) if a else 0.0
    return np.where(a == 0, 0, np.log(np.where(a == 0, 1, a)))


def _stable_sigmoid(x):
    """1 / (1 + exp(-x)), elementwise."""
    e = np.exp(-np.abs(x))                 # never overflows, and keeps tiny results exact
    return np.where(x >= 0, 1, e) / (1 + e)


sigmoid = primitive(_stable_sigmoid, keep=OUTPUT, vjp=[lambda g, y: g * y * (1 - y)],
                    name="sigmoid")

_where = primitive(lambda a, b, condition: np.where(condition, a, b), keep=NOTHING, name="where",
                   vjp=[lambda g, condition: np.where(condition, g, 0),
                        lambda g, condition: np.where(condition, 0, g)])


def where(condition, a, b) -> Tensor:
    """a where the condition holds, b elsewhere; the branch not taken gets gradient 0.

    The three have shapes that broadcast. An infinite or NaN value in the branch not taken still
    spoils the gradient if that branch was *computed* with an infinite slope: mask its input as well
    (`log(where(x > 0, x, 1))`).

    >>> where([True, False], Tensor([1.0, 2.0]), 0.0)
    Tensor([1., 0.])
    """
    return _where(a, b, condition=np.asarray(condition, bool))


_clip = primitive(lambda x, low, high: np.clip(x, low, high), keep=INPUTS, name="clip",
                  vjp=[lambda g, x, low, high: g * _inside(x, low, high)])


def clip(x, low=None, high=None) -> Tensor:
    """x held between two numbers, in its shape; the gradient passes where low <= x <= high.

    >>> clip(Tensor([-2.0, 0.5, 3.0]), 0.0, 1.0)
    Tensor([0. , 0.5, 1. ])
    """
    if isinstance(low, Tensor) or isinstance(high, Tensor):
        raise TypeError("clip takes numbers as limits; for tensors use maximum and minimum.")
    return _clip(x, low=low, high=high)


def _inside(x, low, high):
    x = np.asarray(x)                      # a test: it has no derivative
    return (True if low is None else x >= low) & (True if high is None else x <= high)


def compare(ufunc, *operands) -> Tensor:
    """A comparison of tensors, as booleans without a gradient."""
    return step(ufunc, *operands)
