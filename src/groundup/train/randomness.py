"""Every random generator that a training draws from, found so that it can be set back."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from groundup.backend import generator

LONG = 1000                                 # longer lists hold data, not generators


def generators(*things: Any) -> list[np.random.Generator]:
    """The generators that can be reached from these objects, each once, in a fixed order.

    Looked through are the attributes of objects, dictionaries, short lists and what `partial`
    binds. The generator behind `gu.seed` is not among them unless an object holds it.

    >>> from groundup import nn
    >>> len(generators(nn.Sequential(nn.Dropout(0.5, rng=1), nn.Dropout(0.5))))
    1
    """
    return list(_walk(list(things), set()))


def _walk(thing: Any, seen: set[int]) -> Iterator[np.random.Generator]:
    if id(thing) in seen:
        return
    seen.add(id(thing))
    if isinstance(thing, np.random.Generator):
        yield thing
        return
    for part in _parts(thing):
        yield from _walk(part, seen)


def _parts(thing: Any) -> list:
    if isinstance(thing, dict):
        return list(thing.values())
    if isinstance(thing, list | tuple):
        return list(thing) if len(thing) <= LONG else []
    if isinstance(thing, partial):
        return [thing.func, thing.args, thing.keywords]
    if hasattr(thing, "__self__"):                          # a method of an object
        return [thing.__self__]
    if isinstance(thing, type) or type(thing).__module__.partition(".")[0] in ("numpy", "builtins"):
        return []
    return list(getattr(thing, "__dict__", {}).values())


def states(found: list[np.random.Generator]) -> list[dict]:
    """Where each generator stands: that of `gu.seed` first, then these.

    >>> import groundup as gu
    >>> gu.seed(0); before = states([])
    >>> first = generator().random()
    >>> put_back([], before); first == generator().random()
    True
    """
    return [dict(each.bit_generator.state) for each in (generator(), *found)]


def put_back(found: list[np.random.Generator], saved: list[dict]) -> None:
    """Let the generators go on from `states`. Raises `ValueError` if they are others."""
    there = [generator(), *found]
    kinds = [type(each.bit_generator).__name__ for each in there]
    if kinds != [state.get("bit_generator") for state in saved]:
        raise ValueError(f"it was saved with {len(saved)} random generators, and here are "
                         f"{len(there)} ({', '.join(kinds)}): give the same model, data and "
                         "callbacks")
    for each, state in zip(there, saved):
        each.bit_generator.state = state
