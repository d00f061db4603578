"""Learning rate schedules: functions of the step, counted from 0 (chapter 7).

Each function here returns a schedule, to be passed as `lr` of an optimizer: `Adam(params,
lr=cosine(1e-3, steps=1000))`. A step is a call of `optimizer.step()`, that is, a batch. After
its last step a schedule stays where it is.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import cos, inf, pi
from numbers import Integral, Real

Schedule = Callable[[int], float]


def constant(lr: float) -> Schedule:
    """The same rate at every step: lr.

    >>> constant(0.1)(500)
    0.1
    """
    _check(lr=lr)
    return lambda t: lr


def step(lr: float, every: int, gamma: float = 0.1) -> Schedule:
    """A factor at regular intervals: lr · gamma^⌊t / every⌋.

    >>> [step(1.0, every=2, gamma=0.5)(t) for t in range(5)]
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """
    _check(lr=lr, gamma=gamma)
    _check_steps(every=every)
    return lambda t: lr * gamma ** (t // every)


def multi_step(lr: float, milestones: Sequence[int], gamma: float = 0.1) -> Schedule:
    """A factor at each milestone: lr · gamma^(number of milestones ≤ t).

    >>> [multi_step(1.0, [1, 3], gamma=0.5)(t) for t in range(5)]
    [1.0, 0.5, 0.5, 0.25, 0.25]
    """
    _check(lr=lr, gamma=gamma)
    milestones = _increasing(milestones)
    return lambda t: lr * gamma ** bisect_right(milestones, t)


def exponential(lr: float, gamma: float) -> Schedule:
    """A factor at every step: lr · gamma^t.

    >>> [exponential(1.0, gamma=0.5)(t) for t in range(3)]
    [1.0, 0.5, 0.25]
    """
    _check(lr=lr, gamma=gamma)
    return lambda t: lr * gamma ** t


def inverse_time(lr: float, decay: float) -> Schedule:
    """The book's decay: lr / (1 + decay · t).

    >>> [inverse_time(1.0, decay=1.0)(t) for t in (0, 1, 3)]
    [1.0, 0.5, 0.25]
    """
    _check(lr=lr, decay=decay)
    return lambda t: lr / (1 + decay * t)


def warmup(lr: float, steps: int, start: float = 0.0) -> Schedule:
    """A straight line up: start + (lr - start) · t / steps, then lr.

    Mostly the first part of a `sequential` schedule.

    >>> [warmup(1.0, steps=4)(t) for t in (0, 1, 4, 9)]
    [0.0, 0.25, 1.0, 1.0]
    """
    _check(lr=lr, start=start)
    _check_steps(steps=steps)
    return lambda t: start + (lr - start) * min(t / steps, 1)


def cosine(lr: float, steps: int, final: float = 0.0) -> Schedule:
    """Half a wave down: final + (lr - final) · (1 + cos(π t / steps)) / 2, then final.

    Source: Loshchilov and Hutter 2017, without restarts.

    >>> [round(cosine(1.0, steps=4)(t), 3) for t in range(6)]
    [1.0, 0.854, 0.5, 0.146, 0.0, 0.0]
    """
    _check(lr=lr, final=final)
    _check_steps(steps=steps)
    return lambda t: final + (lr - final) * (1 + cos(pi * min(t / steps, 1))) / 2


def cosine_restarts(lr: float, period: int, mult: int = 1, final: float = 0.0) -> Schedule:
    """`cosine`, again and again; each period is `mult` times as long as the one before.

    Source: Loshchilov and Hutter 2017 (SGDR).

    >>> [round(cosine_restarts(1.0, period=2, mult=2)(t), 3) for t in range(7)]
    [1.0, 0.5, 1.0, 0.854, 0.5, 0.146, 1.0]
    """
    _check(lr=lr, final=final)
    _check_steps(period=period, mult=mult)

    def rate(t: int) -> float:
        length = period
        if mult == 1:
            t %= period
        while t >= length:
            t, length = t - length, length * mult
        return cosine(lr, length, final)(t)

    return rate


def polynomial(lr: float, steps: int, power: float = 1.0, final: float = 0.0) -> Schedule:
    """final + (lr - final) · (1 - t / steps)^power, then final; a straight line for power 1.

    >>> [polynomial(1.0, steps=4, power=2)(t) for t in (0, 2, 4, 5)]
    [1.0, 0.25, 0.0, 0.0]
    """
    _check(lr=lr, power=power, final=final)
    _check_steps(steps=steps)
    return lambda t: final + (lr - final) * (1 - min(t / steps, 1)) ** power


def one_cycle(lr: float, steps: int, warmup: float = 0.3, div: float = 25.0,
              final_div: float = 1e4) -> Schedule:
    """Up from lr / div to lr, then down to lr / (div · final_div), both along half a wave.

    `warmup` is the share of `steps` that goes up. The peak is at step warmup · steps - 1 and the
    last step is steps - 1. Source: Smith and Topin 2018, in the form of PyTorch's OneCycleLR.

    >>> [round(one_cycle(1.0, steps=10)(t), 3) for t in (0, 1, 2, 5, 9)]
    [0.04, 0.52, 1.0, 0.611, 0.0]
    """
    _check(lr=lr)
    _check_steps(steps=steps)
    if not 0 < warmup < 1 or not steps * warmup > 1 or not steps * (1 - warmup) > 0:
        raise ValueError(f"one_cycle needs warmup between 0 and 1 and more than one step of it; "
                         f"{warmup} of {steps} steps is too little or too much.")
    if not 0 < div < inf or not 0 < final_div < inf:
        raise ValueError(f"div and final_div must be > 0, not {div!r} and {final_div!r}.")
    start, final, peak = lr / div, lr / div / final_div, warmup * steps - 1

    def rate(t: int) -> float:
        if t <= peak:
            return start + (lr - start) * (1 - cos(pi * t / peak)) / 2
        down = min((t - peak) / (steps - 1 - peak), 1)
        return final + (lr - final) * (1 + cos(pi * down)) / 2

    return rate


def sequential(schedules: Sequence[Schedule], milestones: Sequence[int]) -> Schedule:
    """One schedule after the other: the next begins, at its own step 0, at each milestone.

    >>> rate = sequential([warmup(1.0, steps=2), cosine(1.0, steps=4)], milestones=[2])
    >>> [round(rate(t), 3) for t in range(7)]
    [0.0, 0.5, 1.0, 0.854, 0.5, 0.146, 0.0]
    """
    schedules, starts = list(schedules), [0, *_increasing(milestones)]
    if len(schedules) != len(starts):
        raise ValueError(f"{len(schedules)} schedules need {len(schedules) - 1} milestones between "
                         f"them, not {len(starts) - 1}.")

    def rate(t: int) -> float:
        current = bisect_right(starts, t) - 1
        return schedules[current](t - starts[current])

    return rate


def _check(**numbers: float) -> None:
    for name, number in numbers.items():
        if not isinstance(number, Real) or not 0 <= number < inf:
            raise ValueError(f"{name} must be a finite number ≥ 0, not {number!r}.")


def _check_steps(**counts: int) -> None:
    for name, count in counts.items():
        if not isinstance(count, Integral) or count < 1:
            raise ValueError(f"{name} must be a whole number of at least 1, not {count!r}.")


def _increasing(milestones: Sequence[int]) -> list[int]:
    listed = list(milestones)
    if any(b <= a for a, b in pairwise([0, *listed])):
        raise ValueError(f"Milestones must be positive and increase, not {listed}.")
    return listed
