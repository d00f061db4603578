"""`groundup plan`: the chapters laid over weeks, and what is due."""

import datetime as dt
from pathlib import Path

from rich.table import Table
from rich.text import Text

from groundup.cli.errors import UserError
from groundup.cli.screen import console, heading
from groundup.learn import plan, standing, workspace
from groundup.learn.plan import Plan
from groundup.learn.syllabus import CHAPTERS, Notebook

WEEKS = 19
MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"


def run(weeks: int | None, start: str | None, folder: Path | None,
        today: dt.date | None = None) -> None:
    """Make or change the plan if something is given; then show it."""
    place, today = workspace.find(folder), today or dt.date.today()
    kept = plan.recall(place)
    chosen = Plan(day(start) if start else kept.start if kept else today,
                  weeks or (kept.weeks if kept else WEEKS))
    if chosen != kept:
        plan.remember(place, chosen)
    show(chosen, place, today)


def day(typed: str) -> dt.date:
    """A date such as 2026-11-23. Raises `UserError` for anything else.

    >>> day("2026-11-23")
    datetime.date(2026, 11, 23)
    """
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        raise UserError(f"--start is {typed!r}; it must be a date such as 2026-11-23.") from None


def show(chosen: Plan, folder: Path, today: dt.date) -> None:
    """A line a week, this week marked, and what is due below."""
    screen, progress = console(), workspace.progress(folder)
    this = chosen.week_of(today)
    heading(screen, f"{chosen.weeks} weeks from {spoken(chosen.start)}",
            f"about {chosen.hours:.1f} hours a week")
    table = Table.grid(padding=(0, 2, 0, 0))
    for week in range(1, chosen.weeks + 1):
        books = chosen.notebooks(week)
        done = bool(books) and all(standing.of_notebook(book, progress).all_done for book in books)
        mark, color = ("✓", "right") if done else ("›", "accent") if week == this else (" ", "")
        tone = "bold" if week == this else color or ("untried" if week < this else "")
        table.add_row(Text(mark, color), Text(f"week {week}", tone),
                      Text(spoken(chosen.first_day(week)), "untried"), Text(contents(books), tone))
    screen.print(table)
    screen.print()
    late = [book for book in chosen.due(today)
            if workspace.is_written(book) and not standing.of_notebook(book, progress).all_done]
    if this < 1:
        screen.print(f"It begins on {spoken(chosen.start)}.")
    elif late:
        names = ", ".join(f"{book.number} {book.title}" for book in late[:4])
        more = f" and {len(late) - 4} more" if len(late) > 4 else ""
        end = spoken(chosen.first_day(min(this, chosen.weeks) + 1) - dt.timedelta(days=1))
        screen.print(f"[hint]Due by {end}:[/] {names}{more}.  [accent]groundup learn "
                     f"{late[0].number}[/]")
    else:
        screen.print("[right]You are on time:[/] nothing is due.")


def contents(books: list[Notebook]) -> str:
    """The notebooks of a week, under the titles of their chapters.

    >>> from groundup.learn.syllabus import notebooks
    >>> contents(list(notebooks())[1:4])
    'Dot product 1.2, Single neuron 2.1 2.2'
    """
    titles = dict.fromkeys(book.chapter for book in books)
    return ", ".join(" ".join([CHAPTERS[number - 1].title,
                               *(book.number for book in books if book.chapter == number)])
                     for number in titles) or "free"


def spoken(date: dt.date) -> str:
    """A date as one says it; the names of months do not depend on the machine's language.

    >>> spoken(dt.date(2026, 11, 3))
    '3 Nov 2026'
    """
    return f"{date.day} {MONTHS[3 * date.month - 3 : 3 * date.month]} {date.year}"
