"""Areas under curves: how well scores rank positives above negatives (chapter 6)."""

import numpy as np
from numpy.typing import ArrayLike

from groundup.metrics.inputs import as_labels, same_shape, scores_and_labels
from groundup.metrics.metric import Metric


def roc_auc(scores: ArrayLike, target: ArrayLike) -> float:
    """The chance that a random positive scores above a random negative, ties counting half.

        AUC = (R - P (P + 1) / 2) / (P · Q),   R the sum of the ranks of the P positives
                                               among all P + Q, ties sharing their mean rank

    Binary: `scores` and `target` of one shape, labels 0 and 1. Several classes: `scores` (N, C),
    `target` (N,), the mean of each class against the rest. Any scores will do, since only their
    order counts. Raises `ValueError` if a class, or the rest, does not occur.
    Source: Hanley and McNeil 1982.

    >>> roc_auc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])
    0.75
    """
    return ROCAUC().update(scores, target).compute()


def pr_auc(scores: ArrayLike, target: ArrayLike) -> float:
    """The mean precision as more and more is called positive, known as average precision.

        AP = Σ (R_i - R_{i-1}) · P_i,   precision P and recall R over the distinct scores, downwards

    Where positives are rare this says more than `roc_auc`; a random order gives their share. Forms
    of input as in `roc_auc`. Raises `ValueError` if a class does not occur.
    Source: Davis and Goadrich 2006.

    >>> round(pr_auc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]), 4)
    0.8333
    """
    return PRAUC().update(scores, target).compute()


class Ranking(Metric):
    """What depends on the order of all scores, and so keeps them: an area for each class."""

    def reset(self) -> None:
        self.scores: list[np.ndarray] = []
        self.targets: list[np.ndarray] = []

    def update(self, prediction: ArrayLike, target: ArrayLike) -> "Ranking":
        """Take in one batch of scores and class indices."""
        scores, true = np.asarray(prediction), as_labels(target, "target")
        if scores.ndim == true.ndim + 1:
            scores, true = scores_and_labels(scores, true)
            scores = scores.reshape(-1, scores.shape[-1])
        else:
            same_shape("scores", scores, true)
            if true.max() > 1:
                raise ValueError(f"Binary scores need the labels 0 and 1, not {true.max()}. "
                                 "Pass scores of shape (N, classes) for several classes.")
            scores = scores.reshape(-1, 1)
            if np.isnan(scores).any():
                raise ValueError("The scores hold NaN, which has no rank.")
        if self.scores and self.scores[0].shape[1] != scores.shape[1]:
            raise ValueError(f"This batch has {scores.shape[1]} columns of scores, earlier ones "
                             f"had {self.scores[0].shape[1]}.")
        self.scores.append(scores.copy())
        self.targets.append(true.ravel())
        return self

    def compute(self) -> float:
        """The area over all batches since the last reset."""
        self._need(len(self.scores))
        scores, target = np.concatenate(self.scores), np.concatenate(self.targets)
        if scores.shape[1] == 1:
            return self._area(scores[:, 0], target == 1, "1")
        areas = [self._area(column, target == c, str(c)) for c, column in enumerate(scores.T)]
        return float(np.mean(areas))

    def _area(self, scores: np.ndarray, positive: np.ndarray, label: str) -> float:
        raise NotImplementedError


class ROCAUC(Ranking):
    """Streaming `roc_auc`. It keeps all scores, since ranks need them.

    >>> ROCAUC().update([0.1, 0.4], [0, 0]).update([0.35, 0.8], [1, 1]).compute()
    0.75
    """

    name = "roc_auc"

    def _area(self, scores, positive, label):
        P, Q = int(positive.sum()), int((~positive).sum())
        if not P or not Q:
            raise ValueError(f"The area for class {label} needs targets of that class and others; "
                             f"there are {P} of it and {Q} others.")
        return float((_ranks(scores)[positive].sum() - P * (P + 1) / 2) / (P * Q))


class PRAUC(Ranking):
    """Streaming `pr_auc`. It keeps all scores, as `ROCAUC` does.

    >>> round(PRAUC().update([0.1, 0.4], [0, 0]).update([0.35, 0.8], [1, 1]).compute(), 4)
    0.8333
    """

    name = "pr_auc"

    def _area(self, scores, positive, label):
        if not positive.any():
            raise ValueError(f"The area for class {label} needs targets of that class.")
        order = np.argsort(-scores, kind="stable")
        last = np.flatnonzero(np.diff(scores[order], append=np.nan) != 0)      # of equal scores
        found = np.cumsum(positive[order])[last]
        recall, precision = found / found[-1], found / (last + 1)
        return float((np.diff(recall, prepend=0) * precision).sum())


def _ranks(values: np.ndarray) -> np.ndarray:
    """Ranks from 1; equal values share the mean of theirs."""
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[which]
