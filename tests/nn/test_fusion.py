"""Layers that run together: the same results, and none hidden from those who look at them."""

import numpy as np
import pytest

from groundup import Tensor, nn
from groundup import functional as F
from groundup.train.diverged import explain


def network(dtype="float32", bias=True):
    model = nn.Sequential(nn.Dense(3, 8, bias, rng=0), nn.ReLU(), nn.Dense(8, 8, bias, rng=1),
                          nn.ReLU(), nn.Dense(8, 2, bias, rng=2))
    return model.astype(dtype)


def batch(dtype="float32"):
    return np.random.default_rng(0).normal(size=(6, 3)).astype(dtype)


def rules(y):
    """The names of the operations behind y, last first, along first inputs."""
    names, node = [], y.node
    while node is not None and node.rule is not None:
        names.append(node.rule.name)
        node = node.edges[0]
    return names


def one_by_one(model, x):
    for layer in model:
        x = layer(x)
    return x


def test_neighbours_become_one_operation():
    model, x = network(), Tensor(batch(), requires_grad=True)
    assert rules(model(x)) == ["dense", "dense_relu", "dense_relu"]
    assert rules(one_by_one(model, x)) == ["dense", "relu", "dense", "relu", "dense"]


def small_network(bias=True):
    return nn.Sequential(nn.Dense(3, 8, bias, rng=0), nn.ReLU(), nn.Dense(8, 2, bias, rng=1))


def test_a_small_network_becomes_one_operation():
    x = Tensor(batch(), requires_grad=True)
    assert rules(small_network()(x)) == ["dense_relu_dense"]
    assert rules(small_network().append(nn.ReLU())(x)) == ["dense_relu", "dense_relu"]
    wide = nn.Sequential(nn.Dense(3, 8), nn.ReLU(), nn.Dense(8, 5))
    assert rules(wide(x)) == ["dense", "dense_relu"]


@pytest.mark.parametrize("make", [network, lambda dtype, bias: small_network(bias).astype(dtype)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("frozen", [(), ("0.weight",), ("0.bias", "2.weight"), ("0.weight",
                                                                              "0.bias")])
def test_results_are_those_of_one_by_one(dtype, bias, frozen, make):
    gradients, outputs = [], []
    for run in (lambda model, x: model(x), one_by_one):
        model = make(dtype, bias)
        for name, p in model.named_parameters():
            p.requires_grad = name not in frozen
        x = Tensor(batch(dtype), requires_grad=True)
        y = run(model, x)
        (y * y).sum().backward()
        outputs.append(y.data)
        gradients.append([x.grad, *(p.grad for p in model.parameters())])
    np.testing.assert_allclose(*outputs, rtol=1e-6, atol=1e-6)
    for a, b in zip(*gradients):
        assert (a is None) == (b is None)
        if a is not None:
            assert a.dtype == dtype
            np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


def test_a_layer_that_is_used_twice():
    layer, relu, x = nn.Dense(3, 3, rng=0), nn.ReLU(), Tensor(batch())
    for model in (nn.Sequential(layer, relu, layer, relu), nn.Sequential(layer, relu, layer)):
        layer.zero_grad()
        y, apart = model(x), one_by_one(model, x)
        np.testing.assert_allclose(y.data, apart.data, rtol=1e-6, atol=1e-6)
        y.sum().backward()
        together = layer.weight.grad
        layer.zero_grad()
        apart.sum().backward()
        np.testing.assert_allclose(together, layer.weight.grad, rtol=1e-5, atol=1e-6)


def test_a_subclass_does_what_it_says():
    class Double(nn.Dense):
        def forward(self, x):
            return 2 * super().forward(x)

    class Leaky(nn.ReLU):
        def forward(self, x):
            return F.leaky_relu(x)

    x = Tensor(batch())
    for model in (nn.Sequential(Double(3, 4, rng=0), nn.ReLU()),
                  nn.Sequential(nn.Dense(3, 4, rng=0), Leaky())):
        np.testing.assert_array_equal(model(x).data, one_by_one(model, x).data)


def test_a_replaced_forward_is_called():
    model, x, seen = network(), Tensor(batch()), []
    plain, expected = model[1].forward, one_by_one(model, x).data
    model[1].forward = lambda x: seen.append(x.shape) or plain(x)
    np.testing.assert_allclose(model(x).data, expected, rtol=1e-6, atol=1e-6)
    assert seen == [(6, 8)]
    del model[1].forward
    model(x)
    assert seen == [(6, 8)]


def test_layers_that_come_and_go():
    model, x = nn.Sequential(nn.Dense(3, 8, rng=0)), Tensor(batch())
    assert (model(x).data < 0).any()
    assert rules(model.append(nn.ReLU())(x)) == ["dense_relu"]
    assert rules(model[:1](x)) == ["dense"]


def test_summary_and_the_search_for_nan_see_every_layer():
    model = network()
    assert [row.output_shape for row in model.summary(3).rows[1:]] == [(8,)] * 4 + [(2,)]
    model[2].bias.data[0] = np.inf
    found = explain(model, lambda p, t: p.sum(), (Tensor(batch()),), np.float32(0), np.inf)
    assert "The weights of 2, a Dense(8, 8), are not finite any more: bias" in found


def test_errors_name_the_layer_as_ever():
    model = nn.Sequential(nn.Dense(3, 8), nn.ReLU(), nn.Dense(4, 2), nn.ReLU())
    for faulty in (model, model[:3]):
        with pytest.raises(ValueError, match="x has 8 features") as error:
            faulty(batch())
        assert error.value.__notes__[0] == "This happened in Dense(4, 2)."
    with pytest.raises(TypeError, match="dense of float32 and float64"):
        network()(batch("float64"))


def test_whole_numbers_and_plain_arrays_enter_as_ever():
    model = nn.Sequential(nn.Dense(3, 8, rng=0), nn.ReLU())
    whole = np.array([[1, 2, 3]])
    np.testing.assert_allclose(model(whole).data, one_by_one(model, whole).data, rtol=1e-6)
