"""Indexing of every kind NumPy knows, and the operations built on it."""

import numpy as np
import pytest

from groundup import Tensor, autograd, gradcheck
from groundup.autograd import gather, scatter_add, sort, split, topk

DATA = np.random.default_rng(3).standard_normal((4, 3, 5))
MASK = DATA > 0
INDICES = {
    "integer": 1, "negative": -1, "numpy integer": np.int64(2), "integers": (1, -2, 0),
    "slice": slice(1, 3), "step": slice(None, None, 2), "backwards": slice(None, None, -1),
    "empty slice": slice(2, 2), "slices": (slice(1), slice(None), slice(-1, None, -2)),
    "ellipsis": (..., 1), "ellipsis alone": ..., "ellipsis between": (0, ..., slice(0, 2)),
    "new axis": (None, 0), "new axes": (slice(None), None, 1, None),
    "nothing": (), "mask": MASK, "mask of rows": MASK[:, 0, 0], "no rows": np.zeros(4, bool),
    "mask behind": (slice(None), slice(None), MASK[0, 0]),
    "mask of list": [True, False, True, True],
    "boolean": True, "array": np.array([2, 0]), "repeats": np.array([0, 0, 3, 0]),
    "negatives": np.array([-1, 3, -1]), "list": [1, 1, 2], "empty list": [],
    "matrix": np.array([[0, 1], [1, 0]]), "pairs": ([0, 1, 0], [2, 2, 2]),
    "broadcast": (np.array([[0], [3]]), np.array([1, 1])), "0-d array": np.array(2),
    "array and slice": (slice(1, 3), [0, 0]), "arrays apart": ([0, 1, 0], slice(None), [4, 4, 4]),
    "array and integer": ([0, 0], 1), "array and new axis": ([0, 0], None),
    "array and mask": ([0, 0], MASK[0, :, 0]), "array and ellipsis": (..., [4, 4, 0]),
}


@pytest.mark.parametrize("kind", INDICES)
def test_getitem_is_numpy_and_its_gradient_exact(kind):
    index = INDICES[kind]
    x = Tensor(DATA, requires_grad=True)
    y = x[index]
    assert isinstance(y, Tensor)
    np.testing.assert_array_equal(y.data, DATA[index])
    np.testing.assert_array_equal(autograd.getitem(DATA, index).data, DATA[index])
    weights = np.random.default_rng(0).standard_normal(y.shape)
    (y * weights).sum().backward()
    expected = np.zeros_like(DATA)
    np.add.at(expected, index, weights)
    np.testing.assert_allclose(x.grad, expected, rtol=1e-12)
    assert gradcheck(lambda x: x[index] ** 2, DATA, order=2)


@pytest.mark.parametrize("index", [np.array(1), np.array([0, 2, 0]), MASK[:, 0, 0], MASK])
def test_tensors_serve_as_indices(index):
    x = Tensor(DATA, requires_grad=True)
    np.testing.assert_array_equal(x[Tensor(index)].data, DATA[index])
    np.testing.assert_array_equal(x[Tensor(index), ...].data, DATA[index])
    np.testing.assert_array_equal(x[: Tensor(2)].data, DATA[:2])
    np.testing.assert_array_equal(x[x > 0].data, DATA[MASK])


def test_wrong_indices_say_so():
    x = Tensor(DATA)
    for index in (4, (0, 0, 0, 0), [9]):
        with pytest.raises(IndexError):
            x[index]
    with pytest.raises(IndexError):
        x[Tensor([0.5])]


def test_gather_and_scatter_add_ask_for_as_many_axes_as_the_data():
    for index in ([0, 1], [[0.5]], [[[0]]]):
        with pytest.raises(ValueError, match="must be of integers, with 2 axes"):
            gather(Tensor(DATA[0]), 0, index)
    with pytest.raises(ValueError, match="with 1 axes"):
        scatter_add(Tensor([0.0, 0.0]), 0, [[1]], Tensor([[1.0]]))


def test_scatter_add_adds_where_places_repeat():
    src = np.arange(6.0).reshape(3, 2)
    index = np.array([[0, 1], [0, 0], [3, 1]])
    expected = np.ones((4, 2))
    for i in range(3):
        for j in range(2):
            expected[index[i, j], j] += src[i, j]
    y = scatter_add(np.ones((4, 2)), 0, index, Tensor(src))
    np.testing.assert_array_equal(y.data, expected)
    assert gradcheck(lambda x, s: scatter_add(x, 0, index, s) ** 2, np.ones((4, 2)), src, order=2)


def test_equal_entries_keep_their_order_both_ways():
    x = Tensor([2.0, 1.0, 2.0, 1.0])
    assert sort(x)[1].tolist() == [1, 3, 0, 2]
    assert sort(x, descending=True)[1].tolist() == [0, 2, 1, 3]
    assert topk(x, 3)[1].tolist() == [0, 2, 1]


def test_sorting_unsigned_integers_and_booleans():
    assert sort(Tensor(np.array([3, 0, 7], np.uint8)), descending=True)[0].tolist() == [7, 3, 0]
    assert topk(Tensor(np.array([False, True])), 1)[0].tolist() == [True]


def test_topk_refuses_more_than_there_are():
    for k in (4, -1):
        with pytest.raises(ValueError, match="the axis has 3 entries"):
            topk(Tensor([1.0, 2.0, 3.0]), k)


def test_split_is_numpys():
    x = np.arange(12.0).reshape(6, 2)
    for sections in (1, 2, 3, 6, [2], [1, 1, 4], [0, 9], []):
        parts = split(Tensor(x), sections)
        assert [p.tolist() for p in parts] == [p.tolist() for p in np.split(x, sections)]
    assert [p.shape for p in split(Tensor(np.zeros((0, 2))), 3)] == [(0, 2)] * 3
    for sections in (4, 0):
        with pytest.raises(ValueError, match=f"6 rows along axis 0 do not divide into {sections}"):
            split(Tensor(x), sections)


def test_an_index_with_no_entries_gives_a_zero_gradient():
    x = Tensor(DATA, requires_grad=True)
    autograd.sum(x[np.zeros(4, bool)]).backward()
    np.testing.assert_array_equal(x.grad, np.zeros_like(DATA))
