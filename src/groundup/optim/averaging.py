"""Averages of the weights along the training: often better than the weights at its end."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from groundup.optim.groups import as_groups


class Average:
    """What both averages share: `update()` after each step, `averaged()` to evaluate with them.

    `params` is an iterable of tensors. What is no parameter, such as the running mean of a batch
    norm, is not averaged.

    >>> from groundup.autograd import Tensor
    >>> w = Tensor([1.0])
    >>> average = StochasticWeightAverage([w])
    >>> w.data[...] = 5.0
    >>> with average.averaged():
    ...     print(w)
    Tensor([1.])
    >>> w
    Tensor([5.])
    """

    def __init__(self, params: Iterable):
        self.params = [p for group in as_groups(params, {"lr": 0.0}) for p in group["params"]]
        self.values = [p.data.copy() for p in self.params]
        self.count = 0                      # updates so far

    def share(self) -> float:
        """How far an update moves the average towards the weights, 0 to 1."""
        raise NotImplementedError

    def update(self) -> None:
        """Take in the weights as they are now: average ← average + share · (p - average)."""
        share = self.share()
        for value, p in zip(self.values, self.params):
            value += share * (p.data - value)
        self.count += 1

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """Within this block the parameters hold the averages; afterwards their own values again."""
        own = [p.data.copy() for p in self.params]
        self.copy_to_params()
        try:
            yield
        finally:
            self._write(own)

    def copy_to_params(self) -> None:
        """Give the parameters the averages, for good."""
        self._write(self.values)

    def state_dict(self) -> dict[str, Any]:
        """The averages (copies) and the number of updates, by name."""
        return {"count": self.count} | {str(i): a.copy() for i, a in enumerate(self.values)}

    def load_state_dict(self, saved: dict[str, Any]) -> None:
        """Go on from what `state_dict` gave. Raises `ValueError` if it is of another model."""
        theirs = {name: np.shape(value) for name, value in saved.items() if name != "count"}
        if theirs != {str(i): a.shape for i, a in enumerate(self.values)}:
            raise ValueError(f"The saved averages have the shapes {list(theirs.values())}, but the "
                             f"parameters {[a.shape for a in self.values]}.")
        self.count = int(saved["count"])
        for i, value in enumerate(self.values):
            value[...] = saved[str(i)]

    def _write(self, values: list[np.ndarray]) -> None:
        for p, value in zip(self.params, values):
            p.data[...] = value
            p.touch()


class ExponentialMovingAverage(Average):
    """An average that forgets: average ← decay · average + (1 - decay) · p at each update.

    It starts at the weights as they are when it is made, and spans about 1 / (1 - decay) updates.
    Raises `ValueError` unless 0 ≤ decay < 1. Source: Polyak and Juditsky 1992, with forgetting.

    >>> from groundup.autograd import Tensor
    >>> w = Tensor([0.0])
    >>> ema = ExponentialMovingAverage([w], decay=0.5)
    >>> w.data[...] = 8.0
    >>> ema.update(); ema.update(); ema.values               # 8 · (1 - 0.5²)
    [array([6.], dtype=float32)]
    """

    def __init__(self, params: Iterable, decay: float = 0.999):
        if not 0 <= decay < 1:
            raise ValueError(f"decay is the share that is kept, from 0 up to, but excluding, 1, "
                             f"not {decay!r}.")
        super().__init__(params)
        self.decay = decay

    def share(self) -> float:
        return 1 - self.decay


class StochasticWeightAverage(Average):
    """The plain mean of the weights at all updates, made once an epoch near the end of training.

    Weights that a rather high learning rate keeps in motion circle around a wide minimum; their
    mean lies inside it. Batch norms need new statistics afterwards: run the training data through
    the model in training mode. Source: Izmailov et al. 2018.

    >>> from groundup.autograd import Tensor
    >>> w = Tensor([0.0])
    >>> swa = StochasticWeightAverage([w])
    >>> for value in (1.0, 2.0, 6.0):
    ...     w.data[...] = value; swa.update()
    >>> swa.values
    [array([3.], dtype=float32)]
    """

    def share(self) -> float:
        return 1 / (self.count + 1)
