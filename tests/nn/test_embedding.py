"""Embedding layers: their table, padding, tied weights, bags, and saving."""

import copy

import numpy as np
import pytest

from groundup import Tensor, nn
from groundup import functional as F


@pytest.mark.parametrize(("make", "shape", "text"), [
    (lambda: nn.Embedding(7, 3, rng=0), (2, 4, 3), "Embedding(7, 3)"),
    (lambda: nn.Embedding(7, 3, padding_idx=-7, rng=0), (2, 4, 3),
     "Embedding(7, 3, padding_idx=0)"),
    (lambda: nn.EmbeddingBag(7, 3, rng=0), (2, 3), "EmbeddingBag(7, 3, mode='mean')"),
    (lambda: nn.EmbeddingBag(7, 3, mode="sum", rng=0), (2, 3), "EmbeddingBag(7, 3, mode='sum')"),
])
def test_shape_dtype_repr_saving_and_copying(make, shape, text):
    layer, ids = make(), np.array([[0, 1, 6, 1], [2, 2, 2, 0]])
    y = layer(ids)
    y.sum().backward()
    assert (y.shape, y.dtype, layer.weight.grad.shape) == (shape, np.float32, (7, 3))
    twin = make()
    twin.load_state_dict(layer.state_dict())
    for other in (twin, copy.deepcopy(layer)):
        np.testing.assert_array_equal(other(ids).data, y.data)
    assert layer.astype("float64")(ids).dtype == np.float64
    assert layer.predict(ids).shape == shape
    assert repr(layer) == text


def test_starts_normal_with_a_zero_row_for_padding():
    layer = nn.Embedding(500, 20, padding_idx=3, rng=0)
    assert layer.weight.data.std() == pytest.approx(1, abs=0.02)
    np.testing.assert_array_equal(layer.weight.data[3], 0)
    layer([3, 4]).sum().backward()
    np.testing.assert_array_equal(layer.weight.grad[3:5].sum(axis=1), [0, 20])


def test_a_tied_table_learns_from_both_ends():
    layer = nn.Embedding(5, 3, rng=0)
    h = layer([1, 2])
    F.dense(h, layer.weight.T).sum().backward()
    both = layer.weight.grad
    expected = np.tile(h.data.sum(axis=0), (5, 1))
    expected[[1, 2]] += layer.weight.data.sum(axis=0)
    np.testing.assert_allclose(both, expected, rtol=1e-5, atol=1e-6)


def test_pretrained_tables_are_frozen_unless_asked_for():
    table = np.arange(6, dtype=np.float32).reshape(3, 2)
    layer = nn.Embedding.from_pretrained(table)
    np.testing.assert_array_equal(layer([2]).data, [[4, 5]])
    assert not layer.weight.requires_grad
    bag = nn.EmbeddingBag.from_pretrained(Tensor(table), freeze=False, mode="sum")
    assert bag.weight.requires_grad and bag([[1, 2]]).tolist() == [[6, 8]]
    table[...] = 0                                         # the layer has its own copy
    np.testing.assert_array_equal(layer([2]).data, [[4, 5]])


def test_what_is_refused():
    with pytest.raises(ValueError, match="id 7 is not in a vocabulary of 7") as caught:
        nn.Embedding(7, 3)([7])
    assert caught.value.__notes__ == ["This happened in Embedding(7, 3)."]
    with pytest.raises(ValueError, match="Embedding: padding_idx 7"):
        nn.Embedding(7, 3, padding_idx=7)
    with pytest.raises(ValueError, match="Embedding: num_embeddings must be"):
        nn.Embedding(0, 3)
    with pytest.raises(ValueError, match="mode is 'mean' or 'sum', not 'max'"):
        nn.EmbeddingBag(7, 3, mode="max")
