"""Fused operations: what is computed, when, and which way higher derivatives take."""

import numpy as np
import pytest

from groundup import Tensor, grad, gradcheck, no_grad
from groundup.autograd import fused, primitive

X = np.array([[0.5, -1.0], [2.0, 0.3], [1.0, 1.0]])
W = np.array([[1.0, 0.2], [-0.5, 0.7]])
B = np.array([0.1, -0.3])


def leaf(x):
    return Tensor(x, requires_grad=True)


def layer(calls):
    """A dense layer with tanh that writes down each piece of work it does."""
    def forward(x, w, b, scale=1.0):
        calls.append("forward")
        y = np.tanh(x @ w + (0 if b is None else b)) * scale
        return y, (x, w, y, scale)

    def backward(state, g):
        x, w, y, scale = state
        calls.append("backward")
        d = g * (scale - y * y / scale)

        def of(name, value):
            calls.append(name)
            return value

        return (lambda: of("x", d @ w.T), lambda: of("w", x.T @ d), lambda: of("b", d.sum(axis=0)))

    def reference(x, w, b, scale=1.0):
        calls.append("reference")
        y = x @ w
        return (y if b is None else y + b).tanh() * scale

    return fused(forward, backward, reference, name="layer")


@pytest.mark.parametrize("needs", ["x", "w", "b", "xw", "xb", "wb", "xwb"])
def test_only_needed_gradients_are_computed(needs):
    calls = []
    f = layer(calls)
    x, w, b = (Tensor(a, requires_grad=name in needs) for name, a in zip("xwb", (X, W, B)))
    f(x, w, b).sum().backward()
    assert calls == ["forward", "backward", *needs]
    for name, t in zip("xwb", (x, w, b)):
        assert (t.grad is not None) == (name in needs)


def test_grad_computes_only_what_leads_to_its_inputs():
    calls = []
    f = layer(calls)
    x, w, b = leaf(X), leaf(W), leaf(B)
    grad(f(x, w, b).sum(), w)
    assert calls == ["forward", "backward", "w"]


def test_backward_and_reference_agree():
    f = layer([])
    leaves = leaf(X), leaf(W), leaf(B)
    np.testing.assert_allclose(f(*leaves).data, f.reference(*leaves).data, rtol=1e-14)
    weights = np.arange(6.0).reshape(3, 2)
    ours, plain = grad(f(*leaves), leaves, weights), grad(f.reference(*leaves), leaves, weights)
    for g, expected in zip(ours, plain):
        np.testing.assert_allclose(g.data, expected.data, rtol=1e-12)


def test_second_order_goes_through_the_reference():
    calls = []
    f = layer(calls)
    x = leaf(X)
    g = grad(f(x, W, B).sum(), x, create_graph=True)
    assert calls == ["forward", "reference"]
    assert g.requires_grad


def test_second_order_is_exact_with_every_mixture_of_inputs():
    f = layer([])
    assert gradcheck(f, X, W, B, order=2)
    assert gradcheck(lambda x: f(x, W, None) ** 2, X, order=2)
    assert gradcheck(lambda w: f(X, w, B, scale=2.0) * w.sum(), W, order=2)
    assert gradcheck(lambda x, w: f(f(x, w, B), w, None), X, W, order=2)


def test_third_order():
    f = layer([])
    x = leaf(np.array([[0.3]]))
    d = f(x, np.ones((1, 1)), None)
    y = d.item()
    for _ in range(3):
        d = grad(d, x, create_graph=True)
    s = 1 - y * y                          # tanh''' = s (6 y² - 2)
    np.testing.assert_allclose(d.item(), s * (6 * y * y - 2), rtol=1e-12)


def test_a_reference_that_hands_an_input_through():
    same = fused(lambda x: (x.copy(), None), lambda state, g: (g,), lambda x: x, name="same")
    x = leaf(np.array([2.0]))
    assert gradcheck(lambda x: same(x) * x, np.array([2.0]), order=2)
    (g,) = grad(same(x * x), [x], create_graph=True)
    assert g.item() == 4 and grad(g, x).item() == 2


def test_none_for_an_input_means_no_gradient():
    pick = fused(lambda x, index: (x[index], (x.shape, index)),
                 lambda state, g: (np.eye(state[0][0])[state[1]].T @ g, None),
                 lambda x, index: x[index], name="pick")
    x, index = leaf(np.array([1.0, 2.0, 3.0])), np.array([0, 2, 0])
    pick(x, index).sum().backward()
    np.testing.assert_array_equal(x.grad, [2, 0, 1])
    assert index.dtype == np.int64


def test_nothing_is_recorded_without_need():
    f = layer([])
    assert not f(X, W, B).requires_grad
    with no_grad():
        assert not f(leaf(X), W, B).requires_grad


def test_two_float_dtypes_are_refused_in_fused_operations_too():
    with pytest.raises(TypeError, match="layer of float32 and float64"):
        layer([])(Tensor(X.astype("float32")), W, B)


def test_a_fused_operation_is_named_and_documented_by_its_reference():
    f = fused(lambda x: (x, None), lambda s, g: (g,), lambda x: x, name="double")
    assert f.__name__ == "double" and "from=double" in repr(f(leaf(X)))

    def halve(x):
        """Half of x."""
        return x / 2

    g = fused(lambda x: (x / 2, None), lambda s, g: (g / 2,), halve)
    assert g.__name__ == "halve" and g.__doc__ == "Half of x." and g.reference is halve


def test_a_primitive_computes_only_needed_derivatives():
    calls = []
    product = primitive(lambda a, b: a * b, name="product",
                        vjp=[lambda g, a, b: (calls.append("a"), g * b)[1],
                             lambda g, a, b: (calls.append("b"), g * a)[1]])
    product(leaf(B), Tensor(B)).sum().backward()
    assert calls == ["a"]
    a, b = leaf(B), leaf(2 * B)
    grad(product(a, b).sum(), b)
    assert calls == ["a", "b"]


def test_options_reach_the_forward_and_every_derivative():
    scale = primitive(lambda x, by: x * by, vjp=[lambda g, x, by: g * by], name="scale")
    x = leaf(B)
    scale(x, by=3.0).sum().backward()
    np.testing.assert_array_equal(x.grad, [3, 3])
    assert gradcheck(lambda x: scale(x, by=2.0) * x, B, order=2)
