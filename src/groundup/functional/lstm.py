"""Long short-term memory: a memory that gates write, keep, and read (chapter 14)."""

import numpy as np

from groundup.autograd import Tensor, fused, sigmoid
from groundup.backend import xp
from groundup.functional.sequence import (
    endings,
    initial,
    packed,
    project,
    real_steps,
    summed_over_time,
    total_over_time,
    unroll,
    without_padding,
)
from groundup.kernels import twin


def _curves(H, dtype):
    """Scale and shift with which one tanh serves all gates: σ(z) = tanh(z / 2) / 2 + 1/2."""
    scale, shift = xp.full((4, H), 0.5, dtype), xp.full((4, H), 0.5, dtype)
    scale[2], shift[2] = 1, 0              # the candidate is a plain tanh
    return scale.reshape(-1), shift.reshape(-1)


def forward(x, W, U, b, h0, c0, lengths=None):
    # x (T, N, F) · W (F, 4H) · U (H, 4H) · b (4H,), in blocks i f g o · h0, c0 (N, H)
    T, N, _ = x.shape
    H = len(U)
    x = without_padding(x, lengths)
    scale, shift = _curves(H, x.dtype)
    gates = project(x, W * scale, None if b is None else b * scale)
    h = xp.empty((T + 3, N, H), x.dtype)   # h_0 ... h_T, then the final h and c
    c = xp.empty((T + 1, N, H), x.dtype)
    tanh_c = xp.empty((T, N, H), x.dtype)
    h[0], c[0] = initial(h0, N, H, x.dtype), initial(c0, N, H, x.dtype)
    through_time(gates, U * scale, scale, shift, h, c, tanh_c)
    for steps, rows in endings(lengths, T).items():
        h[-2, rows], h[-1, rows] = h[steps, rows], c[steps, rows]
    if lengths is not None:
        h[1:T + 1] *= real_steps(lengths, T)
    return h[1:], (x, W, U, gates, h, c, tanh_c, lengths)


@twin
def through_time(gates, U, scale, shift, h, c, tanh_c):
    """Step by step, fill in the gates (given as x W + b), h, c and tanh c."""
    T, N, H = tanh_c.shape
    recurrent, written = xp.empty((N, 4 * H), h.dtype), xp.empty((N, H), h.dtype)
    for t in range(T):
        z = gates[t]
        z += np.matmul(h[t], U, out=recurrent)
        np.tanh(z, out=z)
        z *= scale
        z += shift
        i, f, g, o = z.reshape(N, 4, H).swapaxes(0, 1)
        np.multiply(f, c[t], out=c[t + 1])                 # c_t = f c_{t-1} + i g
        c[t + 1] += np.multiply(i, g, out=written)
        np.tanh(c[t + 1], out=tanh_c[t])
        np.multiply(o, tanh_c[t], out=h[t + 1])            # h_t = o tanh c_t


def backward(state, g):
    # g (T + 2, N, H): the blame of every output, then that of the final h and c
    x, W, U, gates, h, c, tanh_c, lengths = state
    T = len(x)
    dz, dh, dc = back_through_time(without_padding(g[:T], lengths), g[T], g[T + 1], U, gates, c,
                                   tanh_c, lengths)
    return (
        lambda: project(dz, W.T, None),                    # (T, N, F)
        lambda: summed_over_time(x, dz),                   # (F, 4H)
        lambda: summed_over_time(h[:T], dz),               # (H, 4H)
        lambda: total_over_time(dz),                       # (4H,)
        dh,                                                # (N, H)
        dc,                                                # (N, H)
    )


@twin
def back_through_time(g, g_h, g_c, U, gates, c, tanh_c, lengths):
    """The blame of what the gates were computed from, of h_0 and of c_0."""
    T, N, H = tanh_c.shape
    ends = endings(lengths, T)
    dz, slope = xp.empty_like(gates), xp.empty((N, 4 * H), gates.dtype)
    dh, dc = xp.zeros((N, H), g.dtype), xp.zeros((N, H), g.dtype)
    for t in reversed(range(T)):
        if t + 1 in ends:
            rows = ends[t + 1]
            dh[rows] += g_h[rows]
            dc[rows] += g_c[rows]
        dh += g[t]                                         # output, and the next step's gates
        i, f, a, o = gates[t].reshape(N, 4, H).swapaxes(0, 1)
        di, df, da, do = dz[t].reshape(N, 4, H).swapaxes(0, 1)
        dc += dh * o * (1 - tanh_c[t] * tanh_c[t])         # read through h_t, and kept by the next
        np.multiply(dc, a, out=di)
        np.multiply(dc, c[t], out=df)
        np.multiply(dc, i, out=da)
        np.multiply(dh, tanh_c[t], out=do)
        dc *= f
        np.multiply(gates[t], 1 - gates[t], out=slope)     # σ' = σ (1 - σ), tanh' = 1 - tanh²
        np.subtract(1, a * a, out=slope[:, 2 * H:3 * H])
        dz[t] *= slope
        np.matmul(dz[t], U.T, out=dh)
    if 0 in ends:
        dh[ends[0]] += g_h[ends[0]]
        dc[ends[0]] += g_c[ends[0]]
    return dz, dh, dc


def reference(x, W, U, b, h0, c0, lengths=None):
    N, H = x.shape[1], len(U)
    first = h, c = initial(h0, N, H, x.dtype), initial(c0, N, H, x.dtype)
    hs, cs = [], []
    for x_t in without_padding(x, lengths):
        z = x_t @ W + h @ U
        z = z if b is None else z + b
        i, f, g, o = (z[:, k * H:(k + 1) * H] for k in range(4))
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        hs.append(h)
        cs.append(c)
    return packed(hs, [hs, cs], first, lengths)


_lstm = fused(forward, backward, reference, name="lstm")


def lstm(x, weight_ih, weight_hh, bias=None, state=None, *, lengths=None, reverse=False,
         batch_first=True) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Long short-term memory (Hochreiter and Schmidhuber, 1997; forget gate: Gers et al., 2000).

        i, f, g, o = the four blocks of x_t W + h_{t-1} U + b        write, keep, what, read
        c_t = σ(f) c_{t-1} + σ(i) tanh(g)                            the memory
        h_t = σ(o) tanh(c_t)                                         the output

    x (N, T, F), or (T, N, F) unless `batch_first`; weight_ih W (F, 4H), weight_hh U (H, 4H), bias
    b (4H,), `state` a pair (h_0, c_0) of (N, H), zeros if None. PyTorch stores the transposed
    weights, and two biases, which act through their sum. Returns every h_t as (N, T, H), and the
    last (h, c). With `lengths` (N,), steps past the end of a sequence give 0 and leave its state
    as it was. `reverse` runs from the last step to the first. Raises `ValueError` naming what does
    not fit.

    >>> W, U = Tensor([[0.0, 0.0, 1.0, 0.0]]), Tensor([[0.0] * 4])
    >>> h, (last, memory) = lstm(Tensor([[[1.0], [0.0]]]), W, U)
    >>> memory                             # gates half open: tanh(1)/2, of which half is kept
    Tensor([[0.19039854]])
    """
    output, (h, c) = unroll("lstm", _lstm, x, (weight_ih, weight_hh, bias),
                            (None, None) if state is None else state, gates=4, lengths=lengths,
                            reverse=reverse, batch_first=batch_first)
    return output, (h, c)
