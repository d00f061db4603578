"""What all streaming metrics share: update batch by batch, compute at the end (chapter 6)."""

from numpy.typing import ArrayLike


class Metric:
    """Base class: `update` with each batch, `compute` over all, `reset` before the next epoch.

    A subclass keeps sums, never averages of batches, so that the result does not depend on how the
    data were cut into batches; shapes are those of the function it streams. `name` is what a
    history calls it.

    >>> class LargestError(Metric):
    ...     name = "largest_error"
    ...     def reset(self):
    ...         self.largest = 0.0
    ...     def update(self, prediction, target):
    ...         self.largest = max(self.largest, *abs(prediction - target))
    ...         return self
    ...     def compute(self):
    ...         return float(self.largest)
    >>> import numpy as np
    >>> LargestError().update(np.array([1.0, 2.0]), np.array([1.5, 2.0])).compute()
    0.5
    """

    name = "metric"

    def __init__(self):
        self.reset()

    def reset(self) -> None:
        """Forget all batches."""
        raise NotImplementedError

    def update(self, prediction: ArrayLike, target: ArrayLike) -> "Metric":
        """Take in one batch; returns itself."""
        raise NotImplementedError

    def compute(self):
        """The metric over all batches since the last reset."""
        raise NotImplementedError

    def _need(self, count: float) -> None:
        if not count:
            raise ValueError(f"There is nothing to compute {self.name} from yet: "
                             "call update(...) first.")

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class Mean(Metric):
    """A weighted mean, Σ weight · value / Σ weight: of batch losses weighted by batch size, say.

    Each update takes two numbers, of shape ().

    >>> Mean().update(1.0, weight=3).update(2.0, weight=1).compute()
    1.25
    """

    name = "mean"

    def reset(self):
        self.total = self.weight = 0.0

    def update(self, value: float, weight: float = 1.0) -> "Mean":      # type: ignore[override]
        """Take in one value, counted `weight` times."""
        if not weight >= 0:
            raise ValueError(f"A weight must be ≥ 0, not {weight!r}.")
        self.total += float(value) * float(weight)
        self.weight += float(weight)
        return self

    def compute(self) -> float:
        """The mean since the last reset."""
        self._need(self.weight)
        return self.total / self.weight
