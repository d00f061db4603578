"""Going on from a checkpoint, to the bit where it was written (chapter 16).

Within an epoch, the order of the data is drawn again from where the generators of the data stood
when it began, and the batches that were done are passed over; then the other generators are set to
where they stood at the checkpoint. Those of the data are there already: a loader that prepares
batches ahead was further than the training.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from groundup.train.checkpoint import recall
from groundup.train.randomness import generators, put_back

if TYPE_CHECKING:
    from groundup.train.trainer import Trainer


def check(trainer: "Trainer", saved: dict[str, Any]) -> None:
    """Refuse, before training, a checkpoint of other data or another way of training."""
    for what, now in (("batches", trainer.batches), ("accumulate", trainer.accumulate)):
        if saved[what] != now:
            raise ValueError(f"The checkpoint was made with {what} = {saved[what]}, and here it is "
                             f"{now}: resume with the same data, batch_size and accumulate.")


def restore(trainer: "Trainer", saved: dict[str, Any]) -> None:
    """Give callbacks, model, loss, optimizer and generators their state back."""
    _restore_callbacks(trainer, saved["callbacks"])
    trainer.model.load_state_dict(saved["model"])
    if saved["loss"]:
        trainer.loss.load_state_dict(saved["loss"])         # type: ignore[attr-defined]
    trainer.optimizer.load_state_dict(saved["optimizer"])
    put_back(generators(*trainer.parts(data=not saved["halfway"])), saved["generators"])
    trainer.stopped = saved["stopped"]


def halfway(trainer: "Trainer", saved: dict[str, Any]) -> tuple[float, Iterator[tuple]]:
    """Restore the middle of an epoch: the learning rate it began with, and its other batches."""
    put_back(generators(trainer.batches_of_data), saved["epoch_began"]["generators"])
    batches = iter(trainer.batches_of_data)
    for _ in range(saved["batch"]):
        next(batches)
    restore(trainer, saved)
    recall(vars(trainer.tally), saved["tally"])
    trainer.batch, trainer.epoch_began = saved["batch"], saved["epoch_began"]
    return saved["epoch_began"]["lr"], batches


def _restore_callbacks(trainer: "Trainer", saved: list) -> None:
    waiting = list(trainer.callbacks)
    for kind, state in saved:
        partner = next((each for each in waiting if type(each).__name__ == kind), None)
        if partner is not None:
            waiting.remove(partner)
            partner.load_state_dict(state)
        elif state and kind != "Checkpoint":                # it remembers for itself alone
            raise ValueError(f"The checkpoint was made with the callback {kind}, which remembers "
                             "something, and here is none: make the trainer with it.")
