"""Attention without a mask, or a causal one: each thread takes some heads, and some rows at a time,
so that scores stay in the cache; scores of later keys are never computed.
"""

import numpy as np

from groundup.kernels import blas
from groundup.kernels.arrays import FLOAT32
from groundup.kernels.compiler import compiled, inlined
from groundup.kernels.elementary import exp
from groundup.kernels.reductions import dot, largest, total
from groundup.kernels.sgemm import multiply, multiply_first_turned, multiply_second_turned
from groundup.kernels.threads import spread

F = np.float32
ROWS = 64                                  # queries at a time
SMALLEST = 10_000                          # scores below which NumPy is as quick
COST = 0.02                                # nanoseconds a product
HEADS = "f4[:,:,::1]"


@inlined()
def _seen(i, keys, causal, offset):
    """How many keys query i sees."""
    return min(keys, i + offset + 1) if causal else keys


@compiled(f"void(i8, {HEADS}, {HEADS}, {HEADS}, {HEADS}, f4[:,::1], f4, b1, i8, i8, i8)")
def _forward(sgemm, q, k, v, y, L, scale, causal, offset, start, stop):
    queries, keys = q.shape[1], k.shape[1]
    buffer = np.empty((ROWS, keys), F)
    for n in range(start, stop):
        for top in range(0, queries, ROWS):
            end = min(queries, top + ROWS)
            width = _seen(end - 1, keys, causal, offset)
            scores = buffer[:end - top, :width]
            multiply_second_turned(sgemm, q[n, top:end], k[n, :width], scores, F(0.0))
            for i in range(top, end):
                seen = _seen(i, width, causal, offset)
                row = buffer[i - top, :seen]
                highest = largest(row) * scale
                for j in range(row.size):
                    row[j] = exp(row[j] * scale - highest)
                whole = total(row)
                share = F(1.0) / whole
                for j in range(row.size):
                    row[j] *= share
                buffer[i - top, seen:width] = F(0.0)
                L[n, i] = highest + np.log(whole)
            multiply(sgemm, scores, v[n, :width], y[n, top:end], F(0.0))


def forward(q, k, v, mask, how):
    if not _ready(q, k, v, mask, how):
        return NotImplemented
    heads = [_heads(a) for a in (q, k, v)]
    y = np.empty((*q.shape[:-1], v.shape[-1]), F)
    L = np.empty((*q.shape[:-1], 1), F)
    with blas.one_thread():
        spread(_forward, len(heads[0]), _work(q, k), blas.address(), *heads, _heads(y),
               L.reshape(-1, q.shape[-2]), how.scale, how.causal, how.offset)
    return y, (q, k, v, mask, y, L, how)


@compiled(f"void(i8, {HEADS}, {HEADS}, {HEADS}, {HEADS}, f4[:,::1], {HEADS}, {HEADS}, {HEADS},"
          f"{HEADS}, f4, b1, i8, i8, i8)")
def _backward(sgemm, q, k, v, y, L, g, dq, dk, dv, scale, causal, offset, start, stop):
    queries, keys = q.shape[1], k.shape[1]
    weights, slopes = np.empty((ROWS, keys), F), np.empty((ROWS, keys), F)
    for n in range(start, stop):
        dk[n], dv[n] = F(0.0), F(0.0)
        for top in range(0, queries, ROWS):
            end = min(queries, top + ROWS)
            width = _seen(end - 1, keys, causal, offset)
            p, ds = weights[:end - top, :width], slopes[:end - top, :width]
            multiply_second_turned(sgemm, q[n, top:end], k[n, :width], p, F(0.0))
            multiply_second_turned(sgemm, g[n, top:end], v[n, :width], ds, F(0.0))
            for i in range(top, end):
                seen = _seen(i, width, causal, offset)
                share, slope = weights[i - top, :seen], slopes[i - top, :seen]
                whole, mean = L[n, i], dot(g[n, i], y[n, i])
                for j in range(share.size):
                    share[j] = exp(share[j] * scale - whole)
                    slope[j] = share[j] * (slope[j] - mean) * scale
                weights[i - top, seen:width] = F(0.0)
                slopes[i - top, seen:width] = F(0.0)
            multiply_first_turned(sgemm, p, g[n, top:end], dv[n, :width], F(1.0))
            multiply(sgemm, ds, k[n, :width], dq[n, top:end], F(0.0))
            multiply_first_turned(sgemm, ds, q[n, top:end], dk[n, :width], F(1.0))


def backward(state, g):
    q, k, v, mask, y, L, how = state
    if not _ready(q, k, v, mask, how) or g.dtype != FLOAT32:
        return NotImplemented
    given = [_heads(a) for a in (q, k, v, y)]
    results = [np.empty(a.shape, F) for a in (q, k, v)]
    with blas.one_thread():
        spread(_backward, len(given[0]), 2.5 * _work(q, k), blas.address(), *given,
               L.reshape(-1, q.shape[-2]), _heads(g), *map(_heads, results), how.scale,
               how.causal, how.offset)
    return (*results, None)


def _ready(q, k, v, mask, how):
    return (mask is None and not how.p and how.scale > 0 and blas.address() != 0
            and q.dtype == k.dtype == v.dtype == FLOAT32
            and q.shape[:-2] == k.shape[:-2] == v.shape[:-2]
            and min(*q.shape, *k.shape, *v.shape) > 0
            and q.size // q.shape[-1] * k.shape[-2] >= SMALLEST)


def _heads(a):
    return np.ascontiguousarray(a).reshape(-1, *a.shape[-2:])


def _work(q, k):
    return 2 * q.size * k.shape[-2] * COST
