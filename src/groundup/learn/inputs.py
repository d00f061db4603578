"""A wrong result seen from the inputs: is it one of them, or something simple made of them?"""

import itertools
from collections.abc import Callable, Sequence

import numpy as np

from groundup.learn.case import Case, Explanation, alike
from groundup.learn.compare import as_array

Column = list[np.ndarray]                              # one input on all probes

TOTALS: tuple[tuple[str, Callable], ...] = (
    ("the sum of `{}`", np.sum),
    ("the mean of `{}`", np.mean),
    ("the largest number of `{}`", np.max),
    ("the smallest number of `{}`", np.min),
    ("the product of the numbers of `{}`", np.prod),
    ("how many numbers `{}` holds", np.size),
    ("the number of rows of `{}`", len),
    ("the sum of the squares of `{}`", lambda x: np.sum(x * x)),
    ("the length of `{}` as an arrow", np.linalg.norm),
    ("the sum of the sizes of the numbers of `{}`", lambda x: np.sum(np.abs(x))),
    ("the first number of `{}`", lambda x: x.flat[0]),
    ("the last number of `{}`", lambda x: x.flat[-1]),
)
BESIDES: tuple[tuple[str, Callable], ...] = (
    ("is the right one plus {}", np.add),
    ("is the right one minus {}", np.subtract),
    ("is the right one times {}", np.multiply),
    ("is the right one divided by {}", np.divide),
)
TOGETHER: tuple[tuple[str, Callable], ...] = (
    ("is `{}` plus `{}`, number by number", np.add),
    ("is `{}` minus `{}`, number by number", np.subtract),
    ("is `{}` times `{}`, number by number", np.multiply),
    ("is `{}` divided by `{}`, number by number", np.divide),
    ("is the dot product of `{}` and `{}`", lambda x, y: np.sum(x * y)),
    ("is the matrix product of `{}` and `{}`", np.matmul),
    ("is the matrix product of `{}` and `{}` turned", lambda x, y: x @ y.T),
    ("is the matrix product of `{}` turned and `{}`", lambda x, y: x.T @ y),
    ("is the table of all products of `{}` and `{}`", np.multiply.outer),
    ("is the entries of `{}` at the places `{}`", lambda x, y: x[y]),
)


def an_input(case: Case) -> Explanation | None:
    """One of the inputs, given back as it was."""
    for name, column in _columns(case):
        if all(each.size and alike(got, each) for (got, _), each in zip(case.pairs, column)):
            return Explanation(f"is the input `{name}`, unchanged",
                               "Which variable holds what you computed, and do you return it?")
    return None


def seen_from_inputs(case: Case, transforms: Sequence[Callable]) -> Explanation | None:
    """An input after one of the transforms, a total of it, or two inputs taken together."""
    columns, hint = _columns(case), "Is that what the text of the exercise asks for?"
    gots = [got for got, _ in case.pairs]
    if len(gots) < 3:
        return None
    for name, column in columns:
        seen = Case(list(zip(gots, column)), case.inputs, case.names)
        for transform in transforms:
            if found := transform(seen):
                says = found.says.replace("the right one", f"the input `{name}`").replace(
                    "the right values", f"the input `{name}`")
                return Explanation(says, hint)
        for says, total in TOTALS:
            if _gives(total, gots, column):
                return Explanation("is " + says.format(name), hint)
    for (name, column), (other, second) in itertools.permutations(columns, 2):
        for says, together in TOGETHER:
            if _gives(together, gots, column, second):
                return Explanation(says.format(name, other), hint)
    return None


def besides(case: Case) -> Explanation | None:
    """The right one plus, minus, times or divided by an input, or by a total of one."""
    gots, rights = map(list, zip(*case.pairs))
    if len({each.tobytes() for each in rights}) < 3:
        return None
    numbers: list[tuple[str, Callable]] = [("`{}`", np.asarray), *TOTALS]
    for name, column in _columns(case):
        for what, number in numbers:
            for says, together in BESIDES:
                if _gives(lambda e, x, f=together, n=number: f(e, n(x)), gots, rights, column):
                    return Explanation(says.format(what.format(name)),
                                       "How often should this be counted, and with which sign?")
    return None


def _columns(case: Case) -> list[tuple[str, Column]]:
    """The inputs that are numbers on all probes, with their names."""
    found = []
    for i, name in enumerate(case.names):
        column = [as_array(inputs[i]) if i < len(inputs) else None for inputs in case.inputs]
        if column and all(each is not None and each.size for each in column):
            found.append((name, column))
    return found                                                        # type: ignore[return-value]


def _gives(function: Callable, gots: Column, *columns: Column) -> bool:
    try:
        return all(alike(got, np.asarray(function(*inputs)))
                   for got, *inputs in zip(gots, *columns))
    except (ValueError, IndexError, TypeError):
        return False
