"""What an exercise is: data. The right answer, the wrong ones worth knowing, and what to say."""

import ast
import copy
import inspect
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from zlib import crc32

import numpy as np

LEVELS = ("easy", "medium", "hard", "debug", "open", "guess")
BLANK = "...                       # your code"


@dataclass(frozen=True)
class Probe:
    """What an answer is run on: a name in words, and inputs that are drawn anew each time."""

    words: str
    draw: Callable[[np.random.Generator], Any]
    fixed: bool = False

    def inputs(self, rng: np.random.Generator) -> tuple:
        """Fresh inputs; a probe of one input may draw it without making a tuple of it."""
        drawn = self.draw(rng)
        return drawn if isinstance(drawn, tuple) else (drawn,)


def given(words: str, *inputs: Any) -> Probe:
    """A probe with these inputs; the answer gets copies, so that it cannot spoil them.

    >>> given("two numbers", 1.0, 2.0).inputs(None)
    (1.0, 2.0)
    """
    return Probe(words, lambda rng: copy.deepcopy(inputs), fixed=True)


def drawn(words: str, draw: Callable[[np.random.Generator], Any]) -> Probe:
    """A probe with random inputs: `draw(rng)` returns the tuple of them.

    >>> probe = drawn("three numbers", lambda rng: (rng.normal(size=3),))
    >>> probe.inputs(np.random.default_rng(0))[0].shape
    (3,)
    """
    return Probe(words, draw)


@dataclass(frozen=True)
class Mistake:
    """A wrong implementation (or value) worth knowing: its name, what to say, what to ask."""

    name: str
    wrong: Any
    says: str
    hint: str
    catalogue: str = ""                    # the row of the catalogue of mistakes, if any


@dataclass(frozen=True, kw_only=True, eq=False)
class Exercise:
    """An exercise as data; the names of its parts are explained where they stand."""

    id: str                                # chapter.notebook.slug, unique for ever
    title: str
    level: str                             # one of LEVELS
    objective: str                         # what one can do afterwards
    asks: str                              # Markdown, at most 120 words
    reference: Any                         # function or class; the value, where level is "guess"
    hints: Sequence[str]                   # a question, a place, pseudo-code
    probes: Sequence[Probe] = ()
    mistakes: Sequence[Mistake] = ()
    equivalents: Sequence[Any] = ()        # right in another way
    conventions: Sequence[Mistake] = ()    # neither right nor wrong: another convention
    outputs: Sequence[str] = ()            # names of the parts of a tuple
    after: str = ""                        # what to try now that it works
    needs: Sequence[str] = ()              # earlier exercises whose answers may be called
    header: str = ""                       # the import lines
    start: Any = None                      # level "debug": the faulty function to begin with
    run: Callable[..., Any] | None = None  # run(answer, *inputs) -> what is compared
    rtol: float = 1e-7
    atol: float = 1e-9
    seconds: float = 2.0                   # time limit of the whole check
    pure: bool = True                      # inputs must come back unchanged
    where: str = ""                        # the line to look at, when there is no diagnosis
    choices: Sequence[Any] = field(default=())     # level "guess": what can be chosen from

    @property
    def chapter(self) -> int:
        """The number before the first dot of the id."""
        return int(self.id.split(".")[0])

    @property
    def notebook(self) -> str:
        """Chapter and notebook, such as "8.2"."""
        return ".".join(self.id.split(".")[:2])

    @property
    def name(self) -> str:
        """The name of the function or class that is asked for; "answer" for a guess."""
        return getattr(self.reference, "__name__", "answer")

    @property
    def is_guess(self) -> bool:
        """Whether a value is asked for, not a function."""
        return self.level == "guess"

    @property
    def signature(self) -> tuple[str, ...]:
        """The names of the arguments that a function must take; () for a class or a guess."""
        if not callable(self.reference) or inspect.isclass(self.reference):
            return ()
        return tuple(name for name, each in inspect.signature(self.reference).parameters.items()
                     if each.default is each.empty and each.kind in (0, 1))

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the inputs, as the reference (or the hook that runs it) calls them."""
        source = self.reference if self.run is None else self.run
        if not callable(source):
            return ()
        names = tuple(inspect.signature(source).parameters)
        return names if self.run is None else names[1:]

    def call(self, answer: Any, inputs: tuple) -> Any:
        """Run an answer on the inputs of a probe."""
        return answer(*inputs) if self.run is None else self.run(answer, *inputs)

    def inputs(self, index: int, seed: int = 0) -> tuple:
        """The inputs of a probe: the same for the same id, index and seed.

        >>> from groundup.learn.exercise import Exercise
        >>> one = Exercise(id="1.1.abs", title="", level="easy", objective="", asks="", hints=(),
        ...                reference=abs, probes=[drawn("a number", lambda rng: rng.normal())])
        >>> one.inputs(0) == one.inputs(0), one.inputs(0) == one.inputs(0, seed=1)
        (True, False)
        """
        return self.probes[index].inputs(np.random.default_rng((crc32(self.id.encode()), index,
                                                                seed)))

    @cached_property
    def solution(self) -> str:
        """The source of the reference; of a guess, its value."""
        return repr(self.reference) if self.is_guess else source_of(self.reference)

    def stub(self) -> str:
        """The text that the learner begins with."""
        if self.is_guess:
            return BLANK
        if self.start is not None:
            return renamed(source_of(self.start), self.start.__name__, self.name)
        return emptied(source_of(self.reference))


def source_of(thing: Any) -> str:
    """The source of a function or class, moved to the left margin, without a last line break.

    >>> source_of(given).splitlines()[0]
    'def given(words: str, *inputs: Any) -> Probe:'
    """
    return textwrap.dedent(inspect.getsource(thing)).rstrip()


def renamed(source: str, old: str, new: str) -> str:
    """The same definition under another name.

    >>> renamed("def f_start(x):\\n    return x", "f_start", "f")
    'def f(x):\\n    return x'
    """
    for keyword in ("def ", "class "):
        source = source.replace(f"{keyword}{old}", f"{keyword}{new}", 1)
    return source


def emptied(source: str) -> str:
    """Signature and docstring of a function, or of each method of a class, and `...` for the rest.

    Helpers of a class, which begin with one underscore, are left out.

    >>> print(emptied("def double(x):\\n    return 2 * x"))
    def double(x):
        ...                       # your code
    """
    lines = source.splitlines()
    definition = ast.parse(source).body[0]
    if not isinstance(definition, ast.ClassDef):
        return "\n".join([*_head(lines, definition), "    " + BLANK])
    text = _head(lines, definition)
    for node in definition.body:
        if isinstance(node, ast.FunctionDef) and (node.name[0] != "_" or node.name[:2] == "__"):
            text += ["", *_head(lines, node), "        " + BLANK]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            text += ["", *lines[node.lineno - 1 : node.end_lineno]]
    return "\n".join(text)


def _head(lines: list[str], definition) -> list[str]:
    """The lines up to the end of the signature, and of the docstring if there is one."""
    first = definition.body[0]
    if ast.get_docstring(definition) is not None:
        return lines[definition.lineno - 1 : first.end_lineno]
    if first.lineno == definition.lineno:              # def f(x): return x
        return [lines[first.lineno - 1][: first.col_offset].rstrip()]
    end = first.lineno - 1
    while not lines[end - 1].split("#")[0].rstrip().endswith(":"):
        end -= 1                                       # comments and blank lines below the colon
    return lines[definition.lineno - 1 : end]
