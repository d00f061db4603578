"""Wrong in shape or order: transposed, cut, added up, repeated, reversed, scrambled."""

import itertools
from collections.abc import Callable
from functools import partial
from operator import itemgetter

import numpy as np

from groundup.learn.case import Case, Explanation, alike, holds, rank_of


def other_shape(case: Case) -> Explanation | None:
    """The right numbers in the right order, as a column, a row, or one long list."""
    wrong = [(got, expected) for got, expected in case.pairs if got.shape != expected.shape]
    if wrong and all(got.size == expected.size and alike(got.ravel(), expected.ravel())
                     for got, expected in case.pairs):
        got, expected = wrong[0]
        return Explanation(f"has the right values, but its shape is {got.shape} and should be "
                           f"{expected.shape}", _shape_question(got, expected))
    return None


def _shape_question(got: np.ndarray, expected: np.ndarray) -> str:
    if got.squeeze().shape != expected.squeeze().shape:
        return "Where does a new row begin?"
    if got.ndim > expected.ndim:
        return "Which axis of length 1 is left over? Look for keepdims or a reshape."
    return "Which axis of length 1 is missing? Look for keepdims, or a reshape."


def turned(case: Case) -> Explanation | None:
    """Transposed, or the axes in another order."""
    rank = rank_of(case)
    if rank is None or not 2 <= rank <= 5:
        return None
    for order in itertools.permutations(range(rank)):
        if order != tuple(range(rank)) and holds(case, partial(np.transpose, axes=order)):
            if rank == 2:
                return Explanation("is the right one transposed",
                                   "What does each axis of your result stand for?")
            return Explanation(f"has its axes in another order: it is the right one with the axes "
                               f"{order}", "Which axis comes first, and which runs fastest?")
    return None


SUMS: tuple[tuple[str, Callable], ...] = (("added up", np.sum), ("averaged", np.mean))


def reduced(case: Case) -> Explanation | None:
    """An axis was added up that should have stayed, or the other way round."""
    rank = rank_of(case)
    if rank is None:
        return None
    for word, function in SUMS:
        for axis in (*range(rank), None):
            over = "over everything" if axis is None else f"over axis {axis}"
            for keep in (False, True):
                if holds(case, partial(function, axis=axis, keepdims=keep)):
                    return Explanation(f"is the right one {word} {over}",
                                       "Which axes should be left at the end?")
        for axis in range(rank + 1):
            swapped = Case([(expected, got) for got, expected in case.pairs])
            if all(got.ndim == rank + 1 for got, _ in case.pairs) and holds(
                    swapped, partial(function, axis=axis)):
                return Explanation(f"has an axis too many: {word} over axis {axis}, it is right",
                                   "Which axis must disappear, and by which operation?")
    return None


def repeated(case: Case) -> Explanation | None:
    """The right numbers, repeated along an axis by broadcasting."""
    if all(got.size > expected.size for got, expected in case.pairs) and all(
            _broadcasts(got, expected) for got, expected in case.pairs):
        got, expected = case.pairs[0]
        return Explanation(f"repeats the right values: shape {got.shape} instead of "
                           f"{expected.shape}", "Which two shapes were broadcast to each other?")
    return None


def _broadcasts(got: np.ndarray, expected: np.ndarray) -> bool:
    for shape in {expected.shape, (*expected.shape, 1)}:
        try:
            if alike(got, np.broadcast_to(expected.reshape(shape), got.shape)):
                return True
        except ValueError:
            continue
    return False


def cut(case: Case) -> Explanation | None:
    """The first or the last entry along an axis is missing, or there is one too many."""
    rank = rank_of(case)
    sides = (("first", slice(1, None)), ("last", slice(None, -1)))
    for axis in range(rank or 0):
        where = "entry" if rank == 1 else f"entry along axis {axis}"
        for side, piece in sides:
            index = (slice(None),) * axis + (piece,)
            if holds(case, itemgetter(index)):
                return Explanation(f"lacks the {side} {where}",
                                   "Where does your loop or slice begin, and where does it end?")
            swapped = Case([(expected, got) for got, expected in case.pairs])
            if all(g.ndim == rank for g, _ in case.pairs) and holds(
                    swapped, itemgetter(index)):
                return Explanation(f"is right but for one {where} too many, the {side}",
                                   "Where does your loop or slice begin, and where does it end?")
    return None


def one_line(case: Case) -> Explanation | None:
    """Only the first or the last entry along an axis: alone, or again and again."""
    rank = rank_of(case)
    for axis in range(rank or 0):
        what = ("entry" if rank == 1 else ("row", "column")[axis] if rank == 2
                else f"entry along axis {axis}")
        for side, place, why in (("first", 0, "Does a return stand inside the loop?"),
                                 ("last", -1, "Is it made anew in each round of the loop?")):
            if any(holds(case, partial(np.take, indices=where, axis=axis))
                   for where in (place, [place])):
                return Explanation(f"is the {side} {what} of the right one alone", why)
            if holds(case, partial(_everywhere, place=place, axis=axis)):
                return Explanation(f"holds the {side} {what} of the right one in every {what}",
                                   "Is each a list of its own, and does the loop's variable enter?")
    return None


def _everywhere(e: np.ndarray, place: int, axis: int) -> np.ndarray:
    return np.broadcast_to(np.take(e, [place], axis), e.shape)


def too_much(case: Case) -> Explanation | None:
    """Several things of which the first or the last is right."""
    rank = rank_of(case)
    for side, place in (("first", 0), ("last", -1)):
        if rank is not None and all(got.ndim == rank + 1 and len(got) and alike(
                got[place], expected) for got, expected in case.pairs):
            lengths = sorted({len(got) for got, _ in case.pairs})
            return Explanation(f"holds {' or '.join(map(str, lengths[:3]))} values, of which the "
                               f"{side} is right, and nothing else is asked for",
                               "What stands behind `return`?")
    return None


def carried_on(case: Case) -> Explanation | None:
    """Each entry holds all earlier ones, too: a total that is never set back."""
    rank = rank_of(case)
    for axis in range(rank or 0):
        if holds(case, partial(np.cumsum, axis=axis)):
            where = "" if rank == 1 else f" along axis {axis}"
            return Explanation(f"holds, in each entry, the sum of all earlier ones, too{where}",
                               "Where is your total set back to 0?")
    if rank and holds(case, lambda e: np.cumsum(e).reshape(e.shape)):
        return Explanation("holds, in each entry, the sum of all earlier ones, too",
                           "Where is your total set back to 0?")
    return None


def appended_too_often(case: Case) -> Explanation | None:
    """Several entries for each one, of which the last is right: appended in the inner loop."""
    rank = rank_of(case)
    for axis in range(rank or 0):
        if all(got.ndim == rank and expected.shape[axis] and got.size > expected.size
               and got.shape[axis] % expected.shape[axis] == 0 and alike(
                   _every(got, got.shape[axis] // expected.shape[axis], axis), expected)
               for got, expected in case.pairs):
            got, expected = case.pairs[0]
            times = got.shape[axis] // expected.shape[axis]
            return Explanation(f"has {times} entries for each one expected, and the last of them "
                               "is right: it is appended in the inner loop",
                               "Which loop should the append stand in?")
    return None


def _every(array: np.ndarray, step: int, axis: int) -> np.ndarray:
    return array[(slice(None),) * axis + (slice(step - 1, None, step),)]


ORDERS: tuple[tuple[str, Callable], ...] = (
    ("is in reverse order", np.flip),
    ("is sorted, which was not asked", np.sort),
    ("is sorted downwards, which was not asked", lambda e, axis: np.flip(np.sort(e, axis), axis)),
    ("has all entries one place too far", lambda e, axis: np.roll(e, 1, axis)),
    ("has all entries one place too early", lambda e, axis: np.roll(e, -1, axis)))


def reordered(case: Case) -> Explanation | None:
    """Reversed, sorted, or moved on by one along an axis."""
    rank = rank_of(case)
    for axis in range(rank or 0):
        where = "" if rank == 1 else f" along axis {axis}"
        found = [says for says, way in ORDERS if holds(case, partial(way, axis=axis))]
        if len(found) == 1:
            return Explanation(found[0] + where, "Which entry should come first?")
    return None


def _mostly_moved(got: np.ndarray, expected: np.ndarray) -> bool:
    return got.shape != expected.shape or bool(np.mean(got != expected) > 0.5)


def scrambled(case: Case) -> Explanation | None:
    """The right numbers, all there, at other places."""
    if all(got.size == e.size >= 4 and _mostly_moved(got, e)
           and alike(np.sort(got, axis=None), np.sort(e, axis=None)) for got, e in case.pairs):
        same_shape = all(got.shape == e.shape for got, e in case.pairs)
        says = "holds the right numbers at other places"
        return Explanation(says if same_shape else says + " and in another shape",
                           "A reshape keeps the order of the numbers in memory; a transpose does "
                           "not. Which one do you need?")
    return None
