"""Pearson's correlation: do predictions rise and fall with the truth?"""

import numpy as np
from numpy.typing import ArrayLike

from groundup.metrics.inputs import as_values
from groundup.metrics.metric import Metric


def pearson(prediction: ArrayLike, target: ArrayLike) -> float:
    """The correlation of two sets of numbers, from -1 to 1, blind to offset and scale.

        r = Σ (x - mean x) (y - mean y) / √(Σ (x - mean x)² · Σ (y - mean y)²)

    Both of one shape, all entries together. Raises `ValueError` where one of them is constant.
    Source: Pearson 1895.

    >>> round(pearson([1.0, 2.0, 3.0], [10.0, 30.0, 50.0]), 4)
    1.0
    """
    return Pearson().update(prediction, target).compute()


class Pearson(Metric):
    """Streaming `pearson`; means and products are merged batch by batch (Chan et al. 1979).

    >>> round(Pearson().update([1.0, 2.0], [10.0, 30.0]).update([3.0], [50.0]).compute(), 4)
    1.0
    """

    name = "pearson"

    def reset(self) -> None:
        self.count, self.mean, self.products = 0, np.zeros(2), np.zeros((2, 2))

    def update(self, prediction: ArrayLike, target: ArrayLike) -> "Pearson":
        """Take in one batch of equally shaped arrays."""
        both = np.stack([array.ravel() for array in as_values(prediction, target)])
        n = both.shape[1]
        if not self.count:
            self.origin = both[:, :1].copy()        # measured from here, a constant is exactly 0
        both -= self.origin
        mean = both.mean(axis=1)
        around, gap, total = both - mean[:, None], mean - self.mean, self.count + n
        self.products = (self.products + around @ around.T
                         + np.outer(gap, gap) * (self.count * n / total))
        self.mean = self.mean + gap * (n / total)
        self.count = total
        return self

    def compute(self) -> float:
        """The correlation over all batches since the last reset."""
        self._need(self.count)
        (xx, xy), (_, yy) = self.products
        if not xx or not yy:
            raise ValueError("Pearson's correlation is not defined where the prediction or the "
                             "target is constant.")
        return float(np.clip(xy / np.sqrt(xx) / np.sqrt(yy), -1, 1))
