"""MLP: layers in the right order, layers that differ, and one that learns XOR."""

import numpy as np
import pytest

import groundup as gu
from groundup import nn
from groundup.models import MLP

INPUTS = np.float32([[0, 0], [0, 1], [1, 0], [1, 1]])
XOR = np.float32([[0], [1], [1], [0]])


def test_layers_in_order():
    model = MLP(2, [8, 4], 3, activation=nn.Tanh, dropout=0.1)
    kinds = [type(layer).__name__ for layer in model]
    assert kinds == ["Dense", "Tanh", "Dropout", "Dense", "Tanh", "Dropout", "Dense"]
    assert model.predict(INPUTS).shape == (4, 3)
    assert [layer.weight.shape for layer in (model[0], model[3], model[6])] == [
        (2, 8), (8, 4), (4, 3)]


def test_one_hidden_size_or_none():
    assert len(MLP(2, 8, 3)) == 3
    assert len(MLP(2, [], 3)) == 1
    assert len(MLP(2, np.int64(8), 3)) == 3


def test_layers_of_one_seed_differ_and_the_seed_decides():
    model, twin = MLP(4, [4, 4], 4, rng=0), MLP(4, [4, 4], 4, rng=0)
    assert (model[0].weight.data != model[2].weight.data).any()
    assert all((a == b).all() for a, b in zip(model.state_dict().values(),
                                              twin.state_dict().values()))


def test_dropout_follows_a_later_seed():
    model = MLP(2, 50, 1, dropout=0.5)
    runs = []
    for _ in range(2):
        gu.seed(3)
        runs.append(model(INPUTS).data)
    np.testing.assert_array_equal(*runs)


@pytest.mark.parametrize("seed", range(3))
def test_it_learns_xor(seed):
    model = MLP(2, 16, 1, activation=nn.Tanh, rng=seed)
    for _ in range(400):
        model.zero_grad()
        ((model(INPUTS) - XOR) ** 2).mean().backward()
        for p in model.parameters():
            p.data -= 0.2 * p.grad
            p.touch()
    np.testing.assert_allclose(model.predict(INPUTS), XOR, atol=0.2)
