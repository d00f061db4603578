"""An exercise on its probes: what the reference gives, and whether an answer gives the same."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from groundup.learn.compare import Comparison, Difference, compare
from groundup.learn.exercise import Exercise, Mistake
from groundup.learn.limits import TimeUp, time_limit
from groundup.learn.outcome import Outcome, fingerprint, run


class Trial:
    """The probes of an exercise with their inputs, and what the reference makes of them.

    The first probe is run once more at the end: what was kept between two calls shows there.
    The same seed draws the same inputs.
    """

    def __init__(self, exercise: Exercise, seed: int = 0):
        self.exercise = exercise
        count = len(exercise.probes)
        self.order = (*range(count), 0)
        self.inputs = [exercise.inputs(index, seed) for index in range(count)]
        self.inputs.append(exercise.inputs(0, seed))
        self.expected = [run(exercise, exercise.reference, each) for each in self.inputs]
        self.asked = tuple({type(each.error) for each in self.expected if each.error is not None})
        self._mistakes: dict[tuple[str, int], Outcome] = {}

    def outcomes(self, answer: Any) -> list[Outcome]:
        """Run a learner's answer on all probes, within the time limit of the exercise.

        The list ends early, with an outcome that is `slow`, when the time is up.
        """
        found: list[Outcome] = []
        try:
            with time_limit(self.exercise.seconds):
                for inputs in self.inputs:
                    found.append(run(self.exercise, answer, inputs))
                    if found[-1].slow:
                        break
        except TimeUp:                     # it came between two runs
            found.append(Outcome(error=TimeUp()))
        return found

    def of_mistake(self, mistake: Mistake) -> list[Outcome]:
        """What a known mistake gives on all probes."""
        return [self._of_mistake(mistake, k) for k in range(len(self.inputs))]

    def _of_mistake(self, mistake: Mistake, k: int) -> Outcome:
        key = mistake.name, k
        if key not in self._mistakes:
            self._mistakes[key] = run(self.exercise, mistake.wrong, self.inputs[k])
        return self._mistakes[key]

    def matches(self, outcomes: list[Outcome], mistakes: Sequence[Mistake]) -> list[Mistake]:
        """The mistakes that give these outcomes on every probe; each is run until it does not."""
        return [mistake for mistake in mistakes
                if all(self.equal(k, mine, self._of_mistake(mistake, k))
                       for k, mine in enumerate(outcomes))]

    def equal(self, k: int, mine: Outcome, theirs: Outcome) -> bool:
        """Whether two outcomes of run k are the same, exceptions by what they have in common.

        Where an exercise asks for errors, learners give them texts of their own: types count.
        """
        if mine.error is None and theirs.error is None:
            return self.compare(k, mine, theirs).equal
        if mine.error is None or theirs.error is None:
            return False
        if self.expected[k].error is not None and type(mine.error) is type(theirs.error):
            return True
        if self.asked and all(isinstance(each.error, self.asked) for each in (mine, theirs)):
            return True
        return fingerprint(mine.error) == fingerprint(theirs.error)

    def against_reference(self, k: int, mine: Outcome) -> Comparison:
        """The differences of run k from the reference; of exceptions, only the type counts."""
        wanted = self.expected[k]
        if wanted.error is None and mine.error is None:
            return self.compare(k, mine, wanted)
        if wanted.error is not None and isinstance(mine.error, type(wanted.error)):
            return Comparison(())
        return Comparison((Difference("type", "", mine.error or mine.value,
                                      wanted.error or wanted.value),))

    def compare(self, k: int, mine: Outcome, theirs: Outcome) -> Comparison:
        """Compare two results of run k."""
        exercise = self.exercise
        return compare(self.visible(k, mine), self.visible(k, theirs), exercise.rtol,
                       exercise.atol, self.part_names)

    @property
    def part_names(self) -> tuple[str, ...]:
        """The names of the parts of a tuple."""
        return tuple(self.exercise.outputs)

    def visible(self, k: int, outcome: Outcome) -> Any:
        """What counts of an outcome: the result, or the inputs that are to be changed in place."""
        meant = self.expected[k].changed
        if self.exercise.pure or not meant:
            return outcome.value
        names = self.exercise.parameters
        parts = {names[i] if i < len(names) else f"input {i + 1}": outcome.after[i]
                 for i in sorted(meant)}
        if self.expected[k].value is not None:
            parts["result"] = outcome.value
        return parts

    def spoiled(self, k: int, outcome: Outcome) -> frozenset[int]:
        """The inputs that were changed and should not have been."""
        return outcome.changed - self.expected[k].changed

    def size(self, k: int) -> int:
        """How many numbers go into run k: the smallest failing one is shown."""
        return sum(map(_numbers_in, self.inputs[k]))


def _numbers_in(value: Any) -> int:
    if isinstance(value, list | tuple):
        return sum(map(_numbers_in, value))
    return value.size if isinstance(value, np.ndarray) else 1


def one_of(trial: Trial, answer: Any, found: Sequence[Mistake],
           again: Callable[[int], Trial], budget: float = 0.5) -> Mistake | None:
    """The one mistake that still matches on fresh draws, where several did; None if none is left.

    Nothing is guessed: with two left after three draws, or out of time, there is no answer.
    """
    end = time.monotonic() + budget
    for seed in (1001, 1002, 1003):
        if len(found) < 2 or time.monotonic() > end:
            break
        other = again(seed)
        found = other.matches(other.outcomes(answer), found)
    return found[0] if len(found) == 1 else None
