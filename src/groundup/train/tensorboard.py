"""A log for TensorBoard, which draws it while the training runs: `tensorboard --logdir runs`."""

import os
from pathlib import Path

import numpy as np

from groundup.io.errors import FileError
from groundup.train.callbacks import Callback
from groundup.train.event_file import EventFile

PARTS = ("train", "validation", "updates")


class TensorBoard(Callback):
    """Log each epoch into `folder`, in which TensorBoard finds up to three runs.

        folder/train/           loss, each metric, lr, and the histograms; steps are epochs
        folder/validation/      loss and each metric, in the same charts as those of training
        folder/updates/         the loss of each batch; steps are updates

    - `updates`: log the loss of each update too.
    - `histograms`: log the weights after each epoch, as histograms.

    Nothing needs to be installed to write it; `pip install 'groundup[tensorboard]'` brings the
    program that shows it. Metrics that are arrays are left out. A resumed training goes on in its
    folder, and what it had logged after its checkpoint is not shown twice; a new one with the
    same folder takes the place of what was there. Raises `FileError` if the folder cannot be
    written.

    >>> import tempfile
    >>> from groundup import losses, nn, optim
    >>> from groundup.train import Trainer
    >>> model, folder = nn.Dense(2, 1), Path(tempfile.mkdtemp())
    >>> trainer = Trainer(model, losses.mse, optim.SGD(model.parameters(), lr=0.1),
    ...                   callbacks=[TensorBoard(folder, histograms=True)])
    >>> history = trainer.fit((np.ones((8, 2)), np.ones((8, 1))), epochs=2)
    >>> [path.name for path in folder.iterdir()]
    ['train']
    """

    def __init__(self, folder: str | os.PathLike, updates: bool = False, histograms: bool = False):
        self.folder, self.updates, self.histograms = Path(folder), updates, histograms
        self._files: dict[str, EventFile] = {}

    def on_fit_begin(self, trainer):
        epoch, update = trainer.history.epochs + 1, trainer.steps + 1
        wanted = {"train": epoch} | (
            {"validation": epoch} if "val_loss" in trainer.quantities else {}) | (
            {"updates": update} if self.updates else {})
        try:
            for part, first in wanted.items():
                self._files[part] = EventFile(self.folder / part, first)
        except OSError as error:
            self.on_fit_end(trainer)
            raise FileError(f"A log for TensorBoard cannot be written to {self.folder} "
                            f"({error.strerror}): choose another folder.") from error

    def on_batch_end(self, trainer):
        if self.updates:
            self._files["updates"].write(trainer.optimizer.steps,
                                         {"loss of each batch": trainer.batch_loss})

    def on_epoch_end(self, trainer):
        row = {name: float(trainer.history[name][-1]) for name in trainer.quantities
               if np.ndim(trainer.history[name][-1]) == 0}
        held_out = {name.removeprefix("val_"): row.pop(name)
                    for name in list(row) if name.startswith("val_")}
        if self.histograms:
            row |= {f"weights/{name}": p.data for name, p in trainer.model.named_parameters()}
        self._files["train"].write(trainer.epoch, row)
        if held_out:
            self._files["validation"].write(trainer.epoch, held_out)
        self._flush()

    def on_fit_end(self, trainer):
        while self._files:
            self._files.popitem()[1].close()

    def state_dict(self):
        """Nothing; but a checkpoint is made now, and what was logged before it must not be lost."""
        self._flush()
        return {}

    def _flush(self) -> None:
        for file in self._files.values():
            file.flush()
