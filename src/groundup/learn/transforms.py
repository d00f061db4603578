"""Generic transforms: is a wrong answer the right one turned, scaled, cut, shifted or negated?

Each is tried on all probes at once and must hold on every one of them, to the last digit.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np

from groundup.learn.case import Case, Explanation, alike, holds
from groundup.learn.factors import by_lines, scaled, scaled_anew, shifted, shifted_anew
from groundup.learn.inputs import an_input, besides, seen_from_inputs
from groundup.learn.shapes import (
    appended_too_often,
    carried_on,
    cut,
    one_line,
    other_shape,
    reduced,
    reordered,
    repeated,
    scrambled,
    too_much,
    turned,
)


def explain(case: Case, transforms: Sequence[Callable] | None = None) -> Explanation | None:
    """The first transform that turns the expected into the given, on all probes.

    >>> right = [np.array([1.0, -2.0, 5.0]), np.array([3.0, 0.5, 7.0])]
    >>> explain(Case([(-each, each) for each in right])).says
    'has the wrong sign'
    """
    with np.errstate(all="ignore"):
        found = (transform(case) for transform in transforms or PRECISE + VAGUE)
        return next((each for each in found if each is not None), None)


def constant(case: Case) -> Explanation | None:
    """The same result for all probes, or nothing but zeros."""
    gots, expecteds = zip(*case.pairs)
    if all(not got.any() for got in gots) and any(e.any() for e in expecteds):
        return Explanation("is zero everywhere" if gots[0].ndim else "is always zero",
                           "Does what you compute reach the array that you return?")
    shapes = {got.shape for got in gots}
    if len(gots) > 1 and len(shapes) == 1 and all(alike(got, gots[0]) for got in gots) and not all(
            alike(e, expecteds[0]) for e in expecteds):
        return Explanation("is the same whatever comes in", "Where do the inputs enter?")
    return None


def complex_numbers(case: Case) -> Explanation | None:
    """Complex where it should be real."""
    if any(got.dtype.kind == "c" and got.imag.any() and expected.dtype.kind != "c"
           for got, expected in case.pairs):
        return Explanation("is a complex number in some test: a root or a power of a negative one",
                           "Which number under the root should never be negative?")
    return None


def through_a_function(case: Case) -> Explanation | None:
    """The square, the root, the reciprocal, the absolute value ... of the right numbers."""
    for says, function, hint in _functions:
        if holds(case, function):
            return Explanation(says, hint)
    return None


def _softmax(e: np.ndarray, axis: int | None) -> np.ndarray:
    powers = np.exp(e - e.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


_functions: Iterable[tuple[str, Callable, str]] = (
    ("lost its signs: it is the absolute value of the right one", np.abs,
     "Which numbers may be negative?"),
    ("has its negative numbers replaced by 0", lambda e: np.maximum(e, 0),
     "Which numbers may be negative?"),
    ("is cut to whole numbers", np.trunc, "Look at the dtype of your arrays: int or float?"),
    ("is rounded down to whole numbers", np.floor, "Is that // where / is meant?"),
    ("is rounded to whole numbers", np.round, "Look at the dtype of your arrays: int or float?"),
    ("is the opposite: true where false is expected",
     lambda e: np.logical_not(e) if e.dtype.kind == "b" else e,
     "Which way round is your comparison?"),
    ("is 1 minus the right one", lambda e: 1 - e, "What is counted: this, or everything else?"),
    ("is cut off below 0 and above 1", lambda e: np.clip(e, 0, 1), "Which numbers may come out?"),
    ("is 1 where the right one is above 0, and else 0", lambda e: (e > 0) * 1.0,
     "Is a yes or no asked for, or the number itself?"),
    ("is the sign of the right one", np.sign, "Is a yes or no asked for, or the number itself?"),
    ("is the right one bent by a sigmoid, 1 / (1 + e^-x)", lambda e: 1 / (1 + np.exp(-e)),
     "Is anything but the number itself asked for?"),
    ("is the right one bent by tanh", np.tanh, "Is anything but the number itself asked for?"),
    ("is the softmax of the right one", lambda e: _softmax(e, -1),
     "Was a softmax asked for here?"),
    ("is the softmax of the right one over all its numbers", lambda e: _softmax(e, None),
     "Was a softmax asked for here?"),
    *((f"is rounded to {digits} decimal{'s' * (digits > 1)}", partial(np.round, decimals=digits),
       "Rounding is for showing numbers; return them as they are.") for digits in range(1, 7)),
    ("is the square of the right one", np.square, "Is a square root missing?"),
    ("is the square root of the right one", np.sqrt, "Is a square root too many?"),
    ("is the reciprocal of the right one", np.reciprocal, "What is divided by what?"),
    ("is the logarithm of the right one", np.log, "Is a logarithm too many?"),
    ("is the exponential of the right one", np.exp, "Is a logarithm missing?"),
)


def nan_apart(case: Case) -> Explanation | None:
    """Right but for NaN or infinity."""
    broken = False
    for got, expected in case.pairs:
        if got.shape != expected.shape or got.dtype.kind not in "fc":
            return None
        bad = ~np.isfinite(got) & np.isfinite(expected)
        if not alike(np.where(bad, 0, got), np.where(bad, 0, expected)):
            return None
        broken = broken or bool(bad.any())
    if not broken:
        return None
    word = "NaN" if any(np.isnan(got).any() for got, _ in case.pairs) else "infinity"
    return Explanation(f"is right except where it is {word}",
                       "What is 0/0, log 0, or e to the 1000? Which number comes near that?")


def nearly(case: Case) -> Explanation | None:
    """Wrong in the last digits only."""
    worst = 0.0
    for got, expected in case.pairs:
        if got.shape != expected.shape or got.dtype.kind != "f" or not expected.size or not (
                np.isfinite(got).all() and np.isfinite(expected).all()):
            return None
        scale = float(np.abs(expected).max()) or 1.0
        worst = max(worst, float(np.abs(got - expected).max()) / scale)
    if 1e-12 < worst < 2e-3:
        return Explanation(f"is almost right: the largest error is {worst:.1g} of the largest "
                           "number", "Look for a small constant such as an epsilon, a step that "
                           "is too large, or rounding.")
    return None


def made_of_inputs(case: Case) -> Explanation | None:
    """Something simple made of the inputs, which is not what was asked for."""
    return seen_from_inputs(case, OF_INPUTS)


PRECISE = (complex_numbers, other_shape, an_input, constant, turned, repeated, one_line, too_much,
           reduced, cut, scaled, shifted, through_a_function, carried_on, appended_too_often,
           reordered)
VAGUE = (nearly, besides, made_of_inputs, scaled_anew, shifted_anew, by_lines, nan_apart, scrambled)
OF_INPUTS = (turned, repeated, one_line, reduced, partial(scaled, most=1), shifted,
             through_a_function, carried_on, reordered)
AFTER = (other_shape, turned, repeated, reduced, cut, partial(scaled, most=1), shifted)
"""What may come after a known mistake."""
