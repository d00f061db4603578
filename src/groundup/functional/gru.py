"""Gated recurrent unit: one gate forgets, one decides how much of the past stays (chapter 14).

The two published forms differ in where the reset gate r acts on the past h in the candidate:

    reset_after:   n = tanh(x W_n + b_n + r (h U_n + b_hn))      cuDNN, PyTorch
    otherwise:     n = tanh(x W_n + b_n + (r h) U_n)             Cho et al., 2014
"""

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


def _open(z, out):
    """σ(z), by way of tanh."""
    np.multiply(z, 0.5, out=out)
    np.tanh(out, out=out)
    out *= 0.5
    out += 0.5


def forward(x, W, U, b, b_hn, h0, lengths=None, reset_after=True):
    # x (T, N, F) · W (F, 3H) · U (H, 3H) · b (3H,), in blocks r z n · b_hn (H,) · h0 (N, H)
    T, N, _ = x.shape
    H = len(U)
    x = without_padding(x, lengths)
    gates = project(x, W, b)
    past = xp.empty((T, N, H), x.dtype)    # what U_n meets, r h; or what comes of it, h U_n + b_hn
    h = xp.empty((T + 2, N, H), x.dtype)   # h_0 ... h_T, then the final state
    h[0] = initial(h0, N, H, x.dtype)
    through_time(gates, U, b_hn, past, h, reset_after)
    for steps, rows in endings(lengths, T).items():
        h[-1, rows] = h[steps, rows]
    if lengths is not None:
        h[1:T + 1] *= real_steps(lengths, T)
    return h[1:], (x, W, U, gates, past, h, lengths, reset_after)


@twin
def through_time(gates, U, b_hn, past, h, reset_after):
    """Step by step, fill in the gates (given as x W + b), the past and h."""
    T, _, H = past.shape
    for t in range(T):
        rz, n = gates[t, :, :2 * H], gates[t, :, 2 * H:]
        r, z = rz[:, :H], rz[:, H:]
        if reset_after:
            recurrent = h[t] @ U
            past[t] = recurrent[:, 2 * H:] if b_hn is None else recurrent[:, 2 * H:] + b_hn
            rz += recurrent[:, :2 * H]
            _open(rz, out=rz)
            n += r * past[t]
        else:
            rz += h[t] @ U[:, :2 * H]
            _open(rz, out=rz)
            np.multiply(r, h[t], out=past[t])
            n += past[t] @ U[:, 2 * H:]
        np.tanh(n, out=n)
        np.subtract(h[t], n, out=h[t + 1])                 # h_t = (1 - z) n + z h_{t-1}
        h[t + 1] *= z
        h[t + 1] += n


def backward(state, g):
    # g (T + 1, N, H): the blame of every output, then that of the final state
    x, W, U, gates, past, h, lengths, reset_after = state
    T, _, H = past.shape
    da, du, dh = back_through_time(without_padding(g[:T], lengths), g[T], U, gates, past, h,
                                   lengths, reset_after)

    def blame_of_U():
        if reset_after:
            return summed_over_time(h[:T], du)
        return xp.concatenate([summed_over_time(h[:T], da[..., :2 * H]),
                               summed_over_time(past, da[..., 2 * H:])], axis=1)

    return (
        lambda: project(da, W.T, None),                    # (T, N, F)
        lambda: summed_over_time(x, da),                   # (F, 3H)
        blame_of_U,                                        # (H, 3H)
        lambda: total_over_time(da),                       # (3H,)
        lambda: total_over_time(du[..., 2 * H:]),           # (H,)
        dh,                                                # (N, H)
    )


@twin
def back_through_time(g, g_final, U, gates, past, h, lengths, reset_after):
    """The blame of x W + b, of h U, and of h_0."""
    T, N, H = past.shape
    ends = endings(lengths, T)
    da = xp.empty_like(gates)
    du = xp.empty_like(gates) if reset_after else da
    dh = xp.zeros((N, H), g.dtype)
    for t in reversed(range(T)):
        if t + 1 in ends:
            dh[ends[t + 1]] += g_final[ends[t + 1]]
        dh += g[t]
        r, z, n = gates[t].reshape(N, 3, H).swapaxes(0, 1)
        dr, dz, dn = da[t].reshape(N, 3, H).swapaxes(0, 1)
        np.multiply(dh * (1 - z), 1 - n * n, out=dn)
        np.multiply(dh * (h[t] - n), z * (1 - z), out=dz)
        kept = dh * z
        if reset_after:
            np.multiply(dn * past[t], r * (1 - r), out=dr)
            du[t] = da[t]
            du[t, :, 2 * H:] *= r
            dh = du[t] @ U.T
        else:
            dreset = dn @ U[:, 2 * H:].T
            np.multiply(dreset * h[t], r * (1 - r), out=dr)
            dh = da[t, :, :2 * H] @ U[:, :2 * H].T
            dh += dreset * r
        dh += kept
    if 0 in ends:
        dh[ends[0]] += g_final[ends[0]]
    return da, du, dh


def reference(x, W, U, b, b_hn, h0, lengths=None, reset_after=True):
    H = len(U)
    first = h = initial(h0, x.shape[1], H, x.dtype)
    hs = []
    for x_t in without_padding(x, lengths):
        a = x_t @ W
        a = a if b is None else a + b
        rz = sigmoid(a[:, :2 * H] + h @ U[:, :2 * H])
        r, z = rz[:, :H], rz[:, H:]
        if reset_after:
            past = h @ U[:, 2 * H:]
            past = r * (past if b_hn is None else past + b_hn)
        else:
            past = (r * h) @ U[:, 2 * H:]
        n = np.tanh(a[:, 2 * H:] + past)
        h = (1 - z) * n + z * h
        hs.append(h)
    return packed(hs, [hs], [first], lengths)


_gru = fused(forward, backward, reference, name="gru")


def gru(x, weight_ih, weight_hh, bias=None, bias_hn=None, state=None, *, reset_after=True,
        lengths=None, reverse=False, batch_first=True) -> tuple[Tensor, Tensor]:
    """The gated recurrent unit (Cho et al., 2014), in either published form.

        r = σ(x_t W_r + h_{t-1} U_r + b_r)                 how much past the candidate sees
        z = σ(x_t W_z + h_{t-1} U_z + b_z)                 how much past stays
        n = tanh(x_t W_n + b_n + r (h_{t-1} U_n + b_hn))   the candidate
        h_t = (1 - z) n + z h_{t-1}

    With `reset_after=False` the candidate is tanh(x_t W_n + b_n + (r h_{t-1}) U_n), and there is no
    b_hn. x (N, T, F), or (T, N, F) unless `batch_first`; weight_ih W (F, 3H), weight_hh U (H, 3H),
    bias b (3H,), bias_hn (H,), `state` h_0 (N, H), zeros if None. PyTorch stores the transposed
    weights, and two biases of 3H: its blocks r and z act through their sum, and its two n are the
    third block of `bias` and `bias_hn`. Returns every h_t as (N, T, H), and the last (N, H). With
    `lengths` (N,), steps past the end of a sequence give 0 and leave its state as it was. `reverse`
    runs from the last step to the first. Raises `ValueError` naming what does not fit.

    >>> W, U = Tensor([[0.0, 0.0, 1.0]]), Tensor([[0.0] * 3])
    >>> h, last = gru(Tensor([[[1.0], [0.0]]]), W, U)
    >>> last                               # gates half open: tanh(1)/2, of which half stays
    Tensor([[0.19039854]])
    """
    if bias_hn is not None and not reset_after:
        raise ValueError("gru: bias_hn belongs to reset_after=True; with reset_after=False there "
                         "is one bias for the candidate, the third block of `bias`.")
    if bias_hn is not None and bias_hn.shape != (len(weight_hh),):
        raise ValueError(f"gru: bias_hn has shape {bias_hn.shape}; {len(weight_hh)} hidden units "
                         f"need ({len(weight_hh)},).")
    output, (h,) = unroll("gru", _gru, x, (weight_ih, weight_hh, bias, bias_hn), (state,), gates=3,
                          lengths=lengths, reverse=reverse, batch_first=batch_first,
                          reset_after=reset_after)
    return output, h
