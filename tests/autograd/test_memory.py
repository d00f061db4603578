"""What a graph holds, and for how long: nothing for the garbage collector, and no array twice."""

import weakref

import numpy as np
import pytest

from groundup import Tensor, grad, hessian
from groundup.autograd import fused, primitive

square = fused(lambda x: (x * x, x), lambda x, g: (lambda: 2 * x * g,), lambda x: x * x,
               name="square")


def network(x, w):
    h = (x @ w).tanh()
    return (square(h) + h[0] * 2 + h.max(axis=0)).mean() + w.sum()


def first_order():
    w = Tensor(np.eye(3), requires_grad=True)
    network(np.ones((2, 3)), w).backward()


def never_run():
    network(np.ones((2, 3)), Tensor(np.eye(3), requires_grad=True))


def second_order():
    w = Tensor(np.eye(3), requires_grad=True)
    g = grad(network(np.ones((2, 3)), w), w, create_graph=True)
    (g * g).sum().backward()


def by_hessian():
    hessian(lambda w: network(np.ones((2, 3)), w), np.eye(3))


@pytest.mark.parametrize("work", [first_order, never_run, second_order, by_hessian])
def test_a_finished_graph_leaves_nothing_to_collect(work, leftovers):
    assert leftovers(work) == []


def test_a_cycle_would_be_found(leftovers):
    class Knot(Tensor):
        __slots__ = ("itself",)

    Knot.__module__ = "groundup.made_for_this_test"

    def tie():
        knot = Knot([1.0])
        knot.itself = knot

    assert leftovers(tie) == ["Knot"]


def test_kept_arrays_are_freed_on_the_way_back():
    alive = []
    watch = primitive(lambda x: x * 1, name="watch",
                      vjp=[lambda g, x: (alive.append(seen() is not None), g)[1]])
    x = Tensor(np.ones(3), requires_grad=True)
    early = watch(x)
    h = early.exp()
    seen = weakref.ref(h.data)
    y = (h * 2).sum()
    del h
    assert seen() is not None              # exp keeps its output for its derivative
    y.backward()
    assert alive == [False]                # gone before the sweep is through, though y lives on


def test_a_retained_graph_keeps_its_arrays():
    x = Tensor(np.ones(3), requires_grad=True)
    h = x.exp()
    seen = weakref.ref(h.data)
    y = h.sum()
    del h
    y.backward(retain_graph=True)
    assert seen() is not None
    y.backward()
    assert seen() is None


def test_what_no_rule_asks_for_is_not_kept():
    x = Tensor(np.ones(3), requires_grad=True)
    h = x + 1
    seen = weakref.ref(h.data)
    y = (h + 1).sum()
    del h
    assert seen() is None
    y.backward()
    np.testing.assert_array_equal(x.grad, np.ones(3))


def test_intermediate_gradients_do_not_outlive_the_sweep():
    x = Tensor(np.ones(3), requires_grad=True)
    h = x * 2
    y = (h * h).sum()
    y.backward()
    assert h.node.grad is None and y.node.grad is None
