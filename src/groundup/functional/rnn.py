"""Recurrent network, h_t = φ(x_t W + h_{t-1} U + b): a network that remembers (chapter 14)."""

import numpy as np

from groundup.autograd import Tensor, fused
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


def _relu(z, out=None):
    return np.maximum(z, 0, out=out)


CURVES = {"tanh": np.tanh, "relu": _relu}
SLOPES = {"tanh": lambda h: 1 - h * h, "relu": lambda h: (h > 0).astype(h.dtype)}


def forward(x, W, U, b, h0, lengths=None, nonlinearity="tanh"):
    # x (T, N, F) · W (F, H) · U (H, H) · b (H,) · h0 (N, H)
    T, N, _ = x.shape
    x = without_padding(x, lengths)
    z = project(x, W, b)
    h = xp.empty((T + 2, N, len(U)), z.dtype)              # h_0 ... h_T, then the final state
    h[0] = initial(h0, N, len(U), z.dtype)
    through_time(z, U, h, lengths, nonlinearity)
    for steps, rows in endings(lengths, T).items():
        h[-1, rows] = h[steps, rows]
    return h[1:], (x, W, U, h, lengths, nonlinearity)


@twin
def through_time(z, U, h, lengths, nonlinearity):
    """Step by step, fill in h from z = x W + b; where there is padding it is 0."""
    T, curve = len(z), CURVES[nonlinearity]
    real = None if lengths is None else real_steps(lengths, T)
    for t in range(T):
        np.matmul(h[t], U, out=h[t + 1])
        h[t + 1] += z[t]
        curve(h[t + 1], out=h[t + 1])
        if real is not None:               # at once: with ReLU a state may grow without end
            h[t + 1] *= real[t]


def backward(state, g):
    # g (T + 1, N, H): the blame of every output, then that of the final state
    x, W, U, h, lengths, nonlinearity = state
    T = len(x)
    dz, dh = back_through_time(without_padding(g[:T], lengths), g[T], U, h, lengths, nonlinearity)
    return (
        lambda: project(dz, W.T, None),                    # (T, N, F)
        lambda: summed_over_time(x, dz),                   # (F, H)
        lambda: summed_over_time(h[:T], dz),               # (H, H)
        lambda: total_over_time(dz),                       # (H,)
        dh,                                                # (N, H)
    )


@twin
def back_through_time(g, g_final, U, h, lengths, nonlinearity):
    """The blame of x W + h U + b, and of h_0."""
    T, slope = len(g), SLOPES[nonlinearity]
    ends = endings(lengths, T)
    dz, dh = xp.empty_like(g), xp.zeros_like(g_final)
    for t in reversed(range(T)):
        if t + 1 in ends:
            dh[ends[t + 1]] += g_final[ends[t + 1]]
        dh += g[t]                         # two roads lead to h_t: its output, and the next step
        np.multiply(dh, slope(h[t + 1]), out=dz[t])
        np.matmul(dz[t], U.T, out=dh)
    if 0 in ends:
        dh[ends[0]] += g_final[ends[0]]
    return dz, dh


def reference(x, W, U, b, h0, lengths=None, nonlinearity="tanh"):
    first = h = initial(h0, x.shape[1], len(U), x.dtype)
    hs = []
    for x_t in without_padding(x, lengths):
        z = x_t @ W + h @ U
        z = z if b is None else z + b
        h = np.tanh(z) if nonlinearity == "tanh" else np.maximum(z, 0.0)
        hs.append(h)
    return packed(hs, [hs], [first], lengths)


_rnn = fused(forward, backward, reference, name="rnn")


def rnn(x, weight_ih, weight_hh, bias=None, state=None, *, nonlinearity="tanh", lengths=None,
        reverse=False, batch_first=True) -> tuple[Tensor, Tensor]:
    """The simple recurrence h_t = φ(x_t W + h_{t-1} U + b), with φ tanh or ReLU (Elman, 1990).

    x (N, T, F), or (T, N, F) unless `batch_first`; weight_ih W (F, H), weight_hh U (H, H), bias
    b (H,), `state` h_0 (N, H), zeros if None. Returns every h_t as (N, T, H), and the last (N, H).
    With `lengths` (N,), steps past the end of a sequence give 0 and leave its state as it was.
    `reverse` runs from the last step to the first. Raises `ValueError` naming what does not fit.

    >>> h, last = rnn(Tensor([[[1.0], [0.0]]]), Tensor([[1.0]]), Tensor([[1.0]]))
    >>> h.numpy().round(4)                 # tanh 1, and tanh of that
    array([[[0.7616], [0.642 ]]], dtype=float32)
    """
    if nonlinearity not in CURVES:
        raise ValueError(f"nonlinearity is 'tanh' or 'relu', not {nonlinearity!r}.")
    output, (h,) = unroll("rnn", _rnn, x, (weight_ih, weight_hh, bias), (state,), gates=1,
                          lengths=lengths, reverse=reverse, batch_first=batch_first,
                          nonlinearity=nonlinearity)
    return output, h
