"""Places where formulas break: kinks, ties, zeros, infinities, and numbers too large for exp."""

import numpy as np
import pytest

from groundup import Tensor, autograd, gradcheck


def slope(f, *values):
    """The gradient of f at a vector."""
    x = Tensor(np.array(values), requires_grad=True)
    f(x).sum().backward()
    return x.grad.tolist()


def test_ties_share_the_gradient():
    assert slope(autograd.max, 3.0, 1.0, 3.0) == [0.5, 0, 0.5]
    assert slope(autograd.min, 2.0, 2.0, 2.0, 5.0) == [1 / 3, 1 / 3, 1 / 3, 0]
    assert slope(lambda x: autograd.maximum(x, 1.0), 0.0, 1.0, 2.0) == [0, 0.5, 1]
    assert slope(lambda x: autograd.minimum(x, x), 0.0, 1.0) == [1, 1]


def test_kinks_follow_the_convention():
    assert slope(autograd.abs, -2.0, 0.0, 2.0) == [-1, 0, 1]
    assert slope(lambda x: x.clip(-1.0, 1.0), -2.0, -1.0, 0.0, 1.0, 2.0) == [0, 1, 1, 1, 0]
    assert slope(lambda x: x.clip(), -2.0, 2.0) == [1, 1]


def test_powers_at_zero():
    assert slope(lambda x: x ** 2, 0.0, -3.0) == [0, -6]
    assert slope(lambda x: x ** 1, 0.0) == [1]
    assert slope(lambda x: x ** 0, 0.0, 2.0) == [0, 0]
    assert slope(lambda x: x ** np.array([0.0, 1.0, 2.0]), 0.0, 0.0, 0.0) == [0, 1, 0]
    assert slope(lambda x: 0.0 ** x, 0.0, 2.0) == [0, 0]
    assert slope(lambda x: np.array([0.0, 1.0]) ** x, 3.0, 3.0) == [0, 0]
    for power in (2, 3, np.array([2.0, 3.0])):
        assert gradcheck(lambda x, p=power: x ** p, np.zeros(2), order=2, atol=1e-5)


@pytest.mark.parametrize("zeros", [(), (1,), (0, 2), (0, 1, 2, 3)])
def test_prod_is_exact_with_zeros(zeros):
    x = np.array([2.0, -3.0, 0.5, 4.0])
    x[list(zeros)] = 0
    others = [np.prod(np.delete(x, i)) for i in range(4)]
    assert slope(autograd.prod, *x) == others
    assert gradcheck(autograd.prod, x, order=2)


def test_prod_of_nothing_is_one():
    assert autograd.prod(Tensor(np.zeros(0))).item() == 1
    assert autograd.prod(Tensor(np.zeros((0, 2))), axis=0).tolist() == [1, 1]


def test_logsumexp_neither_overflows_nor_meets_nan():
    inf = np.inf
    x = Tensor(np.array([[1000.0, 1000.0], [-1000.0, -inf], [-inf, -inf]]), requires_grad=True)
    y = autograd.logsumexp(x, axis=1)
    np.testing.assert_allclose(y.data, [1000 + np.log(2), -1000, -inf])
    y.backward(np.ones(3))
    np.testing.assert_allclose(x.grad, [[0.5, 0.5], [1, 0], [0, 0]])
    assert autograd.logsumexp(Tensor([inf, 1.0])).item() == inf


def test_sigmoid_and_tanh_saturate_quietly():
    x = Tensor(np.array([-1e4, -40.0, 0.0, 40.0, 1e4]), requires_grad=True)
    y = autograd.sigmoid(x)
    np.testing.assert_allclose(y.data, [0, np.exp(-40.0), 0.5, 1, 1], rtol=1e-12)
    y.sum().backward()
    np.testing.assert_allclose(x.grad, [0, np.exp(-40.0), 0.25, 0, 0], rtol=1e-12)
    assert slope(autograd.tanh, -1e4, 0.0, 1e4) == [0, 1, 0]


def test_small_arguments_keep_their_digits():
    np.testing.assert_allclose(autograd.expm1(Tensor(np.array([1e-12]))).data, 1e-12)
    np.testing.assert_allclose(autograd.log1p(Tensor(np.array([1e-12]))).data, 1e-12)


def test_where_keeps_the_other_branch_out_of_the_gradient():
    x = Tensor(np.array([0.0, 4.0]), requires_grad=True)
    safe = autograd.where(x > 0, x, 1.0)
    autograd.where(x > 0, safe.sqrt(), 0.0).sum().backward()
    np.testing.assert_array_equal(x.grad, [0, 0.25])


def test_variance_of_too_few_values_is_refused():
    with pytest.raises(ValueError, match="variance of 1 values with ddof=1"):
        autograd.var(Tensor([[1.0], [2.0]]), axis=1, ddof=1)
    with pytest.raises(ValueError, match="variance of 0 values"):
        autograd.var(Tensor(np.zeros(0)))


def test_reductions_of_a_number_along_its_missing_axis():
    for f in (autograd.sum, autograd.max):
        x = Tensor(np.array(3.0), requires_grad=True)
        f(x, axis=0).backward()            # NumPy allows axis 0 and -1 here
        assert x.grad == 1


def test_the_largest_of_nothing_is_refused():
    with pytest.raises(ValueError, match=r"max of shapes \(0,\)"):
        autograd.max(Tensor(np.zeros(0)))
