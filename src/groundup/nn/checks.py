"""Checks of what layers are made with, so that a wrong size is named where it was written."""

import operator
from collections.abc import Callable


def check_sizes(layer: str, **sizes) -> None:
    """Raise unless every size is a whole number of at least 1: `TypeError` or `ValueError`.

    >>> check_sizes("Dense", in_features=3, out_features=-2)
    Traceback (most recent call last):
    ValueError: Dense: out_features must be a whole number of at least 1, not -2.
    """
    for name, size in sizes.items():
        message = f"{layer}: {name} must be a whole number of at least 1, not {size!r}."
        try:
            whole = not isinstance(size, bool) and operator.index(size) is not None
        except TypeError:
            whole = False
        if not whole:
            raise TypeError(message)
        if size < 1:
            raise ValueError(message)


def check_init(layer: str, init: Callable) -> None:
    """Raise `TypeError` unless `init` is a function, which makes weights of a given shape.

    >>> check_init("Dense", "xavier")
    Traceback (most recent call last):
    TypeError: Dense: init is a function of a shape, such as nn.init.xavier_uniform, not a str.
    """
    if not callable(init):
        raise TypeError(f"{layer}: init is a function of a shape, such as nn.init.xavier_uniform, "
                        f"not a {type(init).__name__}.")
