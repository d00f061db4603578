"""Products shared out to the threads of the kernels.

OpenBLAS has threads of its own, which spin for 25 ms after each product, on a core that kernels
then lack: a training step of a convolutional network took 31 ms instead of 19 because of its last
layer. So each thread of the kernels takes a part of the product, and OpenBLAS is held to one.
"""

import numpy as np

from groundup.kernels import blas, threads
from groundup.kernels.arrays import FLOAT32

COST = 0.008                               # nanoseconds a product
SMALL = 1 << 18                            # products that OpenBLAS leaves to one thread itself


def _rows(a, b, c, start, stop):           # NumPy, too, lets go of the interpreter's lock
    np.matmul(a[start:stop], b, out=c[start:stop])


def _columns(a, b, c, start, stop):
    np.matmul(a, b[:, start:stop], out=c[:, start:stop])


def times(x, W):
    """x W for two matrices, in other kernels."""
    if x.size * W.shape[1] < SMALL:
        return x.dot(W)                    # x @ W, with half a microsecond less around it
    y = product(x, W)
    return x @ W if y is NotImplemented else y


def product(x, W):                         # x (..., I) · W (I, O)
    if x.ndim < 2 or x.dtype != FLOAT32 or W.dtype != FLOAT32 or not blas.address():
        return NotImplemented
    flat = x.reshape(-1, x.shape[-1])
    y = np.empty((len(flat), W.shape[1]), x.dtype)
    part, count = (_rows, len(y)) if len(y) >= y.shape[1] else (_columns, y.shape[1])
    with blas.one_thread():
        threads.spread(part, count, COST * y.size * len(W), flat, W, y)
    return y.reshape(*x.shape[:-1], W.shape[1])
