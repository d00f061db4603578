"""Embedding: the rows of its gradient, each thread with some of the columns."""

import numpy as np

from groundup.kernels.compiler import compiled
from groundup.kernels.panel import contiguous
from groundup.kernels.threads import spread

F = np.float32
COST = 0.3                                 # nanoseconds a number


@compiled("void(i8[::1], f4[:,::1], f4[:,::1], i8, i8)")
def _add(ids, rows, table, start, stop):
    for i in range(len(ids)):
        row, total = rows[i, start:stop], table[ids[i], start:stop]
        for j in range(row.size):
            total[j] += row[j]


def rows_added(shape, ids, rows):
    if (rows.dtype != F or not rows.size or ids.dtype != np.int64 or rows.shape[-1] != shape[1]
            or not 0 <= ids.min() <= ids.max() < shape[0]):
        return NotImplemented
    table = np.zeros(shape, F)
    spread(_add, shape[1], rows.size * COST, contiguous(ids.reshape(-1)),
           contiguous(rows.reshape(-1, shape[1])), table)
    return table
