"""Optimizers that evaluate the loss themselves: SAM, L-BFGS, and Lookahead around others."""

import numpy as np
import pytest

from groundup.autograd import Tensor
from groundup.optim import LBFGS, SAM, SGD, Adam, Lookahead
from groundup.optim.line_search import strong_wolfe


def problem(optimizer_of, loss_of, *starts, dtype=np.float64):
    """The tensors, the optimizer, and its closure."""
    tensors = [Tensor(np.array(start, dtype), requires_grad=True) for start in starts]
    optimizer = optimizer_of(tensors)

    def closure():
        optimizer.zero_grad()
        loss = loss_of(*tensors)
        loss.backward()
        closure.calls += 1
        return loss

    closure.calls = 0
    return tensors, optimizer, closure


def rosenbrock(w):
    return ((1 - w[:-1]) ** 2 + 100 * (w[1:] - w[:-1] ** 2) ** 2).sum()


def bowl(w):
    """A quadratic with minimum at 1, 2, 3, ...; curvatures from 1 to 1000."""
    size = len(w)
    return (Tensor(np.logspace(0, 3, size)) * (w - np.arange(1.0, size + 1)) ** 2).sum()


# ---- L-BFGS ---------------------------------------------------------------------------------


@pytest.mark.parametrize("start", [[-1.2, 1.0], [-1.0, 2.0, -1.0, 0.5]])
def test_lbfgs_finds_the_end_of_rosenbrock_s_valley(start):
    (w,), optimizer, closure = problem(lambda p: LBFGS(p, max_iter=100), rosenbrock, start)
    optimizer.step(closure)
    np.testing.assert_allclose(w.data, 1, atol=1e-4)
    assert closure.calls < 80


def test_lbfgs_solves_a_quadratic_in_few_iterations():
    (w,), optimizer, closure = problem(
        lambda p: LBFGS(p, max_iter=30, tolerance_change=1e-14), bowl, np.zeros(6))
    first = optimizer.step(closure)
    assert first.item() == pytest.approx((np.logspace(0, 3, 6) * np.arange(1, 7) ** 2).sum())
    np.testing.assert_allclose(w.data, np.arange(1, 7), rtol=1e-6)
    assert optimizer.steps == 1


def test_lbfgs_without_line_search_and_with_short_memory():
    (w,), optimizer, closure = problem(
        lambda p: LBFGS(p, lr=0.5, max_iter=60, history_size=2, line_search_fn=None),
        lambda w: ((w - 3.0) ** 2).sum(), np.zeros(4))
    optimizer.step(closure)
    np.testing.assert_allclose(w.data, 3, rtol=1e-4)
    assert len(optimizer.pairs) <= 2


def test_lbfgs_over_several_tensors_some_without_gradient():
    tensors, optimizer, closure = problem(
        LBFGS, lambda a, b, c: ((a @ b - 1) ** 2).sum(), np.ones((2, 3)), np.ones((3, 1)), [7.0])
    optimizer.step(closure)
    np.testing.assert_allclose(tensors[0].data @ tensors[1].data, 1, rtol=1e-5)
    assert tensors[2].data == 7


def test_lbfgs_keeps_float32():
    (w,), optimizer, closure = problem(LBFGS, rosenbrock, [-1.2, 1.0], dtype=np.float32)
    start = rosenbrock(w).item()
    optimizer.step(closure)
    assert w.dtype == np.float32 and rosenbrock(w).item() < start / 10


def test_lbfgs_steps_back_from_where_the_loss_is_not_finite():
    """log w is NaN for w < 0, which the first steps would overshoot to."""
    with np.errstate(invalid="ignore", divide="ignore"):
        (w,), optimizer, closure = problem(lambda p: LBFGS(p, lr=50.0),
                                           lambda w: (w - w.log()).sum(), [20.0])
        optimizer.step(closure)
    np.testing.assert_allclose(w.data, 1, rtol=1e-4)


def test_lbfgs_resumes_exactly():
    def make(w):
        return LBFGS(w, max_iter=3, history_size=4)

    (w,), optimizer, closure = problem(make, rosenbrock, [-1.2, 1.0, 0.5])
    for _ in range(4):
        optimizer.step(closure)
    saved = optimizer.state_dict()
    (v,), resumed, again = problem(make, rosenbrock, w.data)
    resumed.load_state_dict(saved)
    for _ in range(3):
        optimizer.step(closure)
        resumed.step(again)
    assert (w.data == v.data).all() and resumed.steps == 7
    _, fresh, _ = problem(make, rosenbrock, [1.0, 2.0, 3.0])
    fresh.load_state_dict(fresh.state_dict())
    assert fresh.last is None and fresh.pairs == []


def test_lbfgs_errors():
    w = [Tensor([1.0], requires_grad=True)]
    with pytest.raises(TypeError, match=r"pass step\(closure\)"):
        LBFGS(w).step()
    with pytest.raises(ValueError, match="a single group"):
        LBFGS([{"params": w}, {"params": [Tensor([1.0])]}])
    with pytest.raises(ValueError, match="one dtype"):
        LBFGS([*w, Tensor(np.ones(2))])
    with pytest.raises(ValueError, match="line_search_fn"):
        LBFGS(w, line_search_fn="armijo")
    with pytest.raises(ValueError, match="max_iter"):
        LBFGS(w, max_iter=0)
    with pytest.raises(ValueError, match="rows of 1 values"):
        LBFGS(w).load_state_dict(LBFGS([Tensor([1.0, 2.0])]).state_dict())
    (v,), optimizer, closure = problem(LBFGS, lambda w: (w * np.inf).sum(), [1.0])
    with pytest.raises(FloatingPointError, match="before the first iteration"):
        optimizer.step(closure)
    assert v.data == 1.0


@pytest.mark.parametrize("first", [1e-3, 0.1, 1.0, 7.0, 100.0])
@pytest.mark.parametrize(("f", "slope"), [
    (lambda t: (t - 2) ** 4, lambda t: 4 * (t - 2) ** 3),
    (lambda t: -np.log1p(t) + t / 5, lambda t: -1 / (1 + t) + 0.2),
    (lambda t: -t * np.exp(-t), lambda t: (t - 1) * np.exp(-t)),
])
def test_line_search_meets_both_conditions(f, slope, first):
    d = np.ones(1)
    point, calls = strong_wolfe(lambda t: (f(t), np.array([slope(t)])), d, f(0.0),
                                np.array([slope(0.0)]), first)
    assert point.f <= f(0.0) + 1e-4 * point.t * slope(0.0)
    assert abs(slope(point.t)) <= 0.9 * abs(slope(0.0))
    assert calls <= 26


def test_line_search_down_a_plane_gives_up_at_its_best_point():
    point, calls = strong_wolfe(lambda t: (-t, -np.ones(1)), np.ones(1), 0.0, -np.ones(1), 1.0,
                                tries=5)
    assert calls == 6 and point.f == -point.t < -1


# ---- SAM ------------------------------------------------------------------------------------


def test_sam_on_a_quadratic_uses_the_gradient_uphill():
    (w,), optimizer, closure = problem(lambda p: SAM(SGD(p, lr=0.1), rho=0.5),
                                       lambda w: (w * w).sum(), [3.0, 4.0])
    loss = optimizer.step(closure)
    uphill = np.array([3.0, 4.0]) * (1 + 0.5 / 5)               # 0.5 farther out
    np.testing.assert_allclose(w.data, [3.0, 4.0] - 0.1 * 2 * uphill, rtol=1e-12)
    assert loss.item() == 25 and closure.calls == 2 and optimizer.steps == 1


def test_sam_by_two_calls_equals_the_closure():
    results = []
    for by_hand in (False, True):
        tensors, optimizer, closure = problem(
            lambda p: SAM(Adam(p, lr=0.1)), lambda a, b: ((a * b).tanh() ** 2).sum(),
            np.linspace(-1, 2, 4), np.ones(4))
        for _ in range(5):
            if by_hand:
                closure()
                optimizer.first_step()
                closure()
                optimizer.second_step()
            else:
                optimizer.step(closure)
        results.append([t.data.copy() for t in tensors])
    np.testing.assert_array_equal(results[0], results[1])


def test_sam_returns_when_the_second_gradient_fails():
    (w,), optimizer, closure = problem(lambda p: SAM(SGD(p, lr=0.1)), lambda w: (w * w).sum(),
                                       [2.0])

    def failing():
        if closure.calls:
            raise KeyboardInterrupt
        return closure()

    with pytest.raises(KeyboardInterrupt):
        optimizer.step(failing)
    assert w.data == 2.0 and optimizer.steps == 0


def test_sam_errors():
    w = Tensor([1.0], requires_grad=True)
    optimizer = SAM(SGD([w], lr=0.1))
    with pytest.raises(TypeError, match="pass step"):
        optimizer.step()
    with pytest.raises(RuntimeError, match="second_step comes after"):
        optimizer.second_step()
    w.grad = np.ones(1, np.float32)
    optimizer.first_step()
    with pytest.raises(RuntimeError, match="called twice"):
        optimizer.first_step()
    optimizer.second_step()
    w.grad = np.array([np.nan], np.float32)
    with pytest.raises(FloatingPointError, match="NaN"):
        optimizer.first_step()
    with pytest.raises(ValueError, match="rho"):
        SAM(SGD([w], lr=0.1), rho=0.0)
    with pytest.raises(ValueError, match="cannot wrap LBFGS"):
        SAM(LBFGS([w]))
    with pytest.raises(TypeError, match=r"SAM wraps an optimizer.*not list"):
        SAM([w])


def test_every_optimizer_takes_a_closure():
    (w,), optimizer, closure = problem(lambda p: SGD(p, lr=0.25), lambda w: (w * w).sum(), [4.0])
    assert optimizer.step(closure).item() == 16 and w.data == 2.0


# ---- Lookahead ------------------------------------------------------------------------------


def test_lookahead_interpolates_after_every_k_steps():
    (w,), optimizer, closure = problem(lambda p: Lookahead(SGD(p, lr=0.25), k=3, alpha=0.5),
                                       lambda w: (w * w).sum(), [8.0])
    values = []
    for _ in range(6):
        closure()
        optimizer.step()
        values.append(w.data.item())
    # three halvings, then half of the way back: 8 → 4, 2, 1 → 4.5, and again from there
    np.testing.assert_allclose(values, [4, 2, 4.5, 2.25, 1.125, 4.5 + (0.5625 - 4.5) / 2])
    assert optimizer.lr == 0.25 and "Lookahead(SGD" in repr(optimizer)


@pytest.mark.parametrize("wrap", [lambda base: Lookahead(base, k=2), SAM])
def test_wrapped_optimizers_resume_exactly(wrap):
    def make(p):
        return wrap(Adam(p, lr=0.1))

    def train(optimizer, closure, steps):
        for _ in range(steps):
            if not optimizer.needs_closure:
                closure()
            optimizer.step(*[closure] * optimizer.needs_closure)

    (w,), optimizer, closure = problem(make, bowl, np.zeros(5))
    train(optimizer, closure, 3)
    (v,), resumed, again = problem(make, bowl, w.data)
    resumed.load_state_dict(optimizer.state_dict())
    assert resumed.steps == 3
    train(optimizer, closure, 4)
    train(resumed, again, 4)
    assert (w.data == v.data).all()


def test_lookahead_around_lbfgs_and_sam_passes_the_closure():
    for base in (LBFGS, lambda p: SAM(SGD(p, lr=1e-4))):
        (w,), optimizer, closure = problem(lambda p, base=base: Lookahead(base(p)), bowl,
                                           np.zeros(3))
        assert optimizer.needs_closure
        before = bowl(w).item()
        optimizer.step(closure)
        assert bowl(w).item() < before


def test_lookahead_errors():
    w = Tensor([1.0], requires_grad=True)
    with pytest.raises(ValueError, match="k is a number of steps"):
        Lookahead(SGD([w]), k=0)
    with pytest.raises(ValueError, match="alpha"):
        Lookahead(SGD([w]), alpha=1.5)
    with pytest.raises(ValueError, match=r"needs 'slow.0' of shape \(1,\)"):
        Lookahead(SGD([w])).load_state_dict(SGD([w]).state_dict())
