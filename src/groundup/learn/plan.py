"""A plan: the notebooks laid evenly over weeks, and what is due by now."""

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

from groundup.files import write_atomically
from groundup.learn import syllabus
from groundup.learn.progress import MARKER
from groundup.learn.syllabus import Notebook

FILE = f"{MARKER}/plan.json"
HOURS = 1.0                                # for a notebook with its exercises


@dataclass(frozen=True)
class Plan:
    """So many weeks from a first day on."""

    start: dt.date
    weeks: int

    def week_of(self, day: dt.date) -> int:
        """Which week a day falls into: 1 is the first; 0 and less lie before the start.

        >>> plan = Plan(dt.date(2026, 1, 5), weeks=19)
        >>> plan.week_of(dt.date(2026, 1, 11)), plan.week_of(dt.date(2026, 1, 12))
        (1, 2)
        """
        return (day - self.start).days // 7 + 1

    def first_day(self, week: int) -> dt.date:
        return self.start + dt.timedelta(weeks=week - 1)

    def notebooks(self, week: int) -> list[Notebook]:
        """What a week holds; with more weeks than notebooks, some are free.

        >>> [book.number for book in Plan(dt.date(2026, 1, 5), weeks=19).notebooks(1)]
        ['1.1', '1.2', '2.1', '2.2']
        """
        books = list(syllabus.notebooks())
        return [book for i, book in enumerate(books) if i * self.weeks // len(books) == week - 1]

    def due(self, day: dt.date) -> list[Notebook]:
        """What should be done when the week of this day is over."""
        now = min(self.week_of(day), self.weeks)
        return [book for week in range(1, now + 1) for book in self.notebooks(week)]

    @property
    def hours(self) -> float:
        """How many hours a week take, on average."""
        return HOURS * sum(1 for _ in syllabus.notebooks()) / self.weeks


def remember(folder: Path, plan: Plan) -> None:
    """Keep the plan in the learner's folder."""
    text = json.dumps({"start": plan.start.isoformat(), "weeks": plan.weeks}, indent=2)
    (folder / FILE).parent.mkdir(exist_ok=True)
    write_atomically(folder / FILE, text.encode() + b"\n")


def recall(folder: Path) -> Plan | None:
    """The plan that was kept in the folder, if there is one that can be read."""
    try:
        kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
        plan = Plan(dt.date.fromisoformat(kept["start"]), int(kept["weeks"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return plan if plan.weeks >= 1 else None
