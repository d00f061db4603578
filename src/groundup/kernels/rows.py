"""Matrix products beside the threads of the kernels.

OpenBLAS has threads of its own, which spin for 25 ms after each product that they shared, on a core
that kernels then lack: a training step of a convolutional network took 31 ms instead of 19 because
of its last layer. So a product of middling size, which one thread does nearly as fast, is held to
one. Large ones are worth the spinning: shared out to the kernels' own threads they took up to twice
as long, since each part packs the second matrix anew.
"""

import numpy as np

from groundup.kernels import blas
from groundup.kernels.arrays import FLOAT32, F, fits
from groundup.kernels.compiler import compiled

SMALL = 1 << 18                            # multiplications that OpenBLAS leaves to one thread
MIDDLING = 3 << 19


@compiled("void(f4[::1], f4[:,::1], f4[::1])")
def _combine(x, W, y):
    """y = x W for one row: rows of W, four at a time, each as often as x says."""
    last = x.size // 4 * 4
    for j in range(y.size):
        y[j] = F(0.0)
    for k in range(0, last, 4):
        a, b, c, d = x[k], x[k + 1], x[k + 2], x[k + 3]
        first, second, third, fourth = W[k], W[k + 1], W[k + 2], W[k + 3]
        for j in range(y.size):
            y[j] += a * first[j] + b * second[j] + c * third[j] + d * fourth[j]
    for k in range(last, x.size):
        row = W[k]
        for j in range(y.size):
            y[j] += x[k] * row[j]


def times(x, W):
    """x W for two matrices, in other kernels."""
    if x.size * W.shape[1] < SMALL:
        return x.dot(W)
    y = product(x, W)
    return x.dot(W) if y is NotImplemented else y


def product(x, W):                         # x (..., I) · W (I, O)
    if x.ndim != 2 or x.dtype != FLOAT32 or x.size * W.shape[1] > MIDDLING or not blas.address():
        return NotImplemented
    if len(x) == 1 and fits(x, W):
        y = np.empty((1, W.shape[1]), F)
        _combine(x[0], W, y[0])
        return y
    with blas.one_thread():
        return x.dot(W)
