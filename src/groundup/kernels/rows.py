"""Matrix products beside the threads of the kernels.

OpenBLAS has threads of its own, which spin for 25 ms after each product that they shared, on a core
that kernels then lack: a training step of a convolutional network took 31 ms instead of 19 because
of its last layer. So a product of middling size, which one thread does nearly as fast, is held to
one. Large ones are worth the spinning: shared out to the kernels' own threads they took up to twice
as long, since each part packs the second matrix anew.
"""

from groundup.kernels import blas
from groundup.kernels.arrays import FLOAT32

SMALL = 1 << 18                            # multiplications that OpenBLAS leaves to one thread
MIDDLING = 3 << 19


def times(x, W):
    """x W for two matrices, in other kernels."""
    if x.size * W.shape[1] < SMALL:
        return x.dot(W)
    y = product(x, W)
    return x.dot(W) if y is NotImplemented else y


def product(x, W):                         # x (..., I) · W (I, O)
    if x.ndim != 2 or x.dtype != FLOAT32 or x.size * W.shape[1] > MIDDLING or not blas.address():
        return NotImplemented
    with blas.one_thread():
        return x.dot(W)
