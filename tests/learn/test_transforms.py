"""Each generic transform is found on random results, and said in the words one would use."""

import numpy as np
import pytest

from groundup.learn.case import Case, Explanation, alike, holds, rank_of
from groundup.learn.factors import scaled
from groundup.learn.transforms import explain

rng = np.random.default_rng(5)
MATRICES = [rng.normal(size=(4, 3)), rng.normal(size=(5, 6)), rng.normal(size=(3, 7))]
VECTORS = [rng.normal(size=n) for n in (4, 5, 7)]
CUBES = [rng.normal(size=(2, 3, 4)), rng.normal(size=(3, 4, 2))]
NUMBERS = [1.7, -2.3, 5.1]

FOUND = [
    (MATRICES, lambda e: e.T, "transposed"),
    (MATRICES, lambda e: -e, "wrong sign"),
    (MATRICES, lambda e: 2 * e, "twice"),
    (VECTORS, lambda e: e / 2, "half"),
    (VECTORS, lambda e: 0.3 * e, "0.3 times"),
    (VECTORS, lambda e: e[:, None], "shape is (4, 1) and should be (4,)"),
    (VECTORS, lambda e: e[None], "shape is (1, 4) and should be (4,)"),
    (VECTORS, lambda e: e[::-1], "reverse order"),
    (VECTORS, lambda e: np.sort(e), "sorted"),
    (VECTORS, lambda e: e[:-1], "lacks the last entry"),
    (MATRICES, lambda e: e[1:], "lacks the first entry along axis 0"),
    (VECTORS, lambda e: np.append(e, 0.0), "one entry too many, the last"),
    (VECTORS, lambda e: np.roll(e, 1), "one place too far"),
    (VECTORS, lambda e: e + 1, "off by the same amount everywhere: +1"),
    (MATRICES, lambda e: e - e[0, 0], "another one for each test"),
    (MATRICES, lambda e: e.sum(0), "added up over axis 0"),
    (MATRICES, lambda e: e.mean(), "averaged over everything"),
    (MATRICES, lambda e: np.stack([0.3 * e, 0.7 * e]), "axis too many: added up over axis 0"),
    (VECTORS, lambda e: np.tile(e, (3, 1)), "repeats the right values"),
    (MATRICES, lambda e: e * rng.random((len(e), 1)), "each row multiplied"),
    (MATRICES, lambda e: e * rng.random(e.shape[1]), "each column multiplied"),
    (MATRICES, lambda e: e + rng.random((len(e), 1)), "added to each row"),
    (MATRICES, lambda e: np.zeros_like(e), "zero everywhere"),
    (MATRICES, np.abs, "absolute value"),
    (MATRICES, lambda e: np.maximum(e, 0), "negative numbers replaced by 0"),
    (MATRICES, lambda e: np.trunc(3 * e) / 3 * 0 + np.trunc(e), "whole numbers"),
    (MATRICES, lambda e: 1 - e, "1 minus"),
    (MATRICES, np.square, "square of the right one"),
    (MATRICES, np.exp, "exponential"),
    (MATRICES, np.reciprocal, "reciprocal"),
    (MATRICES, lambda e: np.where(e > 1, np.nan, e), "NaN"),
    (MATRICES, lambda e: e * (1 + 1e-4 * np.sin(e)), "almost right"),
    (MATRICES, lambda e: e[0], "the first row of the right one alone"),
    (MATRICES, lambda e: e[:, -1:], "the last column of the right one alone"),
    (VECTORS, lambda e: e[-1], "the last entry of the right one alone"),
    (MATRICES, lambda e: np.repeat(e[:1], len(e), 0), "the first row of the right one in every"),
    (VECTORS, np.cumsum, "the sum of all earlier ones"),
    (MATRICES, lambda e: np.cumsum(e).reshape(e.shape), "the sum of all earlier ones"),
    (VECTORS, lambda e: np.stack([0 * e, 1 - e, e], 1).ravel(), "appended in the inner loop"),
    ([np.array(n) for n in NUMBERS], lambda e: np.array([e + 1, e]), "2 values, of which the last"),
    (MATRICES, lambda e: e.ravel(), "its shape is (12,) and should be (4, 3)"),
    (MATRICES, lambda e: np.round(e, 2), "rounded to 2 decimals"),
    (MATRICES, lambda e: np.clip(e, 0, 1), "below 0 and above 1"),
    (MATRICES, lambda e: e > 0, "1 where the right one is above 0"),
    (MATRICES, lambda e: 1 / (1 + np.exp(-e)), "sigmoid"),
    (MATRICES, np.tanh, "tanh"),
    (MATRICES, lambda e: np.exp(e) / np.exp(e).sum(1, keepdims=True), "softmax"),
    (MATRICES, lambda e: e + 0.5j, "complex number"),
    (CUBES, lambda e: e.transpose(0, 2, 1), "axes (0, 2, 1)"),
    (CUBES, lambda e: e.transpose(2, 0, 1), "axes (2, 0, 1)"),
    (CUBES, lambda e: e.transpose(0, 2, 1).reshape(e.shape), "right numbers at other places"),
    ([e > 0 for e in MATRICES], np.logical_not, "opposite"),
    ([np.array(n) for n in NUMBERS], lambda e: -e, "wrong sign"),
]


@pytest.mark.parametrize(("rights", "wrong", "words"), FOUND)
def test_a_transform_is_recognised(rights, wrong, words):
    explanation = explain(Case([(np.asarray(wrong(e)), e) for e in rights]))
    assert words in explanation.says
    assert explanation.hint.endswith(("?", ".", ")"))


def test_the_constant_is_named_after_the_sizes_of_the_inputs():
    inputs = [(e, 0.25) for e in MATRICES]
    names = ("x", "rate")

    def said(factor):
        return explain(Case([(factor(e, n) * e, e) for e, n in inputs], inputs, names)).says

    assert said(lambda e, n: 1 / len(e)) == (
        "is the right one divided by the number of rows of `x` (4)")
    assert "multiplied by the number of columns of `x` (3)" in said(lambda e, n: e.shape[1])
    assert "divided by the square root of the number of columns" in said(
        lambda e, n: e.shape[1] ** -0.5)
    assert "number of entries" in said(lambda e, n: e.size)
    assert "multiplied by `rate` (0.25)" in said(lambda e, n: n)
    assert "divided by 1 − `rate` (0.75)" in said(lambda e, n: 1 / (1 - n))
    assert "has the wrong sign" in said(lambda e, n: -1 / len(e))
    assert "another factor for each test" in said(lambda e, n: np.pi + e[0, 0] ** 2)


def test_an_input_given_back_and_a_constant_are_recognised():
    inputs = [(x, x + 1) for x in VECTORS]
    case = Case([(b, a * b) for a, b in inputs], inputs, ("a", "b"))
    assert explain(case).says == "is the input `b`, unchanged"
    always = Case([(np.ones(3), rng.normal(size=3)) for _ in range(3)])
    assert "same whatever comes in" in explain(always).says


def test_what_holds_on_some_probes_only_is_no_explanation():
    first, *rest = [(e.T if e.shape[0] == e.shape[1] else rng.normal(size=e.shape), e)
                    for e in MATRICES]
    assert explain(Case([(-first[1], first[1]), *rest])) is None
    assert explain(Case([(rng.normal(size=e.shape), e) for e in MATRICES])) is None


def test_the_tools_of_a_case():
    case = Case([(-e, e) for e in MATRICES])
    assert holds(case, np.negative) and not holds(case, np.abs)
    assert not holds(Case([(e, e) for e in MATRICES]), lambda e: e)        # no difference at all
    assert rank_of(case) == 2
    assert rank_of(Case([(MATRICES[0], MATRICES[0]), (VECTORS[0], VECTORS[0])])) is None
    assert alike(MATRICES[0].astype(np.float32), MATRICES[0])
    assert scaled(case) == Explanation("has the wrong sign",
                                       "What decides whether it points up or down?")


# Seen from the inputs -----------------------------------------------------------------------------

INPUTS = [(rng.normal(size=(n, 3)), rng.normal(size=3), rng.normal()) for n in (4, 5, 6)]
FROM_INPUTS = [
    (lambda x, b, c: x, "the input `x`, unchanged"),
    (lambda x, b, c: x.T, "the input `x` transposed"),
    (lambda x, b, c: x.sum(0), "the input `x` added up over axis 0"),
    (lambda x, b, c: x / len(x), "the input `x` divided by the number of rows of `x`"),
    (lambda x, b, c: x.max(), "the largest number of `x`"),
    (lambda x, b, c: x @ b, "the matrix product of `x` and `b`"),
    (lambda x, b, c: x * b, "`x` times `b`, number by number"),
    (lambda x, b, c: np.tanh(x @ b + c) - c, "the right one minus `c`"),
    (lambda x, b, c: np.tanh(x @ b + c) * b.sum(), "the right one times the sum of `b`"),
]


@pytest.mark.parametrize(("wrong", "words"), FROM_INPUTS)
def test_a_result_made_of_the_inputs_is_recognised(wrong, words):
    case = Case([(np.asarray(wrong(*each)), np.tanh(each[0] @ each[1] + each[2]))
                 for each in INPUTS], INPUTS, ("x", "b", "c"))
    assert words in explain(case).says


def test_twice_is_twice_though_an_input_holds_two_numbers():
    pairs = [rng.normal(size=2) for _ in range(3)]
    for factor, words in ((2, "is twice"), (0.5, "is half"), (-2, "twice the right one, and has")):
        explanation = explain(Case([(factor * e, e) for e in pairs], [(e,) for e in pairs], ("x",)))
        assert words in explanation.says
