"""Reduce the learning rate when a metric no longer improves (chapter 7)."""

from math import inf, isnan
from typing import Any


class ReduceOnPlateau:
    """A schedule that listens: give it the validation loss with `update` after each epoch.

    When more than `patience` updates in a row brought no improvement, the rate is multiplied by
    `factor`, down to `min_lr`; then `cooldown` updates are not counted. An improvement is a
    metric below best · (1 - threshold), or for `mode="max"` above best · (1 + threshold).

    Raises `ValueError` for options out of range and for a metric that is NaN.

    >>> lr = ReduceOnPlateau(1.0, patience=1)       # passed to the optimizer: SGD(params, lr=lr)
    >>> for loss in (0.5, 0.4, 0.4, 0.4):
    ...     lr.update(loss)
    >>> lr(0)
    0.1
    """

    def __init__(self, lr: float, factor: float = 0.1, patience: int = 10, threshold: float = 1e-4,
                 mode: str = "min", cooldown: int = 0, min_lr: float = 0.0):
        if mode not in ("min", "max"):
            raise ValueError(f"mode is 'min' (a loss) or 'max' (an accuracy), not {mode!r}.")
        if not 0 < factor < 1:
            raise ValueError(f"factor must lie between 0 and 1, not {factor!r}.")
        for name, value in dict(lr=lr, patience=patience, threshold=threshold, cooldown=cooldown,
                                min_lr=min_lr).items():
            if not 0 <= value < inf:
                raise ValueError(f"{name} must be a finite number ≥ 0, not {value!r}.")
        self.lr = float(lr)
        self.factor, self.patience, self.threshold = factor, patience, threshold
        self.mode, self.cooldown, self.min_lr = mode, cooldown, min_lr
        self.best = inf if mode == "min" else -inf
        self.bad = 0                    # updates in a row without improvement
        self.resting = 0                # updates of the cooldown that are left

    def __call__(self, step: int) -> float:
        """The rate, whatever the step."""
        return self.lr

    def update(self, metric: float) -> None:
        """Take note of the metric of one more epoch."""
        metric = float(metric)
        if isnan(metric):
            raise ValueError("The metric is NaN: training has diverged. Lower the learning rate.")
        if self._improves(metric):
            self.best, self.bad = metric, 0
        else:
            self.bad += 1
        if self.resting:
            self.resting, self.bad = self.resting - 1, 0
        if self.bad > self.patience:
            self.lr = max(self.lr * self.factor, self.min_lr)
            self.resting, self.bad = self.cooldown, 0

    def state_dict(self) -> dict[str, Any]:
        """What it remembers, as numbers; the optimizer saves and loads it along with its own.

        >>> ReduceOnPlateau(1.0).state_dict()
        {'lr': 1.0, 'best': inf, 'bad': 0, 'resting': 0}
        """
        return {"lr": self.lr, "best": self.best, "bad": self.bad, "resting": self.resting}

    def load_state_dict(self, saved: dict[str, Any]) -> None:
        """Go on from what `state_dict` gave."""
        self.lr, self.best = float(saved["lr"]), float(saved["best"])
        self.bad, self.resting = int(saved["bad"]), int(saved["resting"])

    def _improves(self, metric: float) -> bool:
        if self.mode == "min":
            return metric < self.best * (1 - self.threshold)
        return metric > self.best * (1 + self.threshold)
