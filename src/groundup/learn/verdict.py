"""What `judge` says about an answer: one of seven kinds, and all that a message needs."""

from dataclasses import dataclass
from typing import Any

from groundup.learn.compare import Difference
from groundup.learn.exercise import Exercise, Mistake

KINDS = ("right", "unusual", "convention", "untried", "wrong", "error", "slow")
ACCEPTED = ("right", "unusual", "convention")


@dataclass(frozen=True, eq=False)
class Line:
    """A line of the learner's own: its number and its text."""

    number: int
    text: str


@dataclass(frozen=True, eq=False)
class Verdict:
    """The verdict on one answer; `kind` is one of `KINDS`."""

    exercise: Exercise
    kind: str
    mistake: Mistake | None = None         # the known mistake, or the convention
    says: str = ""                         # the diagnosis, in words
    hint: str = ""                         # what to ask oneself
    pair: tuple[Mistake, ...] = ()         # the known mistakes of which several were made at once
    side_effect: bool = False              # the results are right, what it did besides is not
    unusual: tuple[str, ...] = ()          # what is unusual about a right answer
    probe: int | None = None               # the smallest probe that fails
    failing: tuple[int, ...] = ()          # all probes that fail
    inputs: tuple = ()                     # of that probe
    got: Any = None
    expected: Any = None
    difference: Difference | None = None
    error: str = ""                        # type and message of the learner's exception
    line: Line | None = None               # where it happened
    printed: str = ""                      # what the learner's code printed

    @property
    def accepted(self) -> bool:
        """Whether the learner's own answer can be used from here on."""
        return self.kind in ACCEPTED

    def __repr__(self) -> str:
        name = f", mistake={self.mistake.name!r}" if self.mistake else ""
        return f"Verdict({self.exercise.id!r}, {self.kind!r}{name})"

    def __str__(self) -> str:
        from groundup.learn import message

        return message.terminal(self, color=False)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        from groundup.learn import message

        return {"text/plain": str(self), "text/html": message.html(self)}
