"""What a learner has done: one readable JSON file, keyed by exercise ids.

It is read again before each change and written in one step, so that a crash leaves the old file
or the new one, and a notebook and a terminal can share it. A file that cannot be read is set
aside under another name. What this version does not know (ids, fields) is kept as it is.
"""

import json
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from groundup.files import write_atomically

FILE = "progress.json"
MARKER = ".groundup-course"                # what has this name marks a learner's folder
RANK = {"tried": 1, "seen": 2, "done": 3}


def find_folder(start: str | os.PathLike | None = None) -> Path | None:
    """The learner's folder: the first one upwards that has the marker, or a progress file of ours.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     inner = Path(folder, "ch01"); inner.mkdir()
    ...     Path(folder, MARKER).touch(); find_folder(inner) == Path(folder).resolve()
    True
    """
    try:
        here = Path(start or ".").resolve()
        return next((folder for folder in (here, *here.parents) if (folder / MARKER).exists()
                     or _is_ours(folder / FILE)), None)
    except OSError:                        # the working directory was removed, or is not ours
        return None


class Progress:
    """The record of one learner. Every change is on the disk when the method returns.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     progress = Progress(Path(folder, "progress.json"))
    ...     progress.record("1.1.dot-product", right=True)
    ...     Progress(Path(folder, "progress.json")).status("1.1.dot-product")
    'done'
    """

    def __init__(self, path: str | os.PathLike, today: Callable[[], date] = date.today):
        self.path, self.today = Path(path), today
        self.set_aside: Path | None = None             # where an unreadable file was put
        self.content = self._read()

    # What is known ------------------------------------------------------------------------------

    def entry(self, id: str) -> dict[str, Any]:
        """All that is kept of an exercise: status, tries, hints, dates; empty for a new one."""
        return dict(self.content["exercises"].get(id, {}))

    def status(self, id: str) -> str:
        """ "new", "tried", "seen" (its solution was looked at first) or "done"."""
        return self.entry(id).get("status", "new")

    def hints(self, id: str) -> int:
        """How many of the hints were shown, 0 to 3."""
        return self.entry(id).get("hints", 0)

    def ids(self, status: str) -> list[str]:
        """The exercises that have this status, in the order in which they were begun."""
        return [id for id, entry in self.content["exercises"].items()
                if entry.get("status") == status]

    @property
    def streak(self) -> int:
        """Days in a row with some work, up to today or yesterday."""
        days, day = set(self.content["days"]), self.today()
        if day.isoformat() not in days:
            day -= timedelta(days=1)
        length = 0
        while day.isoformat() in days:
            length, day = length + 1, day - timedelta(days=1)
        return length

    # What changes -------------------------------------------------------------------------------

    def record(self, id: str, right: bool) -> None:
        """Keep the outcome of a check. What was done stays done, whatever comes later.

        Solving an exercise after a look at its solution counts from the next day on.
        """
        def change(entry: dict, today: str) -> None:
            entry["tries"] = entry.get("tries", 0) + 1
            status = entry.get("status", "tried")
            if right and (status != "seen" or entry.get("seen", "") < today):
                status = "done"
                entry.setdefault("done", today)
            entry["status"] = status

        self._change(id, change)

    def show_hint(self, id: str, level: int) -> None:
        """Remember that the hints up to this level, 1 to 3, were shown."""
        def change(entry: dict, today: str) -> None:
            entry["hints"] = max(entry.get("hints", 0), level)
            entry.setdefault("status", "tried")

        self._change(id, change)

    def see(self, id: str) -> None:
        """Remember that the solution was looked at; an exercise that was done stays done."""
        def change(entry: dict, today: str) -> None:
            if entry.get("status") != "done":
                entry.update(status="seen", seen=today)

        self._change(id, change)

    def forget(self, id: str) -> None:
        """Begin an exercise anew: drop what was kept of it."""
        self.content = self._read()
        self.content["exercises"].pop(id, None)
        self._write()

    def export(self) -> str:
        """The whole record as JSON text, for another machine."""
        return json.dumps(self.content, indent=1, ensure_ascii=False) + "\n"

    def merge(self, text: str) -> None:
        """Take in what `export` gave elsewhere: the better status wins, days are united.

        Raises `ValueError` if the text is no such record; nothing is changed then.
        """
        other = _parse(text)
        self.content = self._read()
        mine = self.content["exercises"]
        for id, entry in other["exercises"].items():
            mine[id] = _better(mine[id], entry) if id in mine else entry
        self.content["days"] = sorted({*self.content["days"], *other["days"]})
        self.content = {**other, **self.content}       # fields that only the other one has
        self._write()

    # The file -----------------------------------------------------------------------------------

    def _change(self, id: str, change: Callable[[dict, str], None]) -> None:
        self.content = self._read()
        today = self.today().isoformat()
        entry = self.content["exercises"].setdefault(id, {})
        entry.setdefault("begun", today)
        change(entry, today)
        if today not in self.content["days"]:
            self.content["days"] = sorted([*self.content["days"], today])
        self._write()

    def _write(self) -> None:
        write_atomically(self.path, self.export().encode())

    def _read(self) -> dict[str, Any]:
        try:
            return _parse(self.path.read_bytes().decode())
        except FileNotFoundError:
            pass
        except ValueError:                 # no JSON, no UTF-8, or not a record
            self.set_aside = _free_name(self.path)
            os.replace(self.path, self.set_aside)
        return {"course": "groundup", "version": 1, "days": [], "exercises": {}}


def _parse(text: str) -> dict[str, Any]:
    """The record in a text; `ValueError` if it is none."""
    content = json.loads(text)
    if not (isinstance(content, dict) and content.get("course") == "groundup"):
        raise ValueError("This is no progress file of groundup: it lacks \"course\": \"groundup\".")
    days, exercises = content.setdefault("days", []), content.setdefault("exercises", {})
    if not (isinstance(days, list) and all(isinstance(day, str) for day in days)
            and isinstance(exercises, dict) and all(map(_is_entry, exercises.values()))):
        raise ValueError("This progress file is damaged: its days or exercises are not as written.")
    return content


def _is_entry(entry: Any) -> bool:
    return (isinstance(entry, dict) and isinstance(entry.get("status", ""), str)
            and all(isinstance(entry.get(name, 0), int) for name in ("tries", "hints"))
            and all(isinstance(entry.get(name, ""), str) for name in ("begun", "seen", "done")))


def _better(mine: dict, other: dict) -> dict:
    """Two entries of one exercise made one."""
    merged = {**other, **mine}
    for name, choose in (("tries", max), ("hints", max), ("begun", min), ("done", min),
                         ("seen", min)):
        if name in mine and name in other:
            merged[name] = choose(mine[name], other[name])
    status = max((mine, other), key=lambda entry: RANK.get(entry.get("status", ""), 0))
    if "status" in status:
        merged["status"] = status["status"]
    return merged


def _is_ours(path: Path) -> bool:
    try:
        _parse(path.read_bytes().decode())
    except (OSError, ValueError):
        return False
    return True


def _free_name(path: Path) -> Path:
    number = 1
    while (free := path.with_name(f"{path.stem}.broken-{number}{path.suffix}")).exists():
        number += 1
    return free
