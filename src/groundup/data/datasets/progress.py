"""How far a download is: a bar on a terminal that has rich, else a line for every quarter."""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(label: str, total: int, done: int = 0) -> Iterator[Callable[[int], None]]:
    """Give a function to call with each number of bytes that came; all is shown on stderr.

    >>> with progress("digits.gz", total=2_000_000) as advance:
    ...     advance(500_000)
    """
    if not sys.stderr.isatty() or importlib.util.find_spec("rich") is None:
        yield quarters(label, total, done)
        return
    from rich import progress as rich
    from rich.console import Console

    columns = (rich.TextColumn("{task.description}"), rich.BarColumn(), rich.DownloadColumn(),
               rich.TransferSpeedColumn(), rich.TimeRemainingColumn())
    with rich.Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(label, total=total, completed=done)
        yield lambda count: bar.advance(task, count)


def quarters(label: str, total: int, done: int) -> Callable[[int], None]:
    shown = 4 * done // total

    def advance(count: int) -> None:
        nonlocal done, shown
        done += count
        if 4 * done // total > shown:
            shown = 4 * done // total
            print(f"{label}: {done / 1e6:.1f} of {total / 1e6:.1f} MB", file=sys.stderr)

    return advance
