"""Softmax and its logarithm over the last axis: each row in one go, while it is in the cache."""

import numpy as np

from groundup.kernels.arrays import fits, rows
from groundup.kernels.compiler import compiled
from groundup.kernels.elementary import exp
from groundup.kernels.reductions import dot, largest, total
from groundup.kernels.threads import spread

F = np.float32
SMALLEST = 4096                            # below this many numbers NumPy is as quick
NARROW = 16                                # rows below this length are too short to vectorise
COST = 0.5                                 # nanoseconds a number
ONE_TO_ONE = "void(f4[:,::1], f4[:,::1], i8, i8)"
TWO_TO_ONE = "void(f4[:,::1], f4[:,::1], f4[:,::1], i8, i8)"


@compiled(ONE_TO_ONE)
def _softmax(x, y, start, stop):
    for i in range(start, stop):
        seen, shares = x[i], y[i]
        top = largest(seen)
        for j in range(seen.size):
            shares[j] = exp(seen[j] - top)
        scale = F(1.0) / total(shares)
        for j in range(seen.size):
            shares[j] *= scale


def softmax_forward(x, axis):
    if not _ready(x, axis):
        return NotImplemented
    y = np.empty_like(x)
    _rows(_softmax, x, y)
    return y, (y, axis)


@compiled(TWO_TO_ONE)
def _softmax_back(y, g, blame, start, stop):
    for i in range(start, stop):
        shares, given, back = y[i], g[i], blame[i]
        mean = dot(given, shares)
        for j in range(shares.size):
            back[j] = shares[j] * (given[j] - mean)


def softmax_backward(state, g):
    y, axis = state
    if not _ready(y, axis) or not fits(g):
        return NotImplemented
    blame = np.empty_like(y)
    _rows(_softmax_back, y, g, blame)
    return (blame,)


@compiled(ONE_TO_ONE)
def _log_softmax(x, y, start, stop):
    for i in range(start, stop):
        seen, logs = x[i], y[i]
        top, whole = largest(seen), F(0.0)
        for j in range(seen.size):
            whole += exp(seen[j] - top)
        whole = np.log(whole)
        for j in range(seen.size):
            logs[j] = (seen[j] - top) - whole


def log_softmax_forward(x, axis):
    if not _ready(x, axis):
        return NotImplemented
    y = np.empty_like(x)
    _rows(_log_softmax, x, y)
    return y, (y, axis)


@compiled(TWO_TO_ONE)
def _log_softmax_back(y, g, blame, start, stop):
    for i in range(start, stop):
        logs, given, back = y[i], g[i], blame[i]
        whole = total(given)
        for j in range(logs.size):
            back[j] = given[j] - exp(logs[j]) * whole


def log_softmax_backward(state, g):
    y, axis = state
    if not _ready(y, axis) or not fits(g):
        return NotImplemented
    blame = np.empty_like(y)
    _rows(_log_softmax_back, y, g, blame)
    return (blame,)


def _ready(x, axis):
    return (x.size >= SMALLEST and axis in (-1, x.ndim - 1) and x.shape[-1] >= NARROW
            and fits(x))


def _rows(kernel, *arrays):
    spread(kernel, arrays[0].size // arrays[0].shape[-1], arrays[0].size * COST, *map(rows, arrays))
