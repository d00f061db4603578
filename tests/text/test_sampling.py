"""Sampling: exact probabilities, draws that follow them, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundup.text import sample, sampling_probabilities

P = np.array([0.1, 0.4, 0.2, 0.3])
LOGITS = np.log(P) + 7


@pytest.mark.parametrize(("options", "expected"), [
    ({}, P),
    ({"temperature": 0.5}, P ** 2 / (P ** 2).sum()),
    ({"temperature": 2}, P ** 0.5 / (P ** 0.5).sum()),
    ({"temperature": 0}, [0, 1, 0, 0]),
    ({"temperature": 1e-300}, [0, 1, 0, 0]),
    ({"temperature": 0, "top_k": 3, "top_p": 0.9}, [0, 1, 0, 0]),
    ({"top_k": 1}, [0, 1, 0, 0]),
    ({"top_k": 2}, [0, 4 / 7, 0, 3 / 7]),
    ({"top_k": 9}, P),
    ({"top_p": 0.35}, [0, 1, 0, 0]),
    ({"top_p": 0.65}, [0, 4 / 7, 0, 3 / 7]),
    ({"top_p": 0.75}, [0, 4 / 9, 2 / 9, 3 / 9]),
    ({"top_p": 1}, P),
    ({"top_k": 3, "top_p": 0.5}, [0, 4 / 7, 0, 3 / 7]),         # of 4/9, 3/9, 2/9
    ({"temperature": 0.5, "top_p": 0.5}, [0, 1, 0, 0]),         # 16/30 is already enough
])
def test_exact_probabilities(options, expected):
    p = sampling_probabilities(LOGITS, **options)
    np.testing.assert_allclose(p, expected, atol=1e-12)
    rows = sampling_probabilities(np.stack([[LOGITS], [LOGITS[::-1]]]), **options)
    np.testing.assert_allclose(rows, np.stack([[p], [p[::-1]]]), atol=1e-12)


def test_equals_are_taken_in_order_of_their_ids():
    assert sampling_probabilities([1.0, 1, 1, 1], top_k=2).tolist() == [0.5, 0.5, 0, 0]
    assert sample([1.0, 3, 3], temperature=0) == 1


def test_draws_follow_the_probabilities():
    ids = sample(np.tile(LOGITS, (20_000, 1)), rng=0)
    assert ids.dtype == np.int64 and ids.shape == (20_000,)
    np.testing.assert_allclose(np.bincount(ids) / 20_000, P, atol=0.012)     # 3.5 σ
    few = sample(np.tile(LOGITS, (2000, 1)), top_p=0.65, rng=0)
    assert set(few.tolist()) == {1, 3}


def test_same_seed_same_draws():
    rows = np.random.default_rng(1).normal(size=(3, 5, 50)).astype("f4")
    one, again, other = sample(rows, rng=4), sample(rows, rng=4), sample(rows, rng=5)
    assert one.shape == (3, 5) and np.array_equal(one, again) and not np.array_equal(one, other)


@given(st.integers(0, 2**32), st.integers(1, 6))
def test_ruled_out_tokens_are_never_drawn(seed, tokens):
    logits = np.random.default_rng(seed).normal(size=tokens) * 30
    logits[1:][logits[1:] < 0] = -np.inf
    p = sampling_probabilities(logits)
    assert p.sum() == pytest.approx(1) and np.isfinite(logits[sample(logits, rng=seed)])


@pytest.mark.parametrize(("logits", "options", "says"), [
    (LOGITS, {"temperature": -1}, "temperature must be 0 or positive, not -1"),
    (LOGITS, {"temperature": np.nan}, "temperature must be 0 or positive"),
    (LOGITS, {"top_k": 0}, "at least 1, not 0"),
    (LOGITS, {"top_k": 1.5}, "at least 1, not 1.5"),
    (LOGITS, {"top_p": 0}, "above 0 and at most 1, not 0"),
    (LOGITS, {"top_p": 1.1}, "at most 1, not 1.1"),
    ([0.0, np.nan], {}, "hold NaN or"),
    ([0.0, np.inf], {}, r"hold NaN or \+inf"),
    ([-np.inf, -np.inf], {}, "no token is left"),
    (1.0, {}, "one score a token"),
    (np.zeros((2, 0)), {}, r"not \(2, 0\)"),
])
def test_errors_say_what_is_wrong(logits, options, says):
    with pytest.raises(ValueError, match=says):
        sample(logits, **options)
