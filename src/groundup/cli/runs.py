"""Run folders: what a training leaves behind, written whole or not at all, and read back.

    runs/digits-2026-11-23-101500/
        weights.safetensors     the trained network, for `groundup.load` and for other tools
        config.json             how to rebuild the model, prepare a picture, and repeat the run
        history.csv             loss and accuracy, a row an epoch
        figures/*.png           curves, confusion matrix, worst mistakes
"""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np

from groundup.cli.errors import UserError, did_you_mean
from groundup.io import load_weights, save
from groundup.nn import Module
from groundup.train import History

RUNS = Path("runs")


class Run(NamedTuple):
    """What a run folder holds: `weights` maps the names of parameters to arrays."""

    folder: Path
    config: dict
    weights: dict[str, np.ndarray]


def choose_folder(dataset: str, out: Path | None, overwrite: bool) -> Path:
    """Where a run will go: `out`, or runs/<dataset>-<date>-<time>; nothing is written yet.

    Raises `UserError` if the folder cannot be written, or is there and may not be replaced.
    """
    folder = out or first_free(RUNS / f"{dataset}-{time.strftime('%Y-%m-%d-%H%M%S')}")
    if folder.exists() or folder.is_symlink():
        if not overwrite:
            raise UserError(f"{folder} is there already: choose another --out, or replace it with "
                            "--overwrite.")
        if not (folder / "config.json").is_file():
            raise UserError(f"{folder} is not a run folder, and --overwrite replaces nothing else: "
                            "choose another --out.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryDirectory(prefix=".", dir=folder.parent).cleanup()
    except OSError as error:
        raise UserError(f"Cannot write to {folder.parent} ({error.strerror}): choose another place "
                        "with --out.") from error
    return folder


def first_free(folder: Path) -> Path:
    """The folder itself, or with -2, -3, … behind its name if it is taken.

    >>> first_free(Path("no-such-folder"))
    PosixPath('no-such-folder')
    """
    number, free = 1, folder
    while free.exists():
        number += 1
        free = folder.with_name(f"{folder.name}-{number}")
    return free


@contextmanager
def written_whole(folder: Path) -> Iterator[Path]:
    """A hidden folder to write into, which takes its name when all is well and else vanishes."""
    hidden = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        hidden.chmod(0o777 & ~current_umask())          # mkdtemp gives it to its owner alone
        yield hidden
        if folder.exists():
            aside = hidden.with_name(hidden.name + "-old")
            folder.rename(aside)
            hidden.rename(folder)
            shutil.rmtree(aside)
        else:
            hidden.rename(folder)
    except OSError as error:
        raise UserError(f"Cannot write {folder} ({error.strerror or error}): make room, or choose "
                        "another place with --out.") from error
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def current_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write(folder: Path, config: dict, model: Module, history: History) -> None:
    """Write everything but the figures."""
    save(model, folder / "weights.safetensors")
    text = json.dumps(config, indent=2, ensure_ascii=False)
    (folder / "config.json").write_text(text + "\n", encoding="utf-8")
    history.to_csv(folder / "history.csv")


def all_runs() -> list[Path]:
    """The run folders in ./runs, oldest first."""
    configs = [path for path in RUNS.glob("*/config.json") if not path.parent.name.startswith(".")]
    return [path.parent for path in sorted(configs, key=lambda path: path.stat().st_mtime)]


def find(name: str) -> Path:
    """The run folder of this path, of this name in ./runs, or the "latest" one there."""
    there = all_runs()
    if name == "latest" and there:
        return there[-1]
    for folder in (Path(name), RUNS / name):
        if (folder / "config.json").is_file():
            return folder
    if Path(name).exists():
        raise UserError(f"{name} is not a run folder, which has a config.json: give a folder that "
                        "`groundup train` made.")
    if not there:
        raise UserError(f"There is no run {name}, and none in ./{RUNS}: make one with "
                        "`groundup train digits`.")
    hint = did_you_mean(Path(name).name, [folder.name for folder in there[-5:]] + ["latest"])
    raise UserError(f"There is no run {name}. {hint}")


def read(name: str) -> Run:
    """The run of this path or name. Raises `UserError` if it is missing or damaged."""
    folder = find(name)
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        weights = load_weights(folder / "weights.safetensors")
        missing = {"dataset", "class_names", "frame", "standardize", "network"} - set(config)
        if missing:
            raise ValueError(f"config.json has no {', '.join(sorted(missing))}")
    except (OSError, TypeError, ValueError) as error:
        raise UserError(f"The run {folder} is damaged ({error}): train it anew.") from error
    return Run(folder, config, weights)
