"""Layers that ONNX has as one operator; all others come as their plain definition."""

import numpy as np

from groundup.functional.window import tap_views
from groundup.io.onnx.export.elementary import unary
from groundup.io.onnx.export.picking import sliced


def dense(b, call):
    x, w = call.input(0), call.input(1)
    bias = call.input(2)
    if call.y.ndim == 2:
        return b.add("Gemm", x, w, bias)
    y = b.add("MatMul", x, w)
    return b.add("Add", y, bias) if bias else y


def leaky_relu(b, call):
    return b.add("LeakyRelu", call.input(0), alpha=float(call.options["negative_slope"]))


def silu(b, call):
    return b.add("Mul", call.input(0), b.add("Sigmoid", call.input(0)))


def hardtanh(b, call):
    low, high = (b.constant(call.options[end], call.y.dtype) for end in ("low", "high"))
    return b.add("Clip", call.input(0), low, high)


def softmax(operator):
    return lambda b, call: b.add(operator, call.input(0), axis=call.options["axis"])


# ---- images ---------------------------------------------------------------------------------


def _window(window) -> dict:
    before, after = zip(*window.padding)
    return {"kernel_shape": list(window.kernel), "strides": list(window.stride),
            "pads": [*before, *after], "dilations": list(window.dilation)}


def conv(b, call):
    return b.add("Conv", call.input(0), call.input(1), call.input(2),
                 group=call.options["groups"], **_window(call.options["window"]))


def conv_transpose(b, call):
    window, size = call.options["window"], call.options["size"]
    places = call.arrays[0].shape[2:]
    extra = [wanted - ((n - 1) * s - sum(pair) + reach) for wanted, n, s, pair, reach
             in zip(size, places, window.stride, window.padding, window.reach)]
    return b.add("ConvTranspose", call.input(0), call.input(1), call.input(2),
                 group=call.options["groups"], output_padding=extra, **_window(window))


def max_pool(b, call):
    return b.add("MaxPool", call.input(0), **_window(call.options["window"]))


def counts_padding(step) -> bool | None:
    """Whether the padding counts in a mean of windows; None if some of it does and some not."""
    counts, window = step.options["counts"], step.options["window"]
    size = step.inputs[0].shape[2:]
    if (counts == np.prod(window.kernel)).all():
        return True
    inside = window.pad(np.ones((1, 1, *size)))
    real = np.sum(list(tap_views(inside, window, window.places(size))), axis=0)
    return False if np.array_equal(real[0, 0], counts) else None


def avg_pool(b, call):
    attributes = _window(call.options["window"])
    del attributes["dilations"]            # came with opset 19; they are 1
    return b.add("AveragePool", call.input(0), count_include_pad=int(counts_padding(call.first)),
                 **attributes)


def adaptive(operator):
    """Each bin of an axis, which counts from the end, reduced to one entry."""

    def emit(b, call):
        x, size, axis = call.input(0), call.options["size"], call.options["axis"]
        n = call.arrays[0].shape[axis]
        if size == 1:
            return b.reduce(operator, x, axis, True)
        bins = [(i * n // size, -(-(i + 1) * n // size), 1) for i in range(size)]
        at = axis % call.y.ndim
        return b.add("Concat", *(b.reduce(operator, sliced(b, x, [(at, ends, ends)]), axis, True)
                                 for ends in bins), axis=axis)

    return emit


# ---- normalization --------------------------------------------------------------------------


def batch_norm(b, call):
    """ONNX wants scale, bias, mean and variance as vectors."""
    plain = np.ones(call.arrays[3].size, call.y.dtype)
    vectors = [b.constant(plain * (i == 1)) if call.arrays[i] is None else _vector(b, call, i)
               for i in (1, 2, 3, 4)]
    return b.add("BatchNormalization", call.input(0), *vectors, epsilon=float(call.options["eps"]))


def _vector(b, call, i):
    """An input (C, 1, ...) as (C,): the stored vector of which it is a view, if it is one."""
    a = call.arrays[i]
    name = b.stored.get(id(a.base))
    if name is not None and a.base.shape == (a.size,):
        return b.store(name, a.base)
    return b.add("Reshape", call.input(i), b.constant([-1], np.int64))


def is_layer_norm(step) -> bool:
    """Whether a norm is over the last axes, with a weight for each entry of them."""
    x, weight = step.inputs[:2]
    axes = step.options["axes"]
    return (axes == tuple(range(axes[0], x.ndim)) and weight is not None
            and weight.shape == x.shape[axes[0]:])


def layer_norm(b, call):
    return b.add("LayerNormalization", call.input(0), call.input(1), call.input(2),
                 axis=call.options["axes"][0], epsilon=float(call.options["eps"]))


EMIT = {
    "adaptive_avg_pool": adaptive("ReduceMean"), "adaptive_max_pool": adaptive("ReduceMax"),
    "avg_pool": avg_pool, "batch_norm": batch_norm, "conv": conv,
    "conv_transpose": conv_transpose, "dense": dense, "hardswish": unary("HardSwish"),
    "hardtanh": hardtanh, "leaky_relu": leaky_relu, "log_softmax": softmax("LogSoftmax"),
    "max_pool": max_pool, "normalize": layer_norm, "relu": unary("Relu"), "silu": silu,
    "softmax": softmax("Softmax"), "softplus": unary("Softplus"), "softsign": unary("Softsign"),
}
FITS = {"avg_pool": lambda step: counts_padding(step) is not None, "normalize": is_layer_norm}
