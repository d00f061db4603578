"""What an operation accepts beside a tensor, in which dtype its result comes, what it refuses."""

import operator

import numpy as np
import pytest

from groundup import Tensor, autograd, set_default_dtype

OPERATORS = [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow,
             autograd.maximum, autograd.minimum, autograd.add, autograd.power]
X = np.array([[0.5, 2.0], [1.5, 3.0]])
OTHERS = {
    "tensor": lambda dtype: Tensor(np.array([2.0, 0.5], dtype)),
    "array": lambda dtype: np.array([2.0, 0.5], dtype),
    "list": lambda dtype: [2.0, 0.5],
    "list of integers": lambda dtype: [2, 1],
    "integer": lambda dtype: 2,
    "number": lambda dtype: 2.5,
    "boolean": lambda dtype: True,
    "float32 scalar": lambda dtype: np.float32(2.5),
    "float64 scalar": lambda dtype: np.float64(2.5),
    "integer scalar": lambda dtype: np.int64(2),
    "integer array": lambda dtype: np.array([2, 1]),
    "0-d array": lambda dtype: np.array(2.0, dtype),
    "0-d tensor": lambda dtype: Tensor(np.array(2.0, dtype)),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize("f", OPERATORS, ids=lambda f: f.__name__)
def test_any_operand_on_either_side(f, kind, dtype):
    x, other = X.astype(dtype), OTHERS[kind](dtype)
    plain = np.asarray(other, dtype)
    oracle = getattr(np, f.__name__, f)
    for ours, expected in [(lambda t: f(t, other), oracle(x, plain)),
                           (lambda t: f(other, t), oracle(plain, x))]:
        t = Tensor(x, requires_grad=True)
        y = ours(t)
        assert isinstance(y, Tensor) and y.dtype == dtype
        np.testing.assert_allclose(y.data, expected, rtol=1e-6)
        y.sum().backward()
        assert t.grad.dtype == dtype and t.grad.shape == x.shape


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(2,), (2, 1), (3, 2, 2)])
def test_matmul_takes_tensors_arrays_and_lists(shape, dtype):
    x, w = np.eye(2, dtype=dtype), np.arange(1.0, 1 + np.prod(shape)).reshape(shape).astype(dtype)
    for other in (Tensor(w), w, w.tolist()):
        y = Tensor(x, requires_grad=True) @ other
        assert y.dtype == dtype and y.requires_grad
        np.testing.assert_array_equal(y.data, x @ w)
    np.testing.assert_array_equal((x @ Tensor(w)).data, x @ w)
    np.testing.assert_array_equal((x.tolist() @ Tensor(w)).data, x @ w)


@pytest.mark.parametrize("compare", [operator.eq, operator.ne, operator.lt, operator.le,
                                     operator.gt, operator.ge], ids=lambda f: f.__name__)
def test_comparisons_are_booleans_without_gradient(compare):
    x = np.array([1.0, 2.0, 3.0])
    t = Tensor(x, requires_grad=True)
    for other in (Tensor([3.0, 2.0, 1.0]), np.array([3.0, 2.0, 1.0]), [3, 2, 1], 2, np.float64(2)):
        y = compare(t, other)
        assert y.dtype == bool and not y.requires_grad
        np.testing.assert_array_equal(y.data, compare(x, np.asarray(other)))
        np.testing.assert_array_equal(compare(np.asarray(other), t).data,
                                      compare(np.asarray(other), x))


def test_logic_on_comparisons():
    x = Tensor([1.0, 2.0, 3.0])
    mask = np.array([True, True, False])
    np.testing.assert_array_equal(((x > 1) & mask).data, [False, True, False])
    np.testing.assert_array_equal((mask & (x > 1)).data, [False, True, False])
    np.testing.assert_array_equal((mask | (x > 2)).data, [True, True, True])
    np.testing.assert_array_equal((~(x > 1)).data, [True, False, False])


def test_two_float_dtypes_are_refused_by_name():
    single, double = Tensor(np.ones(2, "float32")), Tensor(np.ones(2))
    for f in (operator.add, operator.mul, operator.matmul, operator.pow,
              lambda a, b: autograd.concatenate([a, b]), lambda a, b: autograd.where([True], a, b)):
        for other in (double, double.data):
            with pytest.raises(TypeError, match=r"float32 and float64.*astype\('float32'\)"):
                f(single, other)
    with pytest.raises(TypeError, match="float32 and float64"):
        np.ones(2) * single


def test_integers_follow_floats_and_stay_integers_among_themselves():
    assert (Tensor([1, 2]) + 1).dtype == np.int64
    assert (Tensor(np.array([1, 2], np.int32)) * 2).dtype == np.int32
    assert (Tensor([1, 2]) + 0.5).dtype == np.float32
    assert (Tensor([1, 2]) * [0.5, 0.5]).dtype == np.float32
    assert (Tensor([1, 2]) * Tensor(np.ones(2))).dtype == np.float64
    assert (Tensor([True, False]) * 2.0).dtype == np.float32


def test_python_numbers_alone_have_the_default_dtype():
    assert autograd.exp(1.0).dtype == autograd.exp([1.0]).dtype == np.float32
    assert autograd.add(1.0, 2).dtype == autograd.add([1.0], 2).dtype == np.float32
    assert autograd.where([True, False], 1.0, 0).dtype == np.float32
    set_default_dtype("float64")
    assert autograd.exp(1.0).dtype == Tensor([1.0]).dtype == np.float64


@pytest.mark.parametrize("other, came", [("two", "a str"), (None, "None"), (1j, "a complex"),
                                         ({}, "a dict"), ([1, None], "a list of")])
def test_what_is_no_number_is_refused_by_name(other, came):
    x = Tensor([1.0, 2.0], requires_grad=True)
    for f in (operator.add, operator.truediv, autograd.maximum):
        with pytest.raises(TypeError, match=f"holds real numbers; got {came}"):
            f(x, other)


def test_shapes_that_do_not_fit_are_named():
    a, b = Tensor(np.ones((2, 3))), Tensor(np.ones((4, 3)))
    for f in (operator.add, operator.matmul, autograd.maximum):
        with pytest.raises(ValueError, match=r"of shapes \(2, 3\) and \(4, 3\)"):
            f(a, b)
    with pytest.raises(ValueError, match="rows and columns"):
        a @ Tensor(2.0)
    with pytest.raises(ValueError, match=r"reshape of shapes \(2, 3\)"):
        a.reshape(4)
    with pytest.raises(ValueError, match="einsum"):
        autograd.einsum("ij,jk->ik", a, b)
    with pytest.raises(ValueError, match="letter instead"):
        autograd.einsum("...i->...", a)
    with pytest.raises(ValueError, match="transpose"):
        a.transpose(0, 5)
    with pytest.raises(ValueError):
        autograd.moveaxis(a, 2, 0)
