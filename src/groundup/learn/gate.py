"""The author's gate: does each exercise keep what it promises? `python -m groundup.learn.gate 8.2`

The stub is not attempted; the reference and its equivalents pass; every mistake is rejected, named
as itself, and told apart from every other, on several draws of the probes; the texts are there.
"""

import re
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

from groundup.learn import catalog, message
from groundup.learn.checker import judge
from groundup.learn.exercise import LEVELS, Exercise, Mistake
from groundup.learn.trial import Trial
from groundup.learn.verdict import Verdict

SEEDS = (0, 1, 2)                          # 0 is what the learner meets
Trials = dict[int, Trial | None]
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*$")


def problems(exercise: Exercise, course: Sequence[Exercise] = (),
             seeds: Sequence[int] = SEEDS) -> list[str]:
    """All that is wrong with an exercise, each with what to do; `course` is the whole course.

    >>> from groundup.learn.exercise import Exercise
    >>> empty = Exercise(id="1.1.a", title="A", level="guess", objective="guess", asks="How many?",
    ...                  hints=("a", "b", "c"), reference=9)
    >>> problems(empty)
    ['It has no mistakes: name at least one wrong value that learners give.']
    """
    found = [*_texts(exercise), *_place(exercise, course)]
    if exercise.name == "<lambda>" or not (exercise.is_guess or exercise.probes):
        return found                       # nothing that could be run
    try:
        trials = {seed: None if exercise.is_guess else Trial(exercise, seed) for seed in seeds}
        found += [*_starts(exercise, course), *_accepts(exercise, trials),
                  *_rejects(exercise, trials)]
    except Exception as error:             # an author's slip: say it as such, and go on
        found.append(f"The exercise itself breaks: {type(error).__name__}: {error}.")
    return found


# What is written ---------------------------------------------------------------------------------


def _texts(exercise: Exercise) -> Iterator[str]:
    if not re.match(r"\d+\.\d+\.", exercise.id) or not SLUG.match(exercise.id.split(".", 2)[-1]):
        yield "Its id must be chapter.notebook.slug, such as 8.2.dense-backward."
    if exercise.level not in LEVELS:
        yield f"Its level is {exercise.level!r}; it can be {', '.join(LEVELS)}."
    for name in ("title", "objective", "asks"):
        if not getattr(exercise, name).strip():
            yield f"Its {name} is empty."
    if (words := len(exercise.asks.split())) > 120:
        yield f"Its text has {words} words; at most 120."
    if len(exercise.hints) != 3 or not all(text.strip() for text in exercise.hints):
        yield f"It has {len(exercise.hints)} hints; it needs 3: a question, a place, pseudo-code."
    if exercise.level == "debug" and exercise.start is None:
        yield "A debugging exercise needs start=, the faulty function."
    if exercise.name == "<lambda>":
        yield "Its reference must be a def: its source is the solution that is shown."
    if not exercise.is_guess and not exercise.probes:
        yield "It has no probes."
    if not exercise.is_guess and not exercise.equivalents:
        yield "It has no equivalents: write the right answer in at least one other way."
    if not exercise.mistakes:
        yield "It has no mistakes: name at least one wrong " + (
            "value that learners give." if exercise.is_guess else "implementation.")
    names = [mistake.name for mistake in (*exercise.mistakes, *exercise.conventions)]
    for name in {name for name in names if names.count(name) > 1}:
        yield f"Two of its mistakes are called {name}."
    for mistake in (*exercise.mistakes, *exercise.conventions):
        if not SLUG.match(mistake.name):
            yield f"The name of mistake {mistake.name!r} must be a slug, such as bias-averaged."
        if not mistake.says.strip() or not mistake.hint.strip():
            yield f"Mistake {mistake.name} needs says= and hint=."
        if len(mistake.says) > 280 or len(mistake.hint) > 185:
            yield (f"Mistake {mistake.name} says too much: at most 280 characters, and 185 for "
                   "the hint.")


def _place(exercise: Exercise, course: Sequence[Exercise]) -> Iterator[str]:
    ids = [each.id for each in course]
    if ids.count(exercise.id) > 1:
        yield "Its id is used twice."
    before = ids[: ids.index(exercise.id)] if exercise.id in ids else []
    for need in exercise.needs:
        if course and need not in before:
            yield f"It needs {need}, which {'comes later' if need in ids else 'does not exist'}."


# What it does ------------------------------------------------------------------------------------


def _starts(exercise: Exercise, course: Sequence[Exercise]) -> Iterator[str]:
    """The stub is not attempted, and the solution that is shown works when it is typed in."""
    if exercise.is_guess:
        if judge(exercise, ...).kind != "untried":
            yield "The ellipsis must not be an attempt."
        return
    for what, source, kinds in (("stub", exercise.stub(), ("untried",)),
                                ("solution", exercise.solution, ("right", "unusual"))):
        try:
            answer = _typed_in(exercise, source, course)
        except Exception as error:
            yield f"Its {what} cannot be typed in: {type(error).__name__}: {error}."
            continue
        verdict = judge(exercise, answer)
        if verdict.kind not in kinds:
            yield (f"Its {what} gives {_why(verdict)}; it must be {kinds[0]}. "
                   "Does the source stand alone, with the header and what it needs?")
    if exercise.start is not None and judge(exercise, _disguised(exercise.start)).accepted:
        yield "Its start passes; it must be faulty."


def _typed_in(exercise: Exercise, source: str, course: Sequence[Exercise]) -> Any:
    """What the learner has after running the header and this source."""
    space: dict[str, Any] = {each.name: each.reference for each in course
                             if each.id in exercise.needs}
    exec(f"{exercise.header}\n\n{source}", space)
    return space[exercise.name]


def _accepts(exercise: Exercise, trials: Trials) -> Iterator[str]:
    """The reference, its equivalents and the other conventions get the verdicts they should."""
    for seed, trial in trials.items():
        for outcome in trial.expected if trial else ():
            if outcome.error is not None and f"raise {type(outcome.error).__name__}" not in (
                    exercise.solution):
                yield f"The reference stops on draw {seed} with {outcome.message}."
        verdict, seconds = _timed(exercise, exercise.reference, seed)
        if verdict.kind != "right":
            yield f"The reference itself gives {_why(verdict)} on draw {seed}."
        if seconds > 1:
            yield f"Checking the reference takes {seconds:.1f} s; at most 1."
        for i, answer in enumerate(exercise.equivalents):
            verdict = judge(exercise, answer, seed, trial)
            if verdict.kind not in ("right", "unusual"):
                yield f"Equivalent {i} gives {_why(verdict)} on draw {seed}; it must pass."
        for mistake in exercise.conventions:
            verdict = judge(exercise, mistake.wrong, seed, trial)
            if verdict.kind != "convention" or verdict.mistake is not mistake:
                yield (f"Convention {mistake.name} gives {_why(verdict)} on draw {seed}; it must "
                       "be told as a convention.")


def _rejects(exercise: Exercise, trials: Trials) -> Iterator[str]:
    """Every mistake is rejected and named as itself."""
    for mistake in exercise.mistakes:
        for seed, trial in trials.items():
            verdict = judge(exercise, _disguised(mistake.wrong), seed, trial)
            if verdict.mistake is not mistake:
                yield f"Mistake {mistake.name} {_confusion(exercise, mistake, verdict, seed)}"
                break
            if (lines := len(message.terminal(verdict, color=False).splitlines())) > 12:
                yield f"The message of {mistake.name} has {lines} lines; at most 12."
    if exercise.mistakes:
        last = exercise.mistakes[-1]
        _, seconds = _timed(exercise, _disguised(last.wrong), SEEDS[0])
        if seconds > 1:
            yield f"Rejecting {last.name} takes {seconds:.1f} s; at most 1."


def _confusion(exercise: Exercise, mistake: Mistake, verdict: Verdict, seed: int) -> str:
    where = f"on draw {seed}"
    if verdict.accepted and verdict.mistake is None:
        return f"passes {where}: add a probe in which it matters."
    if verdict.mistake is not None:
        return (f"is taken for {verdict.mistake.name} {where}: they give the same; merge them, or "
                "add a probe that tells them apart.")
    if not exercise.is_guess:
        trial = Trial(exercise, seed)
        twins = [each.name for each in trial.matches(trial.of_mistake(mistake), exercise.mistakes)
                 if each is not mistake]
        if twins:
            return (f"cannot be told from {', '.join(twins)} {where}: merge them, or add a probe "
                    "that tells them apart.")
    return (f"is rejected {where}, but not named ({_why(verdict)}): does it give the same twice? "
            "A mutable default or a global would not.")


def _why(verdict: Verdict) -> str:
    texts = (verdict.kind, verdict.error, verdict.says, "; ".join(verdict.unusual))
    return ": ".join(filter(None, texts))


def _timed(exercise: Exercise, answer: Any, seed: int) -> tuple[Verdict, float]:
    start = time.perf_counter()
    return judge(exercise, answer, seed), time.perf_counter() - start


def _disguised(answer: Any) -> Any:
    """The same answer under another code, so that a faulty start is not taken for untouched."""
    if isinstance(answer, type):
        return type(answer.__name__, (answer,), {})
    return (lambda *inputs: answer(*inputs)) if callable(answer) else answer


# The table ---------------------------------------------------------------------------------------


def main(prefix: str = "") -> int:
    """Print a line for each exercise whose id begins so, and below it what to mend."""
    course = catalog.every()
    chosen = [exercise for exercise in course if exercise.id.startswith(prefix)]
    failures = 0
    for exercise in chosen:
        start = time.perf_counter()
        found = problems(exercise, course)
        print(f"{'✗' if found else '✓'} {exercise.id:<36} {exercise.level:<7}"
              f"{len(exercise.mistakes):3} mistakes{len(exercise.equivalents):3} equivalents"
              f"{len(exercise.conventions):3} conventions{time.perf_counter() - start:6.2f} s")
        for problem in found:
            print(f"    {problem}")
        failures += bool(found)
    print(f"{len(chosen)} exercises, {failures} to mend.")
    return failures > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
