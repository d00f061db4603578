"""The confusion matrix: which class is taken for which (chapter 6)."""

import numpy as np
from numpy.typing import ArrayLike

from groundup.metrics.inputs import predicted_labels
from groundup.metrics.metric import Metric


def confusion_matrix(prediction: ArrayLike, target: ArrayLike, classes: int | None = None,
                     threshold: float = 0.5) -> np.ndarray:
    """How often class i (row: true) was called class j (column: predicted); (C, C) of int64.

    Predictions come in the forms that `accuracy` accepts. C is `classes`, or else the number of
    score columns, or the largest label plus one. Raises `ValueError` for labels out of range.

    >>> confusion_matrix([0, 1, 1, 2], [0, 1, 2, 2])
    array([[1, 0, 0],
           [0, 1, 0],
           [0, 1, 1]])
    """
    return ConfusionMatrix(classes, threshold).update(prediction, target).compute()


class ConfusionMatrix(Metric):
    """Streaming `confusion_matrix`; without `classes` it grows with the labels it meets.

    >>> ConfusionMatrix().update([0], [0]).update([1], [0]).compute()
    array([[1, 1],
           [0, 0]])
    """

    name = "confusion_matrix"

    def __init__(self, classes: int | None = None, threshold: float = 0.5):
        self.classes, self.threshold = classes, threshold
        super().__init__()

    def reset(self):
        size = self.classes or 0
        self.counts = np.zeros((size, size), np.int64)

    def update(self, prediction: ArrayLike, target: ArrayLike) -> "ConfusionMatrix":
        """Take in one batch, in any of the forms that `accuracy` accepts."""
        predicted, true, known = predicted_labels(prediction, target, self.threshold)
        largest = int(max(predicted.max(), true.max()))
        if self.classes is None:
            grow = max(known - len(self.counts), 0)
            self.counts = np.pad(self.counts, (0, grow))
        elif largest >= self.classes:
            raise ValueError(f"The label {largest} is out of range for {self.classes} classes, "
                             f"whose labels are 0 to {self.classes - 1}.")
        size = len(self.counts)
        pairs = np.bincount((true * size + predicted).ravel(), minlength=size * size)
        self.counts = self.counts + pairs.reshape(size, size)
        return self

    def compute(self):
        """The counts since the last reset, true classes down, predicted ones across."""
        self._need(self.counts.sum())
        return self.counts
