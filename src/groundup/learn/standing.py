"""Where a learner stands: what is done of each notebook and chapter, and what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass

from groundup.learn import catalog, workspace
from groundup.learn.exercise import Exercise
from groundup.learn.progress import Progress
from groundup.learn.syllabus import CHAPTERS, Chapter, Notebook, notebooks


@dataclass(frozen=True)
class Share:
    """So many exercises of so many are done; `begun` if any of them was tried."""

    done: int
    total: int
    begun: bool = False

    @property
    def all_done(self) -> bool:
        return 0 < self.total == self.done

    @property
    def part(self) -> float:
        return self.done / self.total if self.total else 0.0


def share(exercises: Iterable[Exercise], progress: Progress) -> Share:
    """How much of these exercises is done.

    >>> from pathlib import Path
    >>> share([], Progress(Path("no-such-folder", "progress.json")))
    Share(done=0, total=0, begun=False)
    """
    states = [progress.status(each.id) for each in exercises]
    return Share(states.count("done"), len(states), any(state != "new" for state in states))


def of_notebook(book: Notebook, progress: Progress) -> Share:
    """How much of a notebook's exercises is done."""
    return share(catalog.of_notebook(book.number), progress)


def of_chapter(chapter: Chapter, progress: Progress) -> Share:
    """How much of a chapter's exercises is done."""
    return share((each for book in chapter.notebooks for each in catalog.of_notebook(book.number)),
                 progress)


def status(chapter: Chapter, progress: Progress) -> str:
    """ "done", "begun", "ahead", or "to come" for a chapter of which nothing is written yet."""
    all_of_it = of_chapter(chapter, progress)
    if all_of_it.all_done:
        return "done"
    if all_of_it.begun:
        return "begun"
    written = all_of_it.total or any(map(workspace.is_written, chapter.notebooks))
    return "ahead" if written else "to come"


def written() -> list[Notebook]:
    """The notebooks that are there, in the order of reading."""
    return [book for book in notebooks() if workspace.is_written(book)]


def next_notebook(progress: Progress) -> Notebook | None:
    """The first notebook whose exercises are not all done; None when there is none left."""
    for book in written():
        part = of_notebook(book, progress)
        if part.total and not part.all_done:
            return book
    return None


def next_exercise(progress: Progress) -> Exercise | None:
    """The first exercise that is not done; None when all are."""
    return next((each for each in catalog.every() if progress.status(each.id) != "done"), None)


def last_exercise(progress: Progress) -> Exercise | None:
    """The exercise that was begun last, if any was."""
    known = {each.id: each for each in catalog.every()}
    begun = [known[id] for id in progress.content["exercises"] if id in known]
    return begun[-1] if begun else None


def objectives(chapter: Chapter, progress: Progress) -> list[tuple[str, bool]]:
    """What one can do after a chapter, and whether the exercise for it is done."""
    return [(each.objective, progress.status(each.id) == "done")
            for book in chapter.notebooks for each in catalog.of_notebook(book.number)]


def objectives_met(progress: Progress) -> list[str]:
    """All that the learner can do now, in the order of the course."""
    return [what for chapter in CHAPTERS for what, met in objectives(chapter, progress) if met]
