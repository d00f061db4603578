"""Pooling, adaptive pooling: loops as oracle, plain definitions, the tie rule, faults."""

import importlib
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundup import functional as F
from groundup.autograd import Tensor, grad, gradcheck

POOLS = {"max": (F.max_pool1d, F.max_pool2d, F.max_pool3d), "avg": (F.avg_pool1d, F.avg_pool2d)}


def assert_fused_is_plain(module, function, x):
    module, x = importlib.import_module(f"groundup.functional.{module}"), Tensor(x, True)
    fused = function(x)
    with pytest.MonkeyPatch.context() as patch:
        for name, operation in list(vars(module).items()):
            if hasattr(operation, "reference"):
                patch.setattr(module, name, operation.reference)
        plain = function(x)
    np.testing.assert_allclose(fused.data, plain.data, rtol=1e-10, atol=1e-12)
    seed = np.random.default_rng(1).normal(size=fused.shape)
    a, b = grad(fused, x, seed), grad(plain, x, seed)
    np.testing.assert_allclose(a.data, b.data, rtol=1e-10, atol=1e-12)
    return fused.data


def ties(rng, shape):
    return rng.integers(0, 3, size=shape).astype(np.float64)            # many equal maxima


@settings(max_examples=60, deadline=None)
@given(data=st.data(), kind=st.sampled_from(["max", "avg"]))
def test_fused_is_plain(data, kind):
    axes = data.draw(st.integers(1, 3 if kind == "max" else 2))
    draw = lambda low, high: tuple(data.draw(st.integers(low, high)) for _ in range(axes))  # noqa: E731
    kernel = draw(1, 4)
    options = {"stride": draw(1, 4), "padding": tuple(min(k // 2, p) for k, p in
                                                      zip(kernel, draw(0, 2))),
               "ceil_mode": data.draw(st.booleans())}
    if kind == "max":
        options["dilation"] = draw(1, 2)
    else:
        options["count_include_pad"] = data.draw(st.booleans())
    reach = [d * (k - 1) + 1 for k, d in zip(kernel, options.get("dilation", (1,) * axes))]
    x = ties(np.random.default_rng(0), (2, 2, *(r + m for r, m in zip(reach, draw(0, 5)))))
    assert_fused_is_plain(f"{kind}_pool", lambda x: POOLS[kind][axes - 1](x, kernel, **options), x)


def test_against_loops(rng):
    x = rng.normal(size=(2, 3, 7, 8))
    windows = {(i, j): x[:, :, 2 * i : 2 * i + 3, 3 * j : 3 * j + 2]
               for i, j in product(range(3), range(3))}
    largest = F.max_pool2d(x, (3, 2), (2, 3)).data
    mean = F.avg_pool2d(x, (3, 2), (2, 3)).data
    assert largest.shape == mean.shape == (2, 3, 3, 3)
    for (i, j), seen in windows.items():
        np.testing.assert_array_equal(largest[:, :, i, j], seen.max(axis=(2, 3)))
        np.testing.assert_allclose(mean[:, :, i, j], seen.mean(axis=(2, 3)))


def gradient(f, x):
    x = Tensor(x, requires_grad=True)
    f(x).sum().backward()
    return x.grad


def test_of_equal_maxima_the_first_gets_the_gradient():
    flat = np.ones((1, 1, 2, 4))
    expected = [[[[1, 0, 1, 0], [0, 0, 0, 0]]]]
    np.testing.assert_array_equal(gradient(lambda x: F.max_pool2d(x, 2), flat), expected)
    np.testing.assert_array_equal(gradient(lambda x: F.adaptive_max_pool2d(x, (1, 2)), flat),
                                  expected)
    crossed = np.array([[[[0.0, 1.0], [1.0, 0.0]]]])
    for f in (lambda x: F.max_pool2d(x, 2), lambda x: F.adaptive_max_pool2d(x, 1)):
        np.testing.assert_array_equal(gradient(f, crossed), [[[[0, 1], [0, 0]]]])
    np.testing.assert_array_equal(gradient(F.global_max_pool, flat), [[[[1, 0, 0, 0], [0] * 4]]])


def test_an_entry_that_wins_in_two_windows_gets_both_gradients():
    x = np.array([[[0.0, 5.0, 1.0]]])
    np.testing.assert_array_equal(gradient(lambda x: F.max_pool1d(x, 2, 1), x), [[[0, 2, 0]]])
    np.testing.assert_array_equal(gradient(lambda x: F.adaptive_max_pool1d(x, 2), x), [[[0, 2, 0]]])


def test_padding_never_wins_and_nan_is_not_hidden():
    x = -np.ones((1, 1, 3, 3))
    np.testing.assert_array_equal(F.max_pool2d(x, 3, 2, 1).data, -1)
    x[0, 0, 1, 1] = np.nan
    assert np.isnan(F.max_pool2d(x, 2, 1).data).all()


def test_what_counts_in_a_mean():
    x = np.full((1, 1, 4), 6.0)
    assert F.avg_pool1d(x, 3, 2, 1).data.tolist() == [[[4, 6]]]
    assert F.avg_pool1d(x, 3, 2, 1, count_include_pad=False).data.tolist() == [[[6, 6]]]
    assert F.avg_pool1d(x, 3, 2, 1, ceil_mode=True).data.tolist() == [[[4, 6, 3]]]
    assert F.avg_pool1d(x, 3, 3, ceil_mode=True).data.tolist() == [[[6, 6]]]


def test_many_taps_need_a_wider_index(rng):
    x = rng.normal(size=(1, 1, 20, 20))
    x[0, 0, 15, 7] = 9
    assert gradient(lambda x: F.max_pool2d(x, 20), x).argmax() == 15 * 20 + 7


@settings(max_examples=40, deadline=None)
@given(size=st.tuples(st.integers(1, 9), st.integers(1, 9)),
       output=st.tuples(st.integers(1, 10), st.integers(1, 10)))
def test_adaptive_pools(size, output):
    x = ties(np.random.default_rng(0), (2, 2, *size))
    mean = assert_fused_is_plain("adaptive_pool", lambda x: F.adaptive_avg_pool2d(x, output), x)
    largest = assert_fused_is_plain("adaptive_pool", lambda x: F.adaptive_max_pool2d(x, output), x)
    for i, j in product(*map(range, output)):
        (a, b), (c, d) = (((k * n) // m, -(-(k + 1) * n // m))
                          for k, n, m in zip((i, j), size, output))
        np.testing.assert_allclose(mean[..., i, j], x[..., a:b, c:d].mean(axis=(2, 3)))
        np.testing.assert_array_equal(largest[..., i, j], x[..., a:b, c:d].max(axis=(2, 3)))


def test_adaptive_sizes(rng):
    x = rng.normal(size=(2, 3, 6, 5))
    assert F.adaptive_avg_pool2d(x, (None, 1)).shape == (2, 3, 6, 1)
    assert F.adaptive_max_pool2d(x, 3).shape == (2, 3, 3, 3)
    np.testing.assert_allclose(F.global_avg_pool(x).data, x.mean(axis=(2, 3)))
    np.testing.assert_array_equal(F.global_max_pool(x).data, x.max(axis=(2, 3)))


def test_an_empty_batch():
    x = np.ones((0, 2, 6, 6))
    for f, shape in ((lambda x: F.max_pool2d(x, 2), (0, 2, 3, 3)), (F.global_max_pool, (0, 2)),
                     (lambda x: F.avg_pool2d(x, 2), (0, 2, 3, 3)), (F.global_avg_pool, (0, 2)),
                     (lambda x: F.adaptive_avg_pool2d(x, 4), (0, 2, 4, 4)),
                     (lambda x: F.adaptive_max_pool2d(x, 4), (0, 2, 4, 4))):
        assert f(x).shape == shape
        assert gradient(f, x).shape == x.shape


@pytest.mark.parametrize("order", [1, 2])
def test_gradients_against_small_differences(order, rng):
    x = rng.permutation(60).reshape(2, 1, 6, 5) / 10
    for f in (lambda x: F.max_pool2d(x, 3, 2, 1), lambda x: F.avg_pool2d(x, 3, 2, 1, True, False),
              lambda x: F.adaptive_avg_pool2d(x, (4, 3)),
              lambda x: F.adaptive_max_pool2d(x, (4, 3)),
              F.global_avg_pool, F.global_max_pool):
        assert gradcheck(lambda x, f=f: f(x) ** 2, x, order=order)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(dtype, rng):
    image = rng.normal(size=(1, 2, 6, 6)).astype(dtype)
    for f in (lambda x: F.max_pool2d(x, 2), lambda x: F.avg_pool2d(x, 3, 2, 1), F.global_avg_pool,
              lambda x: F.adaptive_avg_pool2d(x, 4), lambda x: F.adaptive_max_pool2d(x, 4)):
        x = Tensor(image, requires_grad=True)
        y = f(x)
        y.sum().backward()
        assert y.dtype == x.grad.dtype == dtype


@pytest.mark.parametrize(("call", "message"), [
    (lambda x: F.max_pool2d(x, 7), r"padded image measures only \(6, 6\)"),
    (lambda x: F.max_pool2d(x, 2, padding=2), r"more than half of the kernel \(2, 2\)"),
    (lambda x: F.avg_pool2d(x[0], 2), "One image needs a batch axis"),
    (lambda x: F.avg_pool2d(x, 0), "kernel_size is a whole number of at least 1"),
    (lambda x: F.adaptive_avg_pool2d(x, 0), "output_size is a whole number of at least 1"),
    (lambda x: F.adaptive_max_pool2d(x, (1, 2, 3)), r"one for each spatial axis; got \(1, 2, 3\)"),
    (lambda x: F.global_avg_pool(x[:, 0, 0]), r"x must be \(N, C, L\)"),
])
def test_faults_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call(np.ones((1, 2, 6, 6)))


def test_integers_are_refused():
    with pytest.raises(TypeError, match="x holds int64"):
        F.max_pool2d(np.ones((1, 1, 2, 2), int), 2)
