"""Dense, activations, dropout and shapes, each through the harness; and what is special to each."""

from functools import partial

import numpy as np
import pytest

from groundup import Tensor, grad, nn
from groundup import functional as F

from .harness import (
    check_saving_freezing_and_copying,
    check_shape_dtype_repr_and_function,
    every,
    inputs,
)

LAYERS = [
    (lambda: nn.Dense(4, 3, rng=0), (5, 4), (5, 3), "Dense(4, 3)", F.dense),
    (lambda: nn.Dense(4, 3, bias=False, rng=0), (2, 5, 4), (2, 5, 3), "Dense(4, 3, bias=False)",
     F.dense),
    (nn.Identity, (2, 3), (2, 3), "Identity()", lambda x: x),
    (nn.Flatten, (2, 3, 4, 5), (2, 60), "Flatten()", lambda x: x.reshape(2, 60)),
    (partial(nn.Flatten, 2), (2, 3, 4, 5), (2, 3, 20), "Flatten(start_axis=2)", None),
    (partial(nn.Flatten, -2), (2, 3, 4, 5), (2, 3, 20), "Flatten(start_axis=-2)", None),
    (nn.ReLU, (2, 6), (2, 6), "ReLU()", F.relu),
    (partial(nn.LeakyReLU, 0.2), (2, 6), (2, 6), "LeakyReLU(0.2)", partial(
        F.leaky_relu, negative_slope=0.2)),
    (nn.PReLU, (2, 6), (2, 6), "PReLU(1)", F.prelu),
    (partial(nn.PReLU, 6), (2, 6, 3), (2, 6, 3), "PReLU(6)", F.prelu),
    (nn.ReLU6, (2, 6), (2, 6), "ReLU6()", F.relu6),
    (partial(nn.ELU, 0.5), (2, 6), (2, 6), "ELU(0.5)", partial(F.elu, alpha=0.5)),
    (nn.SELU, (2, 6), (2, 6), "SELU()", F.selu),
    (nn.GELU, (2, 6), (2, 6), "GELU()", F.gelu),
    (partial(nn.GELU, "tanh"), (2, 6), (2, 6), "GELU('tanh')", None),
    (nn.SiLU, (2, 6), (2, 6), "SiLU()", F.silu),
    (nn.Mish, (2, 6), (2, 6), "Mish()", F.mish),
    (nn.Softplus, (2, 6), (2, 6), "Softplus()", F.softplus),
    (nn.Hardswish, (2, 6), (2, 6), "Hardswish()", F.hardswish),
    (nn.Sigmoid, (2, 6), (2, 6), "Sigmoid()", F.sigmoid),
    (nn.LogSigmoid, (2, 6), (2, 6), "LogSigmoid()", F.log_sigmoid),
    (nn.Hardsigmoid, (2, 6), (2, 6), "Hardsigmoid()", F.hardsigmoid),
    (nn.Tanh, (2, 6), (2, 6), "Tanh()", F.tanh),
    (partial(nn.Hardtanh, -0.5, 0.25), (2, 6), (2, 6), "Hardtanh(-0.5, 0.25)", None),
    (nn.Softsign, (2, 6), (2, 6), "Softsign()", F.softsign),
    (nn.GLU, (2, 6), (2, 3), "GLU()", F.glu),
    (partial(nn.GLU, 0), (2, 6), (1, 6), "GLU(axis=0)", None),
    (nn.SwiGLU, (2, 6), (2, 3), "SwiGLU()", F.swiglu),
    (partial(nn.SwiGLU, 0), (2, 6), (1, 6), "SwiGLU(axis=0)", None),
    (nn.GEGLU, (2, 6), (2, 3), "GEGLU()", F.geglu),
    (partial(nn.GEGLU, 0), (2, 6), (1, 6), "GEGLU(axis=0)", None),
    (nn.Softmax, (2, 6), (2, 6), "Softmax()", F.softmax),
    (partial(nn.Softmax, 0), (2, 6), (2, 6), "Softmax(axis=0)", partial(F.softmax, axis=0)),
    (nn.LogSoftmax, (2, 6), (2, 6), "LogSoftmax()", F.log_softmax),
    (partial(nn.LogSoftmax, 0), (2, 6), (2, 6), "LogSoftmax(axis=0)", None),
    (partial(nn.Dropout, 0.5, rng=0), (2, 6), (2, 6), "Dropout(0.5)", None),
    (partial(nn.Dropout2d, 0.5, rng=0), (2, 6, 2, 2), (2, 6, 2, 2), "Dropout2d(0.5)", None),
]


@every(LAYERS)
def test_shape_dtype_repr_and_function(make, inside, outside, text, function):
    check_shape_dtype_repr_and_function(make, inside, outside, text, function)


@every(LAYERS)
def test_saving_freezing_and_copying(make, inside, outside, text, function):
    check_saving_freezing_and_copying(make, inside, outside, text, function)


@every(LAYERS)
def test_modes(make, inside, outside, text, function):
    layer, x = make(), inputs(inside)
    differs = (layer(x).data != layer.eval()(x).data).any()
    assert differs == isinstance(layer, nn.Dropout)


def test_dense_against_its_definition():
    layer, x = nn.Dense(4, 3, rng=0).astype("float64"), inputs((2, 5, 4), np.float64)
    layer.bias.data[...] = [1, 2, 3]
    weights = inputs((2, 5, 3), np.float64).data
    plain = x @ layer.weight + layer.bias
    np.testing.assert_allclose(layer(x).data, plain.data)
    targets = [x, layer.weight, layer.bias]
    for a, b in zip(grad((layer(x) * weights).sum(), targets),
                    grad((plain * weights).sum(), targets)):
        np.testing.assert_allclose(a.data, b.data)


def test_dense_starts_as_it_says():
    layer = nn.Dense(1000, 50, rng=0)
    assert layer.weight.data.var() == pytest.approx(2 / 1000, rel=0.03)
    np.testing.assert_array_equal(layer.bias.data, 0)
    assert (layer.weight.data == nn.Dense(1000, 50, rng=0).weight.data).all()


@pytest.mark.parametrize(("sizes", "error", "message"), [
    ((2.0, 3), TypeError, "in_features must be a whole number of at least 1, not 2.0"),
    ((2, "3"), TypeError, "out_features must be a whole number of at least 1, not '3'"),
    ((True, 3), TypeError, "not True"),
    ((2, -3), ValueError, "out_features must be a whole number of at least 1, not -3"),
    ((0, 3), ValueError, "not 0"),
])
def test_dense_refuses_senseless_sizes(sizes, error, message):
    with pytest.raises(error, match=f"Dense: .*{message}"):
        nn.Dense(*sizes)


def test_dense_takes_sizes_from_numpy():
    assert nn.Dense(np.int64(2), np.int64(3)).weight.shape == (2, 3)


@pytest.mark.parametrize("shape", [(3,), (2, 3), ()])
def test_dense_names_the_features_that_do_not_fit(shape):
    with pytest.raises(ValueError, match=r"features.*weight expects 4") as caught:
        nn.Dense(4, 8)(Tensor(np.ones(shape, np.float32)))
    assert caught.value.__notes__ == ["This happened in Dense(4, 8)."]


def test_flatten_keeps_an_empty_batch_and_names_a_missing_axis():
    assert nn.Flatten()(Tensor(np.ones((0, 2, 3)))).shape == (0, 6)
    with pytest.raises(ValueError, match=r"needs an input that has this axis; it got shape \(3,\)"):
        nn.Flatten()(Tensor([1.0, 2.0, 3.0]))


def test_prelu_learns_its_slope():
    layer = nn.PReLU()
    layer(Tensor([[-2.0, 3.0]])).sum().backward()
    np.testing.assert_array_equal(layer.weight.grad, [-2])
    with pytest.raises(ValueError, match="channels must be"):
        nn.PReLU(0)


def test_dropout_draws_a_new_mask_each_time_and_the_same_run_from_a_seed():
    x = Tensor(np.ones(1000, np.float32))
    layer, twin = nn.Dropout(0.3, rng=7), nn.Dropout(0.3, rng=7)
    first, second = layer(x).data, layer(x).data
    assert (first != second).any()
    np.testing.assert_array_equal(twin(x).data, first)
    np.testing.assert_array_equal(twin(x).data, second)
    np.testing.assert_allclose(np.unique(first), [0, 1 / 0.7], rtol=1e-6)
    assert first.mean() == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("p", [-0.1, 1.0, 2, float("nan")])
def test_dropout_refuses_a_senseless_share(p):
    for layer in (nn.Dropout, nn.Dropout2d, nn.AlphaDropout):
        with pytest.raises(ValueError, match=f"{layer.__name__}: p is {p}"):
            layer(p)
