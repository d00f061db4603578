"""Windows of series and texts, and batches of like length."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundup.data import DataLoader, bucket_by_length, next_token_windows, windows

SIZES = st.integers(1, 6)


@given(st.integers(2, 30), SIZES, SIZES, SIZES, st.sampled_from([(), (3,), (2, 2)]))
def test_windows_are_their_definition(T, length, horizon, stride, rest):
    s = np.random.default_rng(0).normal(size=(T, *rest)).astype("f4")
    if length + horizon > T:
        with pytest.raises(ValueError, match=f"length \\+ horizon = {length + horizon} time steps"):
            windows(s, length, horizon, stride)
        return
    x, y = windows(s, length, horizon, stride)
    starts = range(0, T - length - horizon + 1, stride)
    assert x.shape == (len(starts), length, *rest) and y.shape == (len(starts), horizon, *rest)
    assert x.dtype == y.dtype == np.float32 and len(starts) == (T - length - horizon) // stride + 1
    assert all(np.array_equal(x[n], s[t:t + length]) for n, t in enumerate(starts))
    assert all(np.array_equal(y[n], s[t + length:t + length + horizon])
               for n, t in enumerate(starts))


def test_windows_are_views_that_cannot_be_written_to():
    s = np.arange(100_000.0)
    x, y = windows(s, 1000)
    assert x.shape == (99_000, 1000) and np.shares_memory(x, s) and np.shares_memory(y, s)
    with pytest.raises(ValueError, match="read-only"):
        x[0, 0] = 1
    batch, target = next(iter(DataLoader((x, y), batch_size=4)))
    batch[:] = 0                                                # a copy
    assert s[1] == 1 and target.ravel().tolist() == [1000, 1001, 1002, 1003]


@given(st.integers(1, 40), SIZES, st.none() | SIZES)
def test_targets_are_the_next_tokens(T, length, stride):
    ids = np.random.default_rng(T).integers(0, 99, T)
    if length + 1 > T:
        with pytest.raises(ValueError, match=f"at least {length + 1} ids, but there are {T}"):
            next_token_windows(ids, length, stride)
        return
    x, y = next_token_windows(ids, length, stride)
    assert x.shape == y.shape and np.array_equal(x[:, 1:], y[:, :-1])
    starts = np.arange(0, T - length, stride or length)
    assert np.array_equal(x, ids[starts[:, None] + np.arange(length)])
    assert np.array_equal(y, ids[starts[:, None] + np.arange(length) + 1])


@given(st.lists(st.integers(0, 20)), st.integers(1, 7), st.booleans(), st.booleans())
def test_buckets_hold_each_sample_once_and_like_lengths(lengths, size, shuffle, drop_last):
    batches = bucket_by_length(lengths, size, shuffle, drop_last, rng=3)
    rest = len(lengths) % size if drop_last else 0
    samples = [int(i) for batch in batches for i in batch]
    assert len(set(samples)) == len(samples) == len(lengths) - rest
    assert all(len(batch) == size for batch in batches) or not drop_last
    lengths = np.array(lengths, int)
    ranges = sorted((lengths[b].min(), lengths[b].max()) for b in batches)
    assert all(high <= low for (_, high), (low, _) in pairwise(ranges))


def test_buckets_are_shuffled_by_their_seed():
    lengths = np.repeat(np.arange(10), 4)
    plain = bucket_by_length(lengths, 4)
    assert [b.tolist() for b in plain] == np.arange(40).reshape(10, 4).tolist()
    one, again, other = (bucket_by_length(lengths, 4, shuffle=True, rng=s) for s in (1, 1, 2))
    assert np.array_equal(one, again) and not np.array_equal(one, other)
    assert not np.array_equal(np.sort(one, axis=1), plain)      # the batches change places
    assert {tuple(sorted(b)) for b in one} == {tuple(b) for b in plain}
    assert any(list(b) != sorted(b) for b in one)               # and equals within them


@pytest.mark.parametrize(("call", "error", "says"), [
    (lambda: windows(np.arange(9), 0), ValueError, "length must be a whole number of at least 1"),
    (lambda: windows(np.arange(9), 2, 0), ValueError, "horizon must be"),
    (lambda: windows(np.arange(9), 2, stride=0), ValueError, "stride must be"),
    (lambda: windows(3.0, 2), ValueError, r"the series has shape \(\)"),
    (lambda: next_token_windows("text", 2), TypeError, "Encode the text first"),
    (lambda: next_token_windows(np.zeros(9), 2), TypeError, "not float64"),
    (lambda: next_token_windows(np.zeros((3, 3), int), 2), TypeError, r"of shape \(3, 3\)"),
    (lambda: next_token_windows([], 2), ValueError, "there are 0"),
    (lambda: next_token_windows(np.arange(9), 2, 0), ValueError, "stride must be"),
    (lambda: bucket_by_length([1, 2], 0), ValueError, "batch_size must be"),
    (lambda: bucket_by_length([[1, 2]], 2), ValueError, r"not \(1, 2\)"),
])
def test_errors_say_what_is_wrong(call, error, says):
    with pytest.raises(error, match=says):
        call()
