"""`groundup progress`: what is done, chapter by chapter; what one can do now; what comes next."""

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from groundup.cli.errors import UserError
from groundup.cli.practice_screen import MARKS
from groundup.cli.screen import console, count, heading, meter
from groundup.files import write_atomically
from groundup.learn import catalog, standing, syllabus, workspace
from groundup.learn.progress import Progress
from groundup.learn.syllabus import CHAPTERS, Chapter

COLORS = {"done": "right", "begun": "hint", "ahead": "", "to come": "untried"}


def run(word: str | None, folder: Path | None) -> None:
    """The overview, or one chapter in full."""
    place = workspace.find(folder)
    progress = workspace.progress(place)
    screen = console()
    if progress.set_aside:
        screen.print(f"[hint]The progress file could not be read[/]; it was set aside as "
                     f"{progress.set_aside.name}, and a new one begun.\n")
    if word is None:
        overview(screen, progress)
    else:
        book = syllabus.find(word)
        if book is None:
            raise UserError(f"There is no chapter {word!r}: give a number from 1 to "
                            f"{len(CHAPTERS)}, or a word of a title.")
        one_chapter(screen, CHAPTERS[book.chapter - 1], progress)


def overview(screen: Console, progress: Progress) -> None:
    """A line a chapter, all of it together, and the way on."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for side in ("right", "left", "left", "right", "right", "left", "right"):
        table.add_column(justify=side, no_wrap=True)            # type: ignore[arg-type]
    table.add_row(*(Text(name, "untried") for name in
                    ("", "chapter", "", "notebooks", "exercises", "", "")))
    for chapter in CHAPTERS:
        state = standing.status(chapter, progress)
        all_of_it = standing.of_chapter(chapter, progress)
        books = [standing.of_notebook(book, progress) for book in chapter.notebooks]
        here = sum(map(workspace.is_written, chapter.notebooks))
        color = COLORS[state]
        table.add_row(
            Text(str(chapter.number), "untried"), Text(chapter.title, color), Text(state, color),
            Text(f"{sum(each.all_done for each in books)} of {here}" if here else "–", color),
            Text(f"{all_of_it.done} of {all_of_it.total}" if all_of_it.total else "–", color),
            meter(screen, all_of_it.part, 12) if all_of_it.total else Text(""),
            Text(f"{100 * all_of_it.part:.0f} %" if all_of_it.total else "", color))
    screen.print(table)
    together = standing.share(catalog.every(), progress)
    screen.print()
    screen.print(Text.assemble(meter(screen, together.part, 40), ("  ", ""),
                               (f"{together.done} of {together.total} exercises", "bold"),
                               f", {100 * together.part:.0f} %"))
    say_more(screen, progress)


def say_more(screen: Console, progress: Progress) -> None:
    """Days in a row, what one can do now, and what comes next."""
    if progress.streak:
        screen.print(f"\n{count(progress.streak, 'day')} in a row.")
    met = standing.objectives_met(progress)
    if met:
        more = f", and {len(met) - 3} things more" if len(met) > 3 else ""
        screen.print(f"\nYou can now {listed(met[-3:])}{more}.")
    seen = progress.ids("seen")
    if seen:
        screen.print(f"\nSolution seen, still to be done alone: {listed(seen[:4])}"
                     + (" …" if len(seen) > 4 else ""))
    come = standing.next_exercise(progress)
    if come is None:
        screen.print("\n[right]All exercises are done.[/]")
        return
    screen.print(f"\nNext:  [bold]{come.id}[/]  {come.title}")
    screen.print("Go on with [accent]groundup learn[/] or [accent]groundup practice[/]; a chapter "
                 f"in full:  [accent]groundup progress {come.chapter}[/]")


def listed(words: list[str]) -> str:
    return ", ".join(words)


def one_chapter(screen: Console, chapter: Chapter, progress: Progress) -> None:
    """Each exercise of a chapter, and what one can do once it is done."""
    all_of_it = standing.of_chapter(chapter, progress)
    heading(screen, f"{chapter.number} {chapter.title}",
            f"{all_of_it.done} of {all_of_it.total} exercises done")
    for book in chapter.notebooks:
        written = "" if workspace.is_written(book) else "not written yet"
        screen.print()
        heading(screen, f"{book.number} {book.title}", written or book.question)
        table = Table.grid(padding=(0, 1, 0, 0))
        for exercise in catalog.of_notebook(book.number):
            status = progress.status(exercise.id)
            mark, color = MARKS[status]
            table.add_row(Text(mark, color), Text(exercise.objective,
                                                  "" if status == "done" else "untried"))
        if table.rows:
            screen.print(table)


# To another machine and back ---------------------------------------------------------------------


def write(file: Path, folder: Path | None) -> None:
    """Write the record into a file. Raises `UserError` if that cannot be done."""
    progress = workspace.progress(workspace.find(folder))
    try:
        write_atomically(file, progress.export().encode())
    except OSError as error:
        raise UserError(f"Cannot write {file} ({error.strerror or error}).") from error
    console().print(f"Your progress is in [accent]{file}[/]. On another machine:  "
                    f"[accent]groundup progress --import {file.name}[/]")


def read(file: Path, folder: Path | None) -> None:
    """Take in a record that was written elsewhere; what is done on either side stays done."""
    progress = workspace.progress(workspace.find(folder))
    before = len(progress.ids("done"))
    try:
        progress.merge(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"Cannot read {file} ({error.strerror or error}).") from error
    except ValueError as error:
        raise UserError(f"{file} is no progress file of groundup; make one with "
                        "`groundup progress --export FILE`.") from error
    done = len(progress.ids("done"))
    console().print(f"{done} exercises are done now, {done - before} of them new from "
                    f"[accent]{file}[/].")
