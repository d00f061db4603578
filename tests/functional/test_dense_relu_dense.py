"""A network with one hidden layer in one operation: against its layers one after the other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundup import Tensor, grad, gradcheck
from groundup import functional as F
from groundup.functional.dense_relu_dense import _dense_relu_dense, dense_relu_dense

few = st.integers(1, 5)                    # 5 are too many to be joined


def apart(x, W1, b1, W2, b2):
    return F.dense(F.relu(F.dense(x, W1, b1)), W2, b2)


def arrays(count, inputs, hidden, outputs, seed=0, biases=(True, True)):
    rng = np.random.default_rng(seed)
    shapes = (count, inputs), (inputs, hidden), (hidden,), (hidden, outputs), (outputs,)
    x, W1, b1, W2, b2 = map(rng.normal, [0] * 5, [1] * 5, shapes)
    return x, W1, b1 if biases[0] else None, W2, b2 if biases[1] else None


def run(function, given, needed, dtype):
    """The output, and the gradients of what needs one, from a loss that weighs every output."""
    tensors = [None if a is None else Tensor(a.astype(dtype), requires_grad=wanted)
               for a, wanted in zip(given, needed)]
    y = function(*tensors)
    if y.requires_grad:
        y.backward(np.cos(np.arange(y.size)).reshape(y.shape))
    return [y.data, *(None if t is None else t.grad for t in tensors)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 70), few, st.integers(1, 20), few, st.tuples(st.booleans(), st.booleans()),
       st.tuples(*[st.booleans()] * 5), st.sampled_from(["float32", "float64"]), st.integers(0, 99))
def test_it_equals_its_layers(count, inputs, hidden, outputs, biases, needed, dtype, seed):
    given = arrays(count, inputs, hidden, outputs, seed, biases)
    for ours, theirs in zip(run(dense_relu_dense, given, needed, dtype),
                            run(apart, given, needed, dtype), strict=True):
        assert (ours is None) == (theirs is None)
        if ours is not None:
            assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype) == (ours.shape, dtype)
            np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4)


def test_gradients_of_both_orders():
    given = arrays(6, 2, 5, 3, seed=1)
    assert gradcheck(dense_relu_dense, *given, order=2)
    tensors = [Tensor(a, requires_grad=True) for a in given]
    np.testing.assert_allclose(_dense_relu_dense.reference(*tensors).data,
                               dense_relu_dense(*tensors).data)


def test_a_gradient_of_a_gradient_in_float32():
    given = [Tensor(a.astype("float32"), requires_grad=True) for a in arrays(9, 2, 7, 1)]
    ours, theirs = ((grad(f(*given).sum(), given[1], create_graph=True) ** 2).sum()
                    for f in (dense_relu_dense, apart))
    np.testing.assert_allclose(grad(ours, given[3]).data, grad(theirs, given[3]).data, rtol=1e-4)


def test_a_weight_that_is_used_twice():
    x = Tensor(np.random.default_rng(0).normal(size=(8, 3)).astype("float32"))
    grads = []
    for f in (dense_relu_dense, apart):
        W = Tensor(np.random.default_rng(1).normal(size=(3, 3)).astype("float32"), True)
        f(x, W, None, W, None).sum().backward()
        grads.append(W.grad)
    np.testing.assert_allclose(*grads, rtol=1e-5, atol=1e-5)


def test_nan_stays_and_is_not_taken_for_a_negative_number():
    x, *rest = (Tensor(a.astype("float32")) for a in arrays(5, 2, 4, 2))
    x.data[1, 0] = np.nan
    y = dense_relu_dense(x, *rest).data
    assert np.isnan(y[1]).all() and np.isfinite(y[[0, 2, 3, 4]]).all()


def test_inputs_and_gradients_in_another_layout():
    x, *rest = (a.astype("float32") for a in arrays(7, 3, 5, 2))
    expected = run(dense_relu_dense, (x, *rest), [True] * 5, "float32")
    tensors = [Tensor(np.asfortranarray(a), requires_grad=True) for a in (x, *rest)]
    y = dense_relu_dense(*tensors)
    y.backward(np.asfortranarray(np.cos(np.arange(y.size)).reshape(y.shape).astype("float32")))
    for ours, theirs in zip([y.data, *(t.grad for t in tensors)], expected):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("wrong", [1, 2, 3, 4])
def test_sizes_that_do_not_fit_raise(wrong):
    given = list(arrays(5, 2, 4, 3))
    given[wrong] = np.ones((3, 6) if wrong % 2 else (6,))
    with pytest.raises(ValueError, match="shape"):
        dense_relu_dense(*(Tensor(a.astype("float32")) for a in given))
