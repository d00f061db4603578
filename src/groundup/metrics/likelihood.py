"""Log loss and perplexity: the price of the probability that the truth was given (chapter 6)."""

from math import exp

import numpy as np
from numpy.typing import ArrayLike

from groundup.metrics.inputs import as_labels, same_shape, scores_and_labels
from groundup.metrics.metric import Metric


def log_loss(probabilities: ArrayLike, target: ArrayLike) -> float:
    """The mean of -log p, with p the probability given to the true class.

    probabilities (N, ..., C) whose rows add up to 1, or (N, ...) of class 1; target (N, ...) of
    class indices. A probability of 0 counts as the smallest that its dtype tells from 1. Raises
    `ValueError` for what are no probabilities.

    >>> round(log_loss([[0.5, 0.5], [0.2, 0.8]], [0, 1]), 4)
    0.4581
    """
    return LogLoss().update(probabilities, target).compute()


def perplexity(logits: ArrayLike, target: ArrayLike, ignore: int | None = None) -> float:
    """Among how many equally likely tokens the model still wavers: exp(mean of -log p).

    logits (N, ..., C), whose softmax is p, or logarithms of probabilities, which that leaves as
    they are; target (N, ...) of token indices. Tokens that are `ignore` (padding) do not count.
    Source: Jelinek et al. 1977.

    >>> round(perplexity([[0.0, 0.0, 0.0, 0.0]], [2]), 4)
    4.0
    """
    return Perplexity(ignore).update(logits, target).compute()


class LogLoss(Metric):
    """Streaming `log_loss`.

    >>> round(LogLoss().update([[0.5, 0.5]], [0]).update([[0.2, 0.8]], [1]).compute(), 4)
    0.4581
    """

    name = "log_loss"

    def reset(self) -> None:
        self.total, self.count = 0.0, 0

    def update(self, prediction: ArrayLike, target: ArrayLike) -> "LogLoss":
        """Take in one batch of probabilities and class indices."""
        p, true = np.asarray(prediction), as_labels(target, "target")
        if p.ndim == true.ndim:
            same_shape("prediction", p, true)
            p = np.stack([1 - p, p], axis=-1)
        p, true = scores_and_labels(p, true)
        eps = np.finfo(p.dtype if p.dtype.kind == "f" else np.float64).eps
        p = p.astype(np.float64)
        if p.min() < 0 or p.max() > 1 or np.abs(p.sum(axis=-1) - 1).max() > 1e-3:
            raise ValueError("The predictions must be probabilities, between 0 and 1 and adding up "
                             "to 1 for each sample. For logits, apply softmax first.")
        self._add(-np.log(np.clip(_of_truth(p, true), eps, 1 - eps)))
        return self

    def compute(self) -> float:
        """The mean over all samples since the last reset."""
        self._need(self.count)
        return self.total / self.count

    def _add(self, losses: np.ndarray) -> None:
        self.total += float(losses.sum())
        self.count += losses.size


class Perplexity(LogLoss):
    """Streaming `perplexity`: the mean is over all tokens, and the power is taken at the end.

    >>> round(Perplexity().update([[0.0, 0.0]], [1]).update([[0.0, 0.0]], [0]).compute(), 4)
    2.0
    """

    name = "perplexity"

    def __init__(self, ignore: int | None = None):
        self.ignore = ignore
        super().__init__()

    def update(self, prediction: ArrayLike, target: ArrayLike) -> "Perplexity":
        """Take in one batch of logits (N, ..., C) and token indices (N, ...)."""
        kept = np.asarray(target) != self.ignore            # None is no token
        x, true = scores_and_labels(prediction, np.where(kept, target, 0))
        x = x.astype(np.float64)
        top = x.max(axis=-1, keepdims=True)
        whole = top[..., 0] + np.log(np.exp(x - top).sum(axis=-1))
        self._add((whole - _of_truth(x, true))[kept])
        return self

    def compute(self) -> float:
        """The perplexity over all tokens since the last reset."""
        return exp(super().compute())


def _of_truth(scores: np.ndarray, true: np.ndarray) -> np.ndarray:
    return np.take_along_axis(scores, true[..., None], -1)[..., 0]
