"""`groundup check`: the practice files judged once, as a table; for scripts, too."""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from rich.live import Live
from rich.table import Table
from rich.text import Text

from groundup.cli.errors import UserError
from groundup.cli.screen import console, heading
from groundup.learn import catalog, practice, syllabus, workspace
from groundup.learn.exercise import Exercise
from groundup.learn.runner import Outcome, Runner

MARKS = {"right": ("✓", "right"), "unusual": ("✓", "right"), "convention": ("≈", "hint"),
         "untried": ("·", "untried"), "wrong": ("✗", "wrong"), "error": ("✗", "wrong"),
         "slow": ("✗", "wrong")}
WORDS = {"right": "right", "unusual": "right, in an unusual way",
         "convention": "right, by another convention", "untried": "not attempted",
         "wrong": "wrong", "error": "stopped by an error", "slow": "does not end"}
WRONG = ("wrong", "error", "slow")


def run(words: list[str], folder: Path | None, as_json: bool) -> int:
    """Check the files that the words choose; the exit status is 1 if one of them is wrong."""
    exercises = chosen(words, catalog.every())
    place = workspace.find(folder)
    screen = console(quiet=as_json)
    outcomes: dict[str, Outcome] = {}
    grid = screen.is_terminal and len(exercises) > 1
    with Live(console=screen, transient=True, auto_refresh=False) if grid else _Nothing() as live:
        for exercise, outcome in judged(exercises, place, screen.color_system is not None,
                                        min(screen.width, 100)):
            outcomes[exercise.id] = outcome
            live.update(squares(exercises, outcomes), refresh=True)
    record(workspace.progress(place), outcomes)
    if as_json:
        print(json.dumps([as_data(each, outcomes[each.id], place) for each in exercises],
                         indent=2, ensure_ascii=False))
    elif len(exercises) == 1:
        screen.print(Text.from_ansi(outcomes[exercises[0].id].text.replace(
            f'hint("{exercises[0].id}")', f"groundup practice {exercises[0].id}, key h")))
    else:
        report(screen, exercises, outcomes)
    return int(any(outcome.kind in WRONG for outcome in outcomes.values()))


class _Nothing:
    """Stands for the live grid where nobody would see it."""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def update(self, *what, **how):
        pass


def chosen(words: list[str], exercises: list[Exercise]) -> list[Exercise]:
    """The exercises that ids, chapters, notebooks, titles or patterns name; all for no word.

    Raises `UserError` for a word that names none.
    """
    if not exercises:
        raise UserError("There are no exercises yet in this version of groundup.")
    if not words:
        return exercises
    kept: set[str] = set()
    for word in words:
        found = meant(word, exercises)
        if not found:
            near = get_close_matches(word.lower(), [each.id for each in exercises], cutoff=0.75)
            raise UserError(f"There is no exercise {word!r}. " + (
                f"Did you mean {' or '.join(near)}?" if near else
                "Give an id, a notebook such as 2.3, a chapter such as 2, or a pattern such as "
                "'*relu*'."))
        kept |= {each.id for each in found}
    return [each for each in exercises if each.id in kept]


def meant(word: str, exercises: list[Exercise]) -> list[Exercise]:
    """The exercises that one word names: an id, a file, a pattern, a number or a title."""
    name = Path(word).stem if word.endswith(".py") else word
    exact = [each for each in exercises if fnmatchcase(each.id, name)]
    book = None if exact else syllabus.find(name)
    if book is None:
        return exact
    if syllabus.is_chapter(name):
        return [each for each in exercises if each.chapter == book.chapter]
    return [each for each in exercises if each.notebook == book.number]


def judged(exercises: list[Exercise], folder: Path, color: bool,
           width: int) -> Iterator[tuple[Exercise, Outcome]]:
    """Each exercise with its outcome, in order, some of them judged at the same time."""
    def judge(exercise: Exercise) -> Outcome:
        file = folder / practice.place(exercise)
        if not practice.touched(exercise, file):
            return Outcome("untried", "Not attempted yet.")
        with Runner(color, width) as runner:
            return runner.check(exercise, file, another=False)

    with ThreadPoolExecutor(max(1, min(4, (os.cpu_count() or 1)))) as pool:
        yield from zip(exercises, pool.map(judge, exercises))


def record(progress, outcomes: dict[str, Outcome]) -> None:
    """Keep what came out in the learner's progress."""
    for id, outcome in outcomes.items():
        if outcome.kind != "untried":
            progress.record(id, outcome.accepted)


def squares(exercises: list[Exercise], outcomes: dict[str, Outcome]) -> Table:
    """All exercises as marks, a line a chapter, that fill in as verdicts come."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for chapter in dict.fromkeys(each.chapter for each in exercises):
        marks = Text()
        for each in exercises:
            if each.chapter == chapter:
                kind = outcomes[each.id].kind if each.id in outcomes else ""
                marks.append(*MARKS.get(kind, ("░", "untried")))
        table.add_row(Text(f"chapter {chapter}", "untried"), marks)
    return table


def report(screen, exercises: list[Exercise], outcomes: dict[str, Outcome]) -> None:
    """A table of the verdicts; what was not attempted is only counted."""
    tried = [each for each in exercises if outcomes[each.id].kind != "untried"]
    table = Table.grid(padding=(0, 2, 0, 0))
    for each in tried:
        kind = outcomes[each.id].kind
        mark, color = MARKS[kind]
        mistake = outcomes[each.id].mistake.replace("-", " ")
        table.add_row(Text(mark, color), Text(each.id, "accent"), each.title,
                      Text(f"{WORDS[kind]}{': ' + mistake if mistake else ''}", color))
    right = sum(outcomes[each.id].accepted for each in tried)
    heading(screen, f"{right} of {len(exercises)} right",
            f"{len(tried) - right} to be put right, {len(exercises) - len(tried)} not attempted")
    if tried:
        screen.print(table)
    wrong = [each for each in tried if outcomes[each.id].kind in WRONG]
    if wrong:
        screen.print(f"\nSee what is wrong:  [accent]groundup check {wrong[0].id}[/]")
    elif len(tried) < len(exercises):
        screen.print("\nGo on:  [accent]groundup practice[/]")


def as_data(exercise: Exercise, outcome: Outcome, folder: Path) -> dict[str, Any]:
    """One verdict for a script."""
    return {"id": exercise.id, "title": exercise.title, "kind": outcome.kind,
            "right": outcome.accepted, "mistake": outcome.mistake or None,
            "file": str(folder / practice.place(exercise)),
            "message": Text.from_ansi(outcome.text).plain}
