"""grad, vjp, jvp, jacobian, hessian and hvp against closed forms, and against each other."""

import numpy as np
import pytest

from groundup import Tensor, autograd, grad, hessian, hvp, jacobian, jvp, no_grad, vjp

A = np.array([[2.0, -1.0, 0.5], [0.3, 1.0, -2.0]])
X = np.array([0.4, -1.2, 0.9])
Y = np.array([1.5, 0.2])


def leaf(x):
    return Tensor(np.array(x, float), requires_grad=True)


# ---- grad ---------------------------------------------------------------------------------------

def test_grad_leaves_every_gradient_untouched():
    x, w = leaf([1.0, 2.0]), leaf([3.0, 4.0])
    (x * w).sum().backward()
    gx, gw = x.grad, w.grad
    g = grad((x * x * w).sum(), x)
    np.testing.assert_array_equal(g.data, [6, 16])
    assert x.grad is gx and w.grad is gw
    np.testing.assert_array_equal(gx, [3, 4])


def test_grad_of_unused_inputs_is_zero():
    x, unused = leaf([1.0, 2.0]), leaf([[5.0]])
    gx, gu = grad((x * x).sum(), (x, unused))
    np.testing.assert_array_equal(gx.data, [2, 4])
    np.testing.assert_array_equal(gu.data, [[0.0]])
    assert gu.dtype == np.float64


def test_grad_with_respect_to_interior_tensors():
    x = leaf([0.5, 2.0])
    h = x * x
    y = (h * h * x).sum()
    gh, gx = grad(y, [h, x])
    np.testing.assert_allclose(gh.data, 2 * h.data * x.data)
    np.testing.assert_allclose(gx.data, 5 * x.data ** 4)
    np.testing.assert_array_equal(grad(y, y).data, 1.0)


def test_grad_may_be_asked_twice():
    x = leaf([3.0])
    y = x * x
    assert grad(y, x).item() == grad(y, x).item() == 6


def test_grad_needs_tensors_that_ask_for_it():
    x = leaf([1.0])
    for wrong in (Tensor([1.0]), np.ones(1), None):
        with pytest.raises(ValueError, match="requires_grad=True"):
            grad(x * 2, wrong)


def test_third_order_and_on():
    x = leaf([0.7])
    y = autograd.sin(x) * x.exp()                  # d⁴/dx⁴ = -4 y
    d = y
    for _ in range(4):
        d = grad(d, x, create_graph=True)
    np.testing.assert_allclose(d.data, -4 * y.data, rtol=1e-13)
    d = x ** 5
    for k in (5, 4, 3, 2):
        d = grad(d, x, create_graph=True)
        np.testing.assert_allclose(d.data.item(), np.prod(range(k, 6)) * 0.7 ** (k - 1))


def test_the_gradient_of_a_gradient_reaches_backward():
    x, w = leaf([1.0, 2.0]), leaf([3.0, 4.0])
    g = grad((x * x * w).sum(), x, create_graph=True)          # 2 x w
    (g * g).sum().backward()                                   # 4 x² w²
    np.testing.assert_allclose(x.grad, 8 * x.data * w.data ** 2)
    np.testing.assert_allclose(w.grad, 8 * x.data ** 2 * w.data)


def test_a_seed_on_the_tape_is_differentiated_too():
    x, u = leaf([1.0, 2.0]), leaf([5.0, 6.0])
    g = grad(x * x, x, u, create_graph=True)                   # 2 x u
    np.testing.assert_array_equal(grad(g.sum(), u).data, 2 * x.data)


def test_create_graph_records_nothing_under_no_grad():
    x = leaf([2.0])
    y = x * x
    with no_grad():
        assert not grad(y, x, create_graph=True).requires_grad


# ---- against closed forms -----------------------------------------------------------------------

def affine_tanh(x):
    return (A @ x).tanh()


def bilinear(x, y):
    return (Tensor(A.T) * x.reshape(3, 1)) @ y                 # diag(x) Aᵀ y


def scalar(x, y):
    return (y @ (A @ x)).exp() + (x ** 3).sum()


SLOPE = 1 - np.tanh(A @ X) ** 2
JACOBIAN = SLOPE[:, None] * A


def test_products_with_the_jacobian():
    u, v = np.array([0.5, -2.0]), np.array([1.0, 0.3, -0.7])
    value, pulled = vjp(affine_tanh, X, u)
    np.testing.assert_allclose(value.data, np.tanh(A @ X))
    np.testing.assert_allclose(pulled.data, u @ JACOBIAN)
    value, pushed = jvp(affine_tanh, X, v)
    np.testing.assert_allclose(value.data, np.tanh(A @ X))
    np.testing.assert_allclose(pushed.data, JACOBIAN @ v)
    np.testing.assert_allclose(jacobian(affine_tanh, X).data, JACOBIAN)


def test_tuples_of_inputs():
    by_x, by_y = jacobian(bilinear, (X, Y))
    np.testing.assert_allclose(by_x.data, np.diag(A.T @ Y))
    np.testing.assert_allclose(by_y.data, X[:, None] * A.T)
    u, vx, vy = np.array([1.0, 2.0, 3.0]), np.array([0.1, 0.2, 0.3]), np.array([-1.0, 1.0])
    _, (gx, gy) = vjp(bilinear, (X, Y), u)
    np.testing.assert_allclose(gx.data, u @ by_x.data)
    np.testing.assert_allclose(gy.data, u @ by_y.data)
    _, pushed = jvp(bilinear, (X, Y), (vx, vy))
    np.testing.assert_allclose(pushed.data, by_x.data @ vx + by_y.data @ vy)
    np.testing.assert_allclose(u @ pushed.data, gx.data @ vx + gy.data @ vy)


def test_hessian_blocks():
    e = np.exp(Y @ A @ X)
    p, q = Y @ A, A @ X
    (xx, xy), (yx, yy) = hessian(scalar, (X, Y))
    np.testing.assert_allclose(xx.data, e * np.outer(p, p) + 6 * np.diag(X))
    np.testing.assert_allclose(xy.data, e * (np.outer(p, q) + A.T))
    np.testing.assert_allclose(yx.data, xy.data.T)
    np.testing.assert_allclose(yy.data, e * np.outer(q, q), rtol=1e-12)
    vx, vy = np.array([1.0, -1.0, 0.5]), np.array([0.2, 0.7])
    value, (hx, hy) = hvp(scalar, (X, Y), (vx, vy))
    np.testing.assert_allclose(value.item(), e + (X ** 3).sum())
    np.testing.assert_allclose(hx.data, xx.data @ vx + xy.data @ vy)
    np.testing.assert_allclose(hy.data, yx.data @ vx + yy.data @ vy)


def test_hessian_is_the_jacobian_of_the_gradient():
    def gradient(x):
        return grad((autograd.sin(x) * x[::-1]).sum(), x, create_graph=True)

    direct = hessian(lambda x: (autograd.sin(x) * x[::-1]).sum(), X).data
    np.testing.assert_allclose(jacobian(gradient, X).data, direct, rtol=1e-13)
    np.testing.assert_allclose(direct, direct.T, rtol=1e-13)


def test_shapes_of_higher_axes():
    x = np.arange(6.0).reshape(2, 3)
    j = jacobian(lambda x: x.T @ x, x)
    assert j.shape == (3, 3, 2, 3)
    assert hessian(lambda x: (x * x).sum(), x).shape == (2, 3, 2, 3)
    assert jacobian(lambda x: x.sum(), x).shape == (2, 3)
    assert hessian(lambda x: x * x * x, 2.0).data == 12


def test_functions_that_are_linear_constant_or_ignore_an_input():
    np.testing.assert_array_equal(hessian(lambda x: x.sum(), X).data, np.zeros((3, 3)))
    np.testing.assert_array_equal(hvp(lambda x: x.sum(), X, X)[1].data, np.zeros(3))
    np.testing.assert_array_equal(jacobian(lambda x: Tensor(Y), X).data, np.zeros((2, 3)))
    np.testing.assert_array_equal(jvp(lambda x: Tensor(Y), X, X)[1].data, np.zeros(2))
    np.testing.assert_array_equal(jvp(lambda x: x, X, Y[[0, 1, 0]])[1].data, Y[[0, 1, 0]])
    (xx, xy), (_, yy) = hessian(lambda x, y: (x * x).sum(), (X, Y))
    np.testing.assert_array_equal(xx.data, 2 * np.eye(3))
    assert not xy.data.any() and not yy.data.any() and xy.shape == (3, 2)
    _, pushed = jvp(lambda x, y: x * 2, (X, Y), (X, Y))
    np.testing.assert_array_equal(pushed.data, 2 * X)


def test_directions_that_do_not_fit_are_refused():
    for f, v in ((jvp, Y), (jvp, 1.0), (hvp, np.ones((1, 3))), (hvp, 1.0)):
        with pytest.raises(ValueError, match=r"but the inputs \(3,\)"):
            f(lambda x: (x * x).sum(), X, v)
    for f in (jvp, hvp):
        with pytest.raises(ValueError, match=r"but the inputs \(3,\), \(2,\)"):
            f(scalar, (X, Y), (X,))
    with pytest.raises(ValueError, match=r"gradient has shape \(3,\)"):
        vjp(affine_tanh, X, X)


def test_functions_that_return_something_else_are_refused():
    with pytest.raises(TypeError, match="must return a Tensor, not ndarray"):
        vjp(lambda x: x.data, X)
    for f in (hessian, lambda f, x: hvp(f, x, x)):
        with pytest.raises(ValueError, match=r"function of one value; this one has \(3,\)"):
            f(lambda x: x * 2, X)


def test_the_inputs_themselves_are_left_alone():
    x = leaf(X)
    hessian(lambda x: (x ** 3).sum(), x)
    jvp(lambda x: x * x, x, X)
    assert x.grad is None and x.requires_grad


# ---- the Hessian of a network -------------------------------------------------------------------

INPUTS = np.array([[0.5, -1.0], [1.5, 0.3], [-0.7, 0.8], [0.1, 0.2], [-1.1, -0.4]])
TARGETS = np.array([[0.3], [-0.2], [0.8], [0.1], [-0.5]])


def mean_squared_error(p, tanh=np.tanh):
    """Two layers, dense-tanh-dense, of 2 inputs, 3 hidden and 1 output, from one flat vector."""
    W, b, V, c = p[:6].reshape(2, 3), p[6:9], p[9:12].reshape(3, 1), p[12:]
    error = tanh(INPUTS @ W + b) @ V + c - TARGETS
    return (error * error).sum() / len(INPUTS)


def gradient_by_hand(p):
    W, b, V, c = p[:6].reshape(2, 3), p[6:9], p[9:12].reshape(3, 1), p[12:]
    h = np.tanh(INPUTS @ W + b)
    g = 2 * (h @ V + c - TARGETS) / len(INPUTS)
    before = (g @ V.T) * (1 - h * h)
    return np.concatenate([(INPUTS.T @ before).ravel(), before.sum(0), (h.T @ g).ravel(), g.sum(0)])


def test_hessian_of_a_two_layer_network():
    p = np.random.default_rng(1).standard_normal(13)
    step = 1e-30                           # a complex step: exact to the last digit, no cancelling
    exact = np.stack([gradient_by_hand(p + 1j * step * e).imag / step for e in np.eye(13)])
    np.testing.assert_allclose(vjp(mean_squared_error, p)[1].data, gradient_by_hand(p), rtol=1e-12)
    np.testing.assert_allclose(hessian(mean_squared_error, p).data, exact, rtol=1e-10, atol=1e-12)
    for v in np.eye(13)[:3]:
        np.testing.assert_allclose(hvp(mean_squared_error, p, v)[1].data, exact @ v,
                                   rtol=1e-10, atol=1e-12)


def test_float32_keeps_its_dtype_throughout():
    x = X.astype("float32")
    for y in (jacobian(autograd.exp, x), hessian(lambda x: x.exp().sum(), x),
              *jvp(autograd.exp, x, X), *vjp(autograd.exp, x, X),
              *hvp(lambda x: x.exp().sum(), x, X)):
        assert y.dtype == np.float32
