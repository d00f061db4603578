"""Cross-entropy of sequences: one true token at each time, and padding that does not count."""

import numpy as np

from groundup.autograd import Tensor
from groundup.functional.floats import floats
from groundup.losses.cross_entropy import cross_entropy


def sequence_cross_entropy(logits, target, mask=None, *, label_smoothing: float = 0.0,
                           reduction: str = "mean") -> Tensor:
    """`cross_entropy` of each token of a batch of sequences, over those where the mask is true.

    logits (N, T, C), target (N, T) of integers, mask (N, T) of booleans (default: all count).
    `reduction` is "mean" over the tokens that count, so that long sequences count for more,
    "sum" or "none", (N, T), with 0 where the mask is false. Targets there may hold anything.
    Raises `ValueError` or `TypeError` for shapes that do not fit and labels out of range.

    >>> logits, target = np.zeros((1, 3, 4)), np.array([[1, 2, -1]])
    >>> round(sequence_cross_entropy(logits, target, target >= 0).item(), 4)     # ln 4
    1.3863
    """
    logits, target = floats(logits), np.asarray(target)
    if logits.ndim != 3 or target.shape != logits.shape[:2]:
        raise ValueError(f"sequence_cross_entropy: logits have shape {logits.shape} and the target "
                         f"{target.shape}; they must be (N, T, C) and (N, T).")
    counts = np.ones(target.shape, bool) if mask is None else np.asarray(mask)
    if counts.dtype != bool or counts.shape != target.shape:
        raise ValueError(f"sequence_cross_entropy: the mask is {counts.dtype} of shape "
                         f"{counts.shape}; it must be booleans of shape {target.shape}.")
    labels = np.where(counts, target, -1).reshape(-1)
    rows = logits.reshape(-1, logits.shape[2])
    losses = cross_entropy(rows, labels, label_smoothing=label_smoothing, reduction=reduction,
                           ignore_index=None if counts.all() else -1)
    return losses.reshape(target.shape) if reduction == "none" else losses
