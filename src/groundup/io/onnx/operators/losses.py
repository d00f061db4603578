"""Losses: what the right class was given, with weights and with targets that do not count."""

import numpy as np

from groundup import functional as F
from groundup.autograd import gather
from groundup.io.onnx.values import array


def nll(x, target, weight=None, *, ignore_index=None, reduction="mean"):
    """-weight · (log-probability of the target class); x (N, C, ...), target (N, ...)."""
    target = array(target)
    counts = target != ignore_index if ignore_index is not None else np.ones(target.shape, bool)
    label = np.where(counts, target, 0)
    w = counts.astype(array(x).dtype) if weight is None else weight[label] * counts
    loss = -gather(x, 1, label[:, None])[:, 0] * w
    if reduction == "none":
        return loss
    if reduction not in ("mean", "sum"):
        raise ValueError(f"reduction {reduction!r} is none of none, mean, sum")
    return np.sum(loss) / np.sum(w) if reduction == "mean" else np.sum(loss)


def cross_entropy(scores, labels, weights=None, *, ignore_index=None, reduction="mean"):
    """The same for scores; also their log-probabilities."""
    log_p = F.log_softmax(scores, 1)
    return nll(log_p, labels, weights, ignore_index=ignore_index, reduction=reduction), log_p


OPERATORS = {"NegativeLogLikelihoodLoss": nll, "SoftmaxCrossEntropyLoss": cross_entropy}
