"""How far the training is: a live display in a terminal, plain lines anywhere else."""

import os
import sys
from dataclasses import dataclass, field
from importlib.util import find_spec
from time import perf_counter
from typing import Any

import numpy as np

from groundup.train.callbacks import Callback
from groundup.train.history import Best, number

FRAME = 0.1         # seconds between two pictures of the live display
LINE = 1.0          # seconds between two lines where there is no terminal
LONG = 2.0          # seconds of an epoch from which on its batches are shown


class Progress(Callback):
    """Show epochs, losses, metrics, speed and the time left; `fit` has one by default.

    Nothing appears in the first `delay` seconds, so that what is over by then stays quiet;
    `Progress(delay=0)` among the callbacks shows everything. In a terminal a few lines renew
    themselves, if rich is installed. Elsewhere (a file, a pipe, a notebook) a line is printed
    after an epoch, at most one a second, and always one for the last epoch.

    `console` is a rich Console to draw on, instead of the standard output.

    >>> progress = Progress(delay=0)        # Trainer(..., callbacks=[progress])
    """

    def __init__(self, delay: float = 1.0, console: Any = None):
        self.delay, self.console = delay, console

    def on_fit_begin(self, trainer):
        self.live = self.console is not None or in_terminal()
        self.display: Any = None
        self.printed = 0                            # the last epoch that got a line
        self.finished = 0                           # samples of the finished epochs of this fit
        self.before = trainer.history.epochs        # epochs of earlier fits
        self.began = perf_counter()
        self.due = self.began + self.delay          # when to show something next

    def on_batch_end(self, trainer):
        if self.live and perf_counter() >= self.due:
            self._show(self._state(trainer, within=True))

    def on_epoch_end(self, trainer):
        self.finished += trainer.tally.samples
        if perf_counter() >= self.due:
            self._show(self._state(trainer))

    def on_fit_end(self, trainer):
        if perf_counter() < self.began + self.delay:
            return
        state = self._state(trainer)
        state.ending = ending(trainer, state.epoch - self.before, state.seconds)
        if self.live:
            self._show(state)
            self.display.stop()
            return
        if state.training and self.printed < state.epoch:
            print(line(state), flush=True)
        print(state.ending, flush=True)

    def _show(self, state: "State") -> None:
        started = perf_counter()
        if not self.live:
            print(line(state), flush=True)
            self.printed, self.due = state.epoch, started + LINE
            return
        from groundup.train.display import Display

        if self.display is None:
            self.display = Display(self.console)
        self.display.show(state)
        now = perf_counter()
        self.due = now + max(FRAME, 20 * (now - started))   # at most a twentieth of the time

    def _state(self, trainer, within: bool = False) -> "State":
        """Where the training is: within an epoch, or after what the history holds."""
        history = trainer.history
        last = {name: history[name][-1] for name in history} if history.epochs else {}
        started = perf_counter()
        state = State(epoch=history.epochs + within, epochs=trainer.epochs,
                      seconds=started - self.began)
        samples, done = self.finished, history.epochs - self.before
        if within:
            samples += trainer.tally.samples
            done += trainer.batch / trainer.batches if trainer.batches else 0
            if state.seconds > LONG * done:
                state.batch, state.batches = trainer.batch, trainer.batches
            last |= trainer.tally.results()
        state.share = done / (trainer.epochs - self.before)
        state.speed = samples / max(state.seconds, 1e-9)        # a coarse clock may stand still
        names = ["loss", *trainer.metrics]
        state.training = {name: last[name] for name in names if np.ndim(last.get(name, [])) == 0}
        if "val_loss" in trainer.quantities:
            state.validation = {name: last.get(f"val_{name}") for name in state.training}
            if np.isfinite(history.get("val_loss", [])).any():
                state.best = history.best("val_loss")
        return state


@dataclass
class State:
    """What there is to show."""

    epoch: int
    epochs: int
    seconds: float                              # since the fit began
    share: float = 0.0                          # of this fit that is done, 0 to 1
    speed: float = 0.0                          # samples per second
    batch: int = 0                              # 0: after an epoch, or in a short one
    batches: int | None = None
    training: dict[str, Any] = field(default_factory=dict)
    validation: dict[str, Any] | None = None    # None: there is no validation data
    best: Best | None = None                    # of the validation loss
    ending: str = ""                            # how it ended, once it has

    @property
    def left(self) -> int | None:
        """Whole seconds to go, if all goes on as before."""
        return round(self.seconds / self.share * (1 - self.share)) if self.share else None

    @property
    def where(self) -> str:
        """The epoch and, if epochs take a while, the batch."""
        place = f"epoch {self.epoch:{len(str(self.epochs))}}/{self.epochs}"
        if not self.batch:
            return place
        of = f"/{self.batches}" if self.batches else ""
        return f"{place}, batch {self.batch:{len(of) - 1 if of else 0}}{of}"


def line(state: State) -> str:
    """The state in one line.

    >>> line(State(epoch=7, epochs=50, seconds=7, share=0.14, speed=1234.5, training={"loss": 0.5},
    ...            validation={"loss": 0.6}))
    'epoch  7/50  loss 0.5000  val_loss 0.6000  1,234 samples/s  43 s left'
    """
    values = state.training | {f"val_{k}": v for k, v in (state.validation or {}).items()}
    parts = [state.where,
             *(f"{name} {number(name, value)}" for name, value in values.items()
               if value is not None),
             f"{state.speed:,.0f} samples/s"]
    if state.left:
        parts.append(f"{duration(state.left)} left")
    return "  ".join(parts)


def ending(trainer, epochs: int, seconds: float) -> str:
    """How a fit of so many finished epochs ended, in a sentence."""
    took = f"{epochs} epoch{'' if epochs == 1 else 's'} in {duration(seconds)}"
    if trainer.interrupted:
        return f"{took}, then stopped by Ctrl-C"
    if trainer.stopped:
        return f"{took}, then stopped: {trainer.stopped}"
    return took if trainer.history.epochs == trainer.epochs else f"{took}, then ended by an error"


def duration(seconds: float) -> str:
    """Seconds as one says them; a few of them with a decimal, unless they are whole.

    >>> duration(0.42), duration(4), duration(36.2), duration(125), duration(3725)
    ('0.4 s', '4 s', '36 s', '2 min 05 s', '1 h 02 min')
    """
    if seconds < 9.95 and seconds != round(seconds):
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, whole = divmod(whole, 60)
    return f"{minutes} min {whole:02} s" if minutes < 60 else (
        f"{minutes // 60} h {minutes % 60:02} min")


def in_terminal() -> bool:
    """Whether the standard output is a terminal that can redraw lines, and rich is there to."""
    return (sys.stdout.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")
            and find_spec("rich") is not None)
