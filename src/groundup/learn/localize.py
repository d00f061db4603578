"""Where is it wrong? Said in words, when nobody knows why."""

from collections.abc import Sequence

import numpy as np

from groundup.learn.compare import Difference, as_array, kind_of


def locate(difference: Difference, inputs: tuple, names: Sequence[str]) -> str:
    """One sentence about the wrong numbers of a part: which row, border, sign of an input ...

    >>> wrong = np.array([[False, False], [True, True], [False, False]])
    >>> locate(Difference("value", "", np.ones((3, 2)), np.zeros((3, 2)), (1, 0), wrong), (), ())
    'Only row 1 is wrong.'
    """
    part = f" of `{difference.part}`" if difference.part else ""
    if difference.kind == "shape":
        return _shapes(np.shape(difference.got), np.shape(difference.expected), part)
    if difference.wrong is None or difference.wrong.ndim == 0:
        return ""
    wrong = difference.wrong
    if (rule := _rule(wrong, difference.expected, inputs, names)):
        return f"It is wrong exactly where {rule}."
    if not wrong.all():
        for axis in range(wrong.ndim):
            others = tuple(a for a in range(wrong.ndim) if a != axis)
            hit = np.flatnonzero(wrong.any(axis=others))
            if len(hit) == 1 and wrong.shape[axis] > 1:
                return f"Only {_line(wrong.ndim, axis, int(hit[0]))}{part} is wrong."
            if len(hit) == wrong.shape[axis] - 1 and wrong.shape[axis] > 3:
                kept = next(i for i in range(wrong.shape[axis]) if i not in hit)
                return f"Only {_line(wrong.ndim, axis, kept)}{part} is right."
        if _only_border(wrong):
            return f"Only the border{part} is wrong."
        return f"{int(wrong.sum())} of the {wrong.size} numbers{part} are wrong."
    return f"All {wrong.size} numbers{part} are wrong." if wrong.size > 1 else ""


def _shapes(got: tuple, expected: tuple, part: str) -> str:
    """Two shapes in words.

    >>> _shapes((2,), (), "")
    'There are 2 numbers; expected is one.'
    """
    if not expected and len(got) == 1:
        return f"There are {got[0]} numbers{part}; expected is one."
    if not got:
        return f"There is one number{part}; expected are numbers of shape {expected}."
    return f"The shape{part} is {got}; expected is {expected}."


def _line(rank: int, axis: int, index: int) -> str:
    if rank == 1:
        return f"entry {index}"
    return f"{('row', 'column')[axis]} {index}" if rank == 2 else f"index {index} of axis {axis}"


def _only_border(wrong: np.ndarray) -> bool:
    if wrong.ndim < 2 or min(wrong.shape[-2:]) < 3:
        return False
    return not wrong[..., 1:-1, 1:-1].any()


def _rule(wrong: np.ndarray, expected: np.ndarray, inputs: tuple, names: Sequence[str]) -> str:
    """A condition on the expected numbers, or on an input of the same shape, that fits exactly."""
    candidates = [(f"`{name}`", as_array(value)) for name, value in zip(names, inputs)]
    for name, array in [*candidates, ("the right answer", expected)]:
        if array is None or array.shape != wrong.shape or wrong.size < 3 or wrong.all():
            continue
        with np.errstate(all="ignore"):
            for word, hit in (("negative", array < 0), ("positive", array > 0), ("0", array == 0),
                              ("not 0", array != 0), ("0 or less", array <= 0)):
                if np.array_equal(hit, wrong):
                    return f"{name} is {word}"
    return ""


def structure(difference: Difference, name: str) -> str:
    """What is said of a result that is not even of the right kind.

    >>> structure(Difference("length", "", (1, 2), (1, 2, 3)), "f")
    'Your `f` returns 2 values; expected are 3.'
    """
    got, expected, kind = difference.got, difference.expected, difference.kind
    what = f"Your `{difference.part}`" if difference.part else f"Your `{name}`"
    verb = "is" if difference.part else "returns"
    if kind == "length":
        return f"{what} {'has' if difference.part else verb} {len(got)} values; expected " \
               f"are {len(expected)}."
    if kind == "keys":
        missing, extra = set(expected) - set(got), set(got) - set(expected)
        lists = [f"{word} {', '.join(sorted(map(repr, keys)))}"
                 for word, keys in (("lacks", missing), ("has too many:", extra)) if keys]
        return f"{what} {' and '.join(lists)}."
    if kind == "type" and isinstance(expected, BaseException):
        return f"{what} should raise {type(expected).__name__} here, and does not."
    if kind == "type" and not isinstance(got, BaseException):
        if as_array(expected) is not None and (fault := no_array(got)):
            return f"Your {f'`{difference.part}`' if difference.part else 'result'} {fault}."
        return f"{what} {verb} {kind_of(got)}; expected is {described(expected)}."
    return ""


def no_array(value: object) -> str:
    """Why a list or tuple is no array of numbers; "" for anything else.

    >>> no_array([1, None, 3])
    'holds None, first at [1]: there, nothing was returned or stored'
    >>> no_array([[1, 2], [3]])
    'has rows of different lengths: 2, 1'
    """
    if not isinstance(value, list | tuple):
        return ""
    for i, each in enumerate(value):
        if each is None:
            return f"holds None, first at [{i}]: there, nothing was returned or stored"
        if as_array(each) is None:
            inner = no_array(each)
            return f"{inner} (inside [{i}])" if inner else f"holds {kind_of(each)}, at [{i}]"
    lengths = [len(each) if isinstance(each, list | tuple) else np.shape(each)[:1] or "one number"
               for each in value]
    if all(isinstance(each, int) for each in lengths):
        return f"has rows of different lengths: {', '.join(map(str, lengths[:8]))}"
    return "mixes single numbers and lists"


def described(expected: object) -> str:
    """What is expected: its kind, and of a tuple its length.

    >>> described((1, 2)), described(2.5)
    ('2 values', 'a number')
    """
    return f"{len(expected)} values" if isinstance(expected, tuple) else kind_of(expected)
