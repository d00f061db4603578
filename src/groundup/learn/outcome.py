"""Running an answer on a probe: its result or its exception, and what else it did.

Whatever the answer does, the caller goes on: it gets copies of the inputs, its output is caught,
global random states and settings are put back, and its time is limited.
"""

import contextlib
import copy
import io
import linecache
import os
import random
import re
import sys
import sysconfig
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from groundup import backend
from groundup.learn.exercise import Exercise
from groundup.learn.limits import TimeUp
from groundup.learn.verdict import Line

MOST = 1_000_000                           # numbers of an array that are copied and compared
ITEMS = 10_000                             # items that are taken from a generator
LIBRARIES = tuple({str(Path(backend.__file__).parent) + os.sep, "<frozen", "<__array_function__",
                   *(os.path.join(sysconfig.get_path(name), "")
                     for name in ("stdlib", "purelib", "platlib"))})
ADDRESS = re.compile(r"0x[0-9a-f]+")


class Generated(list):
    """What a generator gave: it can be looked at more than once."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What an answer did on one probe."""

    value: Any = None
    error: BaseException | None = None
    line: Line | None = None               # of the learner's, where the exception was raised
    changed: frozenset[int] = frozenset()  # inputs that came back changed
    shared: frozenset[int] = frozenset()   # inputs that the result shares its memory with
    after: tuple = ()                      # the inputs as they came back
    raw: Any = None                        # the result itself, not a copy
    printed: str = ""

    @property
    def slow(self) -> bool:
        """Whether the time limit stopped it."""
        return isinstance(self.error, TimeUp)

    @property
    def overwritten(self) -> bool:
        """Whether the result itself has changed since it was returned: a later call wrote in it."""
        return _overwritten(self.raw, self.value)

    @property
    def message(self) -> str:
        """Type and first line of the message of the exception."""
        text = str(self.error).strip().splitlines()
        name = type(self.error).__name__
        return f"{name}: {text[0][:160]}" if text else name


def run(exercise: Exercise, answer: Any, inputs: tuple) -> Outcome:
    """Run an answer on inputs; `KeyboardInterrupt` alone passes through."""
    mine = copied(inputs)
    output = _Output()
    value, error, line = None, None, None
    with _quiet(output):
        try:
            raw = exercise.call(answer, mine)
            value = copied(raw)
            raw = value if isinstance(value, Generated) else raw
        except KeyboardInterrupt:
            raise
        except BaseException as caught:    # SystemExit and TimeUp, too
            raw, line = None, _line(caught.__traceback__)
            error = caught.with_traceback(None)            # which would keep the frames alive
    changed = frozenset(i for i, pair in enumerate(zip(mine, inputs)) if not same(*pair))
    shared = frozenset(i for i, each in enumerate(mine) if _shares(raw, each))
    return Outcome(value, error, line, changed, shared, mine, raw, output.getvalue())


def copied(value: Any) -> Any:
    """A copy that later changes cannot reach; a generator is run through to make one.

    >>> copied((n for n in range(3)))
    [0, 1, 2]
    """
    if isinstance(value, int | float | str | None):
        return value
    if isinstance(value, np.ndarray):
        return value.copy() if value.size <= MOST else value
    if isinstance(value, Iterator):
        return Generated(copied(each) for each in islice(value, ITEMS))
    if type(value) in (tuple, list):
        return type(value)(copied(each) for each in value)
    try:
        return copy.deepcopy(value)
    except Exception:                      # an open file, a lock: hand it on as it is
        return value


def same(a: Any, b: Any) -> bool:
    """Whether an input came back as it went in; what cannot be compared counts as unchanged.

    >>> same([np.ones(2)], [np.ones(2)]), same(np.ones(2), np.zeros(2))
    (True, False)
    """
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        if a.shape != b.shape or a.dtype != b.dtype:
            return False
        return a.size > MOST or np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")
    if type(a) is not type(b):
        return False
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, Mapping):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, int | float | complex | str | set) and a == a:
        return a == b
    return True


def fingerprint(error: BaseException) -> tuple:
    """What two exceptions have in common that come from one mistake, however it was written.

    >>> a, b = np.ones((4, 3)), np.ones((4, 5))
    >>> def of(product):
    ...     try: product(a, b)
    ...     except ValueError as error: return fingerprint(error)
    >>> of(np.matmul) == of(np.dot)
    True
    """
    text = ADDRESS.sub("", str(error))
    if found := (re.search(r"size (\d+) is different from (\d+)", text)
                 or re.search(r"(\d+) \(dim \d+\) != (\d+) \(dim \d+\)", text)):
        return ("product", *sorted(found.groups()))
    if "broadcast" in text:
        return ("broadcast", *sorted(re.findall(r"\([\d, ]*\)", text)))
    if isinstance(error, IndexError | ZeroDivisionError | RecursionError | SystemExit | TimeUp):
        return (type(error),)
    return type(error), re.sub(r"[\w.<>]+\(\)", "f()", text)


def _overwritten(raw: Any, value: Any) -> bool:
    if isinstance(raw, tuple | list) and isinstance(value, tuple | list):
        return any(map(_overwritten, raw, value))
    return isinstance(raw, np.ndarray) and not same(raw, value)


def _shares(result: Any, given: Any) -> bool:
    if isinstance(result, tuple | list):
        return any(_shares(part, given) for part in result[:20])
    if isinstance(result, np.ndarray) and isinstance(given, np.ndarray):
        return bool(np.may_share_memory(result, given))
    return result is given and isinstance(given, list | dict)


def _line(trace) -> Line | None:
    """The deepest line that is not of a library, hence the learner's own."""
    found = None
    while trace is not None:
        file, number = trace.tb_frame.f_code.co_filename, trace.tb_lineno
        if not file.startswith(LIBRARIES) or "exercises" in Path(file).parts:
            found = file, number
        trace = trace.tb_next
    if found is None:
        return None
    text = linecache.getline(*found).strip()
    return Line(found[1], text) if text else None


class _Output(io.StringIO):
    """Keeps the beginning of what is printed, so that an endless loop cannot fill the memory."""

    def write(self, text: str) -> int:
        if self.tell() < 2000:
            super().write(text[:2000])
        return len(text)


@contextlib.contextmanager
def _quiet(output: io.StringIO) -> Iterator[None]:
    """Catch what is printed and warned, and put random states and settings back afterwards."""
    numpy_state, python_state = np.random.get_state(), random.getstate()
    shared, dtype, depth = backend._generator, backend._default_dtype, sys.getrecursionlimit()
    np.random.seed(0)
    random.seed(0)
    backend._generator = np.random.default_rng(0)
    try:
        with (contextlib.redirect_stdout(output), warnings.catch_warnings(),
              np.errstate(all="ignore"), np.printoptions()):
            warnings.simplefilter("ignore")
            yield
    finally:
        np.random.set_state(numpy_state)
        random.setstate(python_state)
        backend._generator, backend._default_dtype = shared, dtype
        sys.setrecursionlimit(depth)
