"""Errors of predicted numbers: mean squared, its root, mean absolute, and R² (chapter 6)."""

import numpy as np
from numpy.typing import ArrayLike

from groundup.metrics.inputs import as_values
from groundup.metrics.metric import Metric


def mse(prediction: ArrayLike, target: ArrayLike) -> float:
    """Mean squared error over all elements: mean of (prediction - target)².

    Both of one shape, in the square of the target's unit. Raises `ValueError` if shapes differ,
    even where they would broadcast, and for NaN.

    >>> mse([1.0, 2.0], [1.0, 4.0])
    2.0
    """
    return MSE().update(prediction, target).compute()


def rmse(prediction: ArrayLike, target: ArrayLike) -> float:
    """Root of the mean squared error: √(mean of (prediction - target)²), in the target's unit.

    Prediction and target have one shape.

    >>> rmse([1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 3.0, 8.0])
    2.0
    """
    return RMSE().update(prediction, target).compute()


def mae(prediction: ArrayLike, target: ArrayLike) -> float:
    """Mean absolute error over all elements: mean of |prediction - target|, in the target's unit.

    Prediction and target have one shape.

    >>> mae([1.0, 2.0], [1.0, 4.0])
    1.0
    """
    return MAE().update(prediction, target).compute()


def r2(prediction: ArrayLike, target: ArrayLike) -> float:
    """The share of the target's variance that is explained: 1 - Σ (y - ŷ)² / Σ (y - mean y)².

    1 is perfect, 0 no better than the mean, below 0 worse. Shapes (N,) or (N, D); of D columns
    the mean is taken. A constant target gives 1 if it is met exactly, else 0, as in scikit-learn.
    Raises `ValueError` for fewer than two samples.

    >>> round(r2([1.0, 2.0, 3.0], [1.0, 2.0, 4.0]), 4)
    0.7857
    """
    return R2().update(prediction, target).compute()


class MSE(Metric):
    """Streaming `mse`.

    >>> MSE().update([1.0], [1.0]).update([2.0], [4.0]).compute()
    2.0
    """

    name = "mse"

    def reset(self):
        self.total, self.count = 0.0, 0

    def update(self, prediction: ArrayLike, target: ArrayLike) -> "MSE":
        """Take in one batch of equally shaped arrays."""
        predicted, true = as_values(prediction, target)
        self.total += float(self._error(predicted - true).sum())
        self.count += true.size
        return self

    def compute(self) -> float:
        """The mean error since the last reset."""
        self._need(self.count)
        return self.total / self.count

    def _error(self, difference: np.ndarray) -> np.ndarray:
        return difference ** 2


class RMSE(MSE):
    """Streaming `rmse`: the root is taken at the end.

    >>> RMSE().update([1.0, 2.0], [1.0, 2.0]).update([3.0, 4.0], [3.0, 8.0]).compute()
    2.0
    """

    name = "rmse"

    def compute(self) -> float:
        """The root of the mean squared error since the last reset."""
        return super().compute() ** 0.5


class MAE(MSE):
    """Streaming `mae`.

    >>> MAE().update([1.0], [1.0]).update([2.0], [4.0]).compute()
    1.0
    """

    name = "mae"

    def _error(self, difference: np.ndarray) -> np.ndarray:
        return np.abs(difference)


class R2(Metric):
    """Streaming `r2`; the variance of the target is merged batch by batch (Chan et al. 1979).

    >>> round(R2().update([1.0, 2.0], [1.0, 2.0]).update([3.0], [4.0]).compute(), 4)
    0.7857
    """

    name = "r2"

    def reset(self):
        self.count = 0

    def update(self, prediction: ArrayLike, target: ArrayLike) -> "R2":
        """Take in one batch of shape (N,) or (N, D)."""
        predicted, true = as_values(prediction, target)
        if true.ndim not in (1, 2):
            raise ValueError(f"r2 takes shapes (N,) or (N, D), not {true.shape}.")
        n = len(true)
        predicted, true = predicted.reshape(n, -1), true.reshape(n, -1)
        if not self.count:
            self.origin = true[0].copy()        # measured from here, a constant has no variance
            self.mean = self.spread = self.residual = np.zeros(true.shape[1])
        elif true.shape[1] != len(self.mean):
            raise ValueError(f"This batch has {true.shape[1]} columns, earlier ones had "
                             f"{len(self.mean)}.")
        shifted = true - self.origin
        mean = shifted.mean(axis=0)
        gap, total = mean - self.mean, self.count + n
        self.spread = (self.spread + ((shifted - mean) ** 2).sum(axis=0)
                       + gap ** 2 * self.count * n / total)
        self.mean = self.mean + gap * n / total
        self.residual = self.residual + ((true - predicted) ** 2).sum(axis=0)
        self.count = total
        return self

    def compute(self) -> float:
        """R² over all batches since the last reset."""
        self._need(self.count)
        if self.count < 2:
            raise ValueError("R² needs at least two samples: one has no variance to explain.")
        constant = self.spread == 0
        explained = 1 - self.residual / np.where(constant, 1, self.spread)
        return float(np.where(constant, self.residual == 0, explained).mean())
