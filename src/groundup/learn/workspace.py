"""The learner's own folder: a copy of the course that updates keep up to date and never spoil.

    groundup-course/
        README.md                       what there is
        ch01-dot-product/*.ipynb        the notebooks, a folder a chapter
        practice/ch01/*.py              the exercises as files
        progress.json                   what the learner has done (progress.py)
        .groundup-course/laid-down.json which version of each file was laid down here
        .groundup-course/plan.json      the plan, if one was made

A file that is still as it was laid down is replaced by a newer one. One that the learner has
changed stays, and what is in it is never lost.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from groundup.files import write_atomically
from groundup.learn import catalog, practice, syllabus
from groundup.learn.progress import FILE, MARKER, Progress

NAME = "groundup-course"
MANIFEST = f"{MARKER}/laid-down.json"


class WorkspaceError(Exception):
    """Its message is one sentence or two: what came, what was expected, what to do."""


@dataclass
class Report:
    """What laying down did: the files' places in the folder, by what became of them."""

    folder: Path
    first: bool                                                 # there was no copy before
    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    changed_by_both: list[str] = field(default_factory=list)    # kept as they were
    beside: list[str] = field(default_factory=list)             # the new ones, put beside them


def source() -> Path:
    """Where the course itself lies: in the repository, or in the installed package.

    >>> source().name
    'course'
    """
    package = Path(__file__).parents[1]
    repository = package.parents[1]
    if (repository / "pyproject.toml").is_file() and package.parent.name == "src":
        return repository / "course"
    return package / "course"


def is_written(notebook: syllabus.Notebook) -> bool:
    """Whether the notebook is there yet."""
    return (source() / notebook.file).is_file()


def upstream() -> Iterator[tuple[str, bytes]]:
    """Place and content of every file of the course, as it is now."""
    course = source()
    for file in sorted(course.glob("ch[0-9][0-9]-*/*")):
        if file.suffix in (".ipynb", ".md", ".png", ".svg"):
            yield file.relative_to(course).as_posix(), file.read_bytes()
    if (course / "README.md").is_file():
        yield "README.md", (course / "README.md").read_bytes()
    for exercise in catalog.every():
        yield practice.place(exercise), practice.text(exercise).encode()


def fingerprint(content: bytes, place: str) -> str:
    """A hash of what is written in a file. Of a notebook its texts and its code count, not outputs
    and counters: running a notebook does not change it.

    >>> fingerprint(b"a\\r\\n", "a.md") == fingerprint(b"a\\n", "a.md")
    True
    """
    written = content.replace(b"\r\n", b"\n")
    if place.endswith(".ipynb"):
        try:
            cells = [[cell["cell_type"], "".join(cell["source"])]
                     for cell in json.loads(content)["cells"]]
            written = json.dumps(cells).encode()
        except (ValueError, KeyError, TypeError):       # damaged: it counts as it stands
            pass
    return hashlib.sha256(written).hexdigest()[:16]


# Laying down and updating ------------------------------------------------------------------------


def lay_down(folder: Path, keep_both: bool = False) -> Report:
    """Copy the course into the folder, or bring what is there up to date.

    What the learner changed stays; where the course has changed it, too, `keep_both` puts the new
    one beside it as NAME.new.ipynb. What the course no longer has stays. A file that was deleted
    comes anew. A folder that is not there yet is made whole, or not at all.

    Raises `WorkspaceError` if the folder cannot be used or written.
    """
    folder = Path(folder)
    try:
        check_usable(folder)
        if folder.is_dir():
            return update(folder, keep_both)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as draft:
            whole = Path(draft, folder.name)
            whole.mkdir()
            report = update(whole, keep_both)
            whole.rename(folder)
        report.folder = folder
        return report
    except OSError as error:
        raise WorkspaceError(f"Cannot write {error.filename or folder} ({error.strerror or error})"
                             ": make room or give rights, or choose another place with --folder."
                             ) from error


def check_usable(folder: Path) -> None:
    """Raises `WorkspaceError` for a folder that is something else already."""
    if folder.exists() and not folder.is_dir():
        raise WorkspaceError(f"{folder} is a file, not a folder: choose another place with "
                             "--folder.")
    if folder.is_dir() and not is_workspace(folder) and any(folder.iterdir()):
        raise WorkspaceError(f"{folder} holds other things: choose a new or empty folder with "
                             "--folder.")
    if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
        raise WorkspaceError(f"{folder} cannot be written to: give yourself the right, or choose "
                             "another place with --folder.")


def is_workspace(folder: Path) -> bool:
    """Whether the course was laid down in this folder."""
    return (folder / MANIFEST).is_file()


def update(folder: Path, keep_both: bool) -> Report:
    """Lay down each file of the course in a folder that is there."""
    report = Report(folder, first=not is_workspace(folder))
    laid_down = read_manifest(folder)
    before = dict(laid_down)
    if report.first:
        write_manifest(folder, {})              # from now on, whatever happens, it is a workspace
    try:
        for place, content in upstream():
            bring(report, laid_down, place, content, keep_both)
    finally:
        if laid_down != before:
            write_manifest(folder, laid_down)
    return report


def bring(report: Report, laid_down: dict[str, str], place: str, content: bytes,
          keep_both: bool) -> None:
    """Bring one file up to date, and note in `laid_down` what version the learner has seen."""
    file, now = report.folder / place, fingerprint(content, place)
    if not file.exists():
        put(file, content)
        report.new.append(place)
    else:
        there = fingerprint(file.read_bytes(), place)
        if there != now and there == laid_down.get(place):
            put(file, content)
            report.updated.append(place)
        elif there != now and now != laid_down.get(place):
            if not keep_both:
                report.changed_by_both.append(place)
                return
            report.beside.append(put_beside(file, content).relative_to(report.folder).as_posix())
    laid_down[place] = now


def put(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(file, content)


def put_beside(file: Path, content: bytes) -> Path:
    """Write the new version next to the learner's, under a name that is free."""
    number, beside = 1, file.with_name(f"{file.stem}.new{file.suffix}")
    while beside.exists():
        number += 1
        beside = file.with_name(f"{file.stem}.new-{number}{file.suffix}")
    put(beside, content)
    return beside


def read_manifest(folder: Path) -> dict[str, str]:
    """Which version of each file was laid down; if that is lost, every file counts as changed."""
    try:
        files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        return {str(place): str(version) for place, version in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def write_manifest(folder: Path, files: dict[str, str]) -> None:
    from groundup import __version__

    put(folder / MANIFEST, (json.dumps({
        "about": "What `groundup learn` laid down here, so that it never overwrites your changes.",
        "groundup": __version__, "files": dict(sorted(files.items())),
    }, indent=2) + "\n").encode())


# Finding it again --------------------------------------------------------------------------------


def find(folder: Path | None = None) -> Path:
    """The workspace: the folder given, or the current one or one around it, or ./groundup-course.

    Raises `WorkspaceError` if there is none.
    """
    if folder is not None:
        if is_workspace(folder):
            return folder
        raise WorkspaceError(f"There is no course in {folder}: lay it down with `groundup learn "
                             f"--folder {folder}`.")
    here = Path.cwd()
    for place in (here, *here.parents, here / NAME):
        if is_workspace(place):
            return place
    raise WorkspaceError(f"There is no course in this folder, nor in ./{NAME}: lay it down with "
                         "`groundup learn`, or say where it is with --folder.")


def default() -> Path:
    """Where `groundup learn` works if no folder is given: the workspace here, or a new one."""
    try:
        return find()
    except WorkspaceError:
        return Path(NAME)


def progress(folder: Path) -> Progress:
    """The learner's record. Raises `WorkspaceError` if it cannot be read."""
    try:
        return Progress(folder / FILE)
    except OSError as error:
        raise WorkspaceError(f"Cannot read {folder / FILE} ({error.strerror or error}).") from error


def restore(folder: Path, exercise) -> Path:
    """Write a practice file anew, as it was at first."""
    file, place = folder / practice.place(exercise), practice.place(exercise)
    content = practice.text(exercise).encode()
    try:
        put(file, content)
        write_manifest(folder, {**read_manifest(folder), place: fingerprint(content, place)})
    except OSError as error:
        raise WorkspaceError(f"Cannot write {file} ({error.strerror or error}).") from error
    return file


def free_space(folder: Path) -> int:
    """Bytes that are free where the folder is, or will be."""
    there = folder.absolute()
    while not there.exists():
        there = there.parent
    return shutil.disk_usage(there).free
