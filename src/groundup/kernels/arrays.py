"""What compiled kernels take: float32 in C order. And what they work in."""

import numpy as np

from groundup.kernels.compiler import inlined

F, FLOAT32 = np.float32, np.dtype(np.float32)
LINE = 16                                  # numbers of a line of the cache


def fits(*arrays) -> bool:
    """Whether all arrays are float32, in C order and writable; None is left out.

    >>> fits(np.ones((2, 3), "float32"), None), fits(np.ones((2, 3), "float32").T)
    (True, False)
    """
    for a in arrays:                       # noqa: SIM110, since all(...) takes twice as long
        if a is not None and (a.dtype != FLOAT32 or not a.flags.carray):
            return False                   # carray: in C order, aligned and writable
    return True


def rows(a):
    """A matrix of all that lies along the last axis."""
    return a if a.ndim == 2 else a.reshape(-1, a.shape[-1])


@inlined()
def aligned(rows, columns):
    """Zeros in rows that begin with a line of the cache, which vectors then do not straddle."""
    width = (columns + LINE - 1) // LINE * LINE
    buffer = np.zeros(rows * width + LINE, F)
    first = -(buffer.ctypes.data // buffer.itemsize) % LINE
    return buffer[first:first + rows * width].reshape(rows, width)
