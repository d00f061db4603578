"""`groundup learn`: the learner's copy of the course, brought up to date and opened."""

from difflib import get_close_matches
from pathlib import Path

from rich.console import Console

from groundup.backend import require
from groundup.cli import jupyter
from groundup.cli.errors import UserError
from groundup.cli.screen import console, count
from groundup.learn import catalog, standing, syllabus, workspace
from groundup.learn.syllabus import Notebook


def run(word: str | None, folder: Path | None, browser: bool, keep_both: bool) -> None:
    """Copy or update the course, and open JupyterLab at the notebook asked for, or the next."""
    screen = console()
    asked = wanted(word) if word else None
    place = folder or workspace.default()
    report = workspace.lay_down(place, keep_both)
    say(screen, report)
    book = asked or standing.next_notebook(workspace.progress(place)) or first_written()
    if book is None:
        screen.print("No notebook is written in this version yet. Practise in the terminal:  "
                     "[accent]groundup practice[/]")
        return
    require("jupyterlab", extra="course")
    jupyter.serve(screen, place, book, browser)


def wanted(word: str) -> Notebook:
    """The notebook that a word means. Raises `UserError` if there is none, or none yet."""
    book = syllabus.find(word)
    if book is None:
        titles = [each.title for each in syllabus.CHAPTERS]
        titles += [each.title for each in syllabus.notebooks()]
        near = dict.fromkeys(get_close_matches(word, titles, cutoff=0.5))
        raise UserError(f"There is no notebook {word!r}. " + (
            f"Did you mean {' or '.join(near)}?" if near else
            "Give a number such as 2 or 2.3, or a word of a title."))
    if not workspace.is_written(book):
        last = standing.written()
        there = f"the last one so far is {last[-1].number}" if last else "none is so far"
        raise UserError(f"{book.number} {book.title} is not written yet; {there}.")
    return book


def first_written() -> Notebook | None:
    return next(iter(standing.written()), None)


def say(screen: Console, report: workspace.Report) -> None:
    """What the copying did, in as few words as it allows."""
    folder = report.folder
    if report.first:
        screen.print(f"Your copy of the course is in [accent]{folder}[/]: "
                     f"{count(len(standing.written()), 'notebook')}, "
                     f"{count(len(catalog.every()), 'exercise')}.")
    elif report.new or report.updated:
        parts = [f"{count(len(files), 'file')} {what}" for files, what in
                 [(report.new, "new"), (report.updated, "updated")] if files]
        screen.print(f"The course in [accent]{folder}[/] is up to date: {' and '.join(parts)}.")
    else:
        screen.print(f"The course in [accent]{folder}[/] is up to date.")
    if report.changed_by_both:
        screen.print("\n[hint]Changed by you, and newer in the course[/]; yours stay as they are:")
        for place in report.changed_by_both:
            screen.print(f"  {place}")
        screen.print("Put the new ones beside them:  [accent]groundup learn --keep-both[/]")
    for place in report.beside:
        screen.print(f"The new one lies beside yours:  {folder / place}")
