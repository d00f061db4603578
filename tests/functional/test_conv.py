"""Convolution, transposed convolution and unfolding: loops as oracle, plain definition, faults."""

import importlib
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundup import functional as F
from groundup.autograd import Tensor, grad, gradcheck
from groundup.functional import correlation


def assert_fused_is_plain(module, function, *arrays):
    """Value and gradients of a function, and of the same with plain definitions in it."""
    module = importlib.import_module(f"groundup.functional.{module}")
    tensors = [Tensor(a, requires_grad=True) for a in arrays]
    fused = function(*tensors)
    with pytest.MonkeyPatch.context() as patch:
        for name, operation in list(vars(module).items()):
            if hasattr(operation, "reference"):
                patch.setattr(module, name, operation.reference)
        plain = function(*tensors)
    assert fused.node.rule is not plain.node.rule
    np.testing.assert_allclose(fused.data, plain.data, rtol=1e-10, atol=1e-11)
    seed = np.random.default_rng(1).normal(size=fused.shape)
    for a, b in zip(grad(fused, tensors, seed), grad(plain, tensors, seed)):
        np.testing.assert_allclose(a.data, b.data, rtol=1e-10, atol=1e-10)
    return fused.data


def loops(x, W, stride, padding, dilation, groups):
    """Convolution as its formula is written, one number at a time."""
    x = np.pad(x, [(0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2])
    N, O, k = len(x), len(W), W.shape[2:]
    size = [(n - d * (m - 1) - 1) // s + 1
            for n, m, s, d in zip(x.shape[2:], k, stride, dilation)]
    y = np.zeros((N, O, *size))
    for n, o, i, j, c, u, v in product(*map(range, (*y.shape, W.shape[1], *k))):
        channel = o // (O // groups) * W.shape[1] + c
        y[n, o, i, j] += W[o, c, u, v] * x[n, channel, i * stride[0] + u * dilation[0],
                                           j * stride[1] + v * dilation[1]]
    return y


GRID = list(product([(1, 1), (2, 3)], [(0, 0), (2, 1)], [(1, 1), (2, 1)], [1, 2, 4]))


@pytest.mark.parametrize(("stride", "padding", "dilation", "groups"), GRID)
def test_conv2d_over_the_grid(stride, padding, dilation, groups, rng):
    x, b = rng.normal(size=(2, 4, 6, 7)), rng.normal(size=8)
    W = rng.normal(size=(8, 4 // groups, 3, 2))
    y = assert_fused_is_plain(
        "conv", lambda *a: F.conv2d(*a, stride, padding, dilation, groups), x, W, b)
    expected = loops(x, W, stride, padding, dilation, groups) + b[:, None, None]
    np.testing.assert_allclose(y, expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(("stride", "padding", "dilation", "groups"), GRID)
def test_conv_transpose2d_over_the_grid(stride, padding, dilation, groups, rng):
    x, b = rng.normal(size=(2, 4, 4, 3)), rng.normal(size=8)
    W, extra = rng.normal(size=(4, 8 // groups, 4, 3)), tuple(s - 1 for s in stride)
    y = assert_fused_is_plain("conv_transpose", lambda *a: F.conv_transpose2d(
        *a, stride, padding, extra, groups, dilation), x, W, b)
    # <conv(z), x> = <z, conv_transpose(x)>: each is what carries the other's gradient
    z = rng.normal(size=y.shape)
    forth = loops(z, W, stride, padding, dilation, groups)
    assert forth.shape == x.shape
    np.testing.assert_allclose((forth * x).sum(), (z * (y - b[:, None, None])).sum())


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_number_of_axes(data):
    axes = data.draw(st.integers(1, 3))
    draw = lambda low, high: tuple(data.draw(st.integers(low, high)) for _ in range(axes))  # noqa: E731
    kernel, stride, padding, dilation = draw(1, 3), draw(1, 3), draw(0, 2), draw(1, 2)
    size = tuple(d * (k - 1) + 1 + more for d, k, more in zip(dilation, kernel, draw(0, 3)))
    groups, N = data.draw(st.sampled_from([1, 2])), data.draw(st.integers(1, 3))
    rng = np.random.default_rng(0)
    x, W = rng.normal(size=(N, 2, *size)), rng.normal(size=(4, 2 // groups, *kernel))
    conv = (F.conv1d, F.conv2d, F.conv3d)[axes - 1]
    assert_fused_is_plain(
        "conv", lambda x, W: conv(x, W, None, stride, padding, dilation, groups), x, W)
    columns = assert_fused_is_plain(
        "unfold", lambda x: F.unfold(x, kernel, dilation, padding, stride), x)
    assert_fused_is_plain(
        "unfold", lambda u: F.fold(u, size, kernel, dilation, padding, stride), columns)


@pytest.mark.parametrize("size", [2 * 2 * 9 * 16 * 8, 2 * 9 * 4 * 3 * 8, 1])
def test_columns_in_parts_give_the_same(size, rng, monkeypatch):
    """Two images at a time, or three rows of one, or a single row."""
    x, W, V = (rng.normal(size=shape) for shape in ((5, 2, 6, 6), (3, 2, 3, 3), (2, 3, 3, 3)))
    whole, stamped = F.conv2d(x, W).data, F.conv_transpose2d(x, V, stride=2).data
    monkeypatch.setattr(correlation, "BUFFER", size)
    np.testing.assert_allclose(assert_fused_is_plain("conv", F.conv2d, x, W), whole)
    np.testing.assert_allclose(assert_fused_is_plain(
        "conv_transpose", lambda x, V: F.conv_transpose2d(x, V, stride=2), x, V), stamped)


@pytest.mark.parametrize("kernel", [1, 2, 3, 4])
@pytest.mark.parametrize("dilation", [1, 2])
def test_same_keeps_the_size_and_pads_the_end_first(kernel, dilation, rng):
    x, W = rng.normal(size=(1, 1, 7)), rng.normal(size=(1, 1, kernel))
    total = dilation * (kernel - 1)
    around = np.pad(x, [(0, 0), (0, 0), (total // 2, total - total // 2)])
    same = F.conv1d(x, W, padding="same", dilation=dilation)
    assert same.shape == x.shape
    np.testing.assert_array_equal(same.data, F.conv1d(around, W, dilation=dilation).data)
    np.testing.assert_array_equal(F.conv1d(x, W, padding="valid").data, F.conv1d(x, W).data)


def test_convolution_by_hand():
    image = np.arange(9.0).reshape(1, 1, 3, 3)
    kernel = np.array([[1.0, 2.0], [3.0, 4.0]]).reshape(1, 1, 2, 2)     # not turned around
    np.testing.assert_array_equal(F.conv2d(image, kernel).data[0, 0], [[27, 37], [57, 67]])


def test_fold_counts_how_often_each_entry_was_seen(rng):
    x = rng.normal(size=(2, 3, 4, 5))
    seen = F.fold(F.unfold(np.ones_like(x), 3, padding=1), (4, 5), 3, padding=1)
    np.testing.assert_array_equal(seen.data[0, 0, 0], [4, 6, 6, 6, 4])
    again = F.fold(F.unfold(x, 3, padding=1), (4, 5), 3, padding=1)
    np.testing.assert_allclose(again.data, x * seen.data)


def test_unfolded_convolution_is_a_product_of_matrices(rng):
    x, W = rng.normal(size=(2, 3, 5, 6)), rng.normal(size=(4, 3, 3, 2))
    product = W.reshape(4, -1) @ F.unfold(x, (3, 2)).data
    np.testing.assert_allclose(product.reshape(2, 4, 3, 5), F.conv2d(x, W).data)


@pytest.mark.parametrize("order", [1, 2])
def test_gradients_against_small_differences(order, rng):
    x, W, b = rng.normal(size=(2, 2, 4, 5)), rng.normal(size=(2, 1, 2, 3)), rng.normal(size=2)
    assert gradcheck(lambda *a: F.conv2d(*a, stride=2, padding=1, groups=2).tanh(), x, W, b,
                     order=order)
    assert gradcheck(lambda *a: F.conv_transpose2d(*a, stride=2, padding=1, groups=2).tanh(),
                     x, W, b, order=order)
    assert gradcheck(lambda x: F.fold(F.unfold(x, 2, stride=2) ** 2, (4, 5), 2, stride=2), x,
                     order=order)


def test_only_what_is_asked_for_is_computed(rng, monkeypatch):
    def forbidden(*arguments):
        raise AssertionError("the gradient of the image was computed")

    x, W = rng.normal(size=(2, 2, 4, 4)), Tensor(rng.normal(size=(3, 2, 3, 3)), requires_grad=True)
    monkeypatch.setattr(importlib.import_module("groundup.functional.conv"), "spread", forbidden)
    F.conv2d(x, W).sum().backward()
    np.testing.assert_allclose(W.grad[0], W.grad[2])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(dtype, rng):
    x = Tensor(rng.normal(size=(1, 2, 5, 5)).astype(dtype), requires_grad=True)
    W = Tensor(rng.normal(size=(2, 2, 3, 3)).astype(dtype), requires_grad=True)
    b = Tensor(np.ones(2, dtype), requires_grad=True)
    for f in (F.conv2d, F.conv_transpose2d):
        y = f(x, W, b, padding=1)
        y.sum().backward()
        assert {y.dtype, x.grad.dtype, W.grad.dtype, b.grad.dtype} == {np.dtype(dtype)}
    assert F.unfold(x, 2).dtype == F.fold(F.unfold(x, 2), (5, 5), 2).dtype == dtype


def test_views_and_an_empty_batch(rng):
    x, W = rng.normal(size=(2, 5, 6, 3)).transpose(0, 3, 1, 2), rng.normal(size=(2, 3, 3, 3))
    np.testing.assert_allclose(F.conv2d(x, W).data, F.conv2d(x.copy(), W).data)
    tensors = [Tensor(a, requires_grad=True) for a in (x[:0], W, np.ones(2))]
    y = F.conv2d(*tensors)
    y.sum().backward()
    assert y.shape == (0, 2, 3, 4)
    assert [(t.grad.shape, t.grad.any()) for t in tensors] == [(t.shape, False) for t in tensors]
    assert_fused_is_plain("conv", F.conv2d, x[:0], W, np.ones(2))
    assert_fused_is_plain("conv_transpose", F.conv_transpose2d, x[:0], W[:1].swapaxes(0, 1))
    assert_fused_is_plain("unfold", lambda x: F.fold(F.unfold(x, 2), (5, 6), 2), x[:0])


ones = np.ones
FAULTS = [
    (lambda: F.conv2d(ones((1, 4, 5, 5)), ones((2, 3, 3, 3))),
     r"x has 4 channels .* weight expects 3: groups=1 times the 3"),
    (lambda: F.conv2d(ones((1, 4, 5, 5)), ones((3, 2, 3, 3)), groups=2),
     r"groups=2 must divide the first axis of the weight, whose shape is \(3, 2, 3, 3\)"),
    (lambda: F.conv2d(ones((4, 5, 5)), ones((2, 4, 3, 3))),
     r"x must be \(N, C, H, W\), and has shape \(4, 5, 5\). One image needs a batch axis: x\[None"),
    (lambda: F.conv2d(ones((1, 4, 5, 5)), ones((2, 4, 3))), "the weight must be .* with 4 axes"),
    (lambda: F.conv2d(ones((1, 1, 3, 3)), ones((1, 1, 3, 3)), dilation=2),
     r"reaches over \(5, 5\), and the padded image measures only \(3, 3\). Use a smaller kernel"),
    (lambda: F.conv2d(ones((1, 1, 3, 3)), ones((1, 1, 3, 3)), ones(2)),
     r"output has 1 channels, so the bias must have shape \(1,\), not \(2,\)"),
    (lambda: F.conv2d(ones((1, 1, 3, 3)), ones((1, 1, 3, 3)), stride=2, padding="same"),
     r'padding="same" keeps the size, which needs stride 1; got stride \(2, 2\)'),
    (lambda: F.conv2d(ones((1, 1, 3, 3)), ones((1, 1, 3, 3)), padding="full"), "not 'full'"),
    (lambda: F.conv2d(ones((1, 1, 3, 3)), ones((1, 1, 3, 3)), stride=0),
     "stride is a whole number of at least 1, or 2 of them"),
    (lambda: F.conv2d(ones((1, 1, 3, 3)), ones((1, 1, 3, 3)), padding=(1, 2, 3)), "padding is a"),
    (lambda: F.conv2d(ones((1, 1, 3, 3)), ones((1, 1, 3, 3)), dilation=1.5), "got 1.5"),
    (lambda: F.conv_transpose2d(ones((1, 3, 4, 4)), ones((2, 3, 3, 3))),
     "x has 3 channels .* the weight expects 2"),
    (lambda: F.conv_transpose2d(ones((1, 2, 4, 4)), ones((2, 3, 3, 3)), output_padding=1),
     r"output_padding \(1, 1\) must be smaller than the stride \(1, 1\)"),
    (lambda: F.conv_transpose1d(ones((1, 1, 1)), ones((1, 1, 3)), padding=2), "off everything"),
    (lambda: F.conv_transpose1d(ones((1, 1, 3)), ones((1, 1, 3)), padding="same"), "got 'same'"),
    (lambda: F.fold(ones((1, 4, 5)), (3, 3), 2), r"fits 4 times .* \(N, C·4, 4\); its shape is"),
    (lambda: F.conv2d(ones((2, 0, 4, 4)), ones((1, 1, 3, 3))), "a channel and a pixel at least"),
    (lambda: F.unfold(ones((1,) * 7), 1), r"x must be \(N, C, D, H, W\)"),
    (lambda: F.unfold(ones((1, 1, 2, 2)), 3), r"the padded image measures only \(2, 2\)"),
]


@pytest.mark.parametrize(("call", "message"), FAULTS)
def test_faults_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_integers_and_mixed_dtypes_are_refused():
    with pytest.raises(TypeError, match=r"x holds int64; .* x.astype\('float32'\)"):
        F.conv2d(np.ones((1, 1, 3, 3), int), ones((1, 1, 3, 3)))
    with pytest.raises(TypeError, match="float32 and float64"):
        F.conv2d(np.ones((1, 1, 3, 3), np.float32), ones((1, 1, 3, 3)))
