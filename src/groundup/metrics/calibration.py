"""Calibration: of what is said with 80 % confidence, are 80 % right? (chapter 6.3)"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from groundup.metrics.inputs import as_labels, same_shape, scores_and_labels
from groundup.metrics.metric import Metric


class Bins(NamedTuple):
    """What a reliability diagram draws: for each bin of confidence, from 0 to 1."""

    confidence: np.ndarray          # the mean confidence, NaN where the bin is empty
    accuracy: np.ndarray            # the share that was right, NaN where the bin is empty
    samples: np.ndarray


def calibration_error(probabilities: ArrayLike, target: ArrayLike, bins: int = 15) -> float:
    """Expected calibration error: how far confidence and accuracy are apart, on average.

        ECE = Σ_b n_b / n · |accuracy_b - confidence_b|    over bins b of equal width

    A sample's confidence is its largest probability. probabilities (N, ..., C), or (N, ...) of
    class 1, for which the confidence is max(p, 1 - p); target (N, ...) of class indices. Raises
    `ValueError` for what are no probabilities.
    Source: Naeini, Cooper and Hauskrecht 2015; Guo et al. 2017.

    >>> round(calibration_error([[0.9, 0.1], [0.9, 0.1]], [0, 1]), 4)        # 90 % sure, 50 % right
    0.4
    """
    return CalibrationError(bins).update(probabilities, target).compute()


class CalibrationError(Metric):
    """Streaming `calibration_error`; `table()` is what a reliability diagram draws.

    >>> metric = CalibrationError(bins=2).update([[0.9, 0.1]], [0]).update([[0.7, 0.3]], [1])
    >>> metric.table().confidence, metric.table().accuracy, metric.table().samples
    (array([nan, 0.8]), array([nan, 0.5]), array([0, 2]))
    """

    name = "calibration_error"

    def __init__(self, bins: int = 15):
        if bins < 1:
            raise ValueError(f"bins is a number of at least 1, not {bins!r}.")
        self.bins = bins
        super().__init__()

    def reset(self) -> None:
        self.count = np.zeros(self.bins, np.int64)
        self.confidence, self.right = np.zeros(self.bins), np.zeros(self.bins)      # sums

    def update(self, prediction: ArrayLike, target: ArrayLike) -> "CalibrationError":
        """Take in one batch of probabilities and class indices."""
        p, true = np.asarray(prediction, dtype=np.float64), as_labels(target, "target")
        if p.ndim == true.ndim:
            same_shape("prediction", p, true)
            p = np.stack([1 - p, p], axis=-1)
        p, true = scores_and_labels(p, true)
        if p.min() < 0 or p.max() > 1 + 1e-6:
            raise ValueError("The predictions must be probabilities, between 0 and 1. For logits, "
                             "apply softmax (or sigmoid) first.")
        sure, right = p.max(axis=-1).ravel(), (p.argmax(axis=-1) == true).ravel()
        bins = np.clip(np.ceil(sure * self.bins).astype(int) - 1, 0, self.bins - 1)    # ( , ]
        self.count = self.count + np.bincount(bins, minlength=self.bins)
        self.confidence += np.bincount(bins, weights=sure, minlength=self.bins)
        self.right += np.bincount(bins, weights=right, minlength=self.bins)
        return self

    def compute(self) -> float:
        """The expected calibration error since the last reset."""
        self._need(self.count.sum())
        return float(np.abs(self.right - self.confidence).sum() / self.count.sum())

    def table(self) -> Bins:
        """Mean confidence, accuracy and number of samples of each bin."""
        some = np.where(self.count, self.count, np.nan)
        return Bins(self.confidence / some, self.right / some, self.count)
