"""Checkpoints: the whole state of a training in a file, so that none is lost (chapter 16).

    folder/step-00001200.safetensors    everything, each number to the bit
    folder/best.safetensors             the same, of the best epoch so far, if asked for

The weights stand in it as `model.…`, where other tools that read safetensors find them.
"""

import os
import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from groundup.data.loader import whole_number
from groundup.io.errors import FileError
from groundup.train.callbacks import Callback
from groundup.train.lock import FolderLock
from groundup.train.monitor import check_there, direction, improves
from groundup.train.plain import pack, unpack
from groundup.train.randomness import generators, states

if TYPE_CHECKING:
    from groundup.train.trainer import Trainer

STATE = "state"                             # the name of the JSON text in the file
BEST = "best.safetensors"
NAME = re.compile(r"step-(\d{8,})\.safetensors$")


class Checkpoint(Callback):
    """Write a checkpoint into `folder` after every epoch.

    - `every`: a number of updates after which another one is written, within the epoch.
    - `keep`: the newest so many stay; older ones are deleted once a newer one is on the disk.
    - `best`: the name of a quantity such as "val_loss"; the checkpoint of its best epoch is kept
      too, as `best.safetensors`. `mode` says which way is better, as in `EarlyStopping`.

    Each file is written beside its place and renamed once the disk has it: whatever ends the
    process, the last good checkpoint is there. Raises `FileError` if the folder cannot be written,
    if the disk is full, and if another trainer writes to this folder; what was there stays.

    >>> from tempfile import TemporaryDirectory
    >>> import numpy as np
    >>> from groundup import losses, nn, optim
    >>> from groundup.train import Trainer
    >>> model = nn.Dense(2, 1)
    >>> data = np.ones((8, 2)), np.ones((8, 1))
    >>> with TemporaryDirectory() as folder:
    ...     saving = Checkpoint(folder, every=1, keep=2)
    ...     trainer = Trainer(model, losses.mse, optim.SGD(model.parameters(), lr=0.1),
    ...                       callbacks=[saving])
    ...     history = trainer.fit(data, epochs=3, batch_size=4)
    ...     [file.name for file in checkpoints(folder)]
    ['step-00000005.safetensors', 'step-00000006.safetensors']
    """

    def __init__(self, folder: str | os.PathLike, every: int | str = "epoch", keep: int = 3,
                 best: str | None = None, mode: str = "auto"):
        if every != "epoch":
            every = whole_number("every", every, least=1) if not isinstance(every, str) else every
            if isinstance(every, str):
                raise ValueError(f"every is 'epoch' or a number of updates, not {every!r}.")
        self.folder, self.every = Path(folder), every
        self.keep = whole_number("keep", keep, least=1)
        self.best, self.mode = best, direction(best, mode) if best else mode
        self.best_value: float | None = None
        self._lock: FolderLock | None = None

    def on_fit_begin(self, trainer):
        if self.best:
            check_there(self.best, trainer.quantities, who="Checkpoint")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = FolderLock(self.folder)
            for draft in self.folder.glob(".*.tmp"):        # of a process that was killed
                draft.unlink()
            self._refuse_newer(trainer.steps)
        except BlockingIOError as error:
            raise FileError(f"Another trainer writes its checkpoints to {self.folder}: wait "
                            "for it, or choose another folder.") from error
        except OSError as error:
            raise FileError(f"Checkpoints cannot be written to {self.folder} ({error.strerror}): "
                            "choose another folder.") from error

    def on_epoch_begin(self, trainer):
        trainer.epoch_began = {"lr": trainer.optimizer.lr,
                               "generators": states(generators(trainer.batches_of_data))}

    def on_batch_end(self, trainer):
        if self.every != "epoch" and trainer.optimizer.steps % self.every == 0:
            self._write(trainer, capture(trainer, halfway=True))

    def on_epoch_end(self, trainer):
        value = trainer.history[self.best][-1] if self.best else None
        leads = self.best is not None and improves(value, self.best_value, self.mode)
        if leads:
            self.best_value = float(value)
        state = capture(trainer, halfway=False)
        self._write(trainer, state)
        if leads:
            write(self.folder / BEST, state)

    def on_fit_end(self, trainer):
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def state_dict(self) -> dict[str, Any]:
        """The best value so far: a resumed training measures itself against it."""
        return {"best_value": self.best_value} if self.best else {}

    def load_state_dict(self, saved: dict[str, Any]) -> None:
        """Go on from what `state_dict` gave."""
        self.best_value = saved.get("best_value")

    def _refuse_newer(self, steps: int) -> None:
        """Checkpoints ahead of this training are of another one, unless they are damaged."""
        for path in checkpoints(self.folder):
            if _steps(path) <= steps:
                continue
            try:
                read(path)
            except FileError:
                path.rename(path.with_suffix(".damaged"))
                continue
            self.on_fit_end(None)
            raise FileError(f"{self.folder} holds checkpoints of another training, up to "
                            f"{path.name}, and this one is at step {steps}: go on from them with "
                            "trainer.resume(folder), or choose another folder.")

    def _write(self, trainer: "Trainer", state: dict[str, Any]) -> None:
        write(self.folder / f"step-{trainer.optimizer.steps:08d}.safetensors", state)
        for old in checkpoints(self.folder)[:-self.keep]:
            old.unlink(missing_ok=True)


def checkpoints(folder: str | os.PathLike) -> list[Path]:
    """The checkpoints of a folder, the newest last; `best.safetensors` is not among them.

    >>> checkpoints("no-such-folder")
    []
    """
    found = (path for path in Path(folder).glob("step-*.safetensors") if NAME.match(path.name))
    return sorted(found, key=_steps)


def _steps(path: Path) -> int:
    return int(NAME.match(path.name).group(1))              # type: ignore[union-attr]


def capture(trainer: "Trainer", halfway: bool) -> dict[str, Any]:
    """Everything that the rest of the training depends on, as plain data.

    `halfway`: after an update within an epoch; otherwise after an epoch and its validation.
    """
    return {
        "halfway": halfway, "first_epoch": trainer.first_epoch, "batch": trainer.batch,
        "steps": trainer.steps, "batches": trainer.batches, "accumulate": trainer.accumulate,
        "stopped": trainer.stopped,
        "epoch_began": trainer.epoch_began if halfway else None,
        "generators": states(generators(*trainer.parts(data=not halfway))),
        "tally": remember(vars(trainer.tally)) if halfway else None,
        "history": dict(trainer.history),
        "callbacks": [[type(each).__name__, each.state_dict()] for each in trainer.callbacks],
        "optimizer": trainer.optimizer.state_dict(),
        "model": trainer.model.state_dict(),
        "loss": trainer.loss.state_dict() if hasattr(trainer.loss, "state_dict") else {},
    }


def write(path: Path, state: dict[str, Any]) -> None:
    """Write what `capture` gave. Raises `FileError` if it cannot be; an older file stays whole."""
    from groundup.io import save_weights

    text, arrays = pack(state)
    try:
        save_weights(arrays, path, metadata={STATE: text})
    except FileError as error:
        raise FileError(f"The checkpoint {path.name} was not written, the one before it is whole. "
                        f"{error}") from error


def read(path: str | os.PathLike) -> dict[str, Any]:
    """What `capture` gave. Raises `FileError` if the file is damaged or of another kind."""
    from groundup.io.weights import read as read_all

    arrays, texts = read_all(path)
    if STATE not in texts:
        raise FileError(f"{path} holds weights but is no checkpoint: load it with groundup.load.")
    try:
        return unpack(texts[STATE], arrays)
    except ValueError as error:
        raise FileError(f"{path} is no whole checkpoint: {error}.") from error


def newest(place: str | os.PathLike) -> tuple[Path, dict[str, Any]]:
    """A checkpoint file and what it holds; of a folder, the newest one that is whole.

    A damaged one is passed over with a warning. Raises `FileError` if there is none.

    >>> newest("no-such-folder")
    Traceback (most recent call last):
    groundup.io.errors.FileError: There is no checkpoint in no-such-folder.
    """
    if Path(place).is_file():
        return Path(place), read(place)
    for path in reversed(checkpoints(place)):
        try:
            return path, read(path)
        except FileError as error:
            warnings.warn(f"{error} The one before it is taken.", stacklevel=3)
    raise FileError(f"There is no checkpoint in {place}.")


def remember(attributes: dict[str, Any]) -> dict[str, Any]:
    """Attributes as plain data, objects as their own attributes; functions are left out.

    >>> from groundup.metrics import Accuracy
    >>> remember(vars(Accuracy()))["count"]
    0
    """
    found = {}
    for name, value in attributes.items():
        if isinstance(value, dict) and any(hasattr(item, "__dict__") for item in value.values()):
            found[name] = remember(value)
        elif not callable(value):
            found[name] = remember(vars(value)) if _is_object(value) else value
    return found


def recall(attributes: dict[str, Any], saved: dict[str, Any]) -> None:
    """Write what `remember` gave back into the attributes, in place."""
    for name, value in saved.items():
        now = attributes.get(name)
        if isinstance(now, dict) and any(hasattr(item, "__dict__") for item in now.values()):
            recall(now, value)
        elif _is_object(now):
            recall(vars(now), value)
        else:
            attributes[name] = value


def _is_object(value: Any) -> bool:
    return hasattr(value, "__dict__") and type(value).__module__ not in ("builtins", "numpy")
