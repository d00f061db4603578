"""MixUp and CutMix: the targets say how much of whom is in each picture."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundup.vision.transforms import cutmix, mixup

seeds, alphas = st.integers(0, 10_000), st.floats(0.1, 5)


def batch(count=6, side=12):
    """Pictures of one grey each, that of picture k being its class k over the count."""
    return np.ones((count, 3, side, side)) * np.arange(count)[:, None, None, None], np.eye(count)


@given(seeds, alphas)
def test_mixup_mixes_targets_as_it_mixes_pictures(seed, alpha):
    x, target = batch()
    mixed, mixed_target = mixup(x, target, alpha, rng=seed)
    np.testing.assert_allclose(mixed_target.sum(axis=1), 1)
    assert mixed_target.min() >= 0
    np.testing.assert_allclose(mixed.mean(axis=(1, 2, 3)), mixed_target @ np.arange(6), atol=1e-12)
    np.testing.assert_allclose(np.ptp(mixed, axis=(1, 2, 3)), 0, atol=1e-12)


@given(seeds, alphas)
def test_cutmix_targets_are_the_shares_of_the_area(seed, alpha):
    x, target = batch()
    mixed, mixed_target = cutmix(x, target, alpha, rng=seed)
    np.testing.assert_allclose(mixed_target.sum(axis=1), 1)
    for k in range(6):
        area = (mixed == k).mean(axis=(1, 2, 3))
        np.testing.assert_allclose(area, mixed_target[:, k], atol=1e-12)
    foreign = mixed[:, 0] != np.arange(6)[:, None, None]
    for picture in foreign[foreign.any(axis=(1, 2))]:                   # one rectangle
        rows, columns = picture.any(axis=1), picture.any(axis=0)
        assert np.array_equal(picture, rows[:, None] & columns)


def test_same_seed_same_mix_and_inputs_stay(rng):
    x, target = rng.random((4, 1, 8, 8)).astype(np.float32), np.eye(4, dtype=np.float32)
    before = x.copy()
    for mix in (mixup, cutmix):
        (a, s), (b, t) = mix(x, target, rng=3), mix(x, target, rng=3)
        assert np.array_equal(a, b) and np.array_equal(s, t)
        assert a.dtype == s.dtype == np.float32
    assert np.array_equal(x, before)


def test_mean_share_follows_beta(rng):
    """λ ~ Beta(α, α) has the mean ½ and the variance 1 / (8α + 4)."""
    x, target = np.array([[0.0], [1.0]]), np.eye(2)
    shares = []
    while len(shares) < 1500:
        mixed, _ = mixup(x, target, alpha=2.0, rng=rng)
        if (mixed[0] + mixed[1]) == 1 and mixed[0] not in (0, 1):       # mixed with the other
            shares.append(mixed[1, 0])
    np.testing.assert_allclose([np.mean(shares), np.var(shares)], [0.5, 1 / 20], rtol=0.1)


@pytest.mark.parametrize("call, error, says", [
    (lambda: mixup(np.zeros((2, 3)), [0, 1]), ValueError, r"np.eye\(K\)\[y\]"),
    (lambda: mixup(np.zeros((2, 3)), np.eye(3)), ValueError, r"\(2, 3\) and the target \(3, 3\)"),
    (lambda: mixup(np.zeros((2, 3)), np.eye(2), alpha=0), ValueError, "alpha is 0"),
    (lambda: cutmix(np.zeros((2, 3)), np.eye(2)), ValueError, r"expected \(N, C, H, W\)"),
    (lambda: mixup(np.zeros((2, 3), np.uint8), np.eye(2)), TypeError, "divide pixels by 255"),
])
def test_bad_input_is_told_what_was_expected(call, error, says):
    with pytest.raises(error, match=says):
        call()
