"""Bends and squashes: the library's own, with the options that ONNX gives them."""

import numpy as np

from groundup import functional as F
from groundup.io.onnx.values import array, joint, like


def relu(x):
    return F.relu(x) if array(x).dtype.kind == "f" else np.maximum(x, 0)


def leaky_relu(x, *, alpha=0.01):
    return F.leaky_relu(x, alpha)


def prelu(x, slope):
    joint(x, slope)
    return np.where(array(x) < 0, slope * x, x)


def thresholded_relu(x, *, alpha=1.0):
    return np.where(array(x) > alpha, x, 0.0)


def elu(x, *, alpha=1.0):
    return F.elu(x, alpha)


def celu(x, *, alpha=1.0):
    """max(0, x) + min(0, α (exp(x / α) - 1)): an ELU whose slope at 0 is 1 for every α."""
    return F.elu(x / alpha) * alpha


def selu(x, *, alpha=1.6732632423543772, gamma=1.0507009873554805):
    return F.elu(x, alpha) * gamma


def hard_sigmoid(x, *, alpha=0.2, beta=0.5):
    return np.minimum(np.maximum(x * alpha + beta, like(x, 0)), like(x, 1))


def gelu(x, *, approximate="none"):
    return F.gelu(x, approximate)


def swish(x, *, alpha=1.0):
    return x * F.sigmoid(x * alpha)


def swiglu(a, b, *, alpha=1.0):
    return swish(a, alpha=alpha) * b


def shrink(x, *, bias=0.0, lambd=0.5):
    """Towards 0 by `bias`, and 0 for all that is within `lambd` of it."""
    plain = array(x)
    y = np.where(plain > lambd, x - bias, np.where(plain < -lambd, x + bias, 0 * x))
    return y if plain.dtype.kind == "f" else y.astype(plain.dtype)


def softmax(x, *, axis=-1):
    return F.softmax(x, axis)


def log_softmax(x, *, axis=-1):
    return F.log_softmax(x, axis)


def hardmax(x, *, axis=-1):
    """1 where the largest entry along an axis stands, the first of equals, and 0 elsewhere."""
    x = array(x)
    winner = np.expand_dims(x.argmax(axis), axis)
    y = np.zeros_like(x)
    np.put_along_axis(y, winner, 1, axis)
    return y


OPERATORS = {
    "Celu": celu, "Elu": elu, "Gelu": gelu, "HardSigmoid": hard_sigmoid,
    "HardSwish": F.hardswish, "Hardmax": hardmax, "LeakyRelu": leaky_relu,
    "LogSoftmax": log_softmax, "Mish": F.mish, "PRelu": prelu, "Relu": relu,
    "Selu": selu, "Shrink": shrink, "Sigmoid": F.sigmoid, "Softmax": softmax,
    "Softplus": F.softplus, "Softsign": F.softsign, "SwiGLU": swiglu,
    "Swish": swish, "ThresholdedRelu": thresholded_relu,
}
