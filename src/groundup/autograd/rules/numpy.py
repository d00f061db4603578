"""NumPy's own functions on tensors: `np.exp(x)` finds the rule of the same name.

This is what lets a derivative that is written in plain NumPy run on tensors as well.
"""

import numpy as np

from groundup.autograd.operation import step
from groundup.autograd.rules import arithmetic, indexing, products, reductions, shapes

__all__ = ["from_function", "from_ufunc"]

RULES = {
    name: getattr(room, name)
    for room in (arithmetic, shapes, reductions, products, indexing)
    for name in room.__all__
} | {"sort": lambda x, axis=-1: indexing.sort(x, axis)[0]}     # NumPy's returns no places
ALIASES = {"absolute": "abs", "amax": "max", "amin": "min", "true_divide": "divide"}

# Steps and tests: their derivative is 0 wherever it exists, so their results carry none.
FLAT = {
    "bitwise_and", "bitwise_or", "ceil", "equal", "floor", "greater", "greater_equal", "invert",
    "isfinite", "isinf", "isnan", "less", "less_equal", "logical_and", "logical_not",
    "logical_or", "not_equal", "rint", "sign",
}
# Questions about the data, answered off the tape by an array, a number or a text.
PLAIN = {"argmax", "argmin", "argsort", "all", "any", "array_equal", "allclose", "array2string",
         "array_repr", "array_str", "isclose", "ndim", "ones_like", "shape", "size", "zeros_like"}


def from_ufunc(ufunc, method, inputs, options):
    """What `ufunc(*inputs)` means when one of the inputs is a tensor."""
    name = ufunc.__name__
    if method != "__call__" or options:
        extra = ", ".join(options) or method
        raise TypeError(f"np.{name} on a tensor takes no {extra}.")
    if name in FLAT:
        return step(ufunc, *inputs)
    return _rule(name)(*inputs)


def from_function(function, args, options):
    """What `function(*args)` means when a tensor is among the arguments."""
    name = function.__name__
    if name in PLAIN:
        return function(*map(_array, args), **options)
    return _rule(name)(*args, **options)


def _array(x):
    return np.asarray(x) if hasattr(x, "node") else x


def _rule(name):
    name = ALIASES.get(name, name)
    if name not in RULES:
        raise TypeError(
            f"np.{name} has no derivative rule here. Compose it from those that have one "
            "(groundup.autograd), or call it on x.numpy(), which gives no gradient."
        )
    return RULES[name]
