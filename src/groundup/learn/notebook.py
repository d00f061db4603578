"""The four functions of a notebook: `check`, `hint`, `solution` and `reference`.

What is done is kept if the working directory lies in a learner's folder; elsewhere only for as
long as Python runs.
"""

from typing import Any

from groundup.learn import catalog, message
from groundup.learn.checker import judge
from groundup.learn.exercise import Exercise
from groundup.learn.progress import FILE, Progress, find_folder

_done: set[str] = set()                    # of this session, where no folder keeps it
_hints: dict[str, int] = {}


def check(exercise: str | Exercise, answer: Any = ...) -> Any:
    """Judge an answer, say the verdict, and give back something that works.

    That is the answer itself if it is right, else the reference, so that the notebook goes on.
    It never raises; only an interruption from the keyboard passes through.

    >>> from groundup.learn.exercise import Exercise, given
    >>> twice = Exercise(id="1.1.twice", title="Twice", level="easy", objective="", asks="",
    ...                  hints=(), reference=lambda x: 2 * x, probes=[given("three", 3.0)])
    >>> check(twice, lambda x: x + x)(4)
    ✓ Twice: right.
    8
    """
    found = _find(exercise)
    if found is None:
        return answer
    try:
        verdict = judge(found, answer)
    except Exception as error:             # ours: the learner must not pay for it
        print(f"The check of {found.id} broke ({type(error).__name__}: {error}). "
              "That is a fault of the course, not yours; please report it.")
        return found.reference
    message.show(verdict)
    if verdict.kind != "untried":
        if verdict.accepted:
            _done.add(found.id)
        _keep(lambda progress: progress.record(found.id, right=verdict.accepted))
    return answer if verdict.accepted else found.reference


def hint(exercise: str | Exercise, level: int | None = None) -> None:
    """Print the next hint of an exercise, or the one of this level: 1, 2 or 3.

    >>> from groundup.learn.exercise import Exercise
    >>> twice = Exercise(id="1.1.twice", title="Twice", level="easy", objective="", asks="",
    ...                  hints=("How often?", "The return.", "x + x"), reference=lambda x: 2 * x)
    >>> hint(twice, 2)
    Hint 2 of 3: The return.
    """
    found = _find(exercise)
    if found is None:
        return
    count = len(found.hints)
    if level is None:
        kept: list[int] = [_hints.get(found.id, 0)]
        _keep(lambda progress: kept.append(progress.hints(found.id)))
        level = min(max(kept) + 1, count)
    if not isinstance(level, int) or not 1 <= level <= count:
        print(f"There are {count} hints; ask for one of 1 to {count}, not {level!r}.")
        return
    _hints[found.id] = max(level, _hints.get(found.id, 0))
    _keep(lambda progress: progress.show_hint(found.id, level))
    print(f"Hint {level} of {count}: {found.hints[level - 1]}")


def solution(exercise: str | Exercise, show: bool = False) -> None:
    """Print the solution once the exercise is done; before, only if `show=True` asks for it.

    An exercise whose solution was looked at first is marked as seen, not as done.

    >>> from groundup.learn.exercise import Exercise
    >>> guess = Exercise(id="1.1.guess", title="Guess", level="guess", objective="", asks="",
    ...                  hints=(), reference=9)
    >>> solution(guess)
    Try it first; or ask for it with solution("1.1.guess", show=True), which marks it as seen.
    >>> solution(guess, show=True)
    9
    """
    found = _find(exercise)
    if found is None:
        return
    known = [found.id in _done]
    _keep(lambda progress: known.append(progress.status(found.id) in ("done", "seen")))
    if not any(known):
        if not show:
            print(f"Try it first; or ask for it with solution(\"{found.id}\", show=True), "
                  "which marks it as seen.")
            return
        _keep(lambda progress: progress.see(found.id))
    print(found.solution)


def reference(exercise: str | Exercise) -> Any:
    """The right answer itself: a function or class to go on with, or the value of a guess.

    Raises `KeyError` if there is no such exercise.

    >>> from groundup.learn.exercise import Exercise
    >>> reference(Exercise(id="1.1.guess", title="Guess", level="guess", objective="", asks="",
    ...                    hints=(), reference=9))
    9
    """
    found = exercise if isinstance(exercise, Exercise) else catalog.find(exercise)
    return found.reference


def _find(exercise: str | Exercise) -> Exercise | None:
    """The exercise; None, and a sentence, if there is none."""
    if isinstance(exercise, Exercise):
        return exercise
    try:
        return catalog.find(exercise)
    except KeyError as error:
        print(error.args[0])
        return None


def _keep(change) -> None:
    """Apply a change to the learner's progress, if there is a folder for it."""
    folder = find_folder()
    if folder is None:
        return
    try:
        progress = Progress(folder / FILE)
        change(progress)
    except OSError as error:
        print(f"Your progress could not be kept: {error}.")
        return
    if progress.set_aside is not None:
        print(f"Your {FILE} could not be read; it was put aside as {progress.set_aside.name}.")
