"""LSTM: each thread takes some sequences through all of their steps."""

import numpy as np

from groundup.kernels.compiler import compiled
from groundup.kernels.elementary import tanh
from groundup.kernels.panel import contiguous, multiply, pack
from groundup.kernels.sequence import by_sequences, last_steps, worthwhile

F = np.float32
STEPS, ROWS, ROW = "f4[:,:,::1]", "f4[:,::1]", "f4[::1]"


@compiled(f"void({STEPS}, {STEPS}, {ROW}, {ROW}, {STEPS}, {STEPS}, {STEPS}, i8, i8, i8)")
def _forward(U, gates, scale, shift, h, c, tanh_c, shares, start, stop):
    T, N, H = tanh_c.shape
    first, last = N * start // shares, N * stop // shares
    for t in range(T):
        now = gates[t, first:last]
        multiply(now, h[t, first:last], U, now)
        for n in range(first, last):
            z, before, after = gates[t, n], c[t, n], c[t + 1, n]
            squashed, out = tanh_c[t, n], h[t + 1, n]
            for j in range(z.size):
                z[j] = tanh(z[j]) * scale[j] + shift[j]
            i, f, g, o = z[:H], z[H:2 * H], z[2 * H:3 * H], z[3 * H:]
            for j in range(H):             # short loops: long ones would not be vectorised
                after[j] = f[j] * before[j] + i[j] * g[j]
            for j in range(H):
                squashed[j] = tanh(after[j])
            for j in range(H):
                out[j] = o[j] * squashed[j]


def through_time(gates, U, scale, shift, h, c, tanh_c):
    if not worthwhile(gates, U, gates, h, c, tanh_c):
        return NotImplemented
    by_sequences(_forward, gates, len(U), pack(U), gates, scale, shift, h, c, tanh_c)
    return None


@compiled(f"void({STEPS}, {ROWS}, {ROWS}, {STEPS}, {STEPS}, {STEPS}, {STEPS}, i8[::1], {STEPS},"
          f"{ROWS}, {ROWS}, i8, i8, i8)")
def _backward(g, g_h, g_c, U, gates, c, tanh_c, ends, dz, dh, dc, shares, start, stop):
    T, N, H = tanh_c.shape
    first, last, zero = N * start // shares, N * stop // shares, np.zeros((1, H), F)
    for t in range(T - 1, -1, -1):
        for n in range(first, last):
            if ends[n] == t + 1:
                dh[n] += g_h[n]
                dc[n] += g_c[n]
            z, back, before, squashed = gates[t, n], dz[t, n], c[t, n], tanh_c[t, n]
            given, of_h, of_c = g[t, n], dh[n], dc[n]
            i, f, a, o = z[:H], z[H:2 * H], z[2 * H:3 * H], z[3 * H:]
            di, df, da, do = back[:H], back[H:2 * H], back[2 * H:3 * H], back[3 * H:]
            for j in range(H):
                of_h[j] += given[j]
            for j in range(H):
                s = squashed[j]
                of_c[j] += of_h[j] * o[j] * (F(1.0) - s * s)
            for j in range(H):
                di[j] = of_c[j] * a[j] * i[j] * (F(1.0) - i[j])
            for j in range(H):
                df[j] = of_c[j] * before[j] * f[j] * (F(1.0) - f[j])
            for j in range(H):
                da[j] = of_c[j] * i[j] * (F(1.0) - a[j] * a[j])
            for j in range(H):
                do[j] = of_h[j] * squashed[j] * o[j] * (F(1.0) - o[j])
            for j in range(H):
                of_c[j] *= f[j]
        multiply(zero, dz[t, first:last], U, dh[first:last])


def back_through_time(g, g_h, g_c, U, gates, c, tanh_c, lengths):
    T, N, H = tanh_c.shape
    if not worthwhile(g, U, gates, c, tanh_c):
        return NotImplemented
    ends = last_steps(lengths, T, N)
    dz, dh, dc = np.empty_like(gates), np.zeros((N, H), F), np.zeros((N, H), F)
    by_sequences(_backward, gates, H, *map(contiguous, (g, g_h, g_c)), pack(U.T), gates, c, tanh_c,
                 ends, dz, dh, dc)
    empty = ends == 0
    dh[empty] += g_h[empty]
    dc[empty] += g_c[empty]
    return dz, dh, dc
