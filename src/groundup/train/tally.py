"""The running result of one pass over data: the mean loss, and the metrics (chapters 6 and 12)."""

import copy
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

METHODS = ("reset", "update", "compute")            # what a streaming metric has


class Tally:
    """Loss and metrics of all samples so far, whatever the sizes of the batches:

        loss = Σ n · loss of the batch / Σ n,    n: samples of the batch

    `metrics` maps names to streaming metrics (`reset`, `update`, `compute`).

    >>> tally = Tally({})
    >>> tally.add(1.0, samples=128); tally.add(2.0, samples=64)
    >>> tally.results()
    {'loss': 1.3333333333333333}
    """

    def __init__(self, metrics: Mapping[str, Any]):
        self.metrics = copy.deepcopy(dict(metrics))     # a pass of its own, nobody else's sums
        self.reset()

    def reset(self) -> None:
        """Forget all batches."""
        self.loss_sum, self.samples = 0.0, 0
        for metric in self.metrics.values():
            metric.reset()

    def add(self, loss: float, samples: int, prediction=None, target=None) -> None:
        """Take in one batch: its mean loss, and what the metrics compare."""
        self.loss_sum += loss * samples
        self.samples += samples
        for metric in self.metrics.values():
            metric.update(prediction, target)

    def results(self) -> dict[str, Any]:
        """The loss and each metric over all samples since the last reset."""
        values = {name: metric.compute() for name, metric in self.metrics.items()}
        return {"loss": self.loss_sum / self.samples,
                **{name: float(v) if np.ndim(v) == 0 else v for name, v in values.items()}}


def named(metrics: Mapping[str, Any] | Iterable[Any]) -> dict[str, Any]:
    """Metrics by name: a mapping as it is, a list by each metric's `name`.

    Raises `TypeError` for what is no streaming metric and `ValueError` for a name that is taken.

    >>> from groundup.metrics import Accuracy
    >>> list(named([Accuracy()]))
    ['accuracy']
    """
    if isinstance(metrics, Mapping):
        pairs = list(metrics.items())
    elif isinstance(metrics, Iterable) and not isinstance(metrics, str):
        pairs = [(getattr(metric, "name", ""), metric) for metric in metrics]
    else:
        raise TypeError(f"metrics is a list of metrics or a dict by name, not {metrics!r}.")
    found: dict[str, Any] = {}
    for name, metric in pairs:
        if isinstance(metric, type) or not all(hasattr(metric, method) for method in METHODS):
            raise TypeError(f"{getattr(metric, '__name__', repr(metric))} is no streaming metric. "
                            "Pass an object with reset, update and compute, such as "
                            "groundup.metrics.Accuracy().")
        if not isinstance(name, str) or not name:
            raise ValueError(f"{metric!r} has no name: pass metrics as a dict, name -> metric.")
        if name in (*found, "epoch", "loss", "lr", "seconds") or name.startswith("val_"):
            raise ValueError(f"A metric cannot be called {name!r}: that name is taken. Pass "
                             "metrics as a dict to choose other names.")
        found[name] = metric
    return found
