"""The tape: order, accumulation, ownership, and what it refuses."""

import threading

import numpy as np
import pytest

from groundup import Tensor, autograd, grad, no_grad
from groundup.autograd import primitive


def leaf(*values):
    return Tensor(np.array(values), requires_grad=True)


# ---- shapes of graphs ---------------------------------------------------------------------------

def test_reused_values_add_up():
    a = Tensor(1.0, requires_grad=True)    # the example that breaks a depth-first backward
    b = a + a
    c = b + b
    c.backward()
    assert a.grad == 4


def test_a_diamond_waits_for_both_sides():
    x = leaf(0.5)
    y = x * x
    z = y.exp() * y + y                    # dz/dy = e^y (1 + y) + 1
    z.backward()
    np.testing.assert_allclose(x.grad, (np.exp(0.25) * 1.25 + 1) * 1.0)


def test_one_leaf_at_every_level():
    x = leaf(1.1)
    y = x
    for _ in range(6):
        y = y * x                          # x^7
    y.backward()
    np.testing.assert_allclose(x.grad, 7 * 1.1 ** 6)


def test_a_deep_chain_needs_no_recursion():
    x = leaf(1.0)
    y = x
    for _ in range(100_000):
        y = y + x
    y.backward(retain_graph=True)
    assert x.grad == 100_001
    del y                                  # freeing it must not recurse either
    assert grad(x * 2, x).item() == 2


def test_a_wide_graph():
    x = leaf(2.0)
    parts = [x * i for i in range(1000)]
    autograd.concatenate(parts).sum().backward()
    assert x.grad == sum(range(1000))


def test_constants_and_unused_leaves_get_nothing():
    x, unused, constant = leaf(1.0), leaf(1.0), Tensor([2.0], dtype="float64")
    (x * constant).backward()
    assert x.grad == 2 and unused.grad is None and constant.grad is None


def test_interior_tensors_keep_no_gradient():
    x = leaf(1.0)
    y = x * 2
    (y * 3).backward()
    assert y.grad is None and x.grad == 6


# ---- where a sweep starts -----------------------------------------------------------------------

def test_a_sweep_starts_from_one_number_or_a_gradient():
    x = leaf(1.0, 2.0)
    with pytest.raises(ValueError, match=r"shape \(2,\).*\.sum\(\) or \.mean\(\)"):
        (x * 2).backward()
    (x * 2).backward([1, 10])
    np.testing.assert_array_equal(x.grad, [2, 20])
    with pytest.raises(ValueError, match=r"gradient has shape \(3,\), but the output \(2,\)"):
        (x * 2).backward(np.ones(3))
    for seed in (np.ones(3), Tensor(np.ones(3))):
        for create in (False, True):
            with pytest.raises(ValueError, match=r"gradient has shape \(3,\)"):
                grad(x * 2, x, seed, create_graph=create)


def test_nothing_to_differentiate():
    for y in (Tensor([1.0]), Tensor([1.0]) * 2, leaf(1.0).detach()):
        with pytest.raises(RuntimeError, match=r"Nothing to differentiate.*requires_grad=True"):
            y.backward()


def test_a_leaf_may_be_its_own_output():
    x = leaf(3.0)
    x.backward()
    x.backward()
    assert x.grad == 2


# ---- once, twice, again -------------------------------------------------------------------------

def test_a_second_backward_names_the_fix():
    x = leaf(2.0)
    y = (x * x).exp()
    y.backward()
    before = x.grad.copy()
    with pytest.raises(RuntimeError, match=r"Compute the loss again, or pass retain_graph=True"):
        y.backward()
    np.testing.assert_array_equal(x.grad, before)


def test_retained_graphs_run_again():
    x = leaf(2.0)
    y = x * x
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad == 8
    with pytest.raises(RuntimeError):
        y.backward()


def test_gradients_accumulate_over_graphs():
    x = leaf(1.0, 2.0)
    for _ in range(3):
        (x * x).sum().backward()
    np.testing.assert_array_equal(x.grad, [6, 12])


def test_a_graph_used_up_in_part_changes_no_gradient():
    x, w = leaf(2.0), leaf(3.0)
    shared = x * x
    (shared * 2).backward()
    before = x.grad.copy()
    with pytest.raises(RuntimeError, match="used up by an earlier backward, at multiply"):
        (shared * w * w).backward()
    np.testing.assert_array_equal(x.grad, before)
    assert w.grad is None


def test_a_failing_rule_leaves_no_half_summed_gradients():
    def fails(g, x):
        raise FloatingPointError("on purpose")

    broken = primitive(lambda x: x * 1, vjp=[fails], name="broken")
    x, w = leaf(1.0), leaf(2.0)
    (x * w).backward()
    inner = x * 2
    y = broken(inner) + inner * w + x
    with pytest.raises(FloatingPointError):
        y.backward()
    assert x.grad == 2 and w.grad == 1
    assert inner.node.grad is None and y.node.grad is None
    with pytest.raises(FloatingPointError):
        grad(broken(x) * w, (x, w))
    assert x.grad == 2 and w.grad == 1
    (x * w).backward()
    assert x.grad == 4 and w.grad == 2


# ---- who owns a gradient ------------------------------------------------------------------------

def test_leaves_own_their_gradients():
    a, b = leaf(1.0, 2.0), leaf(3.0, 4.0)
    seed = np.ones(2)
    (a + b).backward(seed)
    a.grad[:] = 7
    np.testing.assert_array_equal(b.grad, [1, 1])
    np.testing.assert_array_equal(seed, [1, 1])
    b.grad += 1                            # in place, on arrays that can be written to
    np.testing.assert_array_equal(a.grad, [7, 7])


def test_gradients_are_no_views():
    a, b, c = leaf(1.0, 2.0), leaf(3.0, 4.0), leaf(5.0, 6.0)
    (a.reshape(2, 1).T + b[::-1] + autograd.broadcast_to(c, (1, 2))).sum().backward()
    for x in (a, b, c):
        assert x.grad.base is None and x.grad.flags.writeable
    a.grad[:] = 9
    assert b.grad.tolist() == c.grad.tolist() == [1, 1]


def test_a_gradient_taken_away_stays_as_it_was():
    x = leaf(1.0, 2.0)
    x.sum().backward()
    first = x.grad
    x.grad = None
    (x * 5).sum().backward()
    np.testing.assert_array_equal(first, [1, 1])
    np.testing.assert_array_equal(x.grad, [5, 5])


def test_the_seed_is_not_the_gradient_of_grad():
    x, seed = leaf(1.0, 2.0), Tensor(np.ones(2))
    g = grad(x, x, seed)
    g.data[:] = 5
    np.testing.assert_array_equal(seed.data, [1, 1])


def test_a_gradient_in_place_does_not_reach_what_was_kept():
    identity = primitive(lambda x, k: x * 1, vjp=[lambda g, x, k: k, None], name="identity")
    x, k = leaf(1.0), np.array([3.0])
    identity(x, k).backward()
    identity(x, k).backward()
    x.grad += 1
    assert x.grad == 7


# ---- changes in place ---------------------------------------------------------------------------

def test_touch_after_use_is_refused():
    w, x = leaf(2.0), Tensor(np.array([3.0]))
    loss = (w * x).exp()
    w.data -= 1
    w.touch()
    with pytest.raises(RuntimeError, match=r"shape \(1,\) was changed in place after multiply"):
        loss.backward()
    with pytest.raises(RuntimeError, match="changed in place"):
        grad(loss, w)
    assert w.grad is None


def test_touch_between_graphs_is_fine():
    w = leaf(2.0)
    for _ in range(3):
        (w * w).backward()
        w.data -= 0.1 * w.grad
        w.touch()
        w.grad = None
    np.testing.assert_allclose(w.data, 2.0 * 0.8 ** 3)


def test_touching_another_leaf_disturbs_nobody():
    w, other = leaf(2.0), leaf(1.0)
    loss = w * w
    other.touch()
    Tensor([1.0]).touch()
    loss.backward()
    assert w.grad == 4


def test_only_leaves_may_be_touched():
    y = leaf(2.0).exp()
    with pytest.raises(RuntimeError, match=r"Only a leaf may be changed in place.*result of exp"):
        y.touch()


def test_touch_sees_through_views():
    w = leaf(2.0, 3.0)
    loss = (w.reshape(1, 2) ** 2).sum()
    w.touch()
    with pytest.raises(RuntimeError, match="changed in place"):
        loss.backward()


# ---- no_grad ------------------------------------------------------------------------------------

def test_no_grad_nests_and_ends_with_its_block():
    x = leaf(1.0)
    with no_grad():
        with no_grad():
            assert not (x * 2).requires_grad
        assert not (x * 2).requires_grad
        made = Tensor([1.0], requires_grad=True)
    assert (x * 2).requires_grad and made.requires_grad
    with pytest.raises(ZeroDivisionError), no_grad():
        1 / 0                              # noqa: B018
    assert (x * 2).requires_grad


def test_one_no_grad_may_be_entered_twice():
    x, quiet = leaf(1.0), no_grad()
    with quiet, quiet:
        assert not (x * 2).requires_grad
    assert (x * 2).requires_grad


def test_no_grad_covers_every_kind_of_operation():
    x = leaf(1.0, 2.0)
    with no_grad():
        for y in (x + x, x + 1, x.exp(), x[0], x.sum(), autograd.stack([x, x]), x @ x):
            assert not y.requires_grad


def test_no_grad_is_each_threads_own():
    x, seen = leaf(1.0), []
    with no_grad():
        thread = threading.Thread(target=lambda: seen.append((x * 2).requires_grad))
        thread.start()
        thread.join()
        assert not (x * 2).requires_grad
    assert seen == [True]


def test_backward_works_under_no_grad():
    x = leaf(3.0)
    y = x * x
    with no_grad():
        y.backward()
    assert x.grad == 6
