"""Reading what was typed behind an option: each reader gives a value, or says what is needed."""

import math
from collections.abc import Callable, Iterable

from groundup.cli.errors import UserError, did_you_mean


def number(option: str, least: float, below: float = math.inf, example: float = 0.1,
           including: bool = False) -> Callable:
    """A reader of numbers between two bounds; the lower one counts only if `including`.

    >>> number("--lr", 0, example=0.003)("0.01")
    0.01
    """
    wanted = f"a number {'of at least' if including else 'above'} {least:g}"
    wanted += f" and below {below:g}" if below < math.inf else ""

    def read(typed) -> float:
        try:
            value = float(typed)
        except ValueError:
            value = math.nan
        if least < value < below or (including and value == least):
            return value
        raise UserError(f"{option} is {typed!r}; it must be {wanted}, such as {example:g}.")

    return read


def whole(option: str, least: int, example: int) -> Callable:
    """A reader of whole numbers from `least` on.

    >>> whole("--epochs", 1, example=20)("5")
    5
    """
    def read(typed) -> int:
        try:
            value = int(typed)
        except ValueError:
            value = least - 1
        if value >= least:
            return value
        raise UserError(f"{option} is {typed!r}; it must be a whole number of at least {least}, "
                        f"such as {example}.")

    return read


def widths(typed) -> tuple[int, ...]:
    """The widths of hidden layers, as in 128,64; "none" for no hidden layer.

    >>> widths("128,64"), widths("none")
    ((128, 64), ())
    """
    if isinstance(typed, tuple) or typed == "none":
        return () if typed == "none" else typed
    try:
        sizes = tuple(int(part) for part in typed.split(","))
    except ValueError:
        sizes = (0,)
    if min(sizes) >= 1:
        return sizes
    raise UserError(f"--hidden is {typed!r}; it must be the widths of the hidden layers, such as "
                    "128,64, or none.")


def one_of(option: str, names: Iterable[str]) -> Callable:
    """A reader of names.

    >>> one_of("--activation", ["relu", "tanh"])("ReLU")
    'relu'
    """
    def read(typed) -> str:
        if typed.lower() in names:
            return typed.lower()
        raise UserError(f"{option} is {typed!r}. {did_you_mean(typed, names)}")

    return read
