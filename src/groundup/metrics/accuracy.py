"""Accuracy: how often the first guess, or one of the first k, is right (chapter 6)."""

import numpy as np
from numpy.typing import ArrayLike

from groundup.metrics.inputs import predicted_labels, scores_and_labels
from groundup.metrics.metric import Metric


def accuracy(prediction: ArrayLike, target: ArrayLike, threshold: float = 0.5) -> float:
    """The share of predictions that are right: (number right) / (number of targets).

    `target` holds class indices. `prediction` holds class indices of the same shape, or scores
    with the classes along one more, last axis, or binary scores (floats) of the same shape, for
    which above `threshold` means class 1 (take threshold=0 for logits). Raises `ValueError` for
    shapes that do not fit, such as (N, 1) against (N,), and for NaN.

    >>> round(accuracy([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]], [0, 1, 1]), 4)
    0.6667
    >>> accuracy([0.9, 0.2], [1, 0])
    1.0
    """
    return Accuracy(threshold).update(prediction, target).compute()


def top_k_accuracy(scores: ArrayLike, target: ArrayLike, k: int = 5) -> float:
    """The share of samples whose true class is among the k with the highest scores.

    `scores` (N, ..., C), `target` (N, ...). A class counts if fewer than k others score higher
    or, at a lower index, equal. Raises `ValueError` if k is not between 1 and C.

    >>> top_k_accuracy([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]], [1, 0], k=2)
    0.5
    """
    return TopK(k).update(scores, target).compute()


class _Share(Metric):
    """Counts of right answers and of all."""

    def reset(self):
        self.right = self.count = 0

    def compute(self) -> float:
        """The share of right answers since the last reset."""
        self._need(self.count)
        return self.right / self.count


class Accuracy(_Share):
    """Streaming `accuracy`.

    >>> metric = Accuracy()
    >>> round(metric.update([0, 1], [0, 1]).update([2], [0]).compute(), 4)
    0.6667
    """

    name = "accuracy"

    def __init__(self, threshold: float = 0.5):
        self.threshold = threshold
        super().__init__()

    def update(self, prediction: ArrayLike, target: ArrayLike) -> "Accuracy":
        """Take in one batch, in any of the forms that `accuracy` accepts."""
        predicted, true, _ = predicted_labels(prediction, target, self.threshold)
        self.right += int((predicted == true).sum())
        self.count += true.size
        return self


class TopK(_Share):
    """Streaming `top_k_accuracy`; its name is `top_5_accuracy` for k = 5.

    >>> TopK(1).update([[0.9, 0.1]], [0]).compute()
    1.0
    """

    def __init__(self, k: int = 5):
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k!r}.")
        self.k = k
        self.name = f"top_{k}_accuracy"
        super().__init__()

    def update(self, prediction: ArrayLike, target: ArrayLike) -> "TopK":
        """Take in one batch: scores (N, ..., C) and class indices (N, ...)."""
        scores, true = scores_and_labels(prediction, target)
        classes = scores.shape[-1]
        if self.k > classes:
            raise ValueError(f"k is {self.k}, but there are only {classes} classes.")
        own = np.take_along_axis(scores, true[..., None], -1)
        earlier = np.arange(classes) < true[..., None]
        ahead = ((scores > own) | (scores == own) & earlier).sum(-1)    # classes that are preferred
        self.right += int((ahead < self.k).sum())
        self.count += true.size
        return self
