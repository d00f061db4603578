"""Learning-rate schedules that count epochs, or that listen to a metric (chapter 7)."""

from collections.abc import Callable
from typing import Any

from groundup.train.callbacks import Callback
from groundup.train.monitor import FALLS, RISES, check_there


class Schedule(Callback):
    """Set the learning rate of the optimizer (of all its groups) by a schedule.

    `schedule` is a function from a number, counted from 0, to the rate; `every` says what is
    counted: "epoch" or "step". (For steps, `Adam(params, lr=schedule)` does the same.) A
    `ReduceOnPlateau`, or whatever has `update(metric)`, is given `monitor` after each epoch.

    Raises `ValueError` when training begins if there is no quantity `monitor`, or if the schedule
    waits for it to move in the wrong direction.

    >>> from groundup.optim import ReduceOnPlateau, exponential
    >>> halving = Schedule(exponential(0.1, gamma=0.5))
    >>> listening = Schedule(ReduceOnPlateau(0.1, mode="max"), monitor="val_accuracy")
    """

    def __init__(self, schedule: Callable[[int], float], every: str = "epoch",
                 monitor: str = "val_loss"):
        if not callable(schedule):
            raise TypeError(f"A schedule is a function from the epoch to the rate, not "
                            f"{schedule!r}; see groundup.optim for some.")
        if every not in ("epoch", "step"):
            raise ValueError(f"every is 'epoch' or 'step', not {every!r}.")
        self.schedule: Any = schedule
        self.every, self.monitor = every, monitor
        self.listens = hasattr(schedule, "update")

    def on_fit_begin(self, trainer):
        if self.listens:
            self._check_monitor(trainer)
        if self.listens or self.every == "step":
            trainer.optimizer.lr = self.schedule        # the optimizer itself asks at every step

    def on_epoch_begin(self, trainer):
        if not self.listens and self.every == "epoch":
            trainer.optimizer.lr = self.schedule(trainer.epoch - 1)

    def on_epoch_end(self, trainer):
        if self.listens:
            self.schedule.update(trainer.history[self.monitor][-1])

    def _check_monitor(self, trainer) -> None:
        check_there(self.monitor, trainer.quantities, who="Schedule")
        mode = getattr(self.schedule, "mode", None)
        if mode in ("min", "max") and self.monitor.endswith(RISES if mode == "min" else FALLS):
            raise ValueError(f"The schedule has mode={mode!r}, but {self.monitor} is better when "
                             f"it is {'larger' if mode == 'min' else 'smaller'}.")
