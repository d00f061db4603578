"""Schedules against values worked out by hand, and what they refuse."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundup import optim


def values(schedule, steps):
    return [schedule(t) for t in range(steps)]


def test_closed_values():
    assert values(optim.constant(0.5), 3) == [0.5] * 3
    assert values(optim.step(1.0, every=3, gamma=0.5), 7) == [1, 1, 1, 0.5, 0.5, 0.5, 0.25]
    assert values(optim.multi_step(1.0, [2, 3], 0.5), 5) == [1, 1, 0.5, 0.25, 0.25]
    assert values(optim.exponential(2.0, 0.5), 4) == [2, 1, 0.5, 0.25]
    assert values(optim.inverse_time(1.0, 0.25), 5)[4] == 0.5
    assert values(optim.warmup(1.0, 4, start=0.5), 6) == [0.5, 0.625, 0.75, 0.875, 1, 1]
    assert values(optim.polynomial(1.0, 2, power=2, final=0.5), 4) == [1, 0.625, 0.5, 0.5]


def test_cosine_starts_high_passes_the_middle_and_stays_low():
    rate = optim.cosine(1.0, steps=100, final=0.2)
    assert rate(0) == 1.0
    assert rate(50) == pytest.approx(0.6)
    assert rate(100) == pytest.approx(0.2) == rate(1000)


def test_restarts_lengthen():
    rate = optim.cosine_restarts(1.0, period=4, mult=3)
    assert [t for t in range(60) if rate(t) == 1.0] == [0, 4, 16, 52]
    assert optim.cosine_restarts(1.0, period=4)(10 ** 9) == 1.0


def test_one_cycle_ends():
    rate = optim.one_cycle(1.0, steps=100, warmup=0.3, div=10, final_div=100)
    assert rate(0) == pytest.approx(0.1)
    assert rate(29) == pytest.approx(1.0) == max(values(rate, 100))
    assert rate(99) == pytest.approx(0.001) == rate(500)


def test_sequential_counts_anew():
    parts = [optim.warmup(1.0, 5), optim.constant(1.0), optim.exponential(1.0, 0.5)]
    rate = optim.sequential(parts, milestones=[5, 8])
    assert [rate(t) for t in (0, 4, 5, 7, 8, 9)] == pytest.approx([0, 0.8, 1, 1, 1, 0.5])


@given(st.integers(1, 50), st.floats(1e-4, 10), st.integers(0, 200))
def test_decays_stay_between_final_and_lr(steps, lr, t):
    for rate in (optim.cosine(lr, steps, lr / 10), optim.polynomial(lr, steps, 2, lr / 10),
                 optim.cosine_restarts(lr, steps, 2, lr / 10), optim.warmup(lr, steps, lr / 10)):
        assert lr / 10 * (1 - 1e-12) <= rate(t) <= lr * (1 + 1e-12)


def test_plateau_waits_and_rests():
    lr = optim.ReduceOnPlateau(1.0, factor=0.5, patience=1, cooldown=2, min_lr=0.2)
    seen = []
    for _ in range(12):
        lr.update(1.0)
        seen.append(lr(0))
    assert seen == [1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.2, 0.2]


def test_plateau_for_accuracy_and_threshold():
    lr = optim.ReduceOnPlateau(1.0, patience=0, mode="max", threshold=0.1)
    lr.update(0.5)
    lr.update(0.56)
    assert lr(0) == 1.0
    lr.update(0.6)              # not a tenth better than 0.56
    assert lr(0) == 0.1


def test_plateau_state():
    lr = optim.ReduceOnPlateau(1.0, patience=2)
    for loss in (3, 2, 2, 2):
        lr.update(loss)
    other = optim.ReduceOnPlateau(1.0, patience=2)
    other.load_state_dict(lr.state_dict())
    lr.update(2)
    other.update(2)
    assert other(0) == lr(0) == 0.1
    assert other.state_dict() == lr.state_dict()


@pytest.mark.parametrize("make", [
    lambda: optim.constant(-1), lambda: optim.constant("0.1"), lambda: optim.step(1.0, every=0),
    lambda: optim.step(1.0, every=2.5), lambda: optim.exponential(1.0, math.nan),
    lambda: optim.multi_step(1.0, [3, 2]), lambda: optim.multi_step(1.0, [0]),
    lambda: optim.cosine(1.0, steps=0), lambda: optim.cosine_restarts(1.0, 5, mult=0),
    lambda: optim.one_cycle(1.0, 100, warmup=1.0), lambda: optim.one_cycle(1.0, 2),
    lambda: optim.one_cycle(1.0, 100, div=0), lambda: optim.warmup(1.0, 5, start=-1),
    lambda: optim.sequential([optim.constant(1.0)], [5]),
    lambda: optim.ReduceOnPlateau(1.0, mode="low"), lambda: optim.ReduceOnPlateau(1.0, factor=1.0),
    lambda: optim.ReduceOnPlateau(1.0, patience=-1),
    lambda: optim.ReduceOnPlateau(1.0).update(math.nan),
])
def test_senseless_arguments(make):
    with pytest.raises(ValueError, match=r"must|need|is '|NaN"):
        make()
