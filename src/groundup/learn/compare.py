"""Is this the same answer? Numbers, arrays, lists, tuples, dicts and texts, part by part.

An answer may be right in an unusual way: a list where an array was meant, or float32. That is
told, and it is right.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from numbers import Number
from typing import Any

import numpy as np

ROUNDED = 1e-4                             # relative tolerance of what was computed in float32


@dataclass(frozen=True, eq=False)
class Difference:
    """One part of an answer that is not as expected: where, what, and in which way.

    `kind` is "type", "shape", "length", "keys", "nan" or "value"; `part` names the part of a tuple
    or dict, "" for the whole; `place` is the index of the first wrong number.
    """

    kind: str
    part: str
    got: Any
    expected: Any
    place: tuple[int, ...] | None = None
    wrong: np.ndarray | None = None        # which numbers are wrong, same shape as `expected`


@dataclass(frozen=True, eq=False)
class Comparison:
    """All differences of two answers, and what is unusual about one that has none."""

    differences: tuple[Difference, ...]
    unusual: tuple[str, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether the answers are the same."""
        return not self.differences


def compare(got: Any, expected: Any, rtol: float = 1e-7, atol: float = 1e-9,
            names: tuple[str, ...] = ()) -> Comparison:
    """Hold an answer against the expected one; `names` are those of the parts of a tuple.

    |got − expected| ≤ atol · max(1, max|expected|) + rtol · |expected|, of any shape (...).

    >>> compare([1.0, 2.0], np.array([1.0, 2.0])).unusual
    ('a list instead of an array',)
    >>> difference, = compare(np.ones((3, 1)), np.ones(3)).differences
    >>> difference.kind
    'shape'
    """
    differences: list[Difference] = []
    unusual: list[str] = []
    _walk(got, expected, "", tuple(names), (rtol, atol), differences, unusual)
    return Comparison(tuple(differences), tuple(dict.fromkeys(unusual)))


def as_array(value: Any) -> np.ndarray | None:
    """The numbers of an array, a Tensor, a number or nested lists of numbers; None for others.

    >>> as_array([[1, 2], [3, 4]]).shape, as_array("word") is None, as_array([1, "a"]) is None
    ((2, 2), True, True)
    """
    if isinstance(value, str | bytes | Mapping | set | frozenset) or value is None:
        return None
    if type(value).__module__.startswith("groundup.") and hasattr(value, "numpy"):
        value = value.detach().numpy() if hasattr(value, "detach") else value.numpy()
    elif not isinstance(value, np.ndarray | np.generic | Number | list | tuple):
        return None
    try:
        array = np.asarray(value)
    except Exception:                      # ragged lists, or whatever else someone hands over
        return None
    if array.dtype.kind == "O" and all(isinstance(each, Number) for each in array.flat):
        array = np.vectorize(_as_float, otypes=[float])(array) if array.size else array
    return array if array.dtype.kind in "biufc" else None


def _as_float(value: Any) -> float:
    """A Fraction, a Decimal, or a whole number too large for NumPy's integers."""
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
    except TypeError:                      # complex numbers next to one of those
        return float("nan")


def parts_of(value: Any, names: tuple[str, ...] = (), like: Any = None,
             part: str = "") -> list[tuple[str, Any]]:
    """The parts of an answer, and their parts again, with the names that `compare` gives them.

    Parts has a dict, a tuple whose parts have names, or a sequence of more than plain numbers;
    anything else is one part, "". `like` is the expected answer, where that decides.

    >>> parts_of((1, 2), ("weights", "bias"))
    [('weights', 1), ('bias', 2)]
    >>> parts_of((1, 2))
    [('', (1, 2))]
    >>> [name for name, _ in parts_of((1, [np.ones(2), np.ones(3)]))]
    ['part 1', 'part 2[0]', 'part 2[1]']
    """
    like = value if like is None else like
    if isinstance(like, Mapping) and isinstance(value, Mapping) and set(like) == set(value):
        return [each for key in like
                for each in parts_of(value[key], (), like[key], _key_name(part, key))]
    if has_parts(like, names) and len(like) and isinstance(value, tuple | list | np.ndarray) and (
            np.ndim(value if isinstance(value, np.ndarray) else [0]) and len(value) == len(like)):
        return [each for i, inner in enumerate(value)
                for each in parts_of(inner, (), like[i], _item_name(part, names, i))]
    return [(part, value)]


def has_parts(expected: Any, names: tuple[str, ...] = ()) -> bool:
    """Whether an expected tuple or list is compared part by part, not as one array.

    >>> has_parts([1, 2]), has_parts((1, 2), ("loss", "accuracy")), has_parts([np.ones(2)])
    (False, True, True)
    """
    if not isinstance(expected, tuple | list):
        return False
    return (bool(names) and isinstance(expected, tuple)) or as_array(expected) is None or any(
        isinstance(each, np.ndarray) and each.ndim for each in expected)


def close(got: np.ndarray, expected: np.ndarray, rtol: float, atol: float) -> np.ndarray:
    """Which numbers of two arrays of one shape (...) agree; NaN agrees with NaN.

    >>> close(np.array([1.0, 2.0]), np.array([1.0, 2.1]), 1e-7, 1e-9).tolist()
    [True, False]
    """
    if "b" in (got.dtype.kind, expected.dtype.kind):
        return got == expected
    size = np.abs(expected[np.isfinite(expected)])
    atol = atol * max(1.0, float(size.max()) if size.size else 1.0)
    with np.errstate(all="ignore"):
        return np.isclose(got, expected, rtol=rtol, atol=atol, equal_nan=True)


def _item_name(part: str, names: tuple[str, ...], index: int) -> str:
    if part and not names:
        return f"{part}[{index}]"
    return names[index] if index < len(names) else f"part {index + 1}"


def _key_name(part: str, key: Any) -> str:
    return f"{part}[{key!r}]" if part else str(key)


def _walk(got, expected, part, names, tolerance, differences, unusual) -> None:
    """Compare part by part, and note in the two lists what is found."""
    inner = (tolerance, differences, unusual)
    numbers = None if has_parts(expected, names) else as_array(expected)
    if numbers is not None:
        _numbers(got, expected, numbers, part, *inner)
    elif isinstance(expected, Mapping):
        _mapping(got, expected, part, *inner)
    elif isinstance(expected, list | tuple):
        _sequence(got, expected, part, names, *inner)
    elif not _same(got, expected):
        kind = "value" if type(got) is type(expected) else "type"
        differences.append(Difference(kind, part, got, expected))


def _same(got, expected) -> bool:
    try:
        return bool(got is expected or got == expected)
    except Exception:                      # an array, or an __eq__ of the learner's own
        return False


def _mapping(got, expected, part, tolerance, differences, unusual) -> None:
    if not isinstance(got, Mapping):
        differences.append(Difference("type", part, got, expected))
    elif set(got) != set(expected):
        differences.append(Difference("keys", part, got, expected))
    else:
        for key, value in expected.items():
            _walk(got[key], value, _key_name(part, key), (), tolerance, differences, unusual)


def _sequence(got, expected, part, names, tolerance, differences, unusual) -> None:
    kind = kind_of(got)
    if isinstance(got, Iterator):
        got = list(islice(got, len(expected) + 1))
    if not isinstance(got, list | tuple) and not (isinstance(got, np.ndarray) and got.ndim):
        differences.append(Difference("type", part, got, expected))
    elif len(got) != len(expected):
        differences.append(Difference("length", part, got, expected))
    else:
        if kind != kind_of(expected):
            unusual.append(f"{kind} instead of {kind_of(expected)}")
        for i, (mine, value) in enumerate(zip(got, expected)):
            _walk(mine, value, _item_name(part, names, i), (), tolerance, differences, unusual)


def _numbers(got, expected, numbers, part, tolerance, differences, unusual) -> None:
    """Hold numbers against an array, a number, or a list of numbers."""
    kind = kind_of(got)
    if isinstance(got, Iterator):
        got = list(islice(got, numbers.size + 1))
    array = as_array(got)
    if array is None:
        differences.append(Difference("type", part, got, expected))
        return
    if array.shape != numbers.shape:
        differences.append(Difference("shape", part, array, numbers))
        return
    rtol, atol = tolerance
    rough = _precision(array) > max(_precision(numbers), 1e-12)
    exact = numbers.dtype.kind in "biu"
    if _precision(numbers) > 1e-12 or (rough and not exact):
        rounded = max(ROUNDED, 4 * _precision(array))
        rtol, atol = max(rtol, rounded), max(atol, rounded / 100)
    right = close(array, numbers, rtol, atol)
    if not right.all():
        nan = (np.isfinite(array) != np.isfinite(numbers)) if not exact else np.zeros((), bool)
        wrong = ~right
        place = tuple(int(i) for i in np.argwhere(wrong)[0])
        differences.append(Difference("nan" if nan.any() else "value", part, array, numbers, place,
                                      wrong))
        return
    if kind != kind_of(expected):
        unusual.append(f"{kind} instead of {kind_of(expected)}")
    elif rough or (array.ndim and array.dtype.kind != numbers.dtype.kind):
        unusual.append(f"{array.dtype} instead of {numbers.dtype}")


def _precision(array: np.ndarray) -> float:
    return float(np.finfo(array.dtype).eps) if array.dtype.kind in "fc" else 0.0


def kind_of(value: Any) -> str:
    """What a value is, in a word or two: "a number", "a list", "an array of shape (2, 3)"...

    >>> kind_of(1.5), kind_of(np.float32(1)), kind_of([1]), kind_of(np.ones(2)), kind_of(None)
    ('a number', 'a number', 'a list', 'an array', 'None')
    """
    if value is None:
        return "None"
    if isinstance(value, bool | np.bool_):
        return "True or False"
    if isinstance(value, complex | np.complexfloating):
        return "a complex number"
    if isinstance(value, int | float | np.number) or (
            isinstance(value, np.ndarray) and value.ndim == 0):
        return "a number"
    names = {np.ndarray: "an array", str: "a text", dict: "a dict"}
    name = type(value).__name__
    if isinstance(value, Iterator) or name == "Generated":
        return "a generator"
    return names.get(type(value), f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}")
