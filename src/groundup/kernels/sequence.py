"""What all recurrences share: the large products before the loop and after it, and how sequences
are dealt out to threads.
"""

import numpy as np

from groundup.kernels import microkernel
from groundup.kernels.arrays import fits, rows
from groundup.kernels.compiler import compiled
from groundup.kernels.panel import WIDTH, contiguous, multiply, pack
from groundup.kernels.threads import get_num_threads, spread

F = np.float32
COST = 0.005                               # nanoseconds for a product of two numbers
NUMBER = 0.1                               # nanoseconds for a number in a sum
GATE = 0.4                                 # nanoseconds for a gate at a step
SMALLEST = 50_000                          # products below which NumPy is as quick
DEPTH = 256                                # rows at a time, which stay in the cache
PARTS = 8                                  # of a sum over rows, whatever the number of threads


@compiled("void(f4[:,:,:], f4[:,:,::1], f4[:,::1], f4[:,:,::1], i8, i8)")
def _project(x, W, b, y, start, stop):
    for t in range(start, stop):
        multiply(b, x[t], W, y[t])


def project(x, W, b):
    if not _ready(x, W) or x.strides[2] != 4 or not x.flags.writeable:
        return NotImplemented
    y = np.empty((*x.shape[:2], W.shape[1]), F)
    b = np.zeros((1, W.shape[1]), F) if b is None else contiguous(b[None])
    spread(_project, len(x), x.size * W.shape[1] * COST, x, pack(W), b, y)
    return y


@compiled("void(f4[:,::1], f4[:,::1], f4[:,::1], i8, i8)")
def _sum(a, b, c, start, stop):
    """Some panels of c = aᵀ b; of b, some rows of a panel at a time are brought close together."""
    height, columns, lanes = a.shape[1], b.shape[1], microkernel.LANES
    panel = np.empty((DEPTH, WIDTH), F)
    c[:, start * WIDTH:stop * WIDTH] = F(0.0)
    for k in range(0, len(a), DEPTH):
        depth = min(DEPTH, len(a) - k)
        for p in range(start, stop):
            left = p * WIDTH
            width = min(WIDTH, columns - left)
            for i in range(depth):
                row, seen = panel[i], b[k + i, left:left + width]
                for j in range(width):
                    row[j] = seen[j]
            microkernel.multiply_turned(
                width // lanes, height, a[k:].ctypes.data, height, 0, panel.ctypes.data, lanes,
                WIDTH, 0, c.ctypes.data + 4 * left, columns, 1, depth)


def summed_over_time(a, b):
    if not _ready(a, b):
        return NotImplemented
    a, b = (contiguous(rows(m)) for m in (a, b))
    columns = b.shape[1]
    missing = -columns % microkernel.LANES
    if missing:
        b = np.concatenate([b, np.zeros((len(b), missing), F)], axis=1)
    c = np.empty((a.shape[1], b.shape[1]), F)
    spread(_sum, -(-columns // WIDTH), a.size * columns * COST, a, b, c)
    return np.ascontiguousarray(c[:, :columns])


@compiled("void(f4[:,::1], f4[:,::1], i8, i8)")
def _total(a, sums, start, stop):          # sums: one row for each part of the rows of a
    for part in range(start, stop):
        whole = sums[part]
        for i in range(len(a) * part // len(sums), len(a) * (part + 1) // len(sums)):
            row = a[i]
            for j in range(row.size):
                whole[j] += row[j]


def total_over_time(a):
    if a.dtype != F or a.size < SMALLEST:
        return NotImplemented
    sums = np.zeros((PARTS, a.shape[-1]), F)
    spread(_total, PARTS, a.size * NUMBER, contiguous(rows(a)), sums)
    return sums.sum(axis=0)


def _ready(a, b):
    return (a.dtype == b.dtype == F and a.size > 0 and b.size > 0
            and a.size * b.shape[-1] >= SMALLEST)


def last_steps(lengths, T, N):
    """After how many steps each of N sequences is over."""
    return np.full(N, T, np.int64) if lengths is None else lengths.astype(np.int64)


def worthwhile(steps, U, *filled) -> bool:
    """Whether a loop over steps (T, N, units) is for a kernel: one does not repay packing U."""
    return len(steps) > 1 and steps.size > 0 and steps.dtype == U.dtype == F and fits(*filled)


def by_sequences(kernel, gates, units, *arrays):
    """Each thread takes some sequences through all of their steps, so that none waits.

    Calls kernel(*arrays, shares, start, stop): of so many equal shares of the batch, those from
    `start` to `stop`.
    """
    shares = min(get_num_threads(), gates.shape[1])
    work = gates.size * (GATE + COST * units)
    spread(kernel, shares, work, *arrays, shares)
