"""Losses for one true class among several, beside cross-entropy (chapters 6.2 and 15.2)."""

import numpy as np

from groundup.autograd import Tensor, exp
from groundup.functional.floats import floats
from groundup.functional.relu import relu
from groundup.losses.binary import check_gamma, miss
from groundup.losses.cross_entropy import cross_entropy
from groundup.losses.inputs import check_reduction, reduce
from groundup.losses.labels import as_labels, as_rows, as_weight, shape_of_labels, shares


def nll(log_probabilities, target, *, weight=None, ignore_index: int | None = None,
        reduction: str = "mean") -> Tensor:
    """Negative log-likelihood, -log p_t: cross-entropy after `log_softmax`.

    log_probabilities (N, C), (N, C, ...) or (C,), labels (N, ...). `weight` (C,), `ignore_index`
    (none by default), `reduction` and errors as in `cross_entropy`.

    >>> round(nll(np.log([[0.25, 0.75]]), [1]).item(), 4)            # -ln 0.75
    0.2877
    """
    x = floats(log_probabilities)
    labels, kept = as_labels("nll", target, x, ignore_index)
    check_reduction("nll", reduction, len(labels))
    share = shares(labels, kept, as_weight("nll", weight, _classes(x), x.dtype), x.dtype)
    whole = (share.sum() or 1) if reduction == "mean" else 1
    losses = as_rows(x)[np.arange(len(labels)), labels] * -(share / whole)
    return losses.sum() if reduction != "none" else losses.reshape(shape_of_labels(x))


def focal(logits, target, *, gamma: float = 2.0, weight=None, reduction: str = "mean") -> Tensor:
    """Cross-entropy that all but forgets what is already right: w_t (1 - p_t)^γ · (-log p_t).

    logits (N, C), (N, C, ...) or (C,), labels (N, ...), `weight` (C,); `reduction` is "mean" over
    rows, "sum" or "none". Errors as in `cross_entropy`. Lin et al., "Focal Loss for Dense Object
    Detection" (2017).

    >>> round(focal([[0.0, 0.0]], [1], gamma=2.0).item(), 4)         # ln 2 / 4
    0.1733
    """
    x = floats(logits)
    losses = cross_entropy(x, target, reduction="none")
    losses = losses * miss(1 - exp(-losses)) ** check_gamma("focal", gamma)
    if weight is not None:
        losses = losses * as_weight("focal", weight, _classes(x), x.dtype)[np.asarray(target)]
    return reduce("focal", losses, reduction)


def hinge(scores, target, *, margin: float = 1.0, p: int = 1, reduction: str = "mean") -> Tensor:
    """Σ_{k≠t} max(0, margin - x_t + x_k)^p / C: the true score must lead by a margin.

    This is PyTorch's `multi_margin_loss`. scores (N, C) or (C,), labels (N,) or a single one; p
    is 1 or 2; `reduction` is "mean", "sum" or "none". Raises `ValueError` for another p, and for
    labels as `cross_entropy` does. Crammer and Singer, "On the Algorithmic Implementation of
    Multiclass Kernel-based Vector Machines" (2001).

    >>> hinge([[1.0, 3.0]], [0])
    Tensor(1.5)
    """
    if p not in (1, 2):
        raise ValueError(f"hinge: p is {p}; it can be 1 or 2.")
    x = floats(scores)
    labels, _ = as_labels("hinge", target, x)
    rows, every = as_rows(x), np.arange(len(labels))
    others = np.ones(rows.shape, bool)
    others[every, labels] = False
    short = relu(margin - rows[every, labels].reshape(-1, 1) + rows) * others
    losses = (short if p == 1 else short * short).mean(axis=1)
    return reduce("hinge", losses.reshape(shape_of_labels(x)), reduction)


def _classes(x):
    return x.shape[min(1, x.ndim - 1)]
