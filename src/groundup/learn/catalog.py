"""Where the exercises are found: `exercises/nCC_N.py`, one file a notebook, read when needed."""

import difflib
import pkgutil
import re
from functools import cache
from importlib import import_module

from groundup.learn import exercises as home
from groundup.learn.exercise import Exercise

FILE = re.compile(r"n(\d\d)_(\d+)(?:_\w+)?$")


def notebooks() -> list[str]:
    """The notebooks that have exercises, in the order of the course: "1.1", "1.2", …

    >>> from groundup.learn import catalog
    >>> [name for name in catalog.notebooks() if name.count(".") != 1]
    []
    """
    return list(dict.fromkeys(_notebook(file) for file in _files()))


def of_notebook(notebook: str) -> list[Exercise]:
    """The exercises of one notebook; an empty list for one that has none.

    >>> of_notebook("99.1")
    []
    """
    return [exercise for file in _files() if _notebook(file) == notebook
            for exercise in import_module(f"{home.__name__}.{file}").EXERCISES]


def every() -> list[Exercise]:
    """All exercises, in the order of the course.

    >>> ids = [exercise.id for exercise in every()]
    >>> len(ids) == len(set(ids))
    True
    """
    return [exercise for notebook in notebooks() for exercise in of_notebook(notebook)]


def find(id: str) -> Exercise:
    """The exercise with this id; only its notebook's file is read.

    Raises `KeyError` with the ids that look alike if there is none.

    >>> find("99.1.nothing")
    Traceback (most recent call last):
    ...
    KeyError: "There is no exercise '99.1.nothing'."
    """
    for exercise in of_notebook(".".join(str(id).split(".")[:2])):
        if exercise.id == id:
            return exercise
    alike = difflib.get_close_matches(str(id), [exercise.id for exercise in every()], n=3)
    raise KeyError(f"There is no exercise {id!r}."
                   + (f" Did you mean {' or '.join(alike)}?" if alike else ""))


def _notebook(file: str) -> str:
    chapter, number, _ = _numbers(file)
    return f"{chapter}.{number}"


def _numbers(file: str) -> tuple[int, int, str]:
    """Chapter and number of the notebook, and the file's name, by which to sort."""
    chapter, number = re.findall(r"\d+", file)[:2]
    return int(chapter), int(number), file


@cache
def _files() -> tuple[str, ...]:
    names = [module.name for module in pkgutil.iter_modules(home.__path__)]
    return tuple(sorted(filter(FILE.match, names), key=_numbers))
