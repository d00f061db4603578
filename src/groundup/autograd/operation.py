"""Operations: what to compute, what to keep, and the derivative of it (chapters 8 and 15).

A *primitive* is a row of a table: a NumPy function, and one derivative for each input. It can be
differentiated again and again, since its derivatives run on tensors as well as on arrays.

A *fused* operation is a whole layer in one node: a forward and a backward written for speed, and
beside them the plain definition, composed of primitives, which serves for higher derivatives.
"""

import itertools
from functools import partial, wraps

import numpy as np

from groundup.autograd.tape import listeners, record, recording
from groundup.autograd.tensor import Tensor, as_array, wrap
from groundup.backend import default_dtype, xp

# What a primitive keeps for its derivatives, which receive it after the incoming gradient g.


def NOTHING(y, inputs):
    return ()


def INPUTS(y, inputs):
    return inputs


def OUTPUT(y, inputs):
    return (y,)


def BOTH(y, inputs):
    return (y, *inputs)


def SHAPES(y, inputs):
    return tuple([np.shape(x) for x in inputs])


class Rule:
    """An operation: `forward`, and either `vjp` (primitive) or `backward` and `reference`."""

    __slots__ = ("backward", "forward", "keep", "name", "reference", "vjp")

    def __init__(self, name, forward, keep=None, vjp=None, backward=None, reference=None):
        self.name, self.forward, self.keep, self.vjp = name, forward, keep, vjp
        self.backward, self.reference = backward, reference


class Every:
    """The derivative of an operation with any number of inputs, told which of them it is for."""

    def __init__(self, vjp):
        self.vjp = vjp

    def __iter__(self):
        return (partial(self.vjp, i) for i in itertools.count())


def primitive(forward, vjp, keep=INPUTS, name=None):
    """Turn a NumPy function and its derivatives into an operation on tensors.

    `vjp` holds for each input x a function (g, *kept) -> dL/dx, where g is dL/dy (a vector-Jacobian
    product), in plain NumPy; `keep` is NOTHING, INPUTS, OUTPUT, BOTH (output first) or SHAPES.
    Keyword arguments of a call reach `forward` and every `vjp`. Broadcasting need not be undone.

    >>> cube = primitive(lambda x: x ** 3, vjp=[lambda g, x: g * 3 * x ** 2], name="cube")
    >>> x = Tensor([2.0], requires_grad=True)
    >>> cube(x).backward(); x.grad
    array([12.], dtype=float32)
    """
    rule = Rule(name or forward.__name__, forward, keep, vjp)
    return _binary(rule) if isinstance(forward, np.ufunc) and forward.nin == 2 else _general(rule)


def fused(forward, backward, reference, name=None):
    """Make one operation of a layer's forward and backward, with its plain definition beside it.

    - `forward(*arrays, **options) -> (y, state)`
    - `backward(state, g)`: for each input its gradient, or a function of nothing that computes it,
      called only where it is needed, or None. It leaves `state` as it is.
    - `reference(*tensors, **options) -> y`, composed of primitives.

    >>> square = fused(lambda x: (x * x, x), lambda x, g: (lambda: 2 * x * g,), lambda x: x * x)
    >>> x = Tensor([3.0], requires_grad=True)
    >>> square(x).backward(); x.grad
    array([6.], dtype=float32)
    """

    name = name or reference.__name__
    operation = _layer(Rule(name, forward, backward=backward, reference=reference))
    operation.reference = reference
    return wraps(reference)(operation) if reference.__name__ == name else operation


def _general(rule):
    def operation(*inputs, **options):
        return apply(rule, inputs, options)

    return _named(operation, rule)


def _named(operation, rule):
    """Make an operation show, and pickle, as the function of `groundup.autograd` that it is."""
    operation.__name__ = operation.__qualname__ = rule.name
    operation.__module__ = "groundup.autograd"
    about = (rule.forward.__doc__ or "").split("\n\n")             # a ufunc's begins with its call
    operation.__doc__ = about[1 if isinstance(rule.forward, np.ufunc) else 0]
    return operation


def _binary(rule):
    """The hot path of the house: two tensors of one shape and dtype. All else goes to `apply`."""
    forward, keep, keeps_inputs = rule.forward, rule.keep, rule.keep is INPUTS

    def operation(x, y):
        try:
            a, b = x.data, y.data
            left, right = x.node, y.node
            if a.dtype is not b.dtype or a.shape != b.shape or listeners:
                return apply(rule, (x, y))
        except AttributeError:             # an operand that is no tensor
            return apply(rule, (x, y))
        z = forward(a, b)
        if (left is None and right is None) or not recording.get():
            return wrap(z)
        return record(rule, z, (left, right), (a, b) if keeps_inputs else keep(z, (a, b)))

    return _named(operation, rule)


def _layer(rule):
    """The short way for a fused operation: tensors of one dtype. All else goes to `apply`."""
    forward = rule.forward

    def operation(*inputs, **options):
        if listeners:
            return apply(rule, inputs, options)
        dtype, needed, arrays, edges = None, False, [], []
        for x in inputs:
            a = edge = None
            if x is not None:
                if not isinstance(x, Tensor):
                    return apply(rule, inputs, options)
                a, edge = x.data, x.node
                if a.dtype is not dtype:
                    if dtype is not None:
                        return apply(rule, inputs, options)
                    dtype = a.dtype
                if edge is not None:
                    needed = True
            arrays.append(a)
            edges.append(edge)
        try:
            y, state = forward(*arrays, **options)
        except ValueError:
            return apply(rule, inputs, options)            # which says more
        if not needed or not recording.get():
            return wrap(y)
        return record(rule, y, tuple(edges), (state, arrays), options)

    return _named(operation, rule)


def apply(rule, inputs, options=None):
    """Run a rule forward, and record it where a gradient may be asked for.

    Raises `TypeError` for operands of two float dtypes or not numbers, `ValueError` for shapes
    that do not fit, naming them.
    """
    arrays, edges, dtypes, needed, settled = [], [], set(), False, True
    whole_numbers_stay = rule.vjp is None
    for x in inputs:
        node = None
        if isinstance(x, Tensor):
            x, node = x.data, x.node
            needed = needed or node is not None
        if isinstance(x, xp.ndarray):
            if not whole_numbers_stay or x.dtype.kind == "f":
                dtypes.add(x.dtype)
        elif x is not None or not whole_numbers_stay:
            settled = False                # a number or a list: it follows the arrays
        arrays.append(x)
        edges.append(node)
    if not settled or len(dtypes) > 1:
        arrays = _agree(arrays, rule)
    try:
        y = rule.forward(*arrays, **options) if options else rule.forward(*arrays)
    except ValueError as error:
        shapes = " and ".join(str(np.shape(a)) for a in arrays if a is not None)
        raise ValueError(f"{rule.name} of shapes {shapes}: {error}") from error
    if rule.vjp is None:
        y, state = y
    if not needed or not recording.get():
        out = wrap(y)
    else:
        kept = rule.keep(y, tuple(arrays)) if rule.vjp is not None else (state, arrays)
        out = record(rule, y, tuple(edges), kept, options, stretched=rule.vjp is not None)
    for tell in listeners:
        tell(rule, inputs, options or {}, out)
    return out


def step(ufunc, *operands):
    """A test or a step of numbers, whose slope is 0 wherever it has one: it ends the tape."""
    out = wrap(ufunc(*map(np.asarray, operands)))
    for tell in listeners:
        tell(Rule(ufunc.__name__, ufunc), operands, {}, out)
    return out


def _agree(arrays, rule):
    """The operands made to fit together: Python numbers and integers follow the floats."""
    floats = {a.dtype for a in arrays if isinstance(a, xp.ndarray) and a.dtype.kind == "f"}
    if len(floats) > 1:
        raise TypeError(
            f"{rule.name} of {' and '.join(sorted(map(str, floats)))}: nothing is converted "
            "silently. Bring both to one dtype, for example with x.astype('float32')."
        )
    converts = rule.vjp is not None        # a fused operation may take None, and keeps integers
    if not floats and any(_has_floats(a) for a in arrays if a is not None):
        floats = {default_dtype()}
    dtype = floats.pop() if floats else None
    beside_arrays = any(isinstance(a, xp.ndarray) for a in arrays)
    return [_follow(a, dtype, converts, beside_arrays) for a in arrays]


def _has_floats(a):
    return not isinstance(a, xp.ndarray) and as_array(a).dtype.kind == "f"


def _follow(a, dtype, converts, beside_arrays):
    """One operand in the dtype of the others."""
    if isinstance(a, xp.ndarray):
        return a.astype(dtype) if converts and dtype is not None and a.dtype != dtype else a
    if (a is None and not converts) or (beside_arrays and type(a) in (int, float)):
        return a                           # NumPy lets Python numbers follow the arrays
    return as_array(a, dtype if converts else None)
