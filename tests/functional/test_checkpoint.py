"""Checkpointing: the same values, gradients and draws as without, and less memory."""

import tracemalloc

import numpy as np
import pytest

import groundup as gu
from groundup import Tensor, grad, gradcheck, no_grad
from groundup import functional as F


def leaf(rng, *shape):
    return Tensor(rng.normal(size=shape), requires_grad=True)


def test_gradients_of_inputs_and_of_what_the_function_uses(rng):
    x, z, w, b = leaf(rng, 5, 4), leaf(rng, 5, 4), leaf(rng, 4, 4), leaf(rng, 4)
    blame = rng.normal(size=(5, 4))

    def f(x, z):
        return ((x @ w + b).tanh() * z) @ w

    def loss(block):
        y = block(x * 2, z)                            # one input is computed, one a leaf
        return ((block(y, x) + w.sum()) * blame).sum()  # twice; w is used outside too

    plain = grad(loss(f), [x, z, w, b])
    loss(lambda *inputs: F.checkpoint(f, *inputs)).backward()
    for target, expected in zip([x, z, w, b], plain):
        np.testing.assert_allclose(target.grad, expected.data, rtol=1e-12)
    again = grad(loss(lambda *inputs: F.checkpoint(f, *inputs)), [w, x])
    np.testing.assert_allclose(again[0].data, plain[2].data, rtol=1e-12)
    np.testing.assert_allclose(again[1].data, plain[0].data, rtol=1e-12)
    np.testing.assert_allclose(w.grad, plain[2].data, rtol=1e-12)      # grad left it alone


def test_parameters_learn_where_no_input_asks_for_a_gradient(rng):
    x, w = Tensor(rng.normal(size=(3, 4))), leaf(rng, 4, 2)
    F.checkpoint(lambda x: (x @ w).tanh(), x).sum().backward()
    np.testing.assert_allclose(w.grad, grad((x @ w).tanh().sum(), w).data)


def test_nested_and_second_order(rng):
    w = rng.normal(size=(3, 3))

    def f(x, w):
        return F.checkpoint(lambda x: F.checkpoint(lambda x: (x @ w).tanh(), x) * x, x)

    w_leaf = Tensor(w, requires_grad=True)
    assert gradcheck(lambda x: f(x, w_leaf), rng.normal(size=(2, 3)), order=2)
    assert gradcheck(f, rng.normal(size=(2, 3)), w, order=2)


def test_random_draws_are_repeated_and_chance_goes_on_after_them(rng):
    x, own = leaf(rng, 50), np.random.default_rng(5)

    def f(x):
        return F.dropout(F.dropout(x * x, 0.5), 0.5, rng=own)

    gu.seed(1)
    y = F.checkpoint(f, x, rngs=(own,))
    next_shared, next_own = gu.backend.generator().random(), own.random()
    y.sum().backward()
    np.testing.assert_array_equal((x.grad == 0), (y.data == 0))
    np.testing.assert_allclose(x.grad, 2 * y.data / x.data)
    assert gu.backend.generator().random() != next_shared
    gu.seed(1)
    own = np.random.default_rng(5)
    np.testing.assert_array_equal(f(x).data, y.data)
    assert (gu.backend.generator().random(), own.random()) == (next_shared, next_own)


def test_backward_under_no_grad_and_forward_under_no_grad(rng):
    x = leaf(rng, 3)
    y = F.checkpoint(lambda x: x**2, x).sum()
    with no_grad():
        y.backward()
        assert not F.checkpoint(lambda x: x**2, x).requires_grad
    np.testing.assert_allclose(x.grad, 2 * x.data)
    assert not F.checkpoint(lambda x: x**2, np.ones(3)).requires_grad


def test_an_unused_input_gets_zeros_and_integers_none(rng):
    x, z = leaf(rng, 3), leaf(rng, 2)
    F.checkpoint(lambda x, z, i: x[i], x, z, np.array([0, 0])).sum().backward()
    np.testing.assert_array_equal(x.grad, [2, 0, 0])
    np.testing.assert_array_equal(z.grad, [0, 0])


def test_options_reach_the_function_and_faults_are_named(rng):
    x, w = leaf(rng, 3), leaf(rng, 3)
    np.testing.assert_array_equal(
        F.checkpoint(lambda x, shift: x + shift, x, shift=2.0).data, x.data + 2)
    computed = w * 2
    with pytest.raises(ValueError, match=r"result of multiply, of shape \(3,\)"):
        F.checkpoint(lambda x: x * computed, x)
    with pytest.raises(TypeError, match="one tensor, not a tuple"):
        F.checkpoint(lambda x: (x, x), x)


def test_a_parameter_changed_in_between_is_refused(rng):
    x, w = leaf(rng, 3), leaf(rng, 3)
    y = F.checkpoint(lambda x: x * w, x).sum()
    w.data += 1
    w.touch()
    with pytest.raises(RuntimeError, match="changed in place after checkpoint"):
        y.backward()


def test_memory_is_that_of_one_part():
    def part(x):
        for _ in range(10):
            x = (x * x).tanh()
        return x

    def peak(block):
        x = Tensor(np.ones(10_000, np.float32), requires_grad=True)
        tracemalloc.start()
        y = x
        for _ in range(10):
            y = block(y)
        y.sum().backward()
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    assert peak(lambda x: F.checkpoint(part, x)) < 0.3 * peak(part)
