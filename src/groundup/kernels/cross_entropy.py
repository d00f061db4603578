"""Cross-entropy of labels: each row's loss, and how it changes, in one pass."""

import numpy as np

from groundup.kernels.arrays import aligned, fits
from groundup.kernels.compiler import compiled
from groundup.kernels.elementary import exp, log
from groundup.kernels.reductions import largest, total
from groundup.kernels.threads import spread

F = np.float32
NARROW = 16                                # rows below this length are too short to vectorise
COST, MOVE = 0.5, 0.1                      # nanoseconds a number
LARGE = 1 << 18                            # numbers that are worth several threads
FORWARD = "void(f4[:,::1], i8[::1], f4[:,::1], f4[::1], f4, i8, i8)"


@compiled(FORWARD)
def _forward(x, labels, slope, losses, share, start, stop):
    for i in range(start, stop):
        seen, shares = x[i], slope[i]
        top = largest(seen)
        for j in range(seen.size):
            shares[j] = exp(seen[j] - top)
        whole = total(shares)
        losses[i] = (log(whole) - (seen[labels[i]] - top)) * share
        scale = share / whole
        for j in range(seen.size):
            shares[j] *= scale
        shares[labels[i]] -= share


@compiled(FORWARD)
def _narrow(x, labels, slope, losses, share, start, stop):
    """The same class by class, with loops over all rows in the place of loops over each."""
    x, labels = x[start:stop], labels[start:stop]
    slope, losses = slope[start:stop], losses[start:stop]
    count, classes = x.shape
    e, tops, wholes = aligned(classes, count), np.empty(count, F), np.zeros(count, F)
    for j in range(classes):
        scores = e[j]
        for i in range(count):
            scores[i] = x[i, j]
    tops[:] = e[0][:count]
    for j in range(1, classes):
        scores = e[j]
        for i in range(tops.size):
            tops[i] = scores[i] if scores[i] > tops[i] else tops[i]
    for j in range(classes):
        scores = e[j]
        for i in range(tops.size):
            scores[i] -= tops[i]
    for i in range(count):
        losses[i] = e[labels[i], i]
    for j in range(classes):
        scores = e[j]
        for i in range(wholes.size):
            scores[i] = exp(scores[i])
            wholes[i] += scores[i]
    for i in range(losses.size):
        losses[i] = (log(wholes[i]) - losses[i]) * share
        wholes[i] = share / wholes[i]
    for j in range(classes):
        scores = e[j]
        for i in range(count):
            slope[i, j] = scores[i] * wholes[i]
    for i in range(count):
        slope[i, labels[i]] -= share


def forward(x, labels, share, summed):     # x (N, C) · labels (N,) · share (N,) or one number
    if not x.size or not fits(x) or labels.dtype != np.int64:
        return NotImplemented
    count, classes = x.shape
    slope, losses = np.empty(x.shape, F), np.empty(count, F)
    each = isinstance(share, np.ndarray)
    spread(_narrow if classes < NARROW else _forward, count, x.size * COST, x,
           np.ascontiguousarray(labels), slope, losses, 1.0 if each else share)
    if each:
        losses *= share
        slope *= share[:, None]
    return (losses.dot(np.ones(count, F)) if summed else losses), (slope,)


@compiled("void(f4[:,::1], f4[::1], f4[:,::1], i8, i8)")
def _backward(slope, blame, gx, start, stop):
    for i in range(start, stop):
        row, back = slope[i], gx[i]
        for j in range(row.size):
            back[j] = row[j] * blame[i]


def backward(state, g):                    # g () or (N,)
    slope, = state
    if slope.size < LARGE or not fits(slope):
        return NotImplemented
    blame, gx = np.empty(len(slope), F), np.empty(slope.shape, F)
    blame[:] = g
    spread(_backward, len(slope), slope.size * MOVE, slope, blame, gx)
    return (gx,)
