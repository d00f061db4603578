"""The case: a trainer, some of its data, and what can be asked of them without training."""

from contextlib import contextmanager
from itertools import islice
from math import isfinite
from time import perf_counter
from typing import Any

import numpy as np

from groundup.autograd import Tensor, no_grad
from groundup.nn import Dropout
from groundup.nn.state import evaluating
from groundup.optim import clip_grad_norm, clip_grad_value
from groundup.train.doctor.borrowed import borrowed
from groundup.train.doctor.task import UNKNOWN, Task, recognise
from groundup.train.guards import training

SAMPLE = 256                # rows that measures are taken on: enough for shares of some percent
NUMBERS = 1 << 20           # in the inputs or outputs of the sample, if a batch has no more itself
BATCHES = 128               # batches kept for experiments, gone through again if they do not do
LARGEST = 64 << 20          # bytes of data kept at most
FIRST_SECONDS = 3.0         # that a slow data set may take to give them


class Case:
    """What the doctor has before him.

    `batches` and `validation` are what `as_batches` gives: tuples of arrays, as training gets them;
    so many of them are kept as are allowed. `inputs` (a tuple) and `target` are a sample of their
    rows, `task` is what the loss asks for. `fresh` says that no update was made yet.

    >>> from groundup import losses, nn, optim
    >>> from groundup.train import Trainer
    >>> model = nn.Dense(2, 3)
    >>> trainer = Trainer(model, losses.cross_entropy, optim.SGD(model.parameters()))
    >>> case = Case(trainer, [(np.ones((6, 2), 'float32'), np.arange(6) % 3)])
    >>> case.task.kind, round(case.task.ignorant, 4), case.fresh
    ('classes', 1.0986, True)
    """

    def __init__(self, trainer: Any, batches: Any, validation: Any = None, seconds: float = 20.0,
                 most: int = BATCHES):
        self.trainer, self.model, self.data = trainer, trainer.model, (batches, validation)
        self.fresh = not trainer.steps
        self.deadline = perf_counter() + seconds
        with self.lent():
            self.batches = gathered(batches, most)
            self.validation = [] if validation is None else gathered(validation, most)
        *inputs, self.target = sample(self.batches, self._rows())
        self.inputs = tuple(inputs)
        self.task = self._recognise()

    def _rows(self) -> int:
        """How many rows a sample can have; where they are large, as many as a batch."""
        *inputs, _ = first = self.batches[0]
        with self.lent(), evaluating(self.model), np.errstate(all="ignore"):
            out = self.predict(tuple(inputs))
        rows = len(first[0])
        sizes = [field.size // rows for field in inputs]
        sizes += [out.size // rows] if isinstance(out, Tensor) else []
        return min(SAMPLE, max(rows, NUMBERS // max(1, *sizes)))

    def _recognise(self) -> Task:
        with self.lent(), evaluating(self.model), np.errstate(all="ignore"):
            prediction = self.predict(self.inputs)
            if not isinstance(prediction, Tensor):
                return UNKNOWN
            return recognise(lambda p: self.ask(p, self.target), prediction.data, self.target)

    # ---- what can be asked, on a trainer that is lent ----------------------------------------

    def lent(self):
        """The trainer for experiments; see `borrowed`."""
        return borrowed(self.trainer, *self.data)

    def predict(self, inputs: tuple) -> Any:
        """The output of the model for arrays, in the mode that it has."""
        return self.model(*map(Tensor, inputs))

    def ask(self, prediction: Any, target: np.ndarray) -> float:
        """The loss of a prediction; NaN if the loss refuses it."""
        try:
            with no_grad(), np.errstate(all="ignore"):
                if isinstance(prediction, np.ndarray):
                    prediction = Tensor(prediction)
                return float(self.trainer.loss(prediction, target))
        except Exception:                   # a loss of one's own may refuse in any way
            return float("nan")

    def loss(self, batch: tuple) -> Tensor:
        """The loss of a batch, on the tape."""
        *inputs, target = batch
        return self.trainer.loss(self.predict(tuple(inputs)), target)

    def level(self, batch: tuple | None = None) -> float:
        """The loss of a batch (by default of the sample) as in training, but without dropout."""
        with calm(self.model), no_grad(), np.errstate(all="ignore"):
            return self.loss(batch or (*self.inputs, self.target)).item()

    def skill(self, batch: tuple | None = None) -> float:
        """How good the model is: 0 as one that knows nothing, 1 as the best possible."""
        return self.task.skill(self.level(batch))

    def step(self, batch: tuple, optimizer: Any, before: Any = None) -> float:
        """One update as the trainer makes it, and the loss before it; none if that is not finite.

        `before`, a function of nothing, is called between the gradients and the update.
        """
        def gradient() -> float:
            optimizer.zero_grad()
            loss = self.loss(batch)
            value = loss.item()
            if not isfinite(value):
                raise FloatingPointError(value)
            loss.backward()
            if before is not None:
                before()
            if self.trainer.clip_norm is not None:
                clip_grad_norm(self.trainer.parameters, self.trainer.clip_norm)
            elif self.trainer.clip_value is not None:
                clip_grad_value(self.trainer.parameters, self.trainer.clip_value)
            return value

        try:
            with np.errstate(all="ignore"):
                if optimizer.needs_closure:
                    return float(optimizer.step(gradient))
                value = gradient()
                optimizer.step()
                return value
        except FloatingPointError:
            return float("nan")

    @property
    def late(self) -> bool:
        """Whether the time for experiments is over."""
        return perf_counter() > self.deadline


@contextmanager
def calm(model: Any):
    """Training mode within this block, but nothing is dropped: losses that can be compared."""
    with training(model):
        for part in model.modules():
            if isinstance(part, Dropout):
                part.training = False
        yield


def gathered(batches: Any, most: int = BATCHES) -> list[tuple]:
    """The first batches, as far as number, memory and time allow.

    Raises `ValueError` if there are none.

    >>> len(gathered([(np.ones(2), np.ones(2))] * 5, most=3))
    3
    """
    found, size, started = [], 0, perf_counter()
    for batch in islice(batches, most):
        found.append(batch)
        size += sum(field.nbytes for field in batch)
        if size > LARGEST or perf_counter() - started > FIRST_SECONDS:
            break
    if not found:
        raise ValueError("The data gave no batch to look at.")
    return found


def sample(batches: list[tuple], rows: int) -> tuple[np.ndarray, ...]:
    """The first rows of the batches, field by field, while their shapes are equal.

    >>> x, y = sample([(np.zeros((2, 3)), np.ones(2)), (np.zeros((2, 3)), np.ones(2))], rows=3)
    >>> x.shape, y.shape
    ((3, 3), (3,))
    """
    shapes = [field.shape[1:] for field in batches[0]]
    alike = [batch for batch in batches if [field.shape[1:] for field in batch] == shapes]
    enough, taken = 0, []
    for batch in alike:
        taken.append(batch)
        enough += len(batch[0])
        if enough >= rows:
            break
    return tuple(np.concatenate(fields)[:rows] for fields in zip(*taken))
