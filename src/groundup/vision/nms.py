"""Non-maximum suppression: of many boxes around one object, keep the surest (chapter 13.1)."""

import numpy as np
from numpy.typing import ArrayLike

from groundup.vision.boxes import as_boxes, iou


def nms(boxes: ArrayLike, scores: ArrayLike, threshold: float = 0.5,
        labels: ArrayLike | None = None) -> np.ndarray:
    """Indices of the boxes to keep, surest first: none has IoU > `threshold` with a surer one kept.

    boxes (N, 4), scores (N,). With `labels` (N,), only boxes of one class suppress each other. Of
    equal scores the first comes first. Raises `ValueError` for shapes that do not fit, NaN, or a
    threshold outside 0..1.

    >>> boxes = [[0, 0, 10, 10], [1, 0, 11, 10], [20, 0, 30, 10]]
    >>> nms(boxes, [0.8, 0.9, 0.5])
    array([1, 2])
    >>> nms(boxes, [0.8, 0.9, 0.5], labels=[0, 1, 0])
    array([1, 0, 2])
    """
    boxes, scores, labels = _detections(boxes, scores, labels)
    if not 0 <= threshold <= 1:
        raise ValueError(f"threshold is {threshold}; expected an IoU from 0 to 1.")
    keep, waiting = [], np.argsort(-scores, kind="stable")
    while len(waiting):
        best, waiting = waiting[0], waiting[1:]
        keep.append(best)
        overlap = iou(boxes[best : best + 1], boxes[waiting])[0]
        waiting = waiting[(overlap <= threshold) | (labels[waiting] != labels[best])]
    return np.array(keep, np.int64)


def soft_nms(boxes: ArrayLike, scores: ArrayLike, method: str = "gaussian", *, sigma: float = 0.5,
             threshold: float = 0.3, min_score: float = 0.001,
             labels: ArrayLike | None = None) -> tuple[np.ndarray, np.ndarray]:
    """NMS that lowers the scores of overlapping boxes instead of dropping them.

    Whenever a box is taken, each box that waits and overlaps it by IoU u has its score multiplied
    by exp(−u² / `sigma`) ("gaussian"), or by 1 − u where u ≥ `threshold` ("linear"). What falls
    below `min_score` is dropped. Returns the indices (K,) and the new scores (K,), falling. Inputs
    and errors as in `nms`; scores must not be negative. Source: Bodla et al., "Soft-NMS" (2017).

    >>> boxes = [[0, 0, 10, 10], [1, 0, 11, 10], [20, 0, 30, 10]]
    >>> index, score = soft_nms(boxes, [0.8, 0.9, 0.5], method="linear")
    >>> index, score.round(3)
    (array([1, 2, 0]), array([0.9  , 0.5  , 0.145]))
    """
    boxes, scores, labels = _detections(boxes, scores, labels)
    if method not in ("gaussian", "linear"):
        raise ValueError(f"method is {method!r}; expected 'gaussian' or 'linear'.")
    if sigma <= 0:
        raise ValueError(f"sigma is {sigma}; expected a number above 0.")
    if (scores < 0).any():
        raise ValueError("A score is negative: scaling it down would raise it. Use probabilities.")
    scores, keep = scores.copy(), []
    waiting = np.flatnonzero(scores >= min_score)
    while len(waiting):
        best = waiting[scores[waiting].argmax()]
        keep.append(best)
        waiting = waiting[waiting != best]
        u = iou(boxes[best : best + 1], boxes[waiting])[0] * (labels[waiting] == labels[best])
        if method == "gaussian":
            scores[waiting] *= np.exp(-u ** 2 / sigma)
        else:
            scores[waiting] *= np.where(u >= threshold, 1 - u, 1)
        waiting = waiting[scores[waiting] >= min_score]
    index = np.array(keep, np.int64)
    return index, scores[index]


def _detections(boxes: ArrayLike, scores: ArrayLike,
                labels: ArrayLike | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    boxes = as_boxes(boxes)
    scores = np.asarray(scores)
    scores = scores if scores.dtype.kind == "f" else scores.astype(boxes.dtype)
    labels = np.zeros(len(boxes), int) if labels is None else np.asarray(labels)
    for name, array in (("scores", scores), ("labels", labels)):
        if array.shape != (len(boxes),):
            raise ValueError(f"The {name} have shape {array.shape} for {len(boxes)} boxes; "
                             f"expected ({len(boxes)},).")
    if np.isnan(scores).any():
        raise ValueError("The scores hold NaN: the model has diverged, or its input held NaN.")
    return boxes, scores, labels
