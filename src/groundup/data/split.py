"""Set samples aside that training never sees (chapters 11 and 12)."""

from numbers import Real

import numpy as np
from numpy.typing import ArrayLike

from groundup.backend import Rng, generator
from groundup.data.dataset import common_length


def split(*arrays: ArrayLike, test: float = 0.2, stratify: ArrayLike | None = None,
          rng: Rng = None) -> tuple[tuple, tuple]:
    """Shuffle arrays together and split them: `(train arrays), (test arrays)`.

    The test part has round(test · N) samples, at least one and never all. With `stratify=labels`
    (N,), each class c of N_c samples gives ⌊test · N_c⌋ or ⌈test · N_c⌉ of them to the test part,
    and every class is in both parts; for that, the total may differ from round(test · N) if there
    are classes of very few samples.

    Shapes: every array (N, ...). Raises `ValueError` if the lengths differ, if `test` is not
    between 0 and 1, if there are less than two samples, or if a class has only one.

    >>> x, y = np.arange(10), np.array([0, 1] * 5)
    >>> (x_train, y_train), (x_test, y_test) = split(x, y, test=0.4, stratify=y, rng=0)
    >>> np.bincount(y_train), np.bincount(y_test)
    (array([3, 3]), array([2, 2]))
    """
    rows = [np.asarray(array) for array in arrays]
    samples = common_length(rows, "split")
    if not isinstance(test, Real) or not 0 < test < 1:
        raise ValueError(f"test is the part to set aside, between 0 and 1, not {test!r}.")
    if samples < 2:
        raise ValueError(f"split needs at least two samples, but there are {samples}.")

    classes = np.zeros(samples, int) if stratify is None else class_numbers(stratify, samples)
    order = generator(rng).permutation(samples)
    test_rows = first_of_each_class(classes[order], test)
    return (tuple(row[order[~test_rows]] for row in rows),
            tuple(row[order[test_rows]] for row in rows))


def class_numbers(labels: ArrayLike, samples: int) -> np.ndarray:
    """Labels of any kind as numbers 0, 1, ... (N,), once it is clear that they can be split."""
    labels = np.asarray(labels)
    if labels.shape not in ((samples,), (samples, 1)):
        raise ValueError(f"stratify needs one label a sample, shape ({samples},), but has shape "
                         f"{labels.shape}. For one-hot labels, give labels.argmax(axis=1).")
    names, numbers, counts = np.unique(labels.ravel(), return_inverse=True, return_counts=True)
    if counts.min() < 2:
        raise ValueError(f"Class {names[counts.argmin()]} has one sample only, which cannot be in "
                         "both parts. Remove it, or split without stratify.")
    return numbers.reshape(-1)


def first_of_each_class(classes: np.ndarray, test: float) -> np.ndarray:
    """Which rows go to the test part (N, bool): the first so many of each class."""
    counts = np.bincount(classes)
    by_class = np.argsort(classes, kind="stable")
    rank = np.arange(len(classes)) - np.repeat(np.cumsum(counts) - counts, counts)
    chosen = np.empty(len(classes), bool)
    chosen[by_class] = rank < np.repeat(test_counts(counts, test), counts)
    return chosen


def test_counts(counts: np.ndarray, test: float) -> np.ndarray:
    """How many of each class: the share rounded down, and one more for the largest remainders."""
    share = test * counts
    least = np.maximum(np.floor(share), 1).astype(int)
    most = np.minimum(np.ceil(share), counts - 1).astype(int)
    missing = max(round(float(share.sum())) - int(least.sum()), 0)
    largest_first = np.argsort(least - share, kind="stable")
    candidates = largest_first[(most > least)[largest_first]]
    least[candidates[:missing]] += 1
    return least
