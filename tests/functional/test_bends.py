"""Every activation: fused against its plain definition, gradients, dtypes, shapes, extremes."""

import numpy as np
import pytest

from groundup import Tensor, grad, gradcheck
from groundup import functional as F
from groundup.functional.gated import _geglu, _glu, _swiglu
from groundup.functional.gelu import (
    gelu_reference,
    gelu_tanh_reference,
    mish_reference,
    silu_reference,
)
from groundup.functional.hard import hardsigmoid_reference, hardswish_reference, hardtanh_reference
from groundup.functional.relu import elu_reference, leaky_relu_reference, relu_reference
from groundup.functional.sigmoid import sigmoid_reference, softsign_reference, tanh_reference
from groundup.functional.softmax import log_softmax_reference, softmax_reference
from groundup.functional.softplus import log_sigmoid_reference, softplus_reference


def tanh_gelu(x):
    return F.gelu(x, approximate="tanh")


# the public function, its plain definition, and what it does at -∞ and ∞ (None: no limit)
BENDS = {
    "relu": (F.relu, relu_reference, (0, np.inf)),
    "leaky_relu": (F.leaky_relu, lambda x: leaky_relu_reference(x, 0.01), (-np.inf, np.inf)),
    "elu": (F.elu, lambda x: elu_reference(x, 1.0), (-1, np.inf)),
    "selu": (F.selu, lambda x: 1.0507009873554805 * elu_reference(x, 1.6732632423543772),
             (-1.7580993408473766, np.inf)),
    "hardtanh": (F.hardtanh, lambda x: hardtanh_reference(x, -1.0, 1.0), (-1, 1)),
    "relu6": (F.relu6, lambda x: hardtanh_reference(x, 0.0, 6.0), (0, 6)),
    "hardsigmoid": (F.hardsigmoid, hardsigmoid_reference, (0, 1)),
    "hardswish": (F.hardswish, hardswish_reference, (0, np.inf)),
    "sigmoid": (F.sigmoid, sigmoid_reference, (0, 1)),
    "tanh": (F.tanh, tanh_reference, (-1, 1)),
    "softsign": (F.softsign, softsign_reference, (-1, 1)),
    "softplus": (F.softplus, softplus_reference, (0, np.inf)),
    "log_sigmoid": (F.log_sigmoid, log_sigmoid_reference, (-np.inf, 0)),
    "gelu": (F.gelu, gelu_reference, (0, np.inf)),
    "tanh_gelu": (tanh_gelu, gelu_tanh_reference, (0, np.inf)),
    "silu": (F.silu, silu_reference, (0, np.inf)),
    "mish": (F.mish, mish_reference, (0, np.inf)),
}
ALONG = {
    "softmax": (F.softmax, lambda x: softmax_reference(x, -1)),
    "log_softmax": (F.log_softmax, lambda x: log_softmax_reference(x, -1)),
    "glu": (F.glu, lambda x: _glu.reference(x, -1)),
    "swiglu": (F.swiglu, lambda x: _swiglu.reference(x, -1)),
    "geglu": (F.geglu, lambda x: _geglu.reference(x, -1)),
}
ALL = {name: row[:2] for name, row in (BENDS | ALONG).items()}
SHAPES = [(4,), (3, 6), (2, 3, 4), (0, 4), (1, 2), (2, 40)]


@pytest.fixture(params=ALL)
def pair(request):
    return ALL[request.param]


@pytest.fixture(params=BENDS)
def bend(request):
    return BENDS[request.param]


def numbers(rng, shape):
    """Away from the corners, which lie at whole numbers."""
    x = rng.normal(scale=3, size=shape)
    return np.where(np.abs(x - np.round(x)) < 0.05, x + 0.1, x)


def value_and_slope(f, x, g):
    leaf = Tensor(x, requires_grad=True)
    y = f(leaf)
    return y.data, grad(y, leaf, g).data


@pytest.mark.parametrize("shape", SHAPES)
def test_fused_equals_its_plain_definition(pair, shape, rng):
    f, reference = pair
    x = numbers(rng, shape)
    g = rng.normal(size=f(x).shape)
    for ours, plain in zip(value_and_slope(f, x, g), value_and_slope(reference, x, g)):
        assert ours.shape == plain.shape
        np.testing.assert_allclose(ours, plain, rtol=1e-10, atol=1e-12)


def test_slopes_of_first_and_second_order(pair, rng):
    assert gradcheck(pair[0], numbers(rng, (3, 4)), order=2, rtol=1e-5, atol=1e-7)


def test_first_and_second_slope_at_zero(bend, rng):
    """Zero is the commonest number of all: what starts at zero must learn as told."""
    f, reference, _ = bend
    x = np.zeros(2)
    ours, plain = value_and_slope(f, x, np.ones(2)), value_and_slope(reference, x, np.ones(2))
    np.testing.assert_allclose(ours, plain, atol=1e-15)
    leaf = Tensor(x, requires_grad=True)
    first = grad(f(leaf), leaf, np.ones(2), create_graph=True)
    second = grad(first, leaf, np.ones(2)).data if first.requires_grad else np.zeros(2)
    h = 1e-4
    if f in (F.sigmoid, F.tanh, F.softplus, F.log_sigmoid, F.gelu, tanh_gelu, F.silu, F.mish):
        above, below = (value_and_slope(f, x + s, np.ones(2))[1] for s in (h, -h))
        np.testing.assert_allclose(second, (above - below) / (2 * h), rtol=1e-6, atol=1e-7)
    else:
        assert np.isfinite(second).all()


def test_float32_stays_float32(pair, rng):
    f = pair[0]
    x = numbers(rng, (5, 6))
    g = rng.normal(size=f(x).shape)
    fine = value_and_slope(f, x, g)
    coarse = value_and_slope(f, x.astype("float32"), g.astype("float32"))
    for a, b in zip(coarse, fine):
        assert a.dtype == np.float32
        np.testing.assert_allclose(a, b, rtol=2e-6, atol=2e-6)


def test_backward_twice_gives_the_same_twice(pair, rng):
    leaf = Tensor(numbers(rng, (3, 4)), requires_grad=True)
    y = pair[0](leaf)
    g = rng.normal(size=y.shape)
    y.backward(g, retain_graph=True)
    once = leaf.grad.copy()
    y.backward(g)
    np.testing.assert_array_equal(leaf.grad, 2 * once)


def test_input_need_not_be_contiguous(pair, rng):
    f = pair[0]
    x = numbers(rng, (8, 6)).T[::2]
    g = rng.normal(size=f(x).shape)
    for a, b in zip(value_and_slope(f, x, g), value_and_slope(f, x.copy(), g)):
        np.testing.assert_allclose(a, b, rtol=1e-13)


def test_an_array_of_no_axes(bend):
    f = bend[0]
    y, slope = value_and_slope(f, np.array(0.4), np.array(1.0))
    row, slopes = value_and_slope(f, np.array([0.4]), np.array([1.0]))
    assert (y, slope) == (pytest.approx(row[0]), pytest.approx(slopes[0]))


def test_lists_and_integers_become_float32(pair):
    y = pair[0]([-2, 1, 3, 4])
    assert y.dtype == np.float32
    np.testing.assert_allclose(y.data, pair[0](np.array([-2.0, 1, 3, 4])).data, rtol=2e-6)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_far_out_nothing_overflows(bend, dtype):
    f, _, (left, right) = bend
    x = np.array([-np.inf, -1e4, -200, 200, 1e4, np.inf], dtype)
    y, slope = value_and_slope(f, x, np.ones_like(x))
    assert (y[0], y[-1]) == (pytest.approx(left), pytest.approx(right))
    assert np.isfinite(y[1:-1]).all()
    assert np.isfinite(slope).all()
    flat = [np.isfinite(left), np.isfinite(right)]
    np.testing.assert_allclose(slope[[0, -1]][flat], 0, atol=1e-12)


def test_a_nan_flows_through(pair):
    assert np.isnan(pair[0](np.array([np.nan, np.nan])).data).all()


def test_tails_keep_their_digits():
    assert F.sigmoid(np.array([-100.0])).item() == pytest.approx(3.720075976020836e-44, rel=1e-14)
    assert F.softplus(np.array([-100.0])).item() == pytest.approx(3.720075976020836e-44, rel=1e-14)
    assert F.log_sigmoid(np.array([-100.0])).item() == -100.0
    assert F.log_sigmoid(np.array([100.0])).item() == pytest.approx(-3.720075976020836e-44)
    assert F.gelu(np.array([-10.0])).item() == pytest.approx(-7.619853024160527e-23, rel=1e-13)
    assert F.gelu(Tensor([-10.0])).item() == pytest.approx(-7.619853024160527e-23, rel=1e-5)


def test_shares_add_up_and_ignore_a_constant(rng):
    x = rng.normal(size=(5, 7)) * 30
    np.testing.assert_allclose(F.softmax(x).data.sum(-1), 1, rtol=1e-14)
    np.testing.assert_allclose(F.softmax(x + 1e4).data, F.softmax(x).data, rtol=1e-10)
    np.testing.assert_allclose(np.exp(F.log_softmax(x).data), F.softmax(x).data, rtol=1e-12)


@pytest.mark.parametrize("f", [F.softmax, F.log_softmax])
@pytest.mark.parametrize("columns", [1, 3, 16, 17])
def test_softmax_along_every_axis(f, columns, rng):
    x = rng.normal(size=(2, columns, 4))
    for axis in (0, 1, 2, -1, -2):
        moved = f(np.moveaxis(x, axis, -1)).data
        g = rng.normal(size=x.shape)
        y, slope = value_and_slope(lambda t, axis=axis: f(t, axis), x, g)
        _, expected = value_and_slope(f, np.moveaxis(x, axis, -1), np.moveaxis(g, axis, -1))
        np.testing.assert_allclose(y, np.moveaxis(moved, -1, axis), rtol=1e-12)
        np.testing.assert_allclose(slope, np.moveaxis(expected, -1, axis), rtol=1e-9, atol=1e-14)


def test_a_masked_score_has_no_share():
    x = np.array([[-np.inf, 0.0, 0.0]])
    y, slope = value_and_slope(F.softmax, x, np.array([[1.0, 2.0, 3.0]]))
    np.testing.assert_array_equal(y, [[0, 0.5, 0.5]])
    np.testing.assert_array_equal(slope, [[0, -0.25, 0.25]])


def test_prelu_learns_a_slope_for_each_channel(rng):
    x, weight, g = rng.normal(size=(4, 3, 2)), rng.normal(size=3), rng.normal(size=(4, 3, 2))
    leaf = Tensor(weight, requires_grad=True)
    slope = grad(F.prelu(x, leaf), leaf, g).data
    np.testing.assert_allclose(slope, (g * np.minimum(x, 0)).sum(axis=(0, 2)), rtol=1e-12)
    assert gradcheck(F.prelu, x, weight, order=2)
    assert gradcheck(F.prelu, x, weight[:1], order=2)
    assert gradcheck(F.prelu, x[:, 0, 0], weight[:1])


def test_gates_come_from_the_half_their_paper_says():
    x = np.array([2.0, 3.0])
    assert F.glu(x).item() == pytest.approx(2 * F.sigmoid(np.array(3.0)).item())
    assert F.swiglu(x).item() == pytest.approx(F.silu(np.array(2.0)).item() * 3)
    assert F.geglu(x).item() == pytest.approx(F.gelu(np.array(2.0)).item() * 3)
    assert F.glu(np.ones((4, 3)), axis=0).shape == (2, 3)


@pytest.mark.parametrize("call, says", [
    (lambda: F.glu(np.ones((2, 3))), "glu: x has shape (2, 3), and axis -1"),
    (lambda: F.glu(np.ones((2, 3)), axis=2), "axis 2"),
    (lambda: F.softmax(np.ones(3), axis=1), "softmax: x has shape (3,), and no axis 1"),
    (lambda: F.prelu(np.ones((2, 3)), np.ones(2)), "(3,), one for each channel"),
    (lambda: F.leaky_relu([1.0], -0.5), "negative_slope is -0.5"),
    (lambda: F.elu([1.0], alpha=0.0), "alpha is 0.0"),
    (lambda: F.hardtanh([1.0], 2.0, 1.0), "min_val 2.0"),
    (lambda: F.gelu([1.0], approximate="fast"), "'none' or 'tanh'"),
])
def test_what_does_not_fit_is_said(call, says):
    with pytest.raises(ValueError) as error:
        call()
    assert says in str(error.value)
