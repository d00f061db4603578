"""A line search: how far to go along a direction downhill."""

from collections.abc import Callable
from math import inf, isfinite, nan, sqrt
from typing import NamedTuple

import numpy as np

ARMIJO, CURVATURE = 1e-4, 0.9


class Point(NamedTuple):
    """A point on the line: the step t, and there the loss f, the gradient g, the slope g · d."""

    t: float
    f: float
    g: np.ndarray
    slope: float


def strong_wolfe(evaluate: Callable[[float], tuple[float, np.ndarray]], d: np.ndarray, f: float,
                 g: np.ndarray, t: float, tolerance: float = 1e-9,
                 tries: int = 25) -> tuple[Point, int]:
    """A step t along d that lowers the loss enough and flattens its slope enough.

        f(t) ≤ f(0) + 10⁻⁴ · t · f'(0)    (Armijo)    and    |f'(t)| ≤ 0.9 · |f'(0)|    (curvature)

    Steps grow until two of them have such a t between them; then cubic interpolation narrows this
    bracket, down to the width `tolerance`. `evaluate(t)` gives loss and gradient at step t; `f`
    and `g` are those at 0, `t` is the first step, and up to `tries` more are tried. Returns the
    best point found and the number of evaluations. A loss that is not finite counts as too far.
    Source: Nocedal and Wright 2006, algorithms 3.5 and 3.6; bounds and safeguards as in minFunc.

    >>> best, calls = strong_wolfe(lambda t: ((t - 3) ** 2, np.array([2 * (t - 3)])),
    ...                            d=np.array([1.0]), f=9.0, g=np.array([-6.0]), t=0.1)
    >>> round(best.t, 3), calls
    (1.0, 2)
    """
    def at(t: float) -> Point:
        loss, gradient = evaluate(t)
        return Point(t, loss if isfinite(loss) else inf, gradient, float(gradient @ d))

    def enough(point: Point) -> bool:
        return point.f <= start.f + ARMIJO * point.t * start.slope

    def flat(point: Point) -> bool:
        return abs(point.slope) <= -CURVATURE * start.slope

    start = Point(0.0, f, g, float(g @ d))
    last, point, used = start, at(t), 0
    while enough(point) and not (used > 1 and point.f >= last.f):           # grow
        if flat(point) or used == tries:
            return point, used + 1
        if point.slope >= 0:
            last, point = point, last
            break
        farther = _cubic(last, point, point.t + 0.01 * (point.t - last.t), 10 * point.t)
        last, point, used = point, at(farther), used + 1

    low, high = last, point                 # of those that are low enough the best, and too far
    width, stuck = float(np.abs(d).max()), False
    while used < tries and abs(high.t - low.t) * width >= tolerance:        # narrow
        t, stuck = _between(low, high, stuck)
        point, used = at(t), used + 1
        if not enough(point) or point.f >= low.f:
            high = point
        elif flat(point):
            return point, used + 1
        else:
            low, high = point, low if point.slope * (high.t - low.t) >= 0 else high
    return low, used + 1


def _between(low: Point, high: Point, stuck: bool) -> tuple[float, bool]:
    """The next step to try; twice in a row near the same end is not allowed."""
    left, right = sorted((low.t, high.t))
    t, margin = _cubic(low, high, left, right), 0.1 * (right - left)
    if min(right - t, t - left) >= margin:
        return t, False
    if not stuck and left < t < right:
        return t, True
    return (right - margin if right - t < t - left else left + margin), False


def _cubic(a: Point, b: Point, least: float, most: float) -> float:
    """Where the cubic through two points with their slopes is lowest, within bounds."""
    if a.t > b.t:
        a, b = b, a
    try:
        d1 = a.slope + b.slope - 3 * (a.f - b.f) / (a.t - b.t)
        d2 = sqrt(d1 * d1 - a.slope * b.slope)
        t = b.t - (b.t - a.t) * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2)
    except (ZeroDivisionError, ValueError):
        t = nan                             # the cubic has no minimum
    return min(max(t, least), most) if isfinite(t) else (least + most) / 2
