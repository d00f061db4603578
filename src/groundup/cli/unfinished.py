"""The folder of a run while it is trained, so that nothing but a moment's work is ever lost.

    runs/digits-2026-11-23-101500.unfinished/
        config.json         what was asked for: `groundup train --resume` needs nothing else
        history.csv         the epochs up to the newest checkpoint
        checkpoints/        see groundup.train.Checkpoint

It takes its name once everything is written. A run that Ctrl-C ended has its name and all files of
a run already, keeps its checkpoints, and is trained further where it is.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from groundup.cli import runs
from groundup.cli.errors import Stopped, UserError
from groundup.io import FileError
from groundup.train import Checkpoint
from groundup.train.checkpoint import capture, checkpoints
from groundup.train.lock import FolderLock

FIRST = 2.0             # seconds of training before its first checkpoint
SHARE = 0.03            # of the time that checkpoints may take


class Unfinished:
    """A run folder that this process holds: `folder` is where it is, `target` where it will be."""

    def __init__(self, folder: Path, target: Path, fresh: bool):
        self.folder, self.target, self.fresh = folder, target, fresh
        self.diverged = False                               # it would do so again
        self._lock = FolderLock(folder)

    @property
    def checkpoints(self) -> Path:
        return self.folder / "checkpoints"

    def finish(self, config: dict, interrupted: bool) -> None:
        """Give the folder its name, now that all but its config is written."""
        runs.write_config(self.folder, config)
        self.release()
        if self.folder != self.target:
            replace(self.target, by=self.folder)
        if not interrupted:                                 # last: until here it can go on
            shutil.rmtree(self.target / "checkpoints")

    def leave(self) -> bool:
        """Whether anything stays of a training that failed: not of its first epoch or second."""
        begun = checkpoints(self.checkpoints) and (self.folder / "history.csv").exists()
        kept = not self.fresh or bool(begun and not self.diverged)
        self.release()
        if not kept:
            shutil.rmtree(self.folder, ignore_errors=True)
        return kept

    def release(self) -> None:
        """Let others have the folder."""
        self._lock.release()
        (self.folder / ".lock").unlink(missing_ok=True)


@contextmanager
def begun(target: Path, config: dict, overwrite: bool) -> Iterator[Unfinished]:
    """A new folder for a run that will be `target`, with its config; a run of that name stays."""
    folder = runs.unfinished(target)
    try:
        if overwrite and folder.exists() and not runs.running(folder):
            shutil.rmtree(folder)
        folder.mkdir()
        place = Unfinished(folder, target, fresh=True)
    except (FileExistsError, BlockingIOError) as error:
        raise UserError(f"Another training into {target} begins at this moment: choose another "
                        "--out.") from error
    with held(place):
        runs.write_config(folder, config)
        yield place


@contextmanager
def reopened(name: str) -> Iterator[tuple[Unfinished, dict]]:
    """The folder of a training that can go on, and its config.

    Raises `UserError` if there is none, if it is finished or damaged, or trained by another.
    """
    folder = find(name)
    try:
        place = Unfinished(folder, folder.with_name(folder.name.removesuffix(runs.UNFINISHED)),
                           fresh=False)
    except BlockingIOError as error:
        raise UserError(f"{folder} is being trained at this moment, by another process.") from error
    with held(place):
        for draft in folder.glob(".*.tmp"):                 # of a process that was killed
            draft.unlink()
        try:
            config = runs.read_config(folder)
        except (OSError, ValueError) as error:
            raise UserError(f"The run {folder} is damaged ({error}): train it anew.") from error
        if folder == place.target:
            check_interrupted(folder, config)
        yield place, config


def find(name: str) -> Path:
    """The folder of a training that did not end: "latest", or of this path or name in ./runs."""
    there = runs.all_folders()
    if name == "latest" and there:
        waiting = [folder for folder in there if not is_finished(folder)]
        if not waiting:
            raise UserError("Every run in ./runs is finished: there is none to resume.")
        return waiting[-1]
    name = str(Path(name)).removesuffix(runs.UNFINISHED)
    places = (Path(name), runs.RUNS / name)
    for folder in (*map(runs.unfinished, places), *places):
        still = folder.name.endswith(runs.UNFINISHED) and folder.is_dir()
        if still or (folder / "config.json").is_file():
            return folder
    raise runs.no_run(name, there)


def is_finished(folder: Path) -> bool:
    """Whether there is nothing to resume here, or nothing that can be."""
    if folder.name.endswith(runs.UNFINISHED):
        return False
    try:
        check_interrupted(folder, runs.read_config(folder))
    except (UserError, OSError, ValueError):
        return True
    return False


def check_interrupted(folder: Path, config: dict) -> None:
    """Raise `UserError` unless this run was interrupted and kept its checkpoints."""
    result, again = config.get("result"), config.get("command", "groundup train DATASET")
    if not isinstance(result, dict) or not result.get("interrupted"):
        raise UserError(f"The run {folder} is finished, there is nothing to resume. To train for "
                        f"longer, begin anew with more --epochs: {again}")
    if not (folder / "checkpoints").is_dir():
        raise UserError(f"The run {folder} was interrupted without keeping checkpoints, so it "
                        f"cannot go on. Begin anew: {again}")


@contextmanager
def held(place: Unfinished) -> Iterator[None]:
    """See that whatever ends the training leaves what can go on, or nothing, and says which."""
    try:
        yield
    except BaseException as error:
        kept = place.leave()
        how = f"go on with: {runs.go_on(place.folder)}" if kept else ""
        if isinstance(error, KeyboardInterrupt | Stopped):
            raise Stopped(how) from error
        if isinstance(error, OSError):
            raise UserError(f"Cannot write {place.target} ({error.strerror or error}): make room, "
                            f"then {how or 'train it anew, or elsewhere with --out.'}") from error
        if isinstance(error, FileError):
            raise UserError(f"{error} {how and 'Then ' + how}".rstrip()) from error
        raise


def replace(target: Path, by: Path) -> None:
    """Let the folder `by` take the name `target`; what had it vanishes."""
    if not target.exists():
        by.rename(target)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    target.rename(aside / "old")
    try:
        by.rename(target)
    except OSError:
        (aside / "old").rename(target)
        raise
    finally:
        if target.exists():
            shutil.rmtree(aside)


class Sparing(Checkpoint):
    """Checkpoints, and history.csv beside them, as often as `SHARE` of the time allows.

    >>> Sparing("runs/first.unfinished/checkpoints").keep
    2
    """

    def __init__(self, folder: Path | str):
        super().__init__(folder, keep=2)

    def on_fit_begin(self, trainer):
        super().on_fit_begin(trainer)
        self.due = perf_counter() + FIRST

    def on_batch_end(self, trainer):
        if perf_counter() >= self.due:
            self._take(trainer, halfway=True)

    def on_epoch_end(self, trainer):
        if perf_counter() >= self.due:
            self._take(trainer, halfway=False)

    def _take(self, trainer, halfway: bool) -> None:
        started = perf_counter()
        self._write(trainer, capture(trainer, halfway))
        if trainer.history.epochs:
            trainer.history.to_csv(self.folder.parent / "history.csv")
        now = perf_counter()
        self.due = now + (now - started) / SHARE
