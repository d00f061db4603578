"""The primitives as nodes: arithmetic, products, reductions and shapes."""

from math import prod

import numpy as np

from groundup.io.onnx.errors import UnsupportedModel
from groundup.io.onnx.export.builder import Builder, Call


def unary(operator):
    return lambda b, call: b.add(operator, call.input(0))


def binary(operator):
    """Both operands in the dtype of the result, as NumPy has it."""
    return lambda b, call: b.add(operator, call.input(0, call.y.dtype), call.input(1, call.y.dtype))


def comparison(operator, negated=False):
    def emit(b: Builder, call: Call):
        dtype = np.result_type(*(a for a, x in zip(call.arrays, call.first.inputs)
                                 if hasattr(x, "dtype")))
        y = b.add(operator, call.input(0, dtype), call.input(1, dtype))
        return b.add("Not", y) if negated else y

    return emit


def logical(operator, operands=2):
    def emit(b, call):
        if any(a.dtype != bool for a in call.arrays):
            raise UnsupportedModel("bits of whole numbers are not exported")
        return b.add(operator, *(call.input(i) for i in range(operands)))

    return emit


def square(b, call):
    return b.add("Mul", call.input(0), call.input(0))


def expm1(b, call):
    return b.add("Sub", b.add("Exp", call.input(0)), b.constant(1, call.y.dtype))


def log1p(b, call):
    return b.add("Log", b.add("Add", call.input(0), b.constant(1, call.y.dtype)))


def erfc(b, call):
    return b.add("Sub", b.constant(1, call.y.dtype), b.add("Erf", call.input(0)))


def where(b, call):
    return b.add("Where", call.option("condition"), call.input(0, call.y.dtype),
                 call.input(1, call.y.dtype))


def clip(b, call):
    low, high = (None if call.options[end] is None else b.constant(call.options[end], call.y.dtype)
                 for end in ("low", "high"))
    return b.add("Clip", call.input(0), low or "", high or "")


def astype(b, call):
    return b.cast(call.input(0), call.options["dtype"])


# ---- reductions -----------------------------------------------------------------------------


def reduction(operator):
    def emit(b, call):
        x = call.input(0, call.y.dtype if operator == "ReduceSum" else None)
        return b.reduce(operator, x, call.options["axis"], call.options["keepdims"])

    return emit


def var(b, call):
    axis, keepdims = call.options["axis"], call.options["keepdims"]
    deviation = b.add("Sub", call.input(0), b.reduce("ReduceMean", call.input(0), axis, True))
    y = b.reduce("ReduceMean", b.add("Mul", deviation, deviation), axis, keepdims)
    count = call.arrays[0].size // max(1, prod(call.y.shape))
    factor = count / (count - call.options["ddof"])
    return y if factor == 1 else b.add("Mul", y, b.constant(factor, call.y.dtype))


def cumsum(b, call):
    x, axis = call.input(0), call.options["axis"]
    if axis is None:
        x, axis = b.add("Reshape", x, b.constant([-1], np.int64)), 0
    return b.add("CumSum", x, b.constant(axis, np.int64))


# ---- shapes ---------------------------------------------------------------------------------


def reshape(b, call):
    """The one axis that grows with the batch is left open."""
    grows = [n != m for n, m in zip(call.first.y.shape, call.second.y.shape)]
    if sum(grows) > 1:
        return b.add("Reshape", call.input(0), call.shape())
    shape = [-1 if g else n for n, g in zip(call.y.shape, grows)]
    return b.add("Reshape", call.input(0), b.constant(np.array(shape, np.int64)))


def transpose(b, call):
    axes, ndim = call.options["axes"], call.y.ndim
    return b.add("Transpose", call.input(0),
                 perm=list(range(ndim))[::-1] if axes is None else [a % ndim for a in axes])


def broadcast_to(b, call):
    return b.add("Expand", call.input(0), call.shape())


def concatenate(b, call):
    parts = [call.input(i, call.y.dtype) for i in range(len(call.arrays))]
    return b.add("Concat", *parts, axis=call.options["axis"])


def pad(b, call):
    first, second = (np.transpose(step.options["width"]).reshape(-1).tolist()
                     for step in (call.first, call.second))
    return b.add("Pad", call.input(0), b.whole(first, second),
                 b.constant(call.options["value"], call.y.dtype))


def einsum(b, call):
    equation = f"{','.join(call.options['inputs'])}->{call.options['output']}"
    return b.add("Einsum", *(call.input(i) for i in range(len(call.arrays))), equation=equation)


def identity(b, call):
    return b.add("Identity", call.input(0))


EMIT = {
    "abs": unary("Abs"), "add": binary("Add"), "astype": astype, "bitwise_and": logical("And"),
    "bitwise_or": logical("Or"), "broadcast_to": broadcast_to, "ceil": unary("Ceil"),
    "clip": clip, "concatenate": concatenate, "cos": unary("Cos"), "cumsum": cumsum,
    "divide": binary("Div"), "einsum": einsum, "equal": comparison("Equal"), "erf": unary("Erf"),
    "erfc": erfc, "exp": unary("Exp"), "expm1": expm1, "floor": unary("Floor"),
    "gradient_reversal": identity, "greater": comparison("Greater"),
    "greater_equal": comparison("GreaterOrEqual"), "invert": logical("Not", 1),
    "isinf": unary("IsInf"), "isnan": unary("IsNaN"), "less": comparison("Less"),
    "less_equal": comparison("LessOrEqual"), "log": unary("Log"), "log1p": log1p,
    "logical_and": logical("And"), "logical_not": logical("Not", 1),
    "logical_or": logical("Or"), "logsumexp": reduction("ReduceLogSumExp"),
    "matmul": binary("MatMul"), "max": reduction("ReduceMax"), "maximum": binary("Max"),
    "mean": reduction("ReduceMean"), "min": reduction("ReduceMin"), "minimum": binary("Min"),
    "multiply": binary("Mul"), "negative": unary("Neg"),
    "not_equal": comparison("Equal", negated=True), "pad": pad, "power": binary("Pow"),
    "reciprocal": unary("Reciprocal"), "reshape": reshape, "rint": unary("Round"),
    "sigmoid": unary("Sigmoid"), "sign": unary("Sign"), "sin": unary("Sin"), "sqrt": unary("Sqrt"),
    "square": square, "subtract": binary("Sub"), "sum": reduction("ReduceSum"),
    "tan": unary("Tan"), "tanh": unary("Tanh"), "transpose": transpose, "var": var,
    "where": where,
}
