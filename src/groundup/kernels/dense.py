"""Dense: the bias is added by all threads, where NumPy takes one."""

from groundup.kernels.arrays import FLOAT32, fits, rows
from groundup.kernels.compiler import compiled
from groundup.kernels.rows import times
from groundup.kernels.threads import spread

COST = 0.15                                # nanoseconds a number


@compiled("void(f4[:,::1], f4[::1], i8, i8)")
def _shift(y, b, start, stop):
    for i in range(start, stop):
        for j in range(b.size):
            y[i, j] += b[j]


def forward(x, W, b):
    if b is None or b.shape != W.shape[1:] or x.ndim < 2 or x.dtype != FLOAT32 or not fits(b):
        return NotImplemented
    y = times(rows(x), W)
    spread(_shift, len(y), y.size * COST, y, b)
    return y.reshape(*x.shape[:-1], b.size), (x, W)
