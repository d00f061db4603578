"""Exceptions are told in words that help, and those that an exercise asks for count by type."""

import numpy as np
import pytest

from groundup.learn.checker import judge
from groundup.learn.complaints import CAUSES, cause
from groundup.learn.exercise import Exercise, Mistake, drawn, given

ROWS = [[1.0, 2.0], [3.0, 4.0]]


def unset():
    for number in (1, 2):
        total += number                    # noqa: F821
    return total


RAISING = [
    (lambda: [].append(1).append(2), "holds None"),
    (lambda: [2, 1].sort()[0], "holds None"),
    (lambda: nump.zeros(2), "`nump` is used and was never set"),       # noqa: F821
    (unset, "`total` is read before"),
    (lambda: sum(3.0), "One number stands"),
    (lambda: float(3)[0], "One number stands"),
    (lambda: len(3), "One number stands"),
    (lambda: np.ones(2)[0, 1], "One number stands"),
    (lambda: list(ROWS)[0, 1], "two pairs of brackets"),
    (lambda: list(ROWS)[float(1)], "whole number"),
    (lambda: np.ones(3)[1.0], "whole number"),
    (lambda: ROWS[2], "runs past the end"),
    (lambda: np.ones(2)[2], "runs past the end"),
    (lambda: ROWS * ROWS, "do not calculate"),
    (lambda: ROWS - ROWS, "do not calculate"),
    (lambda: ROWS.shape, "no `.shape`"),
    (lambda: np.ones(2).append(1), "An array has no `.append`"),
    (lambda: list(ROWS)(0), "Round brackets"),
    (lambda: 1 / 0, "divided by 0"),
    (lambda: __import__("math").sqrt(-1), "below 0"),
    (lambda: np.ones((2, 3)) @ np.ones((2, 3)), "here they are not equal: 2 and 3"),
    (lambda: np.dot(np.ones((2, 3)), np.ones(2)), "here they are not equal: 3 and 2"),
    (lambda: np.ones((2, 3)) + np.ones(2), "The shapes (2,3) and (2,) do not fit"),
    (lambda: np.zeros(2).__setitem__(slice(None), np.ones(3)), "into a place of shape (2,)"),
    (lambda: 1 if np.ones(2) > 0 else 0, "one yes or no"),
    (lambda: np.ones(6).reshape(4, 2), "6 numbers do not fill the shape (4,2)"),
    (lambda: np.ones(3).sum(axis=1), "There is no axis 1: the array has 1 axes"),
    (lambda: float(np.ones(2)), "One number is wanted"),
    (lambda: np.zeros(2).__setitem__(0, [1, 2]), "One number is wanted"),
    (lambda: next(a + b for a, b in [(1, 2, 3)]), "number of names"),
    (lambda: np.zeros(2, int).__iadd__(0.5), "whole numbers"),
]


@pytest.mark.parametrize(("raises", "words"), RAISING)
def test_the_cause_of_an_exception_is_told(raises, words):
    with pytest.raises(Exception) as caught:
        raises()
    says, hint = cause(caught.value)
    assert words in says and bool(says) == bool(hint) == bool(words)


def test_every_cause_has_a_text_and_a_question():
    assert all(says.endswith(".") and hint.endswith(("?", ".")) for _, says, hint in CAUSES)
    assert cause(KeyError("x")) == ("", "")


# Errors that are asked for -----------------------------------------------------------------------


def ratio(a, b):
    """a (n,), b (n,) -> a / b, or a ValueError where a number of b is 0."""
    if 0 in b:
        raise ValueError("a zero below")
    return [x / y for x, y in zip(a, b)]


def upside_down(a, b):
    if 0 not in b:
        raise ValueError("upside down")
    return [0.0 for _ in b]


RATIO = Exercise(
    id="99.3.ratio", title="Ratio", level="easy", objective="", asks="", hints=("a", "b", "c"),
    reference=ratio, probes=[given("two", [1.0, -2.0], [4.0, 5.0]), given("a zero", [1.0], [0.0]),
                             drawn("five", lambda rng: (list(rng.normal(size=5)),
                                                        list(rng.uniform(1, 2, size=5))))])


def with_check(error, value=lambda a, b: ratio(a, b)):
    def answer(a, b):
        if 0 in b:
            raise error
        return value(a, b)

    return answer


def always(a, b):
    raise ValueError("a text of one's own")


def test_what_is_wrong_with_an_asked_error_is_told():
    said = {name: judge(RATIO, answer).says for name, answer in {
        "type": with_check(TypeError("no")), "always": always, "upside": upside_down,
        "returned": lambda a, b: ValueError("no") if 0 in b else ratio(a, b),
        "silent": lambda a, b: [0.0] if 0 in b else ratio(a, b),
        "sign": with_check(ValueError("mine"), lambda a, b: [-x / y for x, y in zip(a, b)]),
    }.items()}
    assert "raises TypeError; expected is ValueError" in said["type"]
    assert "for every input" in said["always"] and "where nothing is wrong" in said["upside"]
    assert "must be raised" in said["returned"] and "should raise ValueError" in said["silent"]
    assert said["sign"] == "Your result has the wrong sign."


def test_an_asked_error_is_compared_by_its_type_alone():
    known = Exercise(**{**vars(RATIO), "mistakes": [
        Mistake("upside-down", upside_down, "Upside down.", "Which way?"),
        Mistake("asserts", with_check(AssertionError()), "An assert.", "Which error?")]})

    def mine(a, b):
        if 0 not in b:
            raise ValueError("no zero there")
        return [0.0]

    assert judge(known, mine).mistake.name == "upside-down"
    assert judge(known, with_check(AssertionError("my words"))).mistake.name == "asserts"
    assert judge(known, with_check(ValueError("my words"))).kind == "right"
