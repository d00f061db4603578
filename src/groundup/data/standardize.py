"""Standard scores: every feature with mean 0 and deviation 1, as seen in training (chapter 13)."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from groundup.backend import default_dtype


class Standardizer(NamedTuple):
    """The training data's mean μ and standard deviation σ, to apply to whatever comes later.

    Both have a shape that broadcasts to the data's: (features,), or (1, C, 1, 1) for images.

    >>> scale = Standardizer(mean=np.float32([10]), std=np.float32([2]))
    >>> scale.apply([[14.], [8.]]).tolist(), scale.invert([[2.], [-1.]]).tolist()
    ([[2.0], [-1.0]], [[14.0], [8.0]])
    """

    mean: np.ndarray
    std: np.ndarray

    def apply(self, x: ArrayLike) -> np.ndarray:
        """z = (x − μ) / σ, in the dtype of the statistics. x (N, ...), features as in training.

        >>> Standardizer(np.float32([1]), np.float32([2])).apply([[5]])
        array([[2.]], dtype=float32)
        """
        return (self._fitting(x) - self.mean) / self.std

    def invert(self, z: ArrayLike) -> np.ndarray:
        """x = z σ + μ: back to the original units.

        >>> Standardizer(np.float32([1]), np.float32([2])).invert([[2]])
        array([[5.]], dtype=float32)
        """
        return self._fitting(z) * self.std + self.mean

    def _fitting(self, x: ArrayLike) -> np.ndarray:
        x = np.asarray(x, self.mean.dtype)
        try:
            fits = np.broadcast_shapes(x.shape, self.mean.shape) == x.shape
        except ValueError:
            fits = False
        if not fits:
            raise ValueError(f"These statistics have shape {self.mean.shape} and do not fit data "
                             f"of shape {x.shape}: it needs the features of the training data.")
        return x


def standardize(train: ArrayLike, *others: ArrayLike, axis: int | tuple[int, ...] = 0) -> Any:
    """Standardize `train` and `others` with the statistics of `train` only, which keeps the test
    data unseen: z = (x − μ) / σ.

    A feature that is constant in `train` has σ = 0; it is shifted by its value and not divided, so
    it becomes 0. `axis` is what the mean is taken over: 0, the samples, gives statistics for each
    feature; (0, 2, 3) for each channel of images (N, C, H, W). float32 and float64 keep their
    dtype, integers become the default dtype; sums are taken in float64.

    Returns `train` and each of `others` in standard scores, then the `Standardizer`. Raises
    `ValueError` for an empty `train` and for features that do not fit.

    >>> train, test = np.float32([[0, 7], [2, 7]]), np.float32([[4, 7]])
    >>> train, test, scale = standardize(train, test)
    >>> train.tolist(), test.tolist(), scale.std.tolist()
    ([[-1.0, 0.0], [1.0, 0.0]], [[3.0, 0.0]], [[1.0, 1.0]])
    """
    x = np.asarray(train)
    if x.dtype.kind != "f":
        x = x.astype(default_dtype())
    if x.size == 0 or x.ndim == 0:
        raise ValueError(f"standardize needs samples to learn from, but train has shape {x.shape}.")

    low, high = x.min(axis, keepdims=True), x.max(axis, keepdims=True)
    mean = x.mean(axis, dtype=np.float64, keepdims=True)
    mean = np.where(low == high, low, mean)             # exact, so that a constant's σ is exactly 0
    std = np.sqrt(np.square(x - mean).mean(axis, keepdims=True)).astype(x.dtype)
    scale = Standardizer(mean.astype(x.dtype), np.where(std == 0, x.dtype.type(1), std))
    return (*(scale.apply(array) for array in (x, *others)), scale)
