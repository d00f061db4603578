"""Connectionist temporal classification: learn a text without knowing when each letter was said.

A network gives at each of T times a distribution over C labels, one of which is blank. A path
through them is read by merging repeats and dropping blanks: a a _ b → a b. The loss is the price
of all paths that read as the target. They are counted as in a lattice of S = 2 L + 1 states, the
L labels with blanks around them, in which each time step stays, goes on by one, or skips the
blank between two different labels.
"""

import numpy as np

from groundup.autograd import Tensor, concatenate, fused, logsumexp, stack, where
from groundup.functional.floats import floats
from groundup.losses.inputs import check_reduction


def forward(x, states, skips, times, ends):         # x (N, T, C) · states, skips, ends (N, S)
    every = np.arange(len(x))[:, None]
    emitted = x[every, :, states].swapaxes(1, 2)    # (N, T, S)
    ahead = np.full_like(emitted, -np.inf)          # log of the paths from the start to a state
    alpha = np.full_like(emitted[:, 0], -np.inf)
    alpha[:, :2] = emitted[:, 0, :2]                # they begin with a blank or the first label
    ahead[:, 0] = alpha
    for t in range(1, x.shape[1]):
        step = np.logaddexp(alpha, _shifted(alpha, 1))
        step = np.logaddexp(step, np.where(skips, _shifted(alpha, 2), -np.inf)) + emitted[:, t]
        alpha = np.where((t < times)[:, None], step, alpha)
        ahead[:, t] = alpha
    total = np.logaddexp.reduce(np.where(ends, alpha, -np.inf), axis=1)     # they end in either
    return -total, (x.shape, emitted, ahead, total, states, skips, times, ends)


def backward(state, g):                             # g (N,)
    shape, emitted, ahead, total, states, skips, times, ends = state

    def blame():
        last = np.where(ends, 0, -np.inf).astype(emitted.dtype)
        chance = np.zeros_like(emitted)             # of being in a state, given the target
        beta = last                                 # log of the paths from a state to the end
        possible = np.isfinite(total)[:, None]
        for t in reversed(range(shape[1])):
            if t + 1 < shape[1]:
                onward = beta + emitted[:, t + 1]
                step = np.logaddexp(onward, _shifted(onward, -1))
                skipped = _shifted(np.where(skips, onward, -np.inf), -2)
                beta = np.where((t + 1 < times)[:, None], np.logaddexp(step, skipped), last)
            inside = possible & (t < times)[:, None]
            chance[:, t] = np.exp(np.where(inside, ahead[:, t] + beta, -np.inf)
                                  - np.where(possible[:, 0], total, 0)[:, None])
        labels = states[:, :, None] == np.arange(shape[2])
        return (chance @ labels.astype(emitted.dtype)) * -g[:, None, None]     # (N, T, C)

    return blame, None, None, None, None


def reference(x, states, skips, times, ends):
    n, length, _ = x.shape
    alpha = where(np.arange(states.shape[1]) < 2, x[np.arange(n)[:, None], 0, states], -np.inf)
    for t in range(1, length):
        paths = [alpha, _behind(alpha, 1), where(skips, _behind(alpha, 2), -np.inf)]
        step = logsumexp(stack(paths), axis=0) + x[np.arange(n)[:, None], t, states]
        alpha = where((t < times)[:, None], step, alpha)
    return -logsumexp(where(ends, alpha, -np.inf), axis=1)


def _shifted(a, by):
    """The states of a moved on by so many places (back, if negative), with -inf coming in."""
    moved = np.full_like(a, -np.inf)
    if by > 0:
        moved[:, by:] = a[:, :-by]
    else:
        moved[:, :by] = a[:, -by:]
    return moved


def _behind(alpha, by):
    nothing = np.full((alpha.shape[0], by), -np.inf, alpha.dtype)
    return concatenate([nothing, alpha], axis=1)[:, : alpha.shape[1]]


_ctc = fused(forward, backward, reference, name="ctc_loss")


def ctc_loss(log_probabilities, target, input_lengths=None, target_lengths=None, *, blank: int = 0,
             reduction: str = "mean", zero_infinity: bool = False) -> Tensor:
    """-log of the probability of all paths that read as the target.

    log_probabilities (N, T, C), as from `log_softmax` (PyTorch: (T, N, C)); target (N, L) of
    labels, padded; `input_lengths`, `target_lengths` (N,) say how much of each counts (default:
    all). `reduction` is "mean", of the losses divided by their target's length, "sum" or "none",
    (N,). A target that does not fit into its input costs infinity, or 0 with `zero_infinity`; its
    gradient is 0. (PyTorch's gradient is that of the logits before `log_softmax`; here it is that
    of log_probabilities, and gives the same one there.)

    Raises `ValueError` for shapes, lengths or labels that do not fit. Graves et al.,
    "Connectionist Temporal Classification" (2006).

    >>> p = np.log([[[0.5, 0.5], [0.5, 0.5]]])              # blank or "a", twice
    >>> round(ctc_loss(p, [[1]]).item(), 4)                 # a a, a _, _ a: ln 4/3
    0.2877
    """
    x, labels = floats(log_probabilities), np.asarray(target)
    times, sizes = _checked(x, labels, input_lengths, target_lengths, blank)
    check_reduction("ctc_loss", reduction, len(x))
    states = np.full((len(x), 2 * labels.shape[1] + 1), blank)
    counted = np.arange(labels.shape[1]) < sizes[:, None]
    states[:, 1::2] = np.where(counted, labels, blank)
    skips = np.zeros(states.shape, bool)                    # into a label other than the last one
    skips[:, 3::2] = states[:, 3::2] != states[:, 1:-2:2]
    place = np.arange(states.shape[1])
    ends = (place == 2 * sizes[:, None]) | (place == 2 * sizes[:, None] - 1)
    losses = _ctc(x, states, skips, times, ends)
    if zero_infinity:
        losses = where(np.isfinite(losses.data), losses, 0.0)
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    return (losses / np.maximum(sizes, 1).astype(x.dtype)).mean()


def _checked(x, labels, times, sizes, blank):
    if x.ndim != 3 or labels.ndim != 2 or len(labels) != len(x) or not x.shape[1]:
        raise ValueError(f"ctc_loss: log_probabilities have shape {x.shape} and the target "
                         f"{labels.shape}; they must be (N, T, C) with T ≥ 1, and (N, L).")
    if not 0 <= blank < x.shape[2]:
        raise ValueError(f"ctc_loss: blank is {blank}; there are the labels 0 to {x.shape[2] - 1}.")
    times = _lengths("input_lengths", times, len(x), 1, x.shape[1])
    sizes = _lengths("target_lengths", sizes, len(x), 0, labels.shape[1])
    used = labels[np.arange(labels.shape[1]) < sizes[:, None]]
    wrong = used[(used < 0) | (used >= x.shape[2]) | (used == blank)]
    if (used.size and labels.dtype.kind not in "iu") or wrong.size:
        came = f"the label {wrong[0]}" if wrong.size else f"labels of dtype {labels.dtype}"
        raise ValueError(f"ctc_loss: the target holds {came}; it must hold integers from 0 to "
                         f"{x.shape[2] - 1} without the blank, {blank}.")
    return times, sizes


def _lengths(name, lengths, count, least, most):
    if lengths is None:
        return np.full(count, most)
    lengths = np.asarray(lengths)
    if (lengths.shape != (count,) or lengths.dtype.kind not in "iu"
            or (lengths < least).any() or (lengths > most).any()):
        raise ValueError(f"ctc_loss: {name} must be {count} integers from {least} to {most}, not "
                         f"{lengths.tolist()}.")
    return lengths
