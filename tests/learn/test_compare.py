from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from groundup.autograd import Tensor
from groundup.learn.compare import as_array, close, compare, has_parts, kind_of, parts_of

A = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])

UNUSUAL = [
    (A.tolist(), A, "a list instead of an array"),
    (tuple(map(tuple, A)), A, "a tuple instead of an array"),
    (A.astype(np.float32), A, "float32 instead of float64"),
    (A.astype(int), A, "int64 instead of float64"),
    (A, A.tolist(), "an array instead of a list"),
    ([1.0, 2.0], (1.0, 2.0), "a list instead of a tuple"),
    ([A, A], (A, A), "a list instead of a tuple"),
    (iter([1.0, 2.0]), [1.0, 2.0], "a generator instead of a list"),
    (1, True, "a number instead of True or False"),
]
SAME = [
    (A, A), (3.0, 3.0), (np.float64(3), 3.0), (np.array(3.0), 3.0), (np.bool_(True), True),
    ("word", "word"), (None, None), ({"a": A}, {"a": A + 1e-12}), ([1, "b"], [1, "b"]),
    (float("nan"), float("nan")), (np.array([np.inf, np.nan]), np.array([np.inf, np.nan])),
    ({1, 2}, {2, 1}), ((A, 1.0), (A, 1.0)), (A[::-1][::-1], A), (1e-12, 0.0), (3, 3.0),
]
WRONG = [
    (A.T, A, "shape"), (A[:, :1], A, "shape"), (A + 1e-3, A, "value"), (None, A, "type"),
    ("word", A, "type"), ((A, A), (A, A, A), "length"), ({"a": 1}, {"b": 1}, "keys"),
    (A, {"b": 1}, "type"), (np.where(A > 5, np.nan, A), A, "nan"), ("word", "other", "value"),
    (np.array([3.0]), 3.0, "shape"), (1.0, "1.0", "type"), ([1, [2, 3]], A, "type"),
    (2, True, "value"), (np.inf, 1.0, "nan"), (lambda: 1, A, "type"), (range(3), A, "type"),
]


@pytest.mark.parametrize(("got", "expected"), SAME)
def test_the_same_answer_is_the_same(got, expected):
    comparison = compare(got, expected)
    assert comparison.equal and not comparison.unusual


@pytest.mark.parametrize(("got", "expected", "note"), UNUSUAL)
def test_the_same_answer_in_an_unusual_way_is_told(got, expected, note):
    comparison = compare(got, expected)
    assert comparison.equal and comparison.unusual == (note,)


@pytest.mark.parametrize(("got", "expected", "kind"), WRONG)
def test_another_answer_is_different_and_how_is_said(got, expected, kind):
    differences = compare(got, expected).differences
    assert [each.kind for each in differences] == [kind]


def test_parts_that_differ_are_named_and_the_first_wrong_number_is_found():
    other = A.copy()
    other[1, 0] = 9
    difference, = compare((A, other), (A, A), names=("weights", "bias")).differences
    assert (difference.part, difference.place, difference.wrong.sum()) == ("bias", (1, 0), 1)
    difference, = compare({"loss": 1.0}, {"loss": 2.0}).differences
    assert difference.part == "loss"
    difference, = compare([A, {"x": A}], [A, {"x": other}]).differences
    assert difference.part == "part 2['x']"


def test_a_tensor_is_taken_for_its_numbers():
    assert compare(Tensor(A), A).unusual == ("a Tensor instead of an array",)
    assert np.array_equal(as_array(Tensor(A, requires_grad=True)), A)


def test_single_precision_is_held_to_less():
    rough = (A / 3).astype(np.float32)
    assert compare(rough, A / 3).equal
    assert not compare(rough.astype(float), A / 3, rtol=1e-9).equal
    assert not compare(rough * np.float32(1.001), A / 3).equal
    assert compare((A / 3).astype(np.float16), A / 3).equal


def test_small_numbers_beside_large_ones_may_be_rounded():
    expected = np.array([1e6, 1e-5])
    assert close(expected + np.array([0, 1e-4]), expected, 1e-7, 1e-9).all()
    assert not close(expected + np.array([0, 1e-2]), expected, 1e-7, 1e-9).all()


def test_parts_and_kinds():
    assert parts_of({"a": 1, 2: 3}) == [("a", 1), ("2", 3)]
    assert [name for name, _ in parts_of((1, 2, 3), ("x",))] == ["x", "part 2", "part 3"]
    assert parts_of([5, 6], ("x", "y"), like=(1, 2)) == [("x", 5), ("y", 6)]
    assert has_parts((A, A)) and not has_parts(A) and not has_parts(5)
    assert kind_of({}) == "a dict" and kind_of(1.5) == "a number" and kind_of("") == "a text"


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text() | arrays.arrays(
        float, arrays.array_shapes(max_dims=3, max_side=3)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))


@given(anything, anything)
def test_comparing_never_raises_and_everything_equals_itself(got, expected):
    compare(got, expected)
    assert compare(expected, expected).equal


def test_fractions_decimals_and_huge_numbers_are_numbers():
    assert compare(Fraction(3, 4), 0.75).equal and compare(Decimal("0.75"), 0.75).equal
    assert compare([Fraction(1, 2), 3], np.array([0.5, 3.0])).equal
    assert as_array(10**30) == 1e30 and as_array(-(10**400)) == -np.inf
    assert compare(10**400, 5).differences[0].kind == "value"
    assert kind_of(1j) == "a complex number" and as_array([1, None]) is None


def test_parts_of_parts_have_the_names_that_comparing_gives_them():
    right = (np.ones(2), [np.ones(2), np.ones(3)], {"a": 1.0})
    wrong = (np.ones(2), [np.ones(2), np.zeros(3)], {"a": 2.0})
    names = [name for name, _ in parts_of(wrong, ("x",), right)]
    assert names == ["x", "part 2[0]", "part 2[1]", "part 3['a']"]
    assert [each.part for each in compare(wrong, right, names=("x",)).differences] == [
        "part 2[1]", "part 3['a']"]
    assert parts_of((1, 2), ("a", "b"), (1, 2, 3)) == [("", (1, 2))]
