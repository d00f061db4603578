"""`groundup runs`: what was trained in this folder, a line a run, and what became of it."""

import csv
import json
import math
from pathlib import Path
from typing import Any, NamedTuple

from rich.table import Table
from rich.text import Text

from groundup.cli import runs
from groundup.cli.errors import UserError
from groundup.cli.screen import console, percent
from groundup.cli.unfinished import is_finished
from groundup.train import History

STYLES = {"finished": "", "interrupted": "hint", "unfinished": "hint", "running": "accent",
          "damaged": "wrong"}


class Entry(NamedTuple):
    """What can be told of a run folder without its weights; of a damaged one, why it is."""

    folder: Path
    state: str
    config: dict
    history: History
    problem: str = ""

    @property
    def name(self) -> str:
        return self.folder.name.removesuffix(runs.UNFINISHED)

    @property
    def settings(self) -> dict[str, Any]:
        """Everything that was chosen, under the names of the options."""
        network = {name: value for name, value in self.config["network"].items()
                   if name not in ("in_features", "out_features")}
        return {"dataset": self.config["dataset"], **network, **self.config["training"]}

    @property
    def result(self) -> dict[str, Any]:
        """What came out: None for what is not known (yet)."""
        def last(name):
            values = self.history.get(name) or [math.nan]
            return values[-1] if math.isfinite(values[-1]) else None

        return {"epochs": self.history.epochs, "seconds": round(sum(self.history["seconds"]), 2)
                if self.history.epochs else 0.0,
                "val_loss": last("val_loss"), "val_accuracy": last("val_accuracy"),
                "test_accuracy": self.config.get("result", {}).get("test_accuracy")}


def look(folder: Path) -> Entry:
    """What a run folder says of itself; one that cannot be read is "damaged"."""
    try:
        entry = Entry(folder, state(folder), runs.read_config(folder), read_history(folder))
        _check(entry)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return Entry(folder, "damaged", {}, History(), _why(error))
    return entry


def state(folder: Path) -> str:
    """What became of a run: one of `STYLES`."""
    if runs.running(folder):
        return "running"
    if folder.name.endswith(runs.UNFINISHED):
        return "unfinished"
    interrupted = runs.read_config(folder)["result"]["interrupted"]
    return "interrupted" if interrupted else "finished"


def read_history(folder: Path) -> History:
    """What history.csv holds; nothing where a training has not written it yet."""
    path = folder / "history.csv"
    if folder.name.endswith(runs.UNFINISHED) and not path.exists():
        return History()
    with open(path, newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    columns = zip(*rows, strict=True) if rows else [[] for _ in header]
    return History({name: [float(value) for value in column]
                    for name, column in zip(header, columns, strict=True) if name != "epoch"})


def _check(entry: Entry) -> None:
    """Raise what `look` catches unless everything is there that is shown."""
    settings = entry.settings
    missing = {"hidden", "activation", "epochs"} - set(settings)
    if missing:
        raise ValueError(f"config.json has no {', '.join(sorted(missing))}")
    if not all(isinstance(width, int) for width in settings["hidden"]):
        raise ValueError("its hidden layers are not numbers")
    if not entry.folder.name.endswith(runs.UNFINISHED):
        percent(entry.config["result"]["test_accuracy"])
        if not (entry.folder / "weights.safetensors").stat().st_size:
            raise ValueError("weights.safetensors is empty")


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return f"there is no {Path(error.filename).name}"
    if isinstance(error, KeyError):
        return f"config.json has no {error.args[0]}"
    if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
        return "config.json is not JSON"
    if isinstance(error, TypeError | AttributeError):
        return "config.json does not say what was trained"
    return str(error)


def show(as_json: bool) -> None:
    """Print the runs in ./runs, newest last."""
    entries = [look(folder) for folder in runs.all_folders()]
    if as_json:
        print(json.dumps([facts(entry) for entry in entries], indent=2, ensure_ascii=False))
        return
    screen = console()
    if not entries:
        screen.print(f"There are no runs in ./{runs.RUNS} yet. Make one: "
                     "[accent]groundup train digits[/]")
        return
    screen.print(table(entries))
    for entry in entries:
        if entry.state == "damaged":
            screen.print(Text(f"{entry.name}: {entry.problem}", "untried"))
    named = [entry.name for entry in entries if entry.state != "damaged"][-2:]
    waiting = [entry.folder for entry in entries if entry.state in ("interrupted", "unfinished")
               and not is_finished(entry.folder)]
    screen.print()
    if len(named) == 2:
        screen.print(f"Compare:  [accent]groundup runs {' '.join(named)}[/]", soft_wrap=True)
    if waiting:
        screen.print(f"Go on:    [accent]{runs.go_on(waiting[-1])}[/]", soft_wrap=True)


def table(entries: list[Entry]) -> Table:
    """A line a run; long names take two."""
    shown = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="untried")
    shown.add_column("run", overflow="fold")
    for name, side in [("data", "left"), ("hidden", "left"), ("epochs", "right"),
                       ("val %", "right"), ("test %", "right"), ("time", "right"),
                       ("", "left")]:
        shown.add_column(name, justify=side, no_wrap=True)  # type: ignore[arg-type]
    for entry in entries:
        state = Text(entry.state, STYLES[entry.state])
        if entry.state == "damaged":
            shown.add_row(Text(entry.name), "", "", "", "", "", "", state)
            continue
        settings, result = entry.settings, entry.result
        shown.add_row(Text(entry.name), settings["dataset"], words(settings["hidden"]),
                      epochs(entry), share(result["val_accuracy"]), share(result["test_accuracy"]),
                      clock(result["seconds"]), state)
    return shown


def epochs(entry: Entry) -> str:
    """The epochs that were done, and of how many if those are more."""
    done, planned = entry.result["epochs"], entry.settings["epochs"]
    return f"{done}" if done == planned else f"{done}/{planned}"


def share(value: float | None) -> str:
    return "" if value is None else percent(value).removesuffix(" %")


def words(value: Any) -> str:
    """A setting as it is typed behind its option.

    >>> words([128, 64]), words([]), words(0.003)
    ('128,64', 'none', '0.003')
    """
    if isinstance(value, list | tuple):
        return ",".join(map(str, value)) or "none"
    return f"{value:g}" if isinstance(value, float) else f"{value}"


def clock(seconds: float) -> str:
    """A time as minutes and seconds, with hours if there are any.

    >>> clock(3.4), clock(65), clock(3725)
    ('0:03', '1:05', '1:02:05')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def facts(entry: Entry, history: bool = False) -> dict[str, Any]:
    """A run as JSON has it, with its history if that is wanted."""
    found: dict[str, Any] = {"name": entry.name, "folder": str(entry.folder),
                             "state": entry.state}
    if entry.state == "damaged":
        return {**found, "problem": entry.problem}
    found |= {"settings": entry.settings, "result": entry.result}
    if history:
        found["history"] = {name: [value if math.isfinite(value) else None for value in values]
                            for name, values in entry.history.items()}
    return found


def locate(name: str) -> Entry:
    """The run of this path, of this name in ./runs, or the "latest" one, whatever its state.

    Raises `UserError` if there is none, or if it is damaged.
    """
    there = runs.all_folders()
    places = [Path(name), runs.RUNS / name]
    if name == "latest":
        places = there[-1:]
    for folder in (*places, *map(runs.unfinished, places)):
        if folder in there or (folder / "config.json").is_file():
            entry = look(folder)
            if entry.state == "damaged":
                raise UserError(f"The run {folder} is damaged ({entry.problem}): leave it out.")
            return entry
    raise runs.no_run(name, there)

