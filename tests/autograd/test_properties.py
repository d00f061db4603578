"""Laws that hold whatever the numbers and shapes: linearity, the sum rule, undone broadcasting."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from groundup import Tensor, grad, jvp, vjp
from groundup.autograd.sweep import unbroadcast

numbers = st.floats(-3, 3, width=32)
quick = settings(max_examples=60, deadline=None, derandomize=True)


def arrays(shape):
    return hnp.arrays(np.float64, shape, elements=numbers)


@st.composite
def broadcast_pair(draw):
    pair = hnp.mutually_broadcastable_shapes(num_shapes=2, min_side=0, max_dims=4, max_side=3)
    return [draw(arrays(shape)) for shape in draw(pair).input_shapes]


def program(x):
    return (x.tanh() * x + x.exp()).cumsum(axis=0) @ x.T


@quick
@given(st.data(), hnp.array_shapes(min_dims=2, max_dims=2, max_side=4), numbers, numbers)
def test_vjp_is_linear_in_what_is_pulled_back(data, shape, a, b):
    x = data.draw(arrays(shape))
    rows = shape[0]
    u, v = data.draw(arrays((rows, rows))), data.draw(arrays((rows, rows)))
    pulled = [vjp(program, x, w)[1].data for w in (u, v, a * u + b * v)]
    np.testing.assert_allclose(pulled[2], a * pulled[0] + b * pulled[1], rtol=1e-9, atol=1e-7)


@quick
@given(st.data(), hnp.array_shapes(min_dims=2, max_dims=2, max_side=4))
def test_pulling_back_and_pushing_forward_are_adjoint(data, shape):
    x, v = data.draw(arrays(shape)), data.draw(arrays(shape))
    u = data.draw(arrays((shape[0], shape[0])))
    pulled, pushed = vjp(program, x, u)[1].data, jvp(program, x, v)[1].data
    np.testing.assert_allclose((u * pushed).sum(), (pulled * v).sum(), rtol=1e-9, atol=1e-7)


@quick
@given(arrays((3,)), numbers, numbers)
def test_the_gradient_of_a_sum_is_the_sum_of_gradients(values, a, b):
    x = Tensor(values, requires_grad=True)
    f, h = x.sigmoid().sum(), (x * x).mean()
    together = grad(f * a + h * b, x).data
    np.testing.assert_allclose(together, a * grad(f, x).data + b * grad(h, x).data, atol=1e-12)


@quick
@given(broadcast_pair())
def test_gradients_have_the_shape_of_their_inputs_whatever_was_broadcast(pair):
    a, b = (Tensor(x, requires_grad=True) for x in pair)
    (a * b).sum().backward()
    wide_a, wide_b = np.broadcast_arrays(a.data, b.data)
    for x, other in ((a, wide_b), (b, wide_a)):
        assert x.grad.shape == x.shape
        counted = np.zeros(x.shape)        # the definition: each entry meets all it was paired with
        places = np.broadcast_to(np.arange(x.size).reshape(x.shape), other.shape)
        np.add.at(counted.reshape(-1), places.ravel(), other.ravel())
        np.testing.assert_allclose(x.grad, counted, atol=1e-12)


@quick
@given(broadcast_pair())
def test_unbroadcast_is_the_transpose_of_broadcast(pair):
    x, other = pair
    wide = np.broadcast_shapes(x.shape, other.shape)
    g = np.arange(np.prod(wide), dtype=float).reshape(wide)
    narrow = unbroadcast(g, x.shape)
    assert narrow.shape == x.shape
    np.testing.assert_allclose((np.broadcast_to(x, wide) * g).sum(), (x * narrow).sum(), atol=1e-9)


@quick
@given(hnp.arrays(np.int64, (5,), elements=st.integers(-4, 3)), arrays((4, 2)))
def test_picking_and_adding_at_are_each_others_transpose(index, values):
    x = Tensor(values, requires_grad=True)
    picked = x[index]
    weights = np.arange(10.0).reshape(5, 2)
    (picked * weights).sum().backward()
    np.testing.assert_allclose((x.grad * values).sum(), (weights * values[index]).sum(), atol=1e-9)
    np.testing.assert_array_equal(x.grad.sum(axis=0), weights.sum(axis=0))
