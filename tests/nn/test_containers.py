"""Containers: order, names, indexing, functions among layers, and what they refuse."""

import numpy as np
import pytest

from groundup import Tensor, nn
from groundup import autograd as A


def test_sequential_composes_from_first_to_last():
    first, last = nn.Dense(2, 3, rng=0), nn.Dense(3, 1, rng=1)
    x = Tensor([[1.0, -2.0]])
    expected = last(A.tanh(first(x)))
    np.testing.assert_array_equal(nn.Sequential(first, A.tanh, last)(x).data, expected.data)
    np.testing.assert_array_equal(nn.Sequential()(x).data, x.data)


def test_sequential_is_a_sequence():
    layers = [nn.Dense(2, 2), A.tanh, nn.Flatten()]
    model = nn.Sequential(*layers)
    assert list(model) == layers
    assert model[0] is layers[0] and model[-1] is layers[-1] and len(model) == 3
    tail = model[1:]
    assert isinstance(tail, nn.Sequential) and list(tail) == layers[1:]
    assert model.append(nn.Dense(2, 1)) is model
    assert list(model.state_dict()) == ["0.weight", "0.bias", "3.weight", "3.bias"]
    assert repr(model) == ("Sequential(\n  (0): Dense(2, 2)\n  (1): tanh\n  (2): Flatten()\n"
                           "  (3): Dense(2, 1)\n)")
    assert repr(nn.Sequential()) == "Sequential()"


def test_a_layer_used_twice_counts_once():
    layer = nn.Dense(2, 2)
    model = nn.Sequential(layer, A.tanh, layer)
    assert model.num_parameters() == 6
    assert list(model.state_dict()) == ["0.weight", "0.bias"]


def test_a_subclass_may_hold_more_than_its_sequence():
    class Net(nn.Sequential):
        def __init__(self):
            super().__init__(nn.Dense(2, 3))
            self.side = nn.Dense(3, 4)

    assert list(Net().state_dict()) == ["0.weight", "0.bias", "side.weight", "side.bias"]


def test_a_subclass_that_forgot_its_layers_is_told():
    class Net(nn.Sequential):
        def __init__(self):
            self.side = nn.Dense(3, 4)

    with pytest.raises(AttributeError, match=r"must call super\(\)\.__init__\(\*layers\)"):
        Net()(1)
    with pytest.raises(AttributeError, match="no attribute 'size'"):
        len(nn.Sequential().size)


def test_sequential_refuses_what_is_no_layer():
    with pytest.raises(TypeError, match=r"write Dense\(\.\.\.\), with parentheses"):
        nn.Sequential(nn.Dense)
    with pytest.raises(TypeError, match="layers go in one by one"):
        nn.Sequential([nn.Dense(2, 3)])


def test_module_list():
    blocks = nn.ModuleList(nn.Dense(2, 2) for _ in range(3))
    blocks[1] = new = nn.Dense(2, 5)
    assert blocks[1] is new and len(blocks[1:]) == 2 and isinstance(blocks[1:], nn.ModuleList)
    assert [tuple(p.shape) for p in blocks.parameters()][2] == (2, 5)
    with pytest.raises(TypeError, match="ModuleList holds modules, not a builtin_function"):
        blocks.append(len)
    with pytest.raises(TypeError, match="ModuleList has no forward"):
        blocks(1)


def test_module_dict():
    heads = nn.ModuleDict({"box": nn.Dense(2, 4)})
    heads["label"] = nn.Dense(2, 3)
    assert list(heads) == ["box", "label"] and "box" in heads and len(heads) == 2
    assert [name for name, _ in heads.items()] == ["box", "label"]
    assert heads["label"].out_features == 3
    with pytest.raises(ValueError, match=r"text without dots, not 'a\.b'"):
        heads["a.b"] = nn.Dense(2, 3)
    with pytest.raises(TypeError, match="ModuleDict holds modules, not a int"):
        heads["a"] = 3
