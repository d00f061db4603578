"""The live display of the training, drawn by rich: a bar, and below it the numbers."""

from typing import Any

from groundup.backend import require
from groundup.train.history import number
from groundup.train.progress import State, duration

WIDTH = 88                  # columns; less in a narrower terminal

# As in groundup.viz.style, which this room must not import.
ACCENT, GOOD, FAINT = "#56B4E9", "#009E73", "#8C959F"


class Display:
    """Lines that renew themselves in place, at the end of the terminal.

    Raises `ModuleNotFoundError` with the command that installs rich, if it is not there.

    >>> import io
    >>> from rich.console import Console
    >>> display = Display(Console(file=io.StringIO(), force_terminal=True))
    >>> display.show(State(epoch=1, epochs=2, seconds=1.0)); display.stop()
    """

    def __init__(self, console: Any = None):
        rich_live = require("rich.live", extra="cli")
        self._live = rich_live.Live(console=console, auto_refresh=False)
        self._live.start()

    def show(self, state: State) -> None:
        """Draw the state in place of what was there."""
        self._live.update(picture(state), refresh=True)

    def stop(self) -> None:
        """Leave what was drawn last where it is."""
        self._live.stop()


def picture(state: State) -> Any:
    """The state as something rich can draw."""
    group = require("rich.console", extra="cli").Group
    constrain = require("rich.constrain", extra="cli").Constrain
    text = require("rich.text", extra="cli").Text
    head = text(state.ending, style="bold") if state.ending else _bar(state)
    rest = [_numbers(state)] if state.training else []
    return constrain(group(head, *rest), WIDTH)


def _bar(state: State) -> Any:
    bar = require("rich.progress_bar", extra="cli").ProgressBar(
        total=1.0, completed=state.share, style=FAINT, complete_style=ACCENT,
        finished_style=GOOD)
    grid = _grid(expand=True)
    grid.add_column()
    grid.add_column(ratio=1)
    grid.add_column(justify="right")
    grid.add_column(justify="right", min_width=10)
    where = f"[bold]{state.where}[/]"
    left = "" if state.left is None else f"{duration(state.left)} left"
    grid.add_row(where, bar, f"{state.share:.0%}", left)
    return grid


def _numbers(state: State) -> Any:
    """A row for training and one for validation, a column for each quantity."""
    names = list(state.training)
    grid = _grid()
    grid.add_column(style=FAINT)
    for _ in names:
        grid.add_column(justify="right", min_width=9)
    grid.add_column(style=FAINT, no_wrap=True, overflow="ellipsis")
    grid.add_row("", *(f"[{FAINT}]{name}[/]" for name in names))
    grid.add_row("training", *_values(state.training), f"{state.speed:,.0f} samples/s")
    if state.validation is not None:
        best = state.best
        note = f"lowest {number('loss', best.value)} in epoch {best.epoch}" if best else ""
        grid.add_row("validation", *_values(state.validation), note)
    return grid


def _values(row: dict[str, Any]) -> list[str]:
    return ["–" if value is None else number(name, value) for name, value in row.items()]


def _grid(**options: Any) -> Any:
    table = require("rich.table", extra="cli").Table
    return table.grid(padding=(0, 2, 0, 0), **options)
