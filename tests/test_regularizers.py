"""Penalties: values and gradients by hand, and the fused form against its definition."""

import numpy as np
import pytest

from groundup import Tensor, grad, gradcheck, nn
from groundup import regularizers as R


def weights(dtype=np.float64):
    rng = np.random.default_rng(0)
    return [Tensor(rng.normal(size=shape).astype(dtype), requires_grad=True)
            for shape in [(3, 4), (4,), (2, 3, 2, 2)]]


@pytest.mark.parametrize("fused", [R._l1, R._l2])
def test_fused_equals_definition_to_second_order(fused):
    assert gradcheck(lambda *ws: fused(*ws, strength=0.3), *weights())
    ws = weights()
    fast, plain = fused(*ws, strength=0.3), fused.reference(*ws, strength=0.3)
    assert fast.item() == pytest.approx(plain.item(), rel=1e-12)
    for a, b in zip(grad(fast, ws), grad(plain, ws)):
        np.testing.assert_allclose(a.data, b.data, rtol=1e-12)


def test_l2_hessian_is_twice_the_strength():
    w = Tensor(np.array([1.0, -2.0]), requires_grad=True)
    (g,) = grad(R.l2([w], 0.25), [w], create_graph=True)
    (h,) = grad(g.sum(), [w])
    np.testing.assert_allclose(h.data, [0.5, 0.5])


def test_l1_has_no_slope_at_zero():
    w = Tensor([0.0, -0.0, 2.0], requires_grad=True)
    R.l1([w], 0.5).backward()
    np.testing.assert_array_equal(w.grad, [0, 0, 0.5])


def test_elastic_is_the_sum():
    ws = weights()
    expected = sum(0.2 * np.abs(w.data).sum() + 0.3 * (w.data ** 2).sum() for w in ws)
    assert R.elastic(ws, 0.2, 0.3).item() == pytest.approx(expected)
    assert R.elastic((w for w in ws), 0.2, 0.3).item() == pytest.approx(expected)


def test_dtype_follows_the_weights_and_a_numpy_strength_changes_nothing():
    penalty = R.l2(weights(np.float32), np.float64(0.1))
    assert penalty.dtype == np.float32
    penalty.backward()


def test_frozen_weights_cost_but_get_no_gradient():
    layer = nn.Dense(2, 3, rng=0)
    layer.weight.requires_grad = False
    layer.bias.data[...] = 2
    R.l2(layer.parameters(), 1.0).backward()
    np.testing.assert_array_equal(layer.bias.grad, [4, 4, 4])
    assert layer.weight.grad is None


def test_max_norm_shortens_long_columns_and_filters_only():
    dense, kernel, bias = weights()
    kernel = Tensor(np.random.default_rng(1).normal(size=(5, 2, 3, 3)), requires_grad=True)
    before = dense.data.copy()
    R.max_norm([dense, kernel, bias], limit=1.0)
    lengths = np.linalg.norm(before, axis=0)
    np.testing.assert_allclose(np.linalg.norm(dense.data, axis=0), np.minimum(lengths, 1))
    assert np.linalg.norm(kernel.data.reshape(5, -1), axis=1).max() <= 1 + 1e-12
    R.max_norm(Tensor(np.zeros((2, 2))), limit=1.0)           # a zero column stays, without NaN


def test_senseless_penalties_are_refused():
    with pytest.raises(ValueError, match="finite number ≥ 0, not -1"):
        R.l1(weights(), -1)
    with pytest.raises(ValueError, match="no parameters to penalize"):
        R.l2([], 0.1)
    with pytest.raises(TypeError, match=r"pass model\.parameters"):
        R.l2(nn.Dense(2, 3), 0.1)
    with pytest.raises(ValueError, match="must be positive"):
        R.max_norm(weights(), 0)
