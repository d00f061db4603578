"""History: what every epoch gave, as one list per quantity."""

import csv
import io
import os
from collections.abc import Iterator, Mapping
from math import nan
from typing import NamedTuple

import numpy as np

from groundup.files import write_atomically
from groundup.train.monitor import check_there, direction, improves


class Best(NamedTuple):
    """The best value of a quantity, and the epoch (counted from 1) that reached it.

    >>> Best(epoch=3, value=0.25).value
    0.25
    """

    epoch: int
    value: float


class History(Mapping):
    """A mapping from names to lists with one entry per epoch.

    A trainer writes "loss", each metric, "val_loss" and so on from the validation data, "lr" (the
    learning rate at the start of the epoch) and "seconds". What an epoch did not give, such as
    the validation of a run that had none, is NaN.

    >>> history = History({"loss": [0.9, 0.5], "val_loss": [0.8, 0.85]})
    >>> history["loss"], history.epochs, history.best("val_loss")
    ([0.9, 0.5], 2, Best(epoch=1, value=0.8))
    >>> history
    epoch    loss  val_loss
        1  0.9000    0.8000
        2  0.5000    0.8500
    """

    def __init__(self, columns: Mapping[str, list] | None = None):
        self._columns = {name: list(values) for name, values in (columns or {}).items()}
        lengths = {name: len(values) for name, values in self._columns.items()}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"A history has one entry per epoch, but the lengths are {lengths}.")

    def __getitem__(self, name: str) -> list:
        if name not in self._columns:
            raise KeyError(f"no {name!r}; there are {', '.join(self._columns) or 'no epochs yet'}")
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    @property
    def epochs(self) -> int:
        """How many epochs were finished."""
        return max(map(len, self._columns.values()), default=0)

    def append(self, row: Mapping[str, float]) -> None:
        """Add what one more epoch gave.

        >>> history = History({"loss": [0.9]})
        >>> history.append({"loss": 0.7, "val_loss": 0.8}); dict(history)
        {'loss': [0.9, 0.7], 'val_loss': [nan, 0.8]}
        """
        before = self.epochs
        for name in row:
            if name not in self._columns:
                self._columns[name] = [nan] * before
        for name, values in self._columns.items():
            values.append(row.get(name, nan))

    def best(self, name: str, mode: str = "auto") -> Best:
        """The first epoch with the lowest (of an accuracy: the highest) value, and that value.

        `mode` "min" or "max" overrides what the name says. Raises `ValueError` if there is no
        such quantity, or no epoch in which it was a number.

        >>> History({"accuracy": [0.5, 0.75, 0.7]}).best("accuracy")
        Best(epoch=2, value=0.75)
        """
        check_there(name, self._columns, who="best")
        mode, best = direction(name, mode), None
        for epoch, value in enumerate(self._columns[name], start=1):
            if improves(value, best and best.value, mode):
                best = Best(epoch, value)
        if best is None:
            raise ValueError(f"{name!r} was not a number in any of {self.epochs} epochs.")
        return best

    def to_csv(self, path: str | os.PathLike) -> None:
        """Write one row per epoch; the file is complete or, after a crash, as it was before.

        Quantities that are arrays (a confusion matrix) are left out.

        >>> import tempfile, pathlib
        >>> file = pathlib.Path(tempfile.mkdtemp()) / "history.csv"
        >>> History({"loss": [0.5, 0.25]}).to_csv(file); file.read_text().split()
        ['epoch,loss', '1,0.5', '2,0.25']
        """
        names, text = self._numbers(), io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(["epoch", *names])
        for i in range(self.epochs):
            writer.writerow([i + 1, *(self._columns[name][i] for name in names)])
        write_atomically(path, text.getvalue().encode())

    def __repr__(self) -> str:
        names, last = self._numbers(), self.epochs
        if not last:
            return "History of no epochs"
        shown = [*range(last)] if last <= 10 else [0, 1, 2, None, *range(last - 5, last)]
        table = [["epoch", *names]]
        for i in shown:
            table.append(["⋮"] * len(table[0]) if i is None else
                         [str(i + 1), *(number(name, self._columns[name][i]) for name in names)])
        widths = [max(map(len, column)) for column in zip(*table)]
        return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths))
                         for row in table)

    def _numbers(self) -> list[str]:
        """Names of the quantities that are single numbers."""
        return [name for name, values in self._columns.items()
                if all(np.ndim(value) == 0 for value in values)]


def number(name: str, value: float) -> str:
    """A value as it is printed: a rate briefly, seconds with two digits, all else with four.

    >>> number("loss", 0.51), number("loss", 0.0000123), number("lr", 0.001), number("seconds", 2)
    ('0.5100', '1.23e-05', '0.001', '2.00')
    """
    if name == "lr":
        return f"{value:.4g}"
    if name == "seconds":
        return f"{value:.2f}"
    return f"{value:.4f}" if value == 0 or 1e-3 <= abs(value) < 1e5 else f"{value:.3g}"
