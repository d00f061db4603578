"""Splits: nothing lost, nothing twice, proportions of classes, seeds, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundup.data import split

fractions = st.floats(0.01, 0.99)


@given(samples=st.integers(2, 200), test=fractions, seed=st.integers(0, 9))
def test_parts_are_disjoint_complete_and_keep_rows_together(samples, test, seed):
    x = np.arange(samples)
    (a_train, b_train), (a_test, b_test) = split(x, 2 * x, test=test, rng=seed)
    assert np.array_equal(np.sort(np.concatenate([a_train, a_test])), x)
    assert np.array_equal(2 * a_train, b_train) and np.array_equal(2 * a_test, b_test)
    assert len(a_test) == np.clip(round(test * samples), 1, samples - 1)


@given(counts=st.lists(st.integers(2, 60), min_size=1, max_size=8), test=fractions,
       seed=st.integers(0, 9))
def test_stratified_parts_keep_proportions_within_one_sample(counts, test, seed):
    y = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(counts)), counts))
    (rows_train, y_train), (rows_test, y_test) = split(np.arange(len(y)), y, test=test,
                                                       stratify=y, rng=seed)
    in_test = np.bincount(y_test, minlength=len(counts))
    assert np.all(np.abs(in_test - test * np.array(counts)) <= 1)
    assert in_test.min() >= 1 and np.bincount(y_train).min() >= 1
    assert np.array_equal(np.sort(np.concatenate([rows_train, rows_test])), np.arange(len(y)))
    assert np.array_equal(y[rows_test], y_test)


def test_total_is_kept_where_classes_are_not_tiny():
    y = np.repeat(np.arange(10), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    _, (y_test,) = split(y, stratify=y, rng=0)
    assert len(y_test) == round(0.2 * 1797)


def test_largest_remainders_are_rounded_up():
    y = np.repeat([0, 1, 2], [10, 14, 11])              # a quarter: 2.5, 3.5, 2.75, together 9
    _, (y_test,) = split(y, test=0.25, stratify=y, rng=0)
    assert np.bincount(y_test).tolist() == [3, 3, 3]


def test_seed_repeats_a_split_and_samples_are_shuffled():
    x = np.arange(100)
    first, again, other = (split(x, rng=seed) for seed in (1, 1, 2))
    assert np.array_equal(first[0][0], again[0][0])
    assert not np.array_equal(first[0][0], other[0][0])
    assert not np.array_equal(np.sort(first[0][0]), first[0][0])


def test_labels_may_be_names_or_a_column():
    names = np.array(["cat", "dog"] * 5)
    _, (test_names,) = split(names, test=0.4, stratify=names, rng=0)
    assert sorted(test_names) == ["cat", "cat", "dog", "dog"]
    column = np.array([[0], [1]] * 5)
    _, (test_column,) = split(column, test=0.4, stratify=column, rng=0)
    assert test_column.shape == (4, 1) and test_column.sum() == 2


def test_what_cannot_be_split_is_refused_in_words():
    x = np.arange(6)
    with pytest.raises(ValueError, match="lengths 6 and 5"):
        split(x, x[:5])
    for wrong in (0, 1, -0.1, 20, float("nan")):
        with pytest.raises(ValueError, match="between 0 and 1"):
            split(x, test=wrong)
    with pytest.raises(ValueError, match="at least two samples"):
        split(x[:1])
    with pytest.raises(ValueError, match="Class 7 has one sample only"):
        split(x, stratify=[0, 0, 0, 7, 1, 1])
    with pytest.raises(ValueError, match=r"argmax"):
        split(x, stratify=np.eye(6))
    with pytest.raises(ValueError, match=r"shape \(5,\)"):
        split(x, stratify=x[:5])
