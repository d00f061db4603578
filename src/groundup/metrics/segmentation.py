"""Intersection over union of regions: how well each class's pixels were found."""

import numpy as np
from numpy.typing import ArrayLike

from groundup.metrics.precision_recall import Ratio


def iou(prediction: ArrayLike, target: ArrayLike, average: str | None = None,
        ignore: int | None = None, threshold: float = 0.5) -> float | np.ndarray:
    """For each class, pixels that are both called and truly c over those that are either.

        IoU_c = TP / (TP + FP + FN),    0 for 0 / 0

    Predictions come in the forms that `accuracy` accepts; scores (N, C, H, W) go in as
    scores.argmax(1). Pixels whose target is `ignore` do not count. `average` as in `precision`,
    but None, the array of all classes, by default. Source: Jaccard 1901.

    >>> iou([0, 0, 1, 1], [0, 1, 1, 1]).round(4)
    array([0.5   , 0.6667])
    """
    return IoU(average, ignore, threshold).update(prediction, target).compute()


def mean_iou(prediction: ArrayLike, target: ArrayLike, ignore: int | None = None,
             threshold: float = 0.5) -> float:
    """The mean of `iou`, with its shapes, over the classes that occur in prediction or target.

    >>> round(mean_iou([0, 0, 1, 1], [0, 1, 1, 1]), 4)
    0.5833
    """
    return float(MeanIoU(ignore, threshold).update(prediction, target).compute())


class IoU(Ratio):
    """Streaming `iou`.

    >>> IoU().update([0, 1], [0, 0]).update([1], [1]).compute()
    array([0.5, 0.5])
    """

    name = "iou"

    def __init__(self, average: str | None = None, ignore: int | None = None,
                 threshold: float = 0.5):
        self.ignore = ignore
        super().__init__(average, threshold)

    def update(self, prediction: ArrayLike, target: ArrayLike) -> "IoU":
        """Take in one batch, in any of the forms that `accuracy` accepts."""
        if self.ignore is not None:
            prediction, target = np.asarray(prediction), np.asarray(target)
            if prediction.shape[:target.ndim] != target.shape:
                raise ValueError(f"The prediction has shape {prediction.shape} and the target "
                                 f"{target.shape}: there must be one prediction per target.")
            counted = target != self.ignore
            if not counted.any():
                return self
            prediction, target = prediction[counted], target[counted]
        super().update(prediction, target)
        return self

    def _ratio(self, right, called, true):
        return right / np.maximum(called + true - right, 1)


class MeanIoU(IoU):
    """Streaming `mean_iou`.

    >>> MeanIoU().update([0, 1], [0, 0]).update([1], [1]).compute()
    0.5
    """

    name = "mean_iou"

    def __init__(self, ignore: int | None = None, threshold: float = 0.5):
        super().__init__("macro", ignore, threshold)
