"""Early stopping: end when the validation no longer improves, and keep the best weights."""

from typing import Any

from groundup.data.loader import whole_number
from groundup.train.callbacks import Callback
from groundup.train.monitor import check_there, direction, improves


class EarlyStopping(Callback):
    """Stop after `patience` epochs in a row in which `monitor` did not improve.

    - `min_delta`: an improvement must be larger than this.
    - `mode`: "min" or "max" is better; "auto" goes by the name, as `History.best` does.
    - `restore_best`: at the end the model gets the weights of its best epoch back, however the
      training ended: early, after all epochs, by Ctrl-C or by an error. The optimizer keeps what
      it remembers.

    `best` and `best_epoch` (counted from 1) tell what was reached. A `monitor` of NaN counts as no
    improvement. Raises `ValueError` when training begins if there is no such quantity.
    Source: Prechelt, "Early Stopping — But When?" (1998).

    >>> stopping = EarlyStopping("val_accuracy", patience=3)
    >>> stopping.mode, stopping.best
    ('max', None)
    """

    def __init__(self, monitor: str = "val_loss", patience: int = 5, min_delta: float = 0.0,
                 mode: str = "auto", restore_best: bool = True):
        patience = whole_number("patience", patience, least=1)
        if not min_delta >= 0:
            raise ValueError(f"min_delta must be ≥ 0, not {min_delta!r}; "
                             "the direction is chosen by mode.")
        self.monitor, self.patience, self.min_delta = monitor, patience, min_delta
        self.mode = direction(monitor, mode)
        self.restore_best = restore_best
        self._forget()

    def on_fit_begin(self, trainer):
        check_there(self.monitor, trainer.quantities, who="EarlyStopping")
        self._forget()

    def on_epoch_end(self, trainer):
        value = trainer.history[self.monitor][-1]
        if improves(value, self.best, self.mode, self.min_delta):
            self.best, self.best_epoch, self.waited = value, trainer.epoch, 0
            if self.restore_best:
                weights = trainer.model.state_dict()
                self._weights = {name: array.copy() for name, array in weights.items()}
            return
        self.waited += 1
        if self.waited >= self.patience:
            trainer.stop(f"{self.monitor} did not improve on {self._best()} "
                         f"for {self.patience} epochs")

    def on_fit_end(self, trainer):
        if self._weights is not None and trainer.epoch != self.best_epoch:
            trainer.model.load_state_dict(self._weights)
        self._weights = None

    def state_dict(self) -> dict[str, Any]:
        """The best value so far, its epoch and its weights, and for how long it has waited."""
        return {"best": self.best, "best_epoch": self.best_epoch, "waited": self.waited,
                "weights": self._weights}

    def load_state_dict(self, saved: dict[str, Any]) -> None:
        """Go on from what `state_dict` gave."""
        self.best, self.best_epoch = saved["best"], saved["best_epoch"]
        self.waited, self._weights = saved["waited"], saved["weights"]

    def _best(self) -> str:
        return "NaN" if self.best is None else f"{self.best:.4g} of epoch {self.best_epoch}"

    def _forget(self) -> None:
        self.best = self.best_epoch = self._weights = None
        self.waited = 0
