"""GRU: each thread takes some sequences through all of their steps."""

import numpy as np

from groundup.kernels.compiler import compiled
from groundup.kernels.elementary import sigmoid, tanh
from groundup.kernels.panel import contiguous, multiply, pack
from groundup.kernels.sequence import by_sequences, last_steps, worthwhile

F = np.float32
STEPS, ROWS = "f4[:,:,::1]", "f4[:,::1]"


@compiled(f"void({STEPS}, {STEPS}, {ROWS}, {STEPS}, {STEPS}, {STEPS}, b1, i8, i8, i8)")
def _forward(U_rz, U_n, b_hn, gates, past, h, reset_after, shares, start, stop):
    T, N, H = past.shape
    first, last = N * start // shares, N * stop // shares
    for t in range(T):
        before, now = h[t, first:last], gates[t, first:last]
        multiply(now[:, :2 * H], before, U_rz, now[:, :2 * H])
        if reset_after:
            multiply(b_hn, before, U_n, past[t, first:last])
        for k in range(first, last):
            rz, r, n, old, seen = gates[t, k, :2 * H], gates[t, k, :H], gates[t, k, 2 * H:], \
                h[t, k], past[t, k]
            for j in range(rz.size):
                rz[j] = sigmoid(rz[j])
            if reset_after:
                for j in range(H):
                    n[j] += r[j] * seen[j]
            else:
                for j in range(H):
                    seen[j] = r[j] * old[j]
        if not reset_after:
            multiply(now[:, 2 * H:], past[t, first:last], U_n, now[:, 2 * H:])
        for k in range(first, last):
            z, n, old, new = gates[t, k, H:2 * H], gates[t, k, 2 * H:], h[t, k], h[t + 1, k]
            for j in range(H):
                n[j] = tanh(n[j])
            for j in range(H):
                new[j] = (old[j] - n[j]) * z[j] + n[j]


def through_time(gates, U, b_hn, past, h, reset_after):
    if not worthwhile(gates, U, gates, past, h):
        return NotImplemented
    H = len(U)
    b_hn = np.zeros((1, H), F) if b_hn is None else contiguous(b_hn[None])
    by_sequences(_forward, gates, H, pack(U[:, :2 * H]), pack(U[:, 2 * H:]), b_hn, gates, past, h,
                 reset_after)
    return None


@compiled(f"void({STEPS}, {ROWS}, {STEPS}, {STEPS}, {STEPS}, {STEPS}, {STEPS}, i8[::1], b1,"
          f"{STEPS}, {STEPS}, {ROWS}, i8, i8, i8)")
def _backward(g, g_final, U_rz, U_n, gates, past, h, ends, reset_after, da, du, dh, shares, start,
              stop):
    T, N, H = past.shape
    first, last = N * start // shares, N * stop // shares
    reset, zero = np.empty((last - first, H), F), np.zeros((1, H), F)
    for t in range(T - 1, -1, -1):
        for k in range(first, last):
            if ends[k] == t + 1:
                dh[k] += g_final[k]
            z, n, old = gates[t, k, H:2 * H], gates[t, k, 2 * H:], h[t, k]
            dz, dn, given, blame = da[t, k, H:2 * H], da[t, k, 2 * H:], g[t, k], dh[k]
            for j in range(H):
                blame[j] += given[j]
            for j in range(H):
                dn[j] = blame[j] * (F(1.0) - z[j]) * (F(1.0) - n[j] * n[j])
            for j in range(H):
                dz[j] = blame[j] * (old[j] - n[j]) * z[j] * (F(1.0) - z[j])
            for j in range(H):
                blame[j] *= z[j]
        if not reset_after:
            multiply(zero, da[t, first:last, 2 * H:], U_n, reset)
        for k in range(first, last):
            r, dr, seen = gates[t, k, :H], da[t, k, :H], past[t, k] if reset_after else h[t, k]
            dn, blame, met = da[t, k, 2 * H:], dh[k], reset[k - first]
            arrived = dn if reset_after else met
            for j in range(H):
                dr[j] = arrived[j] * seen[j] * r[j] * (F(1.0) - r[j])
            if reset_after:
                du[t, k, :2 * H] = da[t, k, :2 * H]
                out = du[t, k, 2 * H:]
                for j in range(H):
                    out[j] = dn[j] * r[j]
            else:
                for j in range(H):
                    blame[j] += met[j] * r[j]
        blames = dh[first:last]
        multiply(blames, du[t, first:last, :2 * H], U_rz, blames)
        if reset_after:
            multiply(blames, du[t, first:last, 2 * H:], U_n, blames)


def back_through_time(g, g_final, U, gates, past, h, lengths, reset_after):
    T, N, H = past.shape
    if not worthwhile(g, U, gates, past, h):
        return NotImplemented
    ends = last_steps(lengths, T, N)
    da, dh = np.empty_like(gates), np.zeros((N, H), F)
    du = np.empty_like(gates) if reset_after else da
    by_sequences(_backward, gates, H, contiguous(g), contiguous(g_final), pack(U[:, :2 * H].T),
                 pack(U[:, 2 * H:].T), gates, past, h, ends, reset_after, da, du, dh)
    empty = ends == 0
    dh[empty] += g_final[empty]
    return da, du, dh
