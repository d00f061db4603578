"""Cross-entropy of labels: each row's shares and its loss in one pass."""

import numpy as np

from groundup.kernels.arrays import fits
from groundup.kernels.compiler import compiled
from groundup.kernels.elementary import exp
from groundup.kernels.reductions import largest, total
from groundup.kernels.threads import spread

F = np.float32
SMALLEST = 1024                            # below this many numbers NumPy is as quick
NARROW = 16                                # rows below this length are too short to vectorise
COST = 0.5                                 # nanoseconds a number


@compiled("void(f4[:,::1], i8[::1], f4[:,::1], f4[:,::1], f4[::1], i8, i8)")
def _forward(x, labels, e, whole, losses, start, stop):
    for i in range(start, stop):
        seen, shares = x[i], e[i]
        top = largest(seen)
        for j in range(seen.size):
            shares[j] = exp(seen[j] - top)
        whole[i, 0] = total(shares)
        losses[i] = np.log(whole[i, 0]) - (seen[labels[i]] - top)


def forward(x, labels, share, summed):     # x (N, C) · labels (N,) · share (N,) or one number
    if x.size < SMALLEST or x.shape[1] < NARROW or not fits(x) or labels.dtype != np.int64:
        return NotImplemented
    labels = np.ascontiguousarray(labels)
    e, whole, losses = np.empty_like(x), np.empty((len(x), 1), F), np.empty(len(x), F)
    spread(_forward, len(x), x.size * COST, x, labels, e, whole, losses)
    losses *= share
    true = labels + np.arange(0, e.size, e.shape[1])
    return (losses.sum() if summed else losses), (e, whole, true, share)


@compiled("void(f4[:,::1], f4[:,::1], i8[::1], f4[::1], f4[:,::1], i8, i8)")
def _backward(e, whole, true, blame, gx, start, stop):
    for i in range(start, stop):
        shares, back = e[i], gx[i]
        scale = blame[i] / whole[i, 0]
        for j in range(shares.size):
            back[j] = shares[j] * scale
        back[true[i] - i * shares.size] -= blame[i]


def backward(state, g):                    # g () or (N,)
    e, whole, true, share = state
    if e.size < SMALLEST or e.shape[1] < NARROW or not fits(e, whole):
        return NotImplemented
    blame, gx = np.empty(len(e), F), np.empty_like(e)
    blame[:] = g * share
    spread(_backward, len(e), e.size * COST, e, whole, true, blame, gx)
    return (gx,)
