"""Callbacks: code of one's own at fixed points of the training."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from groundup.train.trainer import Trainer

HOOKS = ("on_fit_begin", "on_epoch_begin", "on_backward_end", "on_batch_end", "on_epoch_end",
         "on_fit_end")


class Callback:
    """Base class: define the hooks you need; each is given the trainer.

    The trainer says where it is with `epoch` and `batch` (both counted from 1), `epochs` (the last
    epoch) and `batches` (in an epoch), what came out so far with `history` and `tally`, and takes
    `stop(reason)`. It calls its callbacks in their order, at `on_fit_end` in reverse. An exception
    in a hook ends the training and reaches the caller of `fit`; `on_fit_end` is called however
    the training ends, if `on_fit_begin` had succeeded.

    >>> class Announce(Callback):
    ...     def on_epoch_end(self, trainer):
    ...         print(f"epoch {trainer.epoch}: loss {trainer.history['loss'][-1]:.2f}")
    """

    def on_fit_begin(self, trainer: "Trainer") -> None:
        """Before the first epoch."""

    def on_epoch_begin(self, trainer: "Trainer") -> None:
        """Before the first batch of each epoch."""

    def on_backward_end(self, trainer: "Trainer") -> None:
        """Before each update of the weights: the gradients are there, not clipped yet."""

    def on_batch_end(self, trainer: "Trainer") -> None:
        """After each update of the weights: after a batch or, accumulating, after several."""

    def on_epoch_end(self, trainer: "Trainer") -> None:
        """After each epoch and its validation, once both stand in `trainer.history`."""

    def on_fit_end(self, trainer: "Trainer") -> None:
        """At the end, also after Ctrl-C and after an error."""

    def state_dict(self) -> dict[str, Any]:
        """What a checkpoint must keep of this callback, as plain data: by default nothing."""
        return {}

    def load_state_dict(self, saved: dict[str, Any]) -> None:
        """Go on from what `state_dict` gave: called after `on_fit_begin` of a resumed training."""


class Lambda(Callback):
    """A callback made of functions: `Lambda(on_epoch_end=lambda trainer: ...)`.

    Raises `TypeError` for a hook that does not exist.

    >>> Lambda(on_epoch_done=print)
    Traceback (most recent call last):
    TypeError: There is no hook on_epoch_done; there are on_fit_begin, on_epoch_begin, ...
    """

    def __init__(self, **hooks: Callable[["Trainer"], None]):
        for name, function in hooks.items():
            if name not in HOOKS:
                raise TypeError(f"There is no hook {name}; there are {', '.join(HOOKS)}.")
            if not callable(function):
                raise TypeError(f"{name} must be a function of the trainer, not {function!r}.")
            setattr(self, name, function)


def listeners(callbacks: list[Callback], hook: str) -> list[Callable]:
    """The methods that a hook must call: those of the callbacks that define it.

    >>> len(listeners([Callback(), Lambda(on_batch_end=print)], "on_batch_end"))
    1
    """
    ignored = getattr(Callback, hook)
    return [method for method in (getattr(callback, hook) for callback in callbacks)
            if getattr(method, "__func__", method) is not ignored]
