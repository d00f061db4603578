"""Cross-entropy: the price of being surely wrong (chapters 6.2 and 8.2).

From logits x and the true class t the loss is -log softmax(x)_t = log Σ_j exp(x_j) - x_t, and
its gradient is softmax(x), minus 1 at the true class. Softmax, logarithm and mean are one
operation here: taken one by one, they lose digits where the share of the true class is tiny.
"""

import numpy as np

from groundup.autograd import Tensor, fused, logsumexp
from groundup.functional.floats import floats
from groundup.functional.rows import largest, total
from groundup.functional.softmax import log_softmax_forward
from groundup.kernels import twin
from groundup.losses.inputs import check_probabilities, check_reduction, matching
from groundup.losses.labels import as_labels, as_rows, as_weight, shape_of_labels, shares

# ---- one true class a row -------------------------------------------------------------------


@twin
def forward(x, labels, share, summed):     # x (N, C) · labels (N,) · share (N,) or one number
    e = np.subtract(x, largest(x), order="C")
    true = labels + np.arange(0, e.size, e.shape[1])    # where the true classes lie in e, flat
    losses = -e.reshape(-1)[true]
    np.exp(e, out=e)
    whole = total(e)
    losses += np.log(whole[:, 0])
    losses *= share
    counts = share if isinstance(share, float) else share[:, None]
    e *= counts / whole                    # softmax, times how much the row counts ...
    e.reshape(-1)[true] -= share           # ... minus that at the true class: how its loss changes
    return (losses.sum() if summed else losses), (e,)


@twin
def backward(state, g):                    # g () or (N,)
    (slope,) = state
    return (slope * (g[:, None] if g.ndim else g),)


def reference(x, labels, share, summed):
    losses = (logsumexp(x, axis=1) - x[np.arange(len(labels)), labels]) * share
    return losses.sum() if summed else losses


_of_labels = fused(forward, backward, reference, name="cross_entropy")

# ---- a probability for each class -----------------------------------------------------------


def soft_forward(x, q, share, summed):     # x, q (N, C) · share (N,)
    log_p, _ = log_softmax_forward(x, -1)
    losses = total(-q * _without_impossible(log_p, q))[:, 0] * share
    return (losses.sum() if summed else losses), (log_p, q, share)


def soft_backward(state, g):
    log_p, q, share = state
    blame = (g * share)[:, None]
    return (
        lambda: (np.exp(log_p) * total(q) - q) * blame,
        lambda: -log_p * blame,
        None,
    )


def soft_reference(x, q, share, summed):
    log_p = x - logsumexp(x, axis=1, keepdims=True)
    losses = -np.sum(q * _without_impossible(log_p, q), axis=1) * share
    return losses.sum() if summed else losses


def _without_impossible(log_p, q):
    """0 · log 0 is 0: an impossible class that was ruled out rightly costs nothing."""
    return np.where((log_p == -np.inf) & (q == 0), 0, log_p)


_of_probabilities = fused(soft_forward, soft_backward, soft_reference, name="cross_entropy")

# ---- both -----------------------------------------------------------------------------------

NAME = "cross_entropy"


def cross_entropy(logits, target, *, weight=None, label_smoothing: float = 0.0,
                  ignore_index: int | None = None, reduction: str = "mean") -> Tensor:
    """-Σ_k q_k log softmax(logits)_k, where q is the target; with a label t, -log softmax_t.

    logits (N, C), (N, C, ...) or (C,); `target` holds integer labels (N, ...), or probabilities
    in the shape of the logits. `label_smoothing` ε mixes q with 1/C: (1 - ε) q + ε / C. `weight`
    (C,) counts classes differently; with labels, the mean is then weighted by it. Rows labelled
    `ignore_index` do not count (PyTorch: -100 by default; here: none), and if that is all of
    them, the loss is 0 (PyTorch: NaN). `reduction` is "mean" over rows, "sum" or "none".

    Raises `ValueError` or `TypeError` for shapes that do not fit, labels out of range, one-hot
    integers, and targets that are no probabilities. Label smoothing: Szegedy et al., "Rethinking
    the Inception Architecture" (2016).

    >>> round(cross_entropy([[0.0, 0.0, 0.0]], [2]).item(), 4)       # ln 3: it knows nothing
    1.0986
    """
    logits = floats(logits)
    if not 0 <= label_smoothing <= 1:
        raise ValueError(f"{NAME}: label_smoothing is {label_smoothing}; it lies in [0, 1].")
    of = _with_probabilities if _holds_probabilities(target, logits) else _with_labels
    losses = of(logits, target, weight, label_smoothing, ignore_index, reduction)
    return losses if reduction != "none" else losses.reshape(shape_of_labels(logits))


def _holds_probabilities(target, logits):
    target = target if isinstance(target, Tensor) else np.asarray(target)
    return target.dtype.kind == "f" and target.shape == logits.shape


def _with_labels(logits, target, weight, smoothing, ignore_index, reduction):
    labels, kept = as_labels(NAME, target, logits, ignore_index)
    check_reduction(NAME, reduction, len(labels))
    rows, dtype, summed = as_rows(logits), logits.dtype, reduction != "none"
    weight = as_weight(NAME, weight, rows.shape[1], dtype)
    if kept is None and weight is None:    # all rows count alike
        share, whole = 1.0, len(labels) if reduction == "mean" else 1
    else:
        share = shares(labels, kept, weight, dtype)
        whole = (share.sum() or 1) if reduction == "mean" else 1
    if not smoothing:
        return _of_labels(rows, labels=labels, share=share / whole, summed=summed)
    one_hot = np.zeros(rows.shape, dtype)
    one_hot[np.arange(len(labels)), labels] = 1
    q, share = _smooth(one_hot, smoothing, weight), shares(labels, kept, None, dtype)
    return _of_probabilities(rows, q, share / whole, summed=summed)


def _with_probabilities(logits, target, weight, smoothing, ignore_index, reduction):
    if ignore_index is not None:
        raise ValueError(f"{NAME}: ignore_index is for labels, and the target is probabilities.")
    _, q = matching(NAME, logits, target)
    check_probabilities(NAME, "target probabilities", q.data)
    rows, q = as_rows(logits), as_rows(q)
    count, classes = rows.shape
    check_reduction(NAME, reduction, count)
    q = _smooth(q, smoothing, as_weight(NAME, weight, classes, logits.dtype))
    share = np.full(count, 1 / count if reduction == "mean" else 1, logits.dtype)
    return _of_probabilities(rows, q, share, summed=reduction != "none")


def _smooth(q, epsilon, weight):
    if epsilon:
        q = (1 - epsilon) * q + epsilon / q.shape[1]
    return q if weight is None else q * weight
