"""Cross-entropy of labels: each row's shares and its loss in one pass."""

import numpy as np

from groundup.kernels.arrays import fits
from groundup.kernels.compiler import compiled
from groundup.kernels.elementary import exp, log
from groundup.kernels.reductions import largest, total
from groundup.kernels.threads import spread

F = np.float32
NARROW = 16                                # rows below this length are too short to vectorise
COST = 0.5                                 # nanoseconds a number
NONE = np.empty(0, F)
FORWARD = "void(f4[:,::1], i8[::1], f4[:,::1], f4[:,::1], i8[::1], f4[::1], f4, i8, i8)"


@compiled(FORWARD)
def _forward(x, labels, e, whole, true, losses, share, start, stop):
    for i in range(start, stop):
        seen, shares = x[i], e[i]
        top = largest(seen)
        for j in range(seen.size):
            shares[j] = exp(seen[j] - top)
        whole[i, 0] = total(shares)
        true[i] = i * seen.size + labels[i]
        losses[i] = (log(whole[i, 0]) - (seen[labels[i]] - top)) * share


@compiled(FORWARD)
def _narrow(x, labels, e, whole, true, losses, share, start, stop):
    """The same, with loops over all rows at once in the place of loops over each."""
    x, labels, e, whole = x[start:stop], labels[start:stop], e[start:stop], whole[start:stop]
    true, losses = true[start:stop], losses[start:stop]
    classes = x.shape[1]
    for i in range(losses.size):
        top = x[i, 0]
        for j in range(classes):
            top = max(top, x[i, j])
        for j in range(classes):
            e[i, j] = x[i, j] - top
        true[i] = (start + i) * classes + labels[i]
        losses[i] = e[i, labels[i]]
    flat = e.reshape(-1)
    for k in range(flat.size):
        flat[k] = exp(flat[k])
    sums = whole.reshape(-1)
    for i in range(losses.size):
        s = F(0.0)
        for j in range(classes):
            s += e[i, j]
        sums[i] = s
    for i in range(losses.size):
        losses[i] = (log(sums[i]) - losses[i]) * share


def forward(x, labels, share, summed):     # x (N, C) · labels (N,) · share (N,) or one number
    if not x.size or not fits(x) or labels.dtype != np.int64:
        return NotImplemented
    count, classes = x.shape
    labels = np.ascontiguousarray(labels)
    e, whole, losses = np.empty(x.shape, F), np.empty((count, 1), F), np.empty(count, F)
    true, each = np.empty(count, np.int64), isinstance(share, np.ndarray)
    spread(_narrow if classes < NARROW else _forward, count, x.size * COST, x, labels, e, whole,
           true, losses, 1.0 if each else share)
    if each:
        losses *= share
    return (losses.sum() if summed else losses), (e, whole, true, share)


@compiled("void(f4[:,::1], f4[:,::1], i8[::1], f4[::1], f4, f4[:,::1], i8, i8)")
def _backward(e, whole, true, blames, blame, gx, start, stop):
    classes = e.shape[1]
    for i in range(start, stop):
        given = blames[i] if blames.size else blame
        scale = given / whole[i, 0]
        for j in range(classes):
            gx[i, j] = e[i, j] * scale
        gx[i, true[i] - i * classes] -= given


def backward(state, g):                    # g () or (N,)
    e, whole, true, share = state
    if not e.size or not fits(e, whole):
        return NotImplemented
    if g.ndim or isinstance(share, np.ndarray):
        blames, blame = np.empty(len(e), F), 0.0
        blames[:] = g * share
    else:
        blames, blame = NONE, g.item() * share
    gx = np.empty(e.shape, F)
    spread(_backward, len(e), e.size * COST, e, whole, true, blames, blame, gx)
    return (gx,)
