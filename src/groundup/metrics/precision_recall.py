"""Precision, recall and F1, read off the confusion matrix (chapter 6)."""

import numpy as np
from numpy.typing import ArrayLike

from groundup.metrics.confusion import ConfusionMatrix
from groundup.metrics.metric import Metric

AVERAGES = ("macro", "micro", "weighted", "binary", None)


def precision(prediction: ArrayLike, target: ArrayLike, average: str | None = "macro",
              threshold: float = 0.5) -> float | np.ndarray:
    """Of those that were called class c, the share that are: TP / (TP + FP), 0 for 0 / 0.

    `average`: "macro", the mean over classes that occur in prediction or target; "weighted", that
    mean weighted by how often each class is true; "micro", from the summed counts; "binary", of
    class 1 alone; None, the array of all classes, of shape (C,). Shapes of prediction and target as
    in `accuracy`.

    >>> round(precision([1, 1, 0, 1], [1, 0, 0, 1], average="binary"), 4)
    0.6667
    """
    return Precision(average, threshold).update(prediction, target).compute()


def recall(prediction: ArrayLike, target: ArrayLike, average: str | None = "macro",
           threshold: float = 0.5) -> float | np.ndarray:
    """Of those that are class c, the share that were found: TP / (TP + FN), 0 for 0 / 0.

    Shapes and `average` as in `precision`.

    >>> recall([1, 1, 0, 0], [1, 1, 1, 1], average="binary")
    0.5
    """
    return Recall(average, threshold).update(prediction, target).compute()


def f1(prediction: ArrayLike, target: ArrayLike, average: str | None = "macro",
       threshold: float = 0.5) -> float | np.ndarray:
    """The harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN), 0 for 0 / 0.

    Shapes and `average` as in `precision`.

    >>> f1([1, 1, 0, 0], [1, 0, 1, 0], average=None)
    array([0.5, 0.5])
    """
    return F1(average, threshold).update(prediction, target).compute()


class Ratio(Metric):
    """A ratio per class, read off the confusion matrix, and averaged."""

    def __init__(self, average: str | None = "macro", threshold: float = 0.5):
        if average not in AVERAGES:
            raise ValueError(f"average is one of {', '.join(map(repr, AVERAGES))}, "
                             f"not {average!r}.")
        self.average = average
        self.matrix = ConfusionMatrix(threshold=threshold)
        super().__init__()

    def reset(self) -> None:
        self.matrix.reset()

    def update(self, prediction: ArrayLike, target: ArrayLike) -> "Ratio":
        """Take in one batch, in any of the forms that `accuracy` accepts."""
        self.matrix.update(prediction, target)
        return self

    def compute(self) -> float | np.ndarray:
        """The averaged ratio since the last reset, or the array of all classes."""
        counts = self.matrix.counts
        self._need(counts.sum())
        right, called, true = np.diag(counts), counts.sum(axis=0), counts.sum(axis=1)
        if self.average == "micro":
            return float(self._ratio(right.sum(), called.sum(), true.sum()))
        ratios = self._ratio(right, called, true)
        if self.average is None:
            return ratios
        if self.average == "binary":
            if len(ratios) > 2:
                raise ValueError(f"average='binary' is for the labels 0 and 1, but {len(ratios)} "
                                 "classes occur. Choose 'macro', 'micro', 'weighted' or None.")
            return float(ratios[1]) if len(ratios) == 2 else 0.0
        weights = true if self.average == "weighted" else called + true > 0
        return float(np.average(ratios, weights=weights))

    def _ratio(self, right, called, true):      # TP; TP + FP; TP + FN
        raise NotImplementedError


class Precision(Ratio):
    """Streaming `precision`.

    >>> Precision().update([0, 1], [0, 0]).update([1], [1]).compute()
    0.75
    """

    name = "precision"

    def _ratio(self, right, called, true):
        return right / np.maximum(called, 1)


class Recall(Ratio):
    """Streaming `recall`.

    >>> Recall().update([0, 1], [0, 0]).update([1], [1]).compute()
    0.75
    """

    name = "recall"

    def _ratio(self, right, called, true):
        return right / np.maximum(true, 1)


class F1(Ratio):
    """Streaming `f1`.

    >>> round(F1().update([0, 1], [0, 0]).update([1], [1]).compute(), 4)
    0.6667
    """

    name = "f1"

    def _ratio(self, right, called, true):
        return 2 * right / np.maximum(called + true, 1)
