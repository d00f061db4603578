"""Mean average precision: are the objects found, called right, and boxed tightly?"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from groundup.metrics.boxes import as_boxes, pairwise_iou
from groundup.metrics.inputs import as_labels
from groundup.metrics.metric import Metric

COCO = tuple((np.arange(50, 100, 5) / 100).tolist())    # 0.50, 0.55, ..., 0.95
LEVELS = np.linspace(0, 1, 101)                         # the recalls that COCO looks at


def average_precision(scores: ArrayLike, right: ArrayLike, positives: int,
                      interpolation: str = "101") -> float:
    """The area under precision over recall, as detections are taken in order of their scores.

        AP = mean over recalls r = 0, 0.01, ..., 1 of p(r)       "101", as COCO does
        AP = Σ (r_i - r_{i-1}) · p(r_i)                          "all", as VOC does since 2010
        p(r) the largest precision at any recall ≥ r, and 0 where r is not reached

    scores (D,) of the detections, right (D,) whether each found an object, and the number of
    objects there are. Raises `ValueError` unless there is at least one.
    Source: Everingham et al. 2010; Lin et al. 2014.

    >>> average_precision([0.9, 0.8, 0.7], [True, False, True], positives=2, interpolation="all")
    0.8333333333333333
    """
    if interpolation not in ("101", "all"):
        raise ValueError(f"interpolation is '101' or 'all', not {interpolation!r}.")
    if positives < 1:
        raise ValueError("Average precision needs at least one object to find; there is none.")
    scores, right = np.asarray(scores), np.asarray(right, bool)
    if scores.shape != right.shape or scores.ndim != 1:
        raise ValueError(f"Scores have shape {scores.shape} and right {right.shape}; both must "
                         "be (detections,).")
    found = np.cumsum(right[np.argsort(-scores, kind="stable")])
    recall = found / positives
    precision = found / np.arange(1, len(found) + 1)
    best = np.append(np.maximum.accumulate(precision[::-1])[::-1], 0)       # to the right of each
    if interpolation == "101":
        return float(best[np.searchsorted(recall, LEVELS)].mean())
    return float((np.diff(recall, prepend=0) * best[:-1]).sum())


def mean_average_precision(prediction: Sequence, target: Sequence,
                           thresholds: float | Sequence[float] = COCO,
                           interpolation: str = "101", max_detections: int = 100) -> float:
    """The mean of `average_precision` over classes and over thresholds of overlap.

    `prediction` holds for each image (boxes (D, 4), scores (D,), labels (D,)), `target`
    (boxes (G, 4), labels (G,)); boxes as left, top, right, bottom. In each image the best
    `max_detections` of a class, in order of their scores, take the free object of that class that
    they overlap most, if by at least the threshold; other detections are wrong. The mean is over
    the classes of the targets. COCO's mAP by default; thresholds=0.5 and "all" give VOC's.

    Raises `ValueError` for entries that do not fit, and if there are no objects at all.

    >>> prediction = [([[0, 0, 10, 10], [50, 50, 60, 60]], [0.9, 0.8], [1, 1])]
    >>> target = [([[0, 0, 10, 9]], [1])]
    >>> mean_average_precision(prediction, target, thresholds=0.5)
    1.0
    >>> round(mean_average_precision(prediction, target), 4)         # IoU 0.9 meets 9 of 10
    0.9
    """
    metric = MeanAveragePrecision(thresholds, interpolation, max_detections)
    return metric.update(prediction, target).compute()


class MeanAveragePrecision(Metric):
    """Streaming `mean_average_precision`; `table()` has it by class and threshold.

    >>> metric = MeanAveragePrecision(thresholds=[0.5, 0.75])
    >>> metric.update([([[0, 0, 10, 10]], [0.9], [3])], [([[0, 0, 10, 6]], [3])]).compute()
    0.5
    >>> metric.table()
    {3: array([1., 0.])}
    """

    name = "map"

    def __init__(self, thresholds: float | Sequence[float] = COCO, interpolation: str = "101",
                 max_detections: int = 100):
        self.thresholds = np.atleast_1d(np.asarray(thresholds, float))
        if not ((self.thresholds > 0) & (self.thresholds <= 1)).all():
            raise ValueError(f"Thresholds of overlap lie above 0 and up to 1, not {thresholds!r}.")
        if interpolation not in ("101", "all"):
            raise ValueError(f"interpolation is '101' or 'all', not {interpolation!r}.")
        self.interpolation, self.max_detections = interpolation, max_detections
        super().__init__()

    def reset(self) -> None:
        self.images = 0
        self.positives: dict[int, int] = {}                 # objects of each class
        self.found: dict[int, list] = {}                    # (scores (D,), right (T, D)) by image

    def update(self, prediction: Sequence,                  # type: ignore[override]
               target: Sequence) -> "MeanAveragePrecision":
        """Take in some images: (boxes, scores, labels) predicted and (boxes, labels) true."""
        if len(prediction) != len(target):
            raise ValueError(f"There are predictions for {len(prediction)} images and targets "
                             f"for {len(target)}.")
        for entry, truth in zip(prediction, target):
            self._image(*_entry("prediction", entry, ("boxes", "scores", "labels")),
                        *_entry("target", truth, ("boxes", "labels")))
        self.images += len(target)
        return self

    def compute(self) -> float:
        """The mean over classes and thresholds, of all images since the last reset."""
        self._need(self.images)
        return float(np.mean(list(self.table().values())))

    def table(self) -> dict[int, np.ndarray]:
        """For each class that occurs in the targets its average precision at each threshold."""
        if not self.positives:
            raise ValueError("The targets hold no objects to find.")
        return {label: self._by_threshold(label) for label in sorted(self.positives)}

    def _by_threshold(self, label: int) -> np.ndarray:
        found = self.found.get(label, [])
        scores = np.concatenate([s for s, _ in found] or [np.zeros(0)])
        right = np.concatenate([r for _, r in found] or [np.zeros((len(self.thresholds), 0))], 1)
        return np.array([average_precision(scores, row, self.positives[label], self.interpolation)
                         for row in right])

    def _image(self, boxes, scores, labels, true_boxes, true_labels) -> None:
        for label in np.union1d(labels, true_labels).tolist():
            chosen = np.flatnonzero(labels == label)
            chosen = chosen[np.argsort(-scores[chosen], kind="stable")][:self.max_detections]
            objects = true_boxes[true_labels == label]
            if len(objects):
                self.positives[label] = self.positives.get(label, 0) + len(objects)
            overlap = pairwise_iou(boxes[chosen], objects)
            right = _matched(overlap, self.thresholds)
            self.found.setdefault(label, []).append((scores[chosen], right))


def _matched(overlap: np.ndarray, thresholds: np.ndarray) -> np.ndarray:
    """Whether each detection found an object still free, at each threshold (T, D).

    overlap (D, G), the best detection first. Of equal overlaps the last is taken, as COCO does.
    """
    every, (D, G) = np.arange(len(thresholds)), overlap.shape
    free, right = np.ones((len(every), G), bool), np.zeros((len(every), D), bool)
    least = np.minimum(thresholds, 1 - 1e-10)[:, None]
    for i, row in enumerate(overlap if G else []):
        fits = np.where(free & (row >= least), row, -1)
        best = G - 1 - fits[:, ::-1].argmax(axis=1)
        right[:, i] = fits[every, best] > 0
        free[every, best] &= ~right[:, i]
    return right


def _entry(what: str, entry: Sequence, names: tuple[str, ...]) -> tuple[np.ndarray, ...]:
    """One image: its boxes, scores (if predicted) and labels as arrays of one length."""
    if len(entry) != len(names):
        raise ValueError(f"The {what} of an image is ({', '.join(names)}), not {len(entry)} parts.")
    boxes = as_boxes(entry[0], f"{what}'s boxes")
    scores = [np.asarray(part, float) for part in entry[1:-1]]
    labels = as_labels(entry[-1], f"{what}'s labels") if len(entry[-1]) else np.zeros(0, np.int64)
    lengths = [len(part) for part in (boxes, *scores, labels)]
    if len(set(lengths)) > 1:
        raise ValueError(f"The {what} of an image has {', '.join(names)} of lengths {lengths}; "
                         "there must be one of each per box.")
    if any(np.isnan(part).any() for part in scores):
        raise ValueError("The scores hold NaN, which has no rank.")
    return (boxes, *scores, labels)
