"""GELU, exact and with tanh: one pass over the numbers instead of fifteen."""

from math import sqrt

import numpy as np

from groundup.kernels.arrays import fits
from groundup.kernels.compiler import compiled
from groundup.kernels.elementary import normal, sigmoid
from groundup.kernels.threads import spread

F = np.float32
SMALLEST = 1024                            # below this many numbers NumPy is as quick
COST = 0.4                                 # nanoseconds a number
FAR = F(1000.0)                            # here each squash is 0 or 1 and flat
DENSITY = F(1 / sqrt(2 * np.pi))
A, B = F(2 * sqrt(2 / np.pi)), F(0.044715)
FORWARD = "void(f4[::1], f4[::1], i8, i8)"
BACKWARD = "void(f4[::1], f4[::1], f4[::1], i8, i8)"


@compiled(FORWARD)
def _forward(x, y, start, stop):
    x, y = x[start:stop], y[start:stop]
    for i in range(x.size):
        chance, _ = normal(x[i])
        y[i] = max(x[i], -FAR) * chance


@compiled(BACKWARD)
def _backward(x, g, blame, start, stop):
    x, g, blame = x[start:stop], g[start:stop], blame[start:stop]
    for i in range(x.size):
        at = min(max(x[i], -FAR), FAR)
        chance, bell = normal(x[i])
        blame[i] = (at * (DENSITY * bell) + chance) * g[i]


@compiled(FORWARD)
def _tanh_forward(x, y, start, stop):
    x, y = x[start:stop], y[start:stop]
    for i in range(x.size):
        at = min(max(x[i], -FAR), FAR)
        y[i] = max(x[i], -FAR) * sigmoid(A * at * (F(1.0) + B * at * at))


@compiled(BACKWARD)
def _tanh_backward(x, g, blame, start, stop):
    x, g, blame = x[start:stop], g[start:stop], blame[start:stop]
    for i in range(x.size):
        at = min(max(x[i], -FAR), FAR)
        chance = sigmoid(A * at * (F(1.0) + B * at * at))
        bend = at * A * (F(1.0) + F(3.0) * B * at * at)
        blame[i] = chance * (F(1.0) + (F(1.0) - chance) * bend) * g[i]


def gelu_forward(x):
    y = _over(_forward, x)
    return y if y is NotImplemented else (y, x)


def gelu_backward(x, g):
    blame = _over(_backward, x, g)
    return blame if blame is NotImplemented else (blame,)


def gelu_tanh_forward(x):
    y = _over(_tanh_forward, x)
    return y if y is NotImplemented else (y, x)


def gelu_tanh_backward(x, g):
    blame = _over(_tanh_backward, x, g)
    return blame if blame is NotImplemented else (blame,)


def _over(kernel, *arrays):
    size = arrays[0].size
    if size < SMALLEST or not fits(*arrays):
        return NotImplemented
    result = np.empty_like(arrays[0])
    spread(kernel, size, size * COST, *(a.reshape(-1) for a in (*arrays, result)))
    return result
