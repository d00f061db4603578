"""`groundup runs A B …`: what differs between runs, what came of it, and their curves."""

import json
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from groundup.cli.errors import UserError
from groundup.cli.logbook import STYLES, Entry, clock, epochs, facts, locate, words
from groundup.cli.screen import console, heading, in_color, percent
from groundup.viz.chart import LETTERS, chart, tone

PICTURES = (".png", ".svg", ".pdf")


def show(names: list[str], plot: Path | None, as_json: bool) -> None:
    """Compare the runs of these names on the screen, as JSON, or also in a picture.

    Raises `UserError` for runs that are missing or damaged, and for a picture that cannot be
    written.
    """
    if not names:
        raise UserError("--plot needs the runs to draw: groundup runs first second --plot "
                        f"{plot}")
    if len(names) > len(LETTERS):
        raise UserError(f"That are {len(names)} runs, and at most {len(LETTERS)} can be told "
                        "apart: name fewer.")
    if plot and plot.suffix.lower() not in PICTURES:
        raise UserError(f"--plot is {plot}; it must end with {', '.join(PICTURES)}.")
    entries = [locate(name) for name in dict.fromkeys(names)]
    if as_json:
        print(json.dumps([facts(entry, history=True) for entry in entries], indent=2,
                         ensure_ascii=False))
    else:
        screen = console()
        for part in (legend, differences, curves):
            part(screen, entries)
    if plot:
        draw(entries, plot)
        if not as_json:
            screen.print(f"\nDrawn in [accent]{plot}[/].")


def legend(screen: Console, entries: list[Entry]) -> None:
    for number, entry in enumerate(entries):
        screen.print(Text.assemble((LETTERS[number], f"bold {tone(number)}"), "  ", entry.name,
                                   "  ", (entry.state, STYLES[entry.state] or "untried")))
    screen.print()


def differences(screen: Console, entries: list[Entry]) -> None:
    """A table: the settings that differ (of a single run, all), and the results, a column a run."""
    shown = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    shown.add_column("settings" if len(entries) == 1 else "what differs", style="untried",
                     header_style="bold", no_wrap=True)
    for number in range(len(entries)):
        shown.add_column(Text(LETTERS[number], f"bold {tone(number)}"), justify="right",
                         overflow="fold")
    for name in dict.fromkeys(name for entry in entries for name in entry.settings):
        chosen = [words(entry.settings.get(name, "–")) for entry in entries]
        if len(entries) == 1 or len(set(chosen)) > 1:
            shown.add_row(name.replace("_", "-"), *chosen)
    if not shown.row_count:
        shown.add_row("nothing")
    shown.add_row()
    shown.add_row(Text("results", "bold default"))
    for name, cells in results(entries).items():
        shown.add_row(name, *cells)
    screen.print(shown)


def results(entries: list[Entry]) -> dict[str, list[Text]]:
    """What came out, by name: a text for each run, the best one in green."""
    found = {"epochs": [Text(epochs(entry)) for entry in entries],
             "time": [Text(clock(entry.result["seconds"])) for entry in entries]}
    lowest = [entry.history.best("val_loss") if entry.result["val_loss"] is not None else None
              for entry in entries]
    if any(lowest):
        found["lowest val loss"] = ranked([best and best.value for best in lowest], min,
                                          "{:.4g}".format)
        found["  in epoch"] = [Text(f"{best.epoch}" if best else "–") for best in lowest]
    for name in ("val_accuracy", "test_accuracy"):
        values = [entry.result[name] for entry in entries]
        found[name.replace("_", " ")] = ranked(values, max, percent)
    return found


def ranked(values: list, best: Callable, say: Callable) -> list[Text]:
    """Numbers as texts, the best of several in green; a dash for None.

    >>> [text.plain for text in ranked([0.5, None], max, percent)]
    ['50.0 %', '–']
    """
    known = [value for value in values if value is not None]
    winner = best(known) if len(known) > 1 else None
    return [Text("–" if value is None else say(value),
                 "right" if value is not None and value == winner else "") for value in values]


def curves(screen: Console, entries: list[Entry]) -> None:
    """Loss and accuracy of the validation, or of the training where there is none."""
    panels = Table.grid(padding=(0, 3, 0, 0))
    wide, titles, charts = (min(screen.width, 100) - 3) // 2, [], []
    color = in_color(screen) and screen.encoding.lower().startswith("utf")
    for name in ("loss", "accuracy"):
        key = f"val_{name}" if any(f"val_{name}" in entry.history for entry in entries) else name
        lines = [entry.history.get(key, []) for entry in entries]
        if any(value == value for line in lines for value in line):
            titles.append(Text(key.replace("val_", "validation "), "bold"))
            charts.append(Text.from_ansi(chart(lines, wide, color=color)))
    if charts:
        screen.print()
        panels.add_row(*titles)
        panels.add_row(*charts)
        screen.print(panels)
    else:
        heading(screen, "No epoch is finished yet.")


def draw(entries: list[Entry], plot: Path) -> None:
    """Write the curves into a picture."""
    from groundup import viz

    alike = len({entry.name for entry in entries}) < len(entries)
    histories = {str(entry.folder) if alike else entry.name: entry.history for entry in entries}
    try:
        viz.compare_runs(histories).savefig(plot, dpi=150)
    except ValueError as error:
        raise UserError(str(error)) from error
    except OSError as error:
        raise UserError(f"Cannot write {plot} ({error.strerror}): choose another place.") from error
