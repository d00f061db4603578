"""Dense and ReLU in one operation: against one after the other, and its plain definition."""

import numpy as np
import pytest

from groundup import Tensor, grad, gradcheck
from groundup import functional as F
from groundup.functional.dense_relu import _dense_relu, dense_relu

X, W, B = (np.random.default_rng(i).normal(size=shape) for i, shape in
           enumerate([(5, 4), (4, 3), (3,)]))


def leaves(dtype, *arrays):
    return [None if a is None else Tensor(a.astype(dtype), requires_grad=True) for a in arrays]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("bias", [B, None])
@pytest.mark.parametrize("shape", [(5, 4), (2, 3, 4), (4,), (0, 4)])
def test_it_equals_one_after_the_other(dtype, bias, shape):
    x = np.random.default_rng(3).normal(size=shape)
    one, two = leaves(dtype, x, W, bias), leaves(dtype, x, W, bias)
    y, apart = dense_relu(*one), F.relu(F.dense(*two))
    assert (y.shape, y.dtype) == (apart.shape, apart.dtype)
    np.testing.assert_allclose(y.data, apart.data, rtol=1e-6, atol=1e-6)
    g = np.random.default_rng(4).normal(size=y.shape).astype(dtype)
    y.backward(g)
    apart.backward(g)
    for a, b in zip(one, two):
        if a is not None:
            assert a.grad.dtype == dtype
            np.testing.assert_allclose(a.grad, b.grad, rtol=1e-6, atol=1e-6)


def test_gradients_of_both_orders():
    assert gradcheck(dense_relu, X, W, B, order=2)
    assert gradcheck(lambda x, w: dense_relu(x, w) ** 2, X, W, order=2)
    x, w, b = leaves("float64", X, W, B)
    np.testing.assert_allclose(_dense_relu.reference(x, w, b).data, dense_relu(x, w, b).data)


def test_only_what_learns_gets_a_gradient():
    x, w, b = Tensor(X), Tensor(W), Tensor(B, requires_grad=True)
    dense_relu(x, w, b).sum().backward()
    assert x.grad is None and w.grad is None
    np.testing.assert_array_equal(b.grad, (X @ W + B > 0).sum(axis=0))
    g = grad(dense_relu(Tensor(X, requires_grad=True), w, b).sum(), b)
    np.testing.assert_array_equal(g.data, b.grad)


def test_nan_stays_and_is_not_taken_for_a_negative_number():
    x = X.astype("float32")
    x[1, 2] = np.nan
    y = dense_relu(Tensor(x), Tensor(W.astype("float32")), Tensor(B.astype("float32"))).data
    assert np.isnan(y[1]).all() and np.isfinite(y[[0, 2, 3, 4]]).all()


def test_a_gradient_in_another_layout():
    x, w, b = leaves("float32", X, W, B)
    y = dense_relu(x, w, b)
    g = np.asfortranarray(np.random.default_rng(5).normal(size=y.shape).astype("float32"))
    y.backward(g)
    np.testing.assert_allclose(w.grad, x.data.T @ (g * (y.data > 0)), rtol=1e-5)


def test_features_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match="x has 4 features"):
        dense_relu(Tensor(X), Tensor(X))
