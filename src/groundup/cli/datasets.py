"""`groundup datasets`: what can be trained on, and where it comes from."""

from itertools import groupby

from rich.table import Table

from groundup.cli.screen import console, heading
from groundup.data.datasets import Entry, catalogue


def show() -> None:
    """Print the catalogue, a table for each place where data come from."""
    screen = console()
    entries = catalogue()
    name_width = max(len(entry.name) for entry in entries)
    about_width = max(len(entry.about) for entry in entries)
    for place, group in groupby(entries, key=lambda entry: entry.place):
        table = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
        for width, side in [(name_width, "left"), (about_width, "left"), (6, "right"),
                            (None, "left")]:
            table.add_column(justify=side, min_width=width)     # type: ignore[arg-type]
        members = list(group)
        for entry in members:
            table.add_row(f"[accent]{entry.name}[/]", entry.about, f"{entry.samples:,}",
                          form(entry))
        heading(screen, origin(place, members))
        screen.print(table)
        screen.print()
    screen.print("Train on one:  [accent]groundup train digits[/]")


def form(entry: Entry) -> str:
    """One sample in words, and into how many classes they fall.

    >>> form(catalogue()[0])
    '× 2 in 3 classes'
    """
    sample = str(entry.shape[0]) if len(entry.shape) == 1 else "×".join(map(str, entry.shape[-2:]))
    return f"× {sample} in {len(entry.class_names)} classes"


def origin(place: str, entries: list[Entry]) -> str:
    """Where data sets of one place come from, with the size of a download."""
    if place == "to be downloaded":
        sizes = " and ".join(f"{entry.size / 1e6:.0f}" for entry in entries)
        return f"Downloaded at first use, {sizes} MB"
    return {"generated": "Drawn by a formula", "scikit-learn": "Shipped with scikit-learn",
            "cache": "Here already, in the cache"}.get(place, f"From {place}")
