"""The training loop: batches forward and backward, one update each, a look at the rest (ch. 18)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import islice
from math import isfinite
from os import PathLike
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from groundup.autograd import Tensor
from groundup.backend import default_dtype
from groundup.data.loader import whole_number
from groundup.nn.module import Module
from groundup.nn.state import evaluating
from groundup.optim import Optimizer, clip_grad_norm, clip_grad_value
from groundup.train import diverged, resume
from groundup.train.callbacks import Callback, listeners
from groundup.train.checkpoint import Checkpoint, checkpoints, newest
from groundup.train.feed import as_batches, convert
from groundup.train.guards import Interrupt, training
from groundup.train.history import History
from groundup.train.progress import Progress
from groundup.train.tally import Tally, named


class Trainer:
    """Trains a model: for each batch, forward, loss, backward, update.

        weights ← optimizer(∂ loss(model(x), target) / ∂ weights)

    - `loss(prediction, target)`: a Tensor and an array to a Tensor of one number, the mean over
      the samples of the batch.
    - `metrics`: streaming metrics, as a list or as a dict name -> metric.
    - `accumulate`: update once every so many batches, as if they were one larger batch.
    - `clip_norm`, `clip_value`: clip the gradients before each update (`clip_grad_norm`,
      `clip_grad_value`).

    **Dtype.** Floating-point inputs and targets are converted to the dtype of the model's
    parameters, once, here: the float64 of most arrays becomes the float32 of most models. Integers
    stay, for they are labels, tokens or pixels.

    Raises `TypeError` or `ValueError` for parts that do not belong together, such as an optimizer
    of another model's parameters.

    >>> import groundup as gu
    >>> from groundup import nn, optim
    >>> gu.seed(0)
    >>> model = nn.Dense(1, 1)
    >>> squared_error = lambda prediction, target: ((prediction - target) ** 2).mean()
    >>> trainer = Trainer(model, squared_error, optim.SGD(model.parameters(), lr=0.5))
    >>> x = np.linspace(-1, 1, 8).reshape(8, 1)
    >>> history = trainer.fit((x, 3 * x), epochs=40)
    >>> history.epochs, trainer.predict([[2.0]]).round(2)
    (40, array([[6.]], dtype=float32))
    >>> trainer.evaluate((x, 3 * x))["loss"] < 1e-6
    True
    """

    def __init__(self, model: Module, loss: Callable, optimizer: Optimizer,
                 metrics: Mapping[str, Any] | Iterable[Any] = (),
                 callbacks: Iterable[Callback] = (), accumulate: int = 1,
                 clip_norm: float | None = None, clip_value: float | None = None):
        if not isinstance(model, Module):
            raise TypeError(f"model must be a groundup.nn.Module, not {_kind(model)}.")
        if not callable(loss) or isinstance(loss, type):
            raise TypeError("loss must be a function of (prediction, target), such as "
                            f"groundup.losses.cross_entropy, not {loss!r}.")
        if clip_norm is not None and clip_value is not None:
            raise ValueError("Give clip_norm or clip_value, not both.")
        self.model, self.loss, self.optimizer = model, loss, optimizer
        self.parameters = _checked_parameters(model, loss, optimizer)
        self.metrics = named(metrics)           # never used themselves: each tally has copies
        self.tally = Tally(self.metrics)
        if not isinstance(callbacks, Iterable):
            raise TypeError(f"callbacks is a list, such as [{type(callbacks).__name__}(...)].")
        self.callbacks = list(callbacks)
        for callback in self.callbacks:
            if not isinstance(callback, Callback):
                raise TypeError(f"{callback!r} is no Callback. A function becomes one by "
                                "Lambda(on_epoch_end=function).")
        self.accumulate = whole_number("accumulate", accumulate, least=1)
        self.clip_norm, self.clip_value = clip_norm, clip_value
        self.history = History()
        self.batches_of_data: Any = ()
        self._held_out: Any = None              # batches of the validation data
        self._saved: dict | None = None         # what a checkpoint held, until fit has taken it up
        self.interrupted = False                # whether the last fit was ended by Ctrl-C
        self.stopped: str | None = None         # why a callback ended the last fit

    # ---- the three things it does -----------------------------------------------------------

    def fit(self, data: Any, epochs: int, validation: Any = None, batch_size: int = 32,
            progress: bool = True) -> History:
        """Train for so many epochs more, and return the history of all epochs of this trainer.

        `data` is a pair (x, y) of arrays or a dataset, which is shuffled anew every epoch, or a
        `DataLoader`, which knows its own batch size and order. `validation`, in the same forms, is
        evaluated after every epoch and never shuffled. Called again, `fit` goes on where it
        ended.

        Ctrl-C ends training between two updates: `interrupted` becomes true, and the history of
        the finished epochs is returned. `progress` shows how far it is if that takes over a
        second (see `Progress`). Afterwards every module has the mode that it had before.

        Raises `ValueError` or `TypeError` for data that cannot be right (empty, unequal lengths,
        NaN in arrays) before training starts, and `FloatingPointError`, before the weights are
        spoilt, when a loss is not finite; the message says which layer made it so.

        After `resume`, the interrupted fit goes on: `epochs` counts from where that one began.
        """
        epochs = whole_number("epochs", epochs, least=1)
        dtype = self._dtype()
        self.batches_of_data = as_batches(data, batch_size, dtype, shuffle=True)
        self._held_out = (None if validation is None else
                          as_batches(validation, batch_size, dtype, shuffle=False))
        self.epoch, self.batch = self.history.epochs, 0
        self.epoch_began: dict[str, Any] = {}   # what a checkpoint keeps of the epoch's beginning
        self.first_epoch = self._saved["first_epoch"] if self._saved else self.epoch
        self.epochs = self.first_epoch + epochs
        self.batches = _length(self.batches_of_data)
        if self._saved:
            resume.check(self, self._saved)
        self.interrupted, self.stopped = False, None
        shown = [Progress()] if progress and not any(
            isinstance(callback, Progress) for callback in self.callbacks) else []
        with training(self.model), Interrupt() as self._interrupt, ExitStack() as ends:
            try:
                self._run(shown + self.callbacks, ends)
            except KeyboardInterrupt:
                self.interrupted = True
        return self.history

    def evaluate(self, data: Any, batch_size: int = 128) -> dict[str, Any]:
        """The loss and the metrics over all of `data`, in evaluation mode and without a graph.

        `data` as in `fit`. The loss is the mean over samples, whatever the batches. Returns
        {"loss": ..., and each metric by its name}.
        """
        return self._evaluate(as_batches(data, batch_size, self._dtype(), shuffle=False))

    def predict(self, x: Any, batch_size: int = 128) -> np.ndarray:
        """The model's output for x (N, ...), as an array: in evaluation mode, without a graph.

        Raises `ValueError` if there are no samples.
        """
        x = convert(x, self._dtype())
        if not x.ndim or not len(x):
            raise ValueError(f"predict takes samples as rows; x has shape {x.shape}.")
        return self.model.predict(x, batch_size)

    def checkpoint(self, folder: str | PathLike, every: int | str = "epoch", keep: int = 3,
                   best: str | None = None) -> "Trainer":
        """From now on, write checkpoints into `folder`; the options are those of `Checkpoint`.

        >>> from groundup import losses, nn, optim
        >>> model = nn.Dense(2, 1)
        >>> trainer = Trainer(model, losses.mse, optim.SGD(model.parameters(), lr=0.1))
        >>> trainer.checkpoint("runs/first", every=100, best="val_loss") is trainer
        True
        """
        self.callbacks.append(Checkpoint(folder, every, keep, best))
        return self

    def resume(self, place: str | PathLike, missing_ok: bool = False) -> "Trainer":
        """Go on from a checkpoint file, or from the newest one of a folder, in the next `fit`.

        Make the trainer as it was made before, resume, and call `fit` with the same arguments:
        the training ends with the same weights, to the bit, as if it had never stopped. Model and
        history are there at once, the rest when `fit` begins. `missing_ok`: begin anew if there is
        no checkpoint, so that one script serves the first start and every later one:

            trainer.checkpoint("runs/first").resume("runs/first", missing_ok=True).fit(data, 10)

        A generator of the data's own is set back too, if it can be reached from the data set as an
        attribute. Raises `FileError` if there is no whole checkpoint, and `ValueError` if it is of
        another model; then nothing is changed.
        """
        if missing_ok and not Path(place).is_file() and not checkpoints(place):
            return self
        path, saved = newest(place)
        try:
            self.model.load_state_dict(saved["model"])
        except (KeyError, ValueError) as error:
            raise ValueError(f"{path} is of another model. {error}") from error
        self.history, self._saved = History(saved["history"]), saved
        return self

    # ---- what callbacks use -----------------------------------------------------------------

    @property
    def quantities(self) -> list[str]:
        """The names that each epoch of this fit adds to the history."""
        names = ["loss", *self.metrics]
        held_out = [] if self._held_out is None else [f"val_{name}" for name in names]
        return [*names, *held_out, "lr", "seconds"]

    def stop(self, reason: str) -> None:
        """End the training after this epoch."""
        self.stopped = reason

    def place(self) -> str:
        """Where in the training this is, for messages."""
        return f"Epoch {self.epoch}, batch {self.batch} (step {self.optimizer.steps})"

    @property
    def steps(self) -> int:
        """Updates made so far, those before a checkpoint included."""
        return self._saved["steps"] if self._saved else self.optimizer.steps

    def parts(self, data: bool) -> list:
        """All that may draw random numbers: with the training data, or all else."""
        others = [self.model, self.loss, self.optimizer, self.callbacks, self._held_out]
        return others + [self.batches_of_data] * data

    # ---- the loop ---------------------------------------------------------------------------

    def _run(self, callbacks: list[Callback], ends: ExitStack) -> None:
        callbacks = sorted(callbacks, key=lambda each: isinstance(each, Checkpoint))    # they last
        for callback in callbacks:
            callback.on_fit_begin(self)
            ends.callback(callback.on_fit_end, self)        # called however this ends
        self._on_backward_end = listeners(callbacks, "on_backward_end")
        self._on_batch_end = listeners(callbacks, "on_batch_end")
        begin = listeners(callbacks, "on_epoch_begin")
        end = listeners(callbacks, "on_epoch_end")
        saved, self._saved = self._saved, None
        if saved and not saved["halfway"]:
            resume.restore(self, saved)
        while self.epoch < self.epochs and not self.stopped:
            started = perf_counter()
            self.epoch, self.batch = self.epoch + 1, 0
            self.tally.reset()
            for tell in begin:
                tell(self)
            lr, batches = self.optimizer.lr, iter(self.batches_of_data)
            if saved and saved["halfway"]:
                lr, batches = resume.halfway(self, saved)
                saved = None
            row = self._epoch(batches)
            self._interrupt.holding = True
            self.history.append({**row, "lr": lr, "seconds": perf_counter() - started})
            self._interrupt.release()
            for tell in end:
                tell(self)

    def _epoch(self, batches: Iterator[tuple]) -> dict[str, Any]:
        """One pass over the training data; what it gave, and what the validation gave."""
        for group in groups(batches, self.accumulate):
            self._update(group)
            for tell in self._on_batch_end:
                tell(self)
        if not self.batch:
            raise ValueError("The data gave no batch. Are there fewer samples than batch_size, "
                             "with drop_last=True?")
        row = self.tally.results()
        if self._held_out is not None:
            found = self._evaluate(self._held_out)
            row |= {f"val_{name}": value for name, value in found.items()}
        return row

    def _update(self, group: list[tuple]) -> None:
        """One update of the weights, by the gradient of the mean loss over a group of batches."""
        known = [self._gradient(group)]
        self._interrupt.holding = True
        if self.optimizer.needs_closure:        # it asks again for the gradient, at other weights
            self.optimizer.step(lambda: known.pop() if known else self._gradient(group, again=True))
        else:
            self.optimizer.step()
        self._interrupt.release()

    def _gradient(self, group: list[tuple], again: bool = False) -> float:
        """The mean loss over a group of batches, and its gradients, clipped, in the parameters."""
        self.optimizer.zero_grad()
        samples, total = sum(len(batch[0]) for batch in group), 0.0
        for batch in group:
            self.batch += not again
            share = len(batch[0]) / samples
            total += share * self._backward(batch, share, again)
        for tell in () if again else self._on_backward_end:
            tell(self)
        if self.clip_norm is not None:
            clip_grad_norm(self.parameters, self.clip_norm)
        elif self.clip_value is not None:
            clip_grad_value(self.parameters, self.clip_value)
        return total

    def _backward(self, batch: tuple, share: float, again: bool) -> float:
        """Add share · ∂loss/∂weights to the gradients, and the batch, once, to the tally."""
        inputs, target = _fields(batch)
        prediction = self.model(*inputs)
        loss = _scalar(self.loss(prediction, target))
        self.batch_loss = value = loss.item()
        if not isfinite(value):
            reason = diverged.explain(self.model, self.loss, inputs, target, value)
            raise FloatingPointError(f"{self.place()}: {reason}")
        if share == 1:
            loss.backward()
        else:
            loss.backward(np.full(loss.shape, share, loss.dtype))
        if not again:
            self.tally.add(value, len(batch[0]), _array(prediction), target)
        return value

    def _evaluate(self, batches: Iterable[tuple]) -> dict[str, Any]:
        tally = Tally(self.metrics)
        with evaluating(self.model):
            for batch in batches:
                inputs, target = _fields(batch)
                prediction = self.model(*inputs)
                loss = _scalar(self.loss(prediction, target))
                tally.add(loss.item(), len(batch[0]), _array(prediction), target)
        if not tally.samples:
            raise ValueError("The data to evaluate gave no batch.")
        return tally.results()

    def _dtype(self) -> np.dtype:
        """The floating-point dtype of the model."""
        return next((p.dtype for p in self.model.parameters()), default_dtype())


def groups(batches: Iterable[tuple], size: int) -> Iterator[list[tuple]]:
    """Batches in lists of `size`; the last list holds what is left.

    >>> list(groups("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    batches = iter(batches)
    while group := list(islice(batches, size)):
        yield group


def _fields(batch: tuple) -> tuple[tuple[Tensor, ...], np.ndarray]:
    if len(batch) < 2:
        raise ValueError(f"A batch must be (x, target), and this one has {len(batch)} field.")
    return tuple(map(Tensor, batch[:-1])), batch[-1]


def _scalar(loss: Any) -> Tensor:
    if isinstance(loss, Tensor) and loss.size == 1:
        return loss
    came = f"a Tensor of shape {loss.shape}" if isinstance(loss, Tensor) else type(loss).__name__
    raise TypeError(f"The loss must return a Tensor of one number, not {came}. "
                    "Reduce it, for example with .mean().")


def _kind(value: Any) -> str:
    """What came instead, for messages: also a class where an object of it was meant."""
    if isinstance(value, type):
        return f"the class {value.__name__}: make one, {value.__name__}(...)"
    return f"a {type(value).__name__}"


def _array(prediction: Any) -> Any:
    return prediction.data if isinstance(prediction, Tensor) else prediction


def _length(batches: Any) -> int | None:
    try:
        return len(batches)
    except TypeError:               # an iterable that does not know how many it will yield
        return None


def _checked_parameters(model: Module, loss: Any, optimizer: Any) -> list:
    """What the optimizer updates, if that is the model's (or the loss's own)."""
    if not hasattr(optimizer, "param_groups"):
        raise TypeError("optimizer must be one of groundup.optim, such as "
                        f"Adam(model.parameters()), not {_kind(optimizer)}.")
    known = {id(p) for p in model.parameters()}
    if hasattr(loss, "parameters"):
        known |= {id(p) for p in loss.parameters()}
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    foreign = sum(id(p) not in known for p in parameters)
    if foreign:
        raise ValueError(
            f"{foreign} of the {len(parameters)} parameters that the optimizer updates are not of "
            "this model. Make the optimizer from it: Adam(model.parameters()).")
    return parameters
