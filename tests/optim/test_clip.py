"""Gradient clipping: norms, shared gradient arrays, overflow, NaN."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundup.optim import clip_grad_norm, clip_grad_value


class Box:
    def __init__(self, grad):
        self.grad = grad

    def touch(self):
        pass


@given(st.lists(st.lists(st.floats(-100, 100), min_size=1, max_size=5), min_size=1, max_size=4),
       st.floats(0.01, 1000))
def test_norm_is_bounded_and_direction_kept(gradients, max_norm):
    tensors = [Box(np.array(g)) for g in gradients]
    before = np.concatenate(gradients)
    norm = clip_grad_norm(iter(tensors), max_norm)
    after = np.concatenate([p.grad for p in tensors])
    assert norm == pytest.approx(np.linalg.norm(before))
    assert np.linalg.norm(after) <= max_norm * (1 + 1e-9)
    scale = min(1, max_norm / (norm + 1e-6))
    np.testing.assert_allclose(after, before * scale, rtol=1e-9)


def test_shared_gradient_array_is_scaled_once_and_none_is_skipped():
    shared = np.array([3.0, 4.0])
    a, b, c = Box(shared), Box(shared), Box(None)
    norm = clip_grad_norm([a, c, b], max_norm=1.0)
    assert norm == pytest.approx(np.sqrt(50))
    np.testing.assert_allclose(a.grad, shared / np.sqrt(50), rtol=1e-6)
    np.testing.assert_array_equal(b.grad, a.grad)
    assert c.grad is None
    assert (shared == [3.0, 4.0]).all()


def test_float32_squares_may_overflow():
    p = Box(np.array([3e30, 4e30], np.float32))
    assert clip_grad_norm([p], 1.0) == pytest.approx(5e30, rel=1e-6)
    np.testing.assert_allclose(p.grad, [0.6, 0.8], rtol=1e-5)
    assert p.grad.dtype == np.float32


def test_non_finite_gradient_is_named_and_nothing_changed():
    tensors = [Box(np.ones(2)), Box(np.array([[1.0, np.nan]])), Box(np.array([np.inf]))]
    with pytest.raises(FloatingPointError, match=r"parameter 1 \(shape \(1, 2\)\), 2"):
        clip_grad_norm(tensors, 0.5)
    assert (tensors[0].grad == 1).all()


def test_value():
    a, b = Box(np.array([3.0, -0.25, -7.0], np.float32)), Box(None)
    clip_grad_value([a, b], 1)
    assert a.grad.tolist() == [1.0, -0.25, -1.0]
    assert a.grad.dtype == np.float32 and b.grad is None


def test_no_gradients_at_all():
    assert clip_grad_norm([Box(None)], 1.0) == 0.0


@pytest.mark.parametrize("clip", [clip_grad_norm, clip_grad_value])
@pytest.mark.parametrize("bound", [0, -1, float("nan"), float("inf")])
def test_bad_bound(clip, bound):
    with pytest.raises(ValueError, match="finite number > 0"):
        clip([Box(np.ones(1))], bound)


def test_model_or_tensor_instead_of_a_list():
    class Model:
        parameters = None

    with pytest.raises(TypeError, match="not a model"):
        clip_grad_norm(Model(), 1.0)
    with pytest.raises(TypeError, match="into a list"):
        clip_grad_value(Box(np.ones(1)), 1.0)
