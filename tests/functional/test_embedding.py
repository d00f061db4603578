"""Embedding and embedding bag: rows of a table, their gradients, and ids that do not exist."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundup import functional as F
from groundup.autograd import Tensor, grad, gradcheck
from groundup.functional.embedding import _embedding


@settings(max_examples=30, deadline=None)
@given(shape=st.lists(st.integers(0, 3), max_size=3), padding_idx=st.none() | st.integers(-5, 4))
def test_embedding_is_a_product_with_one_hot_rows(shape, padding_idx):
    rng = np.random.default_rng(0)
    W, ids = Tensor(rng.normal(size=(5, 3)), requires_grad=True), rng.integers(0, 5, size=shape)
    y = F.embedding(ids, W, padding_idx)
    hot = np.eye(5)[ids]
    np.testing.assert_allclose(y.data, hot @ W.data)
    g = rng.normal(size=y.shape)
    expected = hot.reshape(-1, 5).T @ g.reshape(-1, 3)
    if padding_idx is not None:
        expected[padding_idx] = 0
    np.testing.assert_allclose(grad(y, W, g).data, expected, atol=1e-14)
    plain = _embedding.reference(W, ids=ids, padding_idx=padding_idx)
    np.testing.assert_array_equal(plain.data, y.data)


def test_gradients_of_both_orders(rng):
    W, ids = rng.normal(size=(4, 2)), np.array([[0, 1, 1], [3, 0, 1]])
    assert gradcheck(lambda W: F.embedding(ids, W) ** 3, W, order=2)
    assert gradcheck(lambda W: F.embedding_bag(ids, W, mode="sum") ** 3, W, order=2)
    assert gradcheck(lambda W: F.embedding_bag(ids, W, mode="mean") ** 3, W, order=2)
    x = Tensor(W, requires_grad=True)
    first = grad((F.embedding(ids, x, padding_idx=1) ** 2).sum(), x, create_graph=True)
    np.testing.assert_allclose(first.data[1], 0)
    np.testing.assert_allclose(first.data[0], 4 * W[0])


@pytest.mark.parametrize("mode", ["sum", "mean"])
@pytest.mark.parametrize("padding_idx", [None, 2])
def test_bags_against_rows_taken_apart(mode, padding_idx, rng):
    W = Tensor(rng.normal(size=(6, 3)), requires_grad=True)
    bags = [[1, 2, 2], [], [5], [2], [0, 1, 4, 1]]
    offsets, ids = [0, 3, 3, 4, 5], np.concatenate(bags).astype(int)
    y = F.embedding_bag(ids, W, offsets, mode, padding_idx)
    rows = []
    for bag in bags:
        kept = [i for i in bag if i != padding_idx]
        parts = sum((W[i] for i in kept), Tensor(np.zeros(3)))
        rows.append(parts / len(kept) if mode == "mean" and kept else parts)
    np.testing.assert_allclose(y.data, [row.data for row in rows])
    g = rng.normal(size=y.shape)
    plain = sum((row * g[i]).sum() for i, row in enumerate(rows))
    np.testing.assert_allclose(grad(y, W, g).data, grad(plain, W).data, atol=1e-14)


def test_float32_stays_and_a_frozen_table_needs_no_gradient():
    table = Tensor(np.ones((3, 2), np.float32), requires_grad=True)
    for y in (F.embedding([1, 2], table), F.embedding_bag([[1, 2]], table)):
        assert y.dtype == np.float32
        assert grad(y, table, np.ones_like(y.data)).dtype == np.float32
    assert not F.embedding([1], table.detach()).requires_grad


@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda W: F.embedding([0, 7], W), ValueError, "id 7 is not in a vocabulary of 5.*from 0 to 4"),
    (lambda W: F.embedding([0, -1], W), ValueError, "id -1 is not in a vocabulary of 5"),
    (lambda W: F.embedding([0.0, 1.0], W), TypeError, "whole numbers as ids, not float64"),
    (lambda W: F.embedding([True], W), TypeError, "not bool"),
    (lambda W: F.embedding([0], W, padding_idx=5), ValueError, "padding_idx 5 is not in"),
    (lambda W: F.embedding_bag([[5]], W), ValueError, "embedding_bag: id 5"),
    (lambda W: F.embedding_bag([1, 2], W), ValueError, r"got shape \(2,\) without offsets"),
    (lambda W: F.embedding_bag([[1, 2]], W, offsets=[0]), ValueError, "offsets belong to"),
    (lambda W: F.embedding_bag([1, 2], W, offsets=[0, 3]), ValueError, r"rise. Got \[0, 3\]"),
    (lambda W: F.embedding_bag([1, 2], W, offsets=[1, 2]), ValueError, "start with 0"),
    (lambda W: F.embedding_bag([[1]], W, mode="max"), ValueError, "'mean' or 'sum', not 'max'"),
])
def test_what_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call(Tensor(np.ones((5, 2))))
