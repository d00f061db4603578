"""A log of the epochs that can be read while they run, and after a crash."""

import csv
import os
from pathlib import Path

import numpy as np

from groundup.train.callbacks import Callback


class CSVLogger(Callback):
    """Write each epoch to `path` as soon as it is over: a header, then one row per epoch.

    Every row is handed to the file system at once, so that it survives a crash of the program. A
    new trainer starts the file anew; one that goes on training (`fit` again) adds to it. A metric
    that is an array leaves its cells empty. Raises `ValueError` if the file to be added to has
    other columns.

    >>> import tempfile
    >>> logger = CSVLogger(Path(tempfile.mkdtemp()) / "log.csv")
    """

    def __init__(self, path: str | os.PathLike):
        self.path = Path(path)

    def on_fit_begin(self, trainer):
        header = ["epoch", *trainer.quantities]
        if trainer.history.epochs and self.path.exists():
            self._check(header)
        else:
            self._write(header, mode="w")

    def on_epoch_end(self, trainer):
        values = [trainer.history[name][-1] for name in trainer.quantities]
        numbers = [value if np.ndim(value) == 0 else "" for value in values]
        self._write([trainer.epoch, *numbers], mode="a")

    def _write(self, row: list, mode: str) -> None:
        with open(self.path, mode, newline="", encoding="utf-8") as file:
            csv.writer(file).writerow(row)

    def _check(self, header: list[str]) -> None:
        with open(self.path, newline="", encoding="utf-8") as file:
            found = next(csv.reader(file), [])
        if found != header:
            raise ValueError(f"{self.path} has the columns {', '.join(found)}, but this run writes "
                             f"{', '.join(header)}. Give another path.")
