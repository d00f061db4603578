"""One part of the wrong results on all probes: what generic transforms look at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Pairs = list[tuple[np.ndarray, np.ndarray]]            # got and expected, probe by probe


@dataclass(frozen=True)
class Explanation:
    """What a result is, to be read after "Your result ", and what to ask oneself."""

    says: str
    hint: str = ""


@dataclass(frozen=True, eq=False)
class Case:
    """One part of the results on all probes, and the inputs with their names."""

    pairs: Pairs
    inputs: Sequence[tuple] = ()
    names: Sequence[str] = ()


def alike(got: np.ndarray, expected: np.ndarray) -> bool:
    """Equal in shape and, to single precision or double, in all numbers (...).

    >>> alike(np.ones(2, np.float32) / 3, np.ones(2) / 3), alike(np.ones(2), np.ones(3))
    (True, False)
    """
    if got.shape != expected.shape:
        return False
    rough = any(a.dtype.kind == "f" and a.dtype.itemsize < 8 for a in (got, expected))
    size = np.abs(expected[np.isfinite(expected)]) if expected.size else expected
    scale = float(size.max()) if size.size else 1.0
    rtol = 1e-4 if rough else 1e-7
    return bool(np.allclose(got, expected, rtol=rtol, atol=rtol * 0.01 * scale, equal_nan=True))


def holds(case: Case, transform: Callable[[np.ndarray], Any]) -> bool:
    """Whether every result is the expected one, transformed; and not for want of a difference."""
    changed = False
    for got, expected in case.pairs:
        try:
            wrong = np.asarray(transform(expected))
        except (ValueError, IndexError, TypeError):
            return False
        if not alike(got, wrong):
            return False
        changed = changed or not alike(wrong, expected)
    return changed


def rank_of(case: Case) -> int | None:
    """The number of axes of the expected results, if it is the same on all probes."""
    ranks = {expected.ndim for _, expected in case.pairs}
    return ranks.pop() if len(ranks) == 1 else None
