"""Dense and ReLU: around the products, bias and bend in one pass, mask and sum in another."""

import numpy as np

from groundup.kernels.arrays import FLOAT32, fits, rows
from groundup.kernels.compiler import compiled
from groundup.kernels.rows import times
from groundup.kernels.threads import spread

F = np.float32
COST = 0.1                                 # nanoseconds a number
LARGE = 1 << 18                            # numbers that are worth a sum in several parts
PARTS = 8


@compiled("void(f4[:,::1], f4[::1], i8, i8)")
def _bend(y, b, start, stop):
    for i in range(start, stop):
        row = y[i]
        for j in range(row.size):
            v = row[j] + b[j]
            row[j] = F(0.0) if v <= F(0.0) else v          # NaN stays


@compiled("void(f4[:,::1], f4[:,::1], f4[:,::1], f4[:,::1], i8, i8)")
def _unbend(y, g, blame, sums, start, stop):
    count, parts = len(y), len(sums)
    for part in range(start, stop):
        whole = sums[part]
        for j in range(whole.size):
            whole[j] = F(0.0)
        for i in range(count * part // parts, count * (part + 1) // parts):
            out, given, back = y[i], g[i], blame[i]
            for j in range(whole.size):
                d = given[j] if out[j] > F(0.0) else F(0.0)
                back[j] = d
                whole[j] += d


def forward(x, W, b):
    if (x.ndim < 2 or x.dtype != FLOAT32 or not fits(b)
            or (b is not None and b.shape != W.shape[1:])):
        return NotImplemented
    y = times(rows(x), W)
    spread(_bend, len(y), y.size * COST, y, np.zeros(y.shape[1], F) if b is None else b)
    y = y.reshape(*x.shape[:-1], W.shape[1])
    return y, (x, W, y)


def backward(state, g):
    x, W, y = state
    if not fits(y, g):
        return NotImplemented
    y, g = rows(y), rows(g)
    blame, of_bias = np.empty(y.shape, F), np.empty(y.shape[1], F)
    sums = of_bias[None] if y.size < LARGE else np.empty((PARTS, of_bias.size), F)
    spread(_unbend, len(sums), y.size * COST, y, g, blame, sums)
    return (
        lambda: times(blame, W.T).reshape(x.shape),
        lambda: times(rows(x).T, blame),
        of_bias if len(sums) == 1 else lambda: sums.sum(axis=0),
    )
