"""The classes and functions that a model in a file may name: ours, and those that are passed in.

Nothing is ever imported because a file asks for it: a name is looked up here or refused.
"""

from collections.abc import Callable, Iterable
from functools import cache
from types import FunctionType
from typing import Any

import numpy as np

from groundup.nn.module import Module


@cache
def ours() -> dict[str, Any]:
    """Every layer, model, function of tensors and initialiser of groundup by its name.

    >>> ours()["nn.Dense"].__name__, ours()["functional.relu"].__name__
    ('Dense', 'relu')
    """
    from groundup import functional, models, nn
    from groundup.autograd.rules import arithmetic, products, reductions, shapes

    found: dict[str, Any] = {f"{room.__name__.removeprefix('groundup.')}.{name}": value
                             for room in (nn, models) for name, value in vars(room).items()
                             if isinstance(value, type) and issubclass(value, Module)}
    rooms = [("functional", functional, None), ("init", nn.init, "groundup.nn.init")]
    rooms += [("autograd", rules, None) for rules in (arithmetic, reductions, products, shapes)]
    for room, module, home in rooms:
        for name in getattr(module, "__all__", vars(module)):
            value = getattr(module, name)
            if isinstance(value, FunctionType) and name[0] != "_" and home in (
                    None, value.__module__):
                found[f"{room}.{name}"] = value
    return found | {f"numpy.{name}": value for name, value in vars(np).items()
                    if isinstance(value, np.ufunc)}


@cache
def _names() -> dict[int, str]:
    return {id(value): name for name, value in reversed(ours().items())}    # the first one counts


def name_of(thing: Callable) -> str | None:
    """Under which name a class or function is found again; None if under none.

    What is not ours goes by its own name alone, without a dot: who loads the file passes it in.

    >>> from groundup import nn
    >>> name_of(nn.Dense), name_of(nn.init.normal), name_of(lambda x: x)
    ('nn.Dense', 'init.normal', None)
    """
    own = _names().get(id(thing)) or str(getattr(thing, "__name__", ""))
    return own if own.replace(".", "").isidentifier() else None


def by_name(classes: Iterable[Callable]) -> dict[str, Any]:
    """`ours` and what the caller adds, such as `[MyNet, my_activation]`.

    Raises `TypeError` for what has no name, `ValueError` for two of one name.
    """
    added: dict[str, Any] = {}
    for thing in classes:
        name = name_of(thing) if callable(thing) else None
        if name is None:
            raise TypeError(f"classes are classes and functions with a name, such as [MyNet]; "
                            f"{thing!r} is none.")
        if added.setdefault(name, thing) is not thing:
            raise ValueError(f"Two of the classes are called {name}; a file cannot tell them "
                             "apart.")
    return ours() | added

