"""Agreement beyond chance: Matthews' correlation and Cohen's kappa, off the confusion matrix."""

import numpy as np
from numpy.typing import ArrayLike

from groundup.metrics.confusion import ConfusionMatrix


def matthews(prediction: ArrayLike, target: ArrayLike, threshold: float = 0.5) -> float:
    """The correlation of predicted and true classes: 1 for all right, 0 for chance.

        MCC = (n Σ C_kk - Σ t_k p_k) / √((n² - Σ p_k²) (n² - Σ t_k²)),    0 for 0 / 0

    with C the confusion matrix, n its sum, t and p its row and column sums. Unlike accuracy it is
    not flattered by classes of unequal size. Predictions in the forms that `accuracy` accepts.
    Source: Matthews 1975; for several classes Gorodkin 2004.

    >>> round(matthews([1, 1, 1, 0], [1, 0, 1, 0]), 4)
    0.5774
    """
    return Matthews(threshold=threshold).update(prediction, target).compute()


def cohen_kappa(prediction: ArrayLike, target: ArrayLike, threshold: float = 0.5) -> float:
    """The share of agreement beyond chance: (observed - expected) / (1 - expected).

    Observed is the accuracy, expected what independent guesses of the same frequencies would
    reach, Σ t_k p_k / n². 1 for all right, also where there is but one class (0 / 0).
    Predictions in the forms that `accuracy` accepts. Source: Cohen 1960.

    >>> cohen_kappa([1, 1, 1, 0], [1, 0, 1, 0])
    0.5
    """
    return CohenKappa(threshold=threshold).update(prediction, target).compute()


class Matthews(ConfusionMatrix):
    """Streaming `matthews`.

    >>> Matthews().update([1, 1], [1, 0]).update([0, 0], [0, 0]).compute().__round__(4)
    0.5774
    """

    name = "matthews"

    def compute(self) -> float:
        """The correlation since the last reset."""
        n, right, true, called = _sums(super().compute())
        spread = (n * n - called @ called) * (n * n - true @ true)
        return float((n * right - true @ called) / np.sqrt(spread)) if spread else 0.0


class CohenKappa(ConfusionMatrix):
    """Streaming `cohen_kappa`.

    >>> CohenKappa().update([1, 1], [1, 0]).update([1, 0], [1, 0]).compute()
    0.5
    """

    name = "cohen_kappa"

    def compute(self) -> float:
        """Kappa since the last reset."""
        n, right, true, called = _sums(super().compute())
        expected = (true @ called) / (n * n)
        return float((right / n - expected) / (1 - expected)) if expected < 1 else 1.0


def _sums(counts: np.ndarray) -> tuple[float, float, np.ndarray, np.ndarray]:
    """The sum of all counts, that of the right ones, and those of rows and columns, as floats."""
    counts = counts.astype(np.float64)
    return float(counts.sum()), float(np.trace(counts)), counts.sum(axis=1), counts.sum(axis=0)
