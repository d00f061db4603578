"""Batch, layer, group, instance and RMS norm: fused against plain, statistics, accuracy, faults."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundup import functional as F
from groundup.autograd import Tensor, grad, gradcheck
from groundup.functional.batch_norm import _fixed
from groundup.functional.normalize import _normalize
from groundup.functional.rms_norm import _rms_norm


def assert_fused_is_plain(operation, inputs, constants=(), **options):
    tensors = [None if a is None else Tensor(a, requires_grad=True) for a in inputs]
    fused, plain = (f(*tensors, *constants, **options) for f in (operation, operation.reference))
    np.testing.assert_allclose(fused.data, plain.data, rtol=1e-10, atol=1e-12)
    seed = np.random.default_rng(1).normal(size=fused.shape)
    targets = [t for t in tensors if t is not None]
    for a, b in zip(grad(fused, targets, seed), grad(plain, targets, seed)):
        np.testing.assert_allclose(a.data, b.data, rtol=1e-9, atol=1e-10)


@settings(max_examples=40, deadline=None)
@given(shape=st.lists(st.integers(1, 4), min_size=2, max_size=4), data=st.data())
def test_normalize_equals_plain(shape, data):
    ndim = len(shape)
    axes = tuple(sorted(data.draw(st.sets(st.integers(0, ndim - 1), min_size=1))))
    affine = [data.draw(st.none() | st.tuples(*(st.sampled_from(sorted({1, n})) for n in shape)))
              for _ in range(2)]
    rng = np.random.default_rng(sum(shape))
    w, b = (None if s is None else rng.normal(size=s) for s in affine)
    assert_fused_is_plain(_normalize, (rng.normal(size=shape), w, b), axes=axes, eps=1e-2)


@pytest.mark.parametrize("affine", [True, False])
@pytest.mark.parametrize("shape", [(3, 4), (2, 3, 4), (2, 3, 2, 2)])
def test_fixed_statistics_and_rms_equal_plain(shape, affine, rng):
    channels = (shape[1], *[1] * (len(shape) - 2))
    x, mean, variance = rng.normal(size=shape), rng.normal(size=channels), rng.random(channels)
    w, b = (rng.normal(size=channels), rng.normal(size=channels)) if affine else (None, None)
    assert_fused_is_plain(_fixed, (x, w, b), (mean, variance), eps=1e-5)
    w = rng.normal(size=shape[-1:]) if affine else None
    assert_fused_is_plain(_rms_norm, (x, w), axes=(len(shape) - 1,), eps=1e-5)


def in_use(x, w, b):
    mean, variance = np.array([0.5, -1.0, 0.0, 2.0]), np.array([1.0, 0.3, 2.0, 0.7])
    return F.batch_norm(x, mean.astype(x.dtype), variance.astype(x.dtype), w, b)


NORMS = [
    pytest.param(lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True), id="batch"),
    pytest.param(in_use, id="batch-in-use"),
    pytest.param(lambda x, w, b: F.group_norm(x, 2, w, b), id="group"),
    pytest.param(lambda x, w, b: F.instance_norm(x, w, b), id="instance"),
    pytest.param(lambda x, w, b: F.layer_norm(x.swapaxes(1, 2), 4, w, b), id="layer"),
    pytest.param(lambda x, w, b: F.rms_norm(x.swapaxes(1, 2), 4, w) + b, id="rms"),
]


@pytest.mark.parametrize("norm", NORMS)
def test_gradients_of_both_orders_and_dtype(norm, rng):
    x, w, b = rng.normal(size=(3, 4, 3)), rng.normal(size=4), rng.normal(size=4)
    assert gradcheck(norm, x, w, b, order=2)
    inputs = [Tensor(a.astype(np.float32), requires_grad=True) for a in (x, w, b)]
    y = norm(*inputs)
    y.sum().backward()
    assert y.dtype == np.float32
    assert [t.grad.dtype for t in inputs] == [np.float32] * 3


@pytest.mark.parametrize("shape", [(20000, 3), (64, 3, 9, 9)])
def test_float32_keeps_its_digits_far_from_zero(shape, rng):
    """Values of spread 1 around 1000: float32 leaves them 6e-5, and the norm must not lose more."""
    x = (rng.normal(size=shape) + 1000).astype(np.float32)
    mean, variance = np.zeros(3, np.float32), np.ones(3, np.float32)
    y = F.batch_norm(x, mean, variance, training=True, momentum=1.0)
    axes = (0, *range(2, len(shape)))
    exact = x.astype(np.float64)
    np.testing.assert_allclose(mean, exact.mean(axes), rtol=1e-7)
    np.testing.assert_allclose(variance, exact.var(axes, ddof=1), rtol=2e-6)
    exact = F.batch_norm(exact, training=True).data
    assert np.abs(y.data - exact).max() < 1.3e-4


def test_running_statistics_move_as_pytorch_has_it(rng):
    x = rng.normal(size=(5, 2, 3))
    mean, variance = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    F.batch_norm(x, mean, variance, training=True, momentum=0.25)
    np.testing.assert_allclose(mean, 0.75 * np.array([1, 2]) + 0.25 * x.mean((0, 2)))
    np.testing.assert_allclose(variance, 0.75 * np.array([3, 4]) + 0.25 * x.var((0, 2), ddof=1))
    before = mean.copy()
    F.batch_norm(x, mean, variance)
    np.testing.assert_array_equal(mean, before)


def test_norms_of_one_another(rng):
    x = rng.normal(size=(3, 4, 5))
    np.testing.assert_allclose(F.group_norm(x, 4).data, F.instance_norm(x).data)
    np.testing.assert_allclose(F.group_norm(x, 1).data, F.layer_norm(x, (4, 5)).data)
    centred = x - x.mean(-1, keepdims=True)
    np.testing.assert_allclose(F.rms_norm(centred, 5, eps=1e-5).data, F.layer_norm(x, 5).data)


def test_a_shift_and_a_stretch_change_nothing(rng):
    x = rng.normal(size=(4, 6))
    y = F.layer_norm(x, 6, eps=0.0).data
    np.testing.assert_allclose(F.layer_norm(3 * x + 7, 6, eps=0.0).data, y)
    leaf = Tensor(x, requires_grad=True)
    (F.layer_norm(leaf, 6, eps=0.0) * rng.normal(size=(4, 6))).sum().backward()
    np.testing.assert_allclose(leaf.grad.sum(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose((leaf.grad * x).sum(axis=1), 0, atol=1e-12)


@pytest.mark.parametrize(("call", "message"), [
    (lambda x: F.batch_norm(x[:1], training=True), r"more than one value per channel.*\(1, 4\) "
                                                   r"has 1.*drop_last=True.*model.eval\(\)"),
    (lambda x: F.batch_norm(x[0]), r"takes \(N, C\) or"),
    (lambda x: F.batch_norm(x, weight=np.ones(3)), r"weight has shape \(3,\), but x has 4"),
    (lambda x: F.batch_norm(x, running_mean=np.ones(4)), "both or neither"),
    (lambda x: F.layer_norm(x, 3), r"over \(3,\) needs an x that ends in these axes.*\(3, 4\)"),
    (lambda x: F.layer_norm(x, 4, bias=np.ones(2)), r"bias has shape \(2,\)"),
    (lambda x: F.layer_norm(x, ()), "ends in these axes"),
    (lambda x: F.layer_norm(x[:, :0], 0), "nothing to take the mean of"),
    (lambda x: F.rms_norm(x[:, :0], 0), "nothing to take the mean of"),
    (lambda x: F.group_norm(x, 3), "4 channels do not divide into 3 groups"),
    (lambda x: F.group_norm(x, 0), "0 groups"),
    (lambda x: F.instance_norm(x), "more than one place per channel"),
])
def test_norms_name_what_does_not_fit(call, message):
    with pytest.raises(ValueError, match=message):
        call(Tensor(np.ones((3, 4))))


def test_whole_numbers_become_floats():
    np.testing.assert_allclose(F.layer_norm([[1, 3]], 2).data, [[-0.999995, 0.999995]])
