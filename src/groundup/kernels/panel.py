"""A product of few rows with a matrix that serves many times, as U does in a recurrence.

    C (M, N) = A (M, K) B (K, N)

B is packed once, in panels of as many columns as a row of registers holds, so that the innermost
loop reads it in one piece; a tile of C, of a few rows, stays in registers meanwhile.
"""

import numpy as np

from groundup.kernels import microkernel
from groundup.kernels.compiler import inlined

F = np.float32
WIDTH = 2 * microkernel.LANES              # columns of a panel
DEPTH = 256                                # rows of a panel that stay in the cache


def pack(b):
    """b (K, N) as panels (N / WIDTH, K, WIDTH), the last one filled up with zeros.

    >>> float(pack(np.ones((2, 1), "float32")).sum())
    2.0
    """
    K, N = b.shape
    panels = -(-N // WIDTH)
    if N % WIDTH:
        b = np.concatenate([b, np.zeros((K, panels * WIDTH - N), b.dtype)], axis=1)
    return b.reshape(K, panels, WIDTH).swapaxes(0, 1).copy()


def contiguous(a):
    """a as kernels take it, in C order and writable; a copy if it is not."""
    return np.require(a, requirements="CW")


@inlined()
def _panel(start, step, a, b, c, ldc):     # a (M, K) · b (K, WIDTH) · c (M, WIDTH)
    """c = start + a b, by addresses but for a; rows of start and c lie so many floats apart."""
    M, K = a.shape
    for k in range(0, K, DEPTH):
        microkernel.multiply(2, M, a.ctypes.data + 4 * k, a.strides[0] // 4, 0,
                             b + 4 * k * WIDTH, microkernel.LANES, WIDTH, 0, start, step, c, ldc,
                             1, min(DEPTH, K - k))
        start, step = c, ldc


@inlined()
def multiply(start, a, panels, c):         # start (M or 1, N) · a (M, K) · panels of (K, N)
    """c = start + a b: c itself as `start` is added to, one row is repeated.

    Rows are contiguous, but may lie apart.
    """
    M, N = c.shape
    step, ldc = start.strides[0] // 4 if len(start) > 1 else 0, c.strides[0] // 4
    for p in range(N // WIDTH):
        left = 4 * p * WIDTH
        _panel(start.ctypes.data + left, step, a, panels[p].ctypes.data, c.ctypes.data + left, ldc)
    if N % WIDTH:                          # the last panel is wider than what is left of c
        left, edge, zeros = N - N % WIDTH, np.empty((M, WIDTH), F), np.zeros(WIDTH, F)
        _panel(zeros.ctypes.data, 0, a, panels[N // WIDTH].ctypes.data, edge.ctypes.data, WIDTH)
        for m in range(M):
            for j in range(left, N):
                c[m, j] = edge[m, j - left] + start[m if len(start) > 1 else 0, j]
