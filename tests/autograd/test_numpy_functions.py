"""NumPy's functions on tensors: the rule of the same name, or a sentence that there is none."""

import numpy as np
import pytest

from groundup import Tensor

DATA = np.array([[0.3, 1.2], [0.7, 0.4]])
SAME = {
    "exp": np.exp, "abs": np.abs, "absolute": np.absolute, "divide": lambda x: np.divide(x, 2.0),
    "true_divide": lambda x: np.true_divide(1.0, x), "power": lambda x: np.power(x, 2),
    "matmul": lambda x: np.matmul(x, x), "einsum": lambda x: np.einsum("ij,kj->ik", x, x),
    "sum": np.sum, "sum with axis": lambda x: np.sum(x, 0),
    "mean with axis": lambda x: np.mean(x, 1),
    "var": lambda x: np.var(x, 0, ddof=1), "max with axis": lambda x: np.max(x, 0),
    "amax": lambda x: np.amax(x, axis=1), "min": lambda x: np.min(x, 1),
    "prod": lambda x: np.prod(x, 0),
    "cumsum with axis": lambda x: np.cumsum(x, 1), "where": lambda x: np.where(x > 0.5, x, 0.0),
    "clip": lambda x: np.clip(x, 0.35, 1.0), "reshape": lambda x: np.reshape(x, (4,)),
    "transpose": np.transpose, "swapaxes": lambda x: np.swapaxes(x, 0, 1), "sort": np.sort,
    "sort with axis": lambda x: np.sort(x, 0), "stack": lambda x: np.stack([x, x], 1),
    "concatenate": lambda x: np.concatenate((x, x), 1), "split": lambda x: np.split(x, 2)[0],
    "squeeze": lambda x: np.squeeze(x[None], 0), "flip": lambda x: np.flip(x, 0),
    "pad": lambda x: np.pad(x, ((1, 0), (0, 1))),
    "broadcast_to": lambda x: np.broadcast_to(x, (3, 2, 2)),
    "array times tensor": lambda x: DATA * x, "array minus tensor": lambda x: DATA - x,
}


@pytest.mark.parametrize("name", SAME)
def test_functions_follow_the_tape(name):
    f = SAME[name]
    x = Tensor(DATA, requires_grad=True)
    y = f(x)
    assert isinstance(y, Tensor) and y.requires_grad
    np.testing.assert_allclose(y.data, f(DATA), rtol=1e-14)
    y.backward(np.ones(y.shape))
    step = 1e-6
    for place in np.ndindex(DATA.shape):
        h = np.zeros_like(DATA)
        h[place] = step
        slope = (f(DATA + h).sum() - f(DATA - h).sum()) / (2 * step)
        if "array" not in name:            # there DATA itself is part of f, and only x may move
            np.testing.assert_allclose(x.grad[place], slope, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("f", [np.sign, np.floor, np.ceil, np.rint, np.isfinite, np.isnan,
                               lambda x: np.greater(x, 0.5),
                               lambda x: np.logical_and(x > 0.5, x < 1)])
def test_steps_carry_no_gradient(f):
    y = f(Tensor(DATA, requires_grad=True))
    assert isinstance(y, Tensor) and not y.requires_grad
    np.testing.assert_array_equal(y.data, f(DATA))


@pytest.mark.parametrize("f", [np.argmax, np.argmin, np.argsort, np.all, np.any, np.ndim, np.shape,
                               np.size, np.zeros_like, np.ones_like, np.array_str,
                               lambda x: np.array_equal(x, DATA), lambda x: np.allclose(x, DATA),
                               lambda x: np.argmax(x, axis=0)])
def test_questions_are_answered_in_plain_numpy(f):
    y = f(Tensor(DATA, requires_grad=True))
    assert not isinstance(y, Tensor)
    np.testing.assert_array_equal(y, f(DATA))


@pytest.mark.parametrize("name, f", [
    ("arctan2", lambda x: np.arctan2(x, x)), ("cosh", np.cosh), ("median", np.median),
    ("outer", lambda x: np.outer(x, x)), ("inv", np.linalg.inv), ("std", np.std),
    ("fmod", lambda x: np.fmod(x, 2)), ("dot", lambda x: np.dot(x, x)),
])
def test_a_function_without_a_rule_says_what_to_do(name, f):
    with pytest.raises(TypeError, match=rf"np\.{name} has no derivative rule.*numpy\(\)"):
        f(Tensor(DATA))


def test_variants_of_a_ufunc_are_refused():
    x = Tensor(DATA)
    with pytest.raises(TypeError, match=r"np\.add on a tensor takes no reduce"):
        np.add.reduce(x)
    with pytest.raises(TypeError, match=r"np\.exp on a tensor takes no where"):
        np.exp(x, where=DATA > 0.5)
    array = DATA.copy()
    with pytest.raises(TypeError, match="takes no out"):
        array += x
