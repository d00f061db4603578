"""The check itself: it lets right derivatives pass and names the place of wrong ones."""

import numpy as np
import pytest

from groundup import Tensor, autograd, gradcheck
from groundup.autograd import GradientError, primitive

X = np.array([[0.5, -1.0, 2.0], [1.5, 0.3, -0.7]])


def wrong(vjp, forward=np.square):
    return primitive(forward, vjp=[vjp], name="wrong")


@pytest.mark.parametrize("f, inputs", [
    (lambda x: x * x, [X]), (lambda x: x.sum(), [X]), (lambda x: x * 1e6, [X]),
    (lambda x: x * 1e-6, [X]), (lambda x, y: (x @ y).tanh(), [X, X.T]), (lambda x: x * 0, [X]),
    (lambda x: x.exp(), [np.array(0.5)]), (lambda x: x * 2, [np.zeros((0, 3))]),
])
def test_right_derivatives_pass_in_both_orders(f, inputs):
    assert gradcheck(f, *inputs) is True
    assert gradcheck(f, *inputs, order=2) is True


@pytest.mark.parametrize("vjp", [
    lambda g, x: -2 * x * g,               # the sign
    lambda g, x: x * g,                    # a factor 2
    lambda g, x: 2 * g,                    # the value forgotten
    lambda g, x: 2 * x,                    # the incoming gradient forgotten
    lambda g, x: 2 * x * g + 1e-4,         # almost right
    lambda g, x: 2 * x * g * np.nan,
])
def test_wrong_derivatives_are_found(vjp):
    with pytest.raises(GradientError, match="Worst place: input 0, entry"):
        gradcheck(wrong(vjp), X)


def test_a_transposed_gradient_is_found():
    square = X[:, :2]
    product = primitive(np.matmul, name="product", vjp=[lambda g, a, b: (g @ b.T).T,
                                                        lambda g, a, b: a.T @ g])
    with pytest.raises(GradientError, match="input 0"):
        gradcheck(lambda a, b: autograd.tanh(product(a, b)), square, square + 1)


def test_the_worst_place_is_the_wrong_one():
    def one_wrong(g, x):
        d = 2 * x * g
        d[1, 2] += 5
        return d

    with pytest.raises(GradientError, match=r"input 1, entry \[1, 2\]: the gradient is"):
        gradcheck(lambda x, y: x * wrong(one_wrong)(y), np.ones_like(X), X)


def test_a_nan_is_worse_than_anything():
    def one_nan(g, x):
        d = 20 * x * g
        d[0, 1] = np.nan
        return d

    with pytest.raises(GradientError, match=r"entry \[0, 1\]: the gradient is nan"):
        gradcheck(wrong(one_nan), X)


def test_a_wrong_second_derivative_is_found():
    f = wrong(lambda g, x: g * 2 * (x.data if isinstance(x, Tensor) else x))   # right, but cut off
    assert gradcheck(f, X)
    with pytest.raises(GradientError):
        gradcheck(f, X, order=2)


@pytest.mark.parametrize("x", [X.astype("float32"), Tensor([1.0])])
def test_float32_is_refused(x):
    with pytest.raises(TypeError, match=r"Input 1 is float32.*astype\('float64'\)"):
        gradcheck(lambda a, b: a * b, np.ones(1), x)


def test_the_inputs_are_left_alone_and_the_answer_does_not_change():
    x = X.copy()
    t = Tensor(x, requires_grad=True)
    assert gradcheck(lambda x: x ** 3, t) and gradcheck(lambda x: x ** 3, t)
    np.testing.assert_array_equal(x, X)
    assert t.grad is None
