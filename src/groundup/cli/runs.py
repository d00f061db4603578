"""Run folders: what a training leaves behind, and how they are found and read again.

    runs/digits-2026-11-23-101500/
        weights.safetensors     the trained network, for `groundup.load` and for other tools
        config.json             how to rebuild the model, prepare a picture, and repeat the run
        history.csv             loss and accuracy, a row an epoch
        figures/*.png           curves, confusion matrix, worst mistakes

A folder is written whole before it has this name; see unfinished.py for what it is until then.
"""

import json
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from groundup.cli.errors import UserError, did_you_mean
from groundup.files import write_atomically
from groundup.io import load_weights
from groundup.train.lock import FolderLock

RUNS = Path("runs")
UNFINISHED = ".unfinished"                  # at the end of a folder's name, while it is written


class Run(NamedTuple):
    """What a run folder holds: `weights` maps the names of parameters to arrays."""

    folder: Path
    config: dict
    weights: dict[str, np.ndarray]


# Where a run goes --------------------------------------------------------------------------------


def choose_folder(dataset: str, out: Path | None, overwrite: bool) -> Path:
    """Where a run will go: `out`, or runs/<dataset>-<date>-<time>; nothing is written yet.

    Raises `UserError` if the folder cannot be written, or is there and may not be replaced.
    """
    folder = out or first_free(RUNS / f"{dataset}-{time.strftime('%Y-%m-%d-%H%M%S')}")
    if folder.name.endswith(UNFINISHED):
        raise UserError(f"--out is {folder}, and {UNFINISHED} marks what is still being trained: "
                        "choose another name.")
    for there in (folder, unfinished(folder)):
        if there.exists() or there.is_symlink():
            check_replaceable(there, overwrite)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryDirectory(prefix=".", dir=folder.parent).cleanup()
    except OSError as error:
        raise UserError(f"Cannot write to {folder.parent} ({error.strerror}): choose another place "
                        "with --out.") from error
    return folder


def check_replaceable(folder: Path, overwrite: bool) -> None:
    """Raise `UserError` unless this is a run that nobody is training, and may be replaced."""
    if running(folder):
        raise UserError(f"{folder} is being trained at this moment: choose another --out.")
    if not overwrite and folder.name.endswith(UNFINISHED):
        raise UserError(f"{folder} is there already, a training that did not end: go on with it "
                        f"({go_on(folder)}), choose another --out, or replace it with --overwrite.")
    if not overwrite:
        raise UserError(f"{folder} is there already: choose another --out, or replace it with "
                        "--overwrite.")
    if not (folder / "config.json").is_file():
        raise UserError(f"{folder} is not a run folder, and --overwrite replaces nothing else: "
                        "choose another --out.")


def first_free(folder: Path) -> Path:
    """The folder itself, or with -2, -3, … behind its name if it is taken.

    >>> first_free(Path("no-such-folder"))
    PosixPath('no-such-folder')
    """
    number, free = 1, folder
    while free.exists() or unfinished(free).exists():
        number += 1
        free = folder.with_name(f"{folder.name}-{number}")
    return free


def unfinished(folder: Path) -> Path:
    """Where a run is written until it is whole.

    >>> unfinished(Path("runs/first")).name
    'first.unfinished'
    """
    return folder.with_name(folder.name + UNFINISHED)


def go_on(folder: Path) -> str:
    """The command that goes on with the training of a folder.

    >>> go_on(Path("runs/first.unfinished"))
    'groundup train --resume first'
    """
    name = folder.name.removesuffix(UNFINISHED)
    return f"groundup train --resume {name if folder.parent == RUNS else folder.parent / name}"


def running(folder: Path) -> bool:
    """Whether a process is training into this folder at this moment."""
    if not (folder / ".lock").exists():
        return False
    try:
        FolderLock(folder).release()
    except BlockingIOError:
        return True
    except OSError:                                         # not ours to write, so not to be told
        return False
    return False


# What is there -----------------------------------------------------------------------------------


def all_runs() -> list[Path]:
    """The folders in ./runs that hold a network, oldest first."""
    return [folder for folder in all_folders()
            if not folder.name.endswith(UNFINISHED) and (folder / "config.json").is_file()]


def all_folders() -> list[Path]:
    """The folders in ./runs that are runs, whatever became of them, oldest first."""
    found = [folder for folder in RUNS.glob("*") if not folder.name.startswith(".") and (
        folder.name.endswith(UNFINISHED) or any(
            (folder / name).is_file() for name in ("config.json", "weights.safetensors")))]
    return sorted(found, key=_time)


def _time(folder: Path) -> float:
    config = folder / "config.json"
    return (config if config.exists() else folder).stat().st_mtime


def find(name: str) -> Path:
    """The run folder of this path, of this name in ./runs, or the "latest" one there."""
    there = all_runs()
    if name == "latest" and there:
        return there[-1]
    places = (Path(name), RUNS / name)
    for folder in places:
        if (folder / "config.json").is_file() and not folder.name.endswith(UNFINISHED):
            return folder
    for folder in (*places, *map(unfinished, places)):
        if folder.name.endswith(UNFINISHED) and folder.exists():
            raise UserError(f"The training of {folder} did not end yet. Go on with it: "
                            f"{go_on(folder)}")
    if Path(name).exists():
        raise UserError(f"{name} is not a run folder, which has a config.json: give a folder that "
                        "`groundup train` made.")
    raise no_run(name, there)


def no_run(name: str, there: list[Path]) -> UserError:
    """What to say where there is no run of this name."""
    if not there:
        return UserError(f"There is no run {name}, and none in ./{RUNS}: make one with "
                         "`groundup train digits`.")
    hint = did_you_mean(Path(name).name, [folder.name for folder in there[-5:]] + ["latest"])
    return UserError(f"There is no run {name}. {hint}")


# What it holds -----------------------------------------------------------------------------------


def read(name: str) -> Run:
    """The run of this path or name. Raises `UserError` if it is missing or damaged."""
    folder = find(name)
    try:
        config = read_config(folder)
        weights = load_weights(folder / "weights.safetensors")
        missing = {"dataset", "class_names", "frame", "standardize", "network"} - set(config)
        if missing:
            raise ValueError(f"config.json has no {', '.join(sorted(missing))}")
    except (OSError, TypeError, ValueError) as error:
        raise UserError(f"The run {folder} is damaged ({error}): train it anew.") from error
    return Run(folder, config, weights)


def read_config(folder: Path) -> dict:
    """What config.json says. Raises `OSError` or `ValueError` if it is missing or damaged."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if not isinstance(config, dict):
        raise ValueError("config.json holds no settings")
    return config


def write_config(folder: Path, config: dict) -> None:
    """Write config.json; after a crash, it is the old one or the new one."""
    text = json.dumps(config, indent=2, ensure_ascii=False)
    write_atomically(folder / "config.json", (text + "\n").encode())
