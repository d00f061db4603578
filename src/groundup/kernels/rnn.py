"""RNN: each thread takes some sequences through all of their steps."""

import numpy as np

from groundup.kernels.compiler import compiled
from groundup.kernels.elementary import tanh
from groundup.kernels.panel import contiguous, multiply, pack
from groundup.kernels.sequence import by_sequences, last_steps, worthwhile

F = np.float32
STEPS, ROWS = "f4[:,:,::1]", "f4[:,::1]"


@compiled(f"void({STEPS}, {STEPS}, {STEPS}, i8[::1], b1, i8, i8, i8)")
def _forward(z, U, h, ends, relu, shares, start, stop):
    T, N, _ = z.shape
    first, last = N * start // shares, N * stop // shares
    for t in range(T):
        multiply(z[t, first:last], h[t, first:last], U, h[t + 1, first:last])
        for n in range(first, last):
            out = h[t + 1, n]
            if t >= ends[n]:
                out[:] = F(0.0)
            elif relu:
                for j in range(out.size):
                    out[j] = F(0.0) if out[j] < F(0.0) else out[j]         # NaN stays
            else:
                for j in range(out.size):
                    out[j] = tanh(out[j])


def through_time(z, U, h, lengths, nonlinearity):
    T, N, _ = z.shape
    if not worthwhile(z, U, z, h):
        return NotImplemented
    by_sequences(_forward, z, len(U), z, pack(U), h, last_steps(lengths, T, N),
                 nonlinearity == "relu")
    return None


@compiled(f"void({STEPS}, {ROWS}, {STEPS}, {STEPS}, i8[::1], b1, {STEPS}, {ROWS}, i8, i8, i8)")
def _backward(g, g_final, U, h, ends, relu, dz, dh, shares, start, stop):
    T, N, H = g.shape
    first, last, zero = N * start // shares, N * stop // shares, np.zeros((1, H), F)
    for t in range(T - 1, -1, -1):
        for n in range(first, last):
            if ends[n] == t + 1:
                dh[n] += g_final[n]
            given, blame, out, back = g[t, n], dh[n], h[t + 1, n], dz[t, n]
            for j in range(out.size):
                blame[j] += given[j]
            if relu:
                for j in range(out.size):
                    back[j] = blame[j] if out[j] > F(0.0) else F(0.0)
            else:
                for j in range(out.size):
                    back[j] = blame[j] * (F(1.0) - out[j] * out[j])
        multiply(zero, dz[t, first:last], U, dh[first:last])


def back_through_time(g, g_final, U, h, lengths, nonlinearity):
    T, N, _ = g.shape
    if not worthwhile(g, U, h):
        return NotImplemented
    ends = last_steps(lengths, T, N)
    dz, dh = np.empty(g.shape, F), np.zeros(g_final.shape, F)
    by_sequences(_backward, g, len(U), contiguous(g), contiguous(g_final), pack(U.T), h, ends,
                 nonlinearity == "relu", dz, dh)
    empty = ends == 0
    dh[empty] += g_final[empty]
    return dz, dh
