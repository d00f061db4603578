"""Wrong by a factor or an amount: everywhere the same, or one for each row or column."""

import itertools
import math
from collections.abc import Callable, Sequence

import numpy as np

from groundup.learn.case import Case, Explanation, alike, rank_of
from groundup.learn.compare import as_array

TIMES = {2.0: "twice the right one", 0.5: "half the right one"}


def scaled(case: Case, most: int = 2) -> Explanation | None:
    """A multiple of the right one, by a constant or by a size (at most two) that can be named."""
    known = _factors(case)
    if known is None:
        return None
    values = list(known.values())
    if all(_near(c, -1) for c in values):
        return Explanation("has the wrong sign", "What decides whether it points up or down?")
    steady = all(_near(c, values[0]) for c in values)
    numbers = [_named_numbers(case.inputs[k], case.names) for k in known] if case.inputs else []
    for sign, word in ((1, ""), (-1, ", and has the wrong sign")):
        if steady and any(_near(sign * values[0], c) for c in TIMES):
            break                          # twice is twice, though an input has two numbers
        if found := _named_factor(numbers, [sign * c for c in values], most):
            return Explanation(f"is the right one {found}{word}",
                               "How often should this factor be counted, and where?")
    if not steady or _are_single_numbers(case, len(values)):
        return None
    size = abs(values[0])
    text = next((text for c, text in TIMES.items() if _near(size, c)),
                f"{size:.6g} times the right one")
    return Explanation(f"is {text}{', and has the wrong sign' * (values[0] < 0)}",
                       "Which factor is too much, or missing?")


def scaled_anew(case: Case) -> Explanation | None:
    """A multiple of the right one, by a factor that changes from probe to probe."""
    known = _factors(case)
    if known is None or _are_single_numbers(case):
        return None
    listed = ", ".join(f"{c:.4g}" for c in list(known.values())[:4])
    return Explanation(f"is a multiple of the right one, by another factor for each test: {listed}",
                       "What is counted once too often, or not at all?")


def _factors(case: Case) -> dict[int, float] | None:
    """The factor on each probe that has one; None where a result is no multiple, or all are 1."""
    factors = {k: _factor(got, expected) for k, (got, expected) in enumerate(case.pairs)}
    known = {k: c for k, c in factors.items() if c is not None}
    if not known or any(map(math.isnan, known.values())) or all(_near(c, 1)
                                                                for c in known.values()):
        return None
    return known


def _are_single_numbers(case: Case, different: int = 1) -> bool:
    """Whether each result is one number, and there are too few to speak of a rule."""
    return different < 3 and all(expected.size < 2 for _, expected in case.pairs)


def _factor(got: np.ndarray, expected: np.ndarray) -> float | None:
    """c with got = c · expected; NaN if there is none, None if everything is zero."""
    if got.shape != expected.shape or "b" in (got.dtype.kind, expected.dtype.kind):
        return math.nan
    if not (np.isfinite(got).all() and np.isfinite(expected).all()):
        return math.nan
    square = float(np.vdot(expected, expected).real)
    if square == 0:
        return math.nan if got.any() else None
    factor = float(np.vdot(expected, got).real) / square
    if factor == 0 or not alike(got, factor * expected):
        return math.nan
    return factor


def _near(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-5)


def _named_numbers(inputs: tuple, names: Sequence[str]) -> dict[str, float]:
    """Numbers that an answer could have multiplied by: sizes of the inputs, and plain inputs."""
    found: dict[str, float] = {}
    for name, value in zip(names, inputs):
        array = as_array(value)
        if array is None:
            continue
        if array.ndim == 0:
            found[f"`{name}`"] = float(array.real)
            if 0 < array.real < 1:
                found[f"1 − `{name}`"] = 1 - float(array.real)
        axes = {1: ["length"], 2: ["number of rows", "number of columns"]}.get(
            array.ndim, [f"size of axis {axis}" for axis in range(array.ndim)])
        for word, size in zip(axes, array.shape):
            found[f"the {word} of `{name}`"] = size
        if array.ndim > 1:
            found[f"the number of entries of `{name}`"] = array.size
    return {name: number for name, number in found.items() if number > 0}


def _named_factor(numbers: list[dict[str, float]], factors: list[float], most: int) -> str:
    """Words for the factors, if one name fits on all probes: "divided by the length of `x` (3)"."""
    if not numbers:
        return ""
    shared = [name for name in numbers[0] if all(name in each for each in numbers)]
    ways: list[tuple[str, Callable[[float], float]]] = [
        ("multiplied by {}", lambda s: s), ("divided by {}", lambda s: 1 / s),
        ("multiplied by the square root of {}", lambda s: s ** 0.5),
        ("divided by the square root of {}", lambda s: s ** -0.5),
        ("multiplied by the square of {}", lambda s: s * s),
        ("divided by the square of {}", lambda s: 1 / (s * s))]
    for text, way in ways:
        for name in shared:
            if all(_near(way(each[name]), c) for each, c in zip(numbers, factors)):
                value = numbers[0][name]
                return text.format(f"{name} ({value:g})")
    for a, b in itertools.permutations(shared, 2) if most > 1 else ():
        for text, of in (("multiplied by {} and by {}", lambda s, t: s * t),
                         ("divided by {} and by {}", lambda s, t: 1 / (s * t)),
                         ("multiplied by {} and divided by {}", lambda s, t: s / t)):
            if len(factors) > 1 and all(_near(of(each[a], each[b]), c)
                                        for each, c in zip(numbers, factors)):
                return text.format(a, b)
    return ""


def shifted(case: Case) -> Explanation | None:
    """Off by one amount everywhere, the same on all probes."""
    offsets = _offsets(case)
    if offsets is None or not _steady(offsets) or _are_single_numbers(case, len(offsets)):
        return None
    return Explanation(f"is off by the same amount everywhere: {_signed(offsets[0])}",
                       "Which term is counted once too often, or forgotten?")


def shifted_anew(case: Case) -> Explanation | None:
    """Off by one amount everywhere, which changes from probe to probe."""
    offsets = _offsets(case)
    if offsets is None or _are_single_numbers(case):
        return None
    return Explanation("is off by one number everywhere, another one for each test: "
                       + ", ".join(map(_signed, offsets[:4])),
                       "Which term is counted once too often, or forgotten?")


def _offsets(case: Case) -> list[float] | None:
    """The offset on each probe; None where there is none, or none but zero."""
    offsets = []
    for got, expected in case.pairs:
        if got.shape != expected.shape or got.dtype.kind not in "iuf" or not got.size:
            return None
        gaps = np.asarray(got, float) - expected
        middle = float(np.median(gaps))
        if not np.isfinite(gaps).all() or not alike(np.asarray(got, float), expected + middle):
            return None
        offsets.append(middle)
    return offsets if any(abs(offset) > 1e-9 for offset in offsets) else None


def _steady(values: list[float]) -> bool:
    return all(_near(value, values[0]) for value in values) and abs(values[0]) > 1e-9


def _signed(value: float) -> str:
    return f"{value:+.4g}".replace("-", "−")


def by_lines(case: Case) -> Explanation | None:
    """Each row, or each column, off by a factor or an amount of its own."""
    if rank_of(case) != 2 or any(got.shape != e.shape or min(e.shape) < 2 or max(e.shape) < 3
                               for got, e in case.pairs):
        return None
    for axis, word in ((1, "row"), (0, "column")):
        if all(e.shape[axis] >= 3 for _, e in case.pairs):
            if all(_line_factors(got, e, axis) for got, e in case.pairs):
                return Explanation(f"is the right one with each {word} multiplied by a number of "
                                   "its own", f"What is computed once for each {word}, and over "
                                   "which axis?")
            if all(_line_offsets(got, e, axis) for got, e in case.pairs):
                return Explanation(f"is the right one with a number of its own added to each "
                                   f"{word}", f"What is added once for each {word}?")
    return None


def _line_factors(got: np.ndarray, expected: np.ndarray, axis: int) -> bool:
    squares = (expected * expected).sum(axis=axis, keepdims=True)
    factors = (got * expected).sum(axis=axis, keepdims=True) / np.where(squares == 0, 1, squares)
    return alike(got, factors * expected) and not alike(got, expected) and bool(factors.all())


def _line_offsets(got: np.ndarray, expected: np.ndarray, axis: int) -> bool:
    if "b" in (got.dtype.kind, expected.dtype.kind):
        return False
    return alike(got, expected + (got - expected).mean(axis=axis, keepdims=True))
