"""What a loss asks for, found out by asking it: classes, yes or no, or numbers.

The loss is a function of the user's, so its name says nothing. It is called with predictions made
up for the purpose, and gives itself away: one that does not change when a number is added to a
whole row takes a softmax inside; one that gives ln 2 for zeros takes logits of yes or no. A
penalty on the weights, which is added, is seen through by differences.
"""

from collections.abc import Callable
from math import isclose, isfinite, log
from typing import NamedTuple

import numpy as np

SCALES = (0.5, 1, 2, 3, 5, 8, 12, 20, 40)   # how sure the best prediction is: smoothing limits it
LIFT = 3.0


class Task(NamedTuple):
    """What the loss compares, and between which losses a model can be.

    `kind` is "classes" (logits), "scores" (of classes, but no softmax), "log classes" (logarithms
    of probabilities), "yes or no" (logits), "yes or no, probabilities", "numbers" or "unknown".
    `ignorant` is the loss of the best constant, `ideal` that of the truth, `start` that of a model
    that favours nothing; NaN if not known. `axis` is that of the classes.
    """

    kind: str
    ignorant: float
    ideal: float
    start: float
    axis: int | None = None
    classes: int = 0

    def skill(self, loss: float) -> float:
        """0 for the loss of one who knows nothing, 1 for that of one who knows all; NaN stays.

        >>> Task("classes", ignorant=2.0, ideal=0.0, start=2.0).skill(0.5)
        0.75
        """
        return (self.ignorant - loss) / (self.ignorant - self.ideal)


NAN = float("nan")
UNKNOWN = Task("unknown", NAN, NAN, NAN)


def recognise(ask: Callable[[np.ndarray], float], p: np.ndarray, target: np.ndarray) -> Task:
    """The task that a loss sets; `ask` gives the loss for a prediction in the shape of p.

    >>> from groundup import losses
    >>> t = np.array([0, 2, 1])
    >>> recognise(lambda p: losses.cross_entropy(p, t).item(), np.eye(3, dtype="f4"), t).kind
    'classes'
    """
    if p.dtype.kind != "f" or not isfinite(ask(p)):
        p = np.linspace(0.1, 0.9, p.size, dtype=p.dtype if p.dtype.kind == "f" else "f4"
                        ).reshape(p.shape)
    for found in (_classes(ask, p, target), _yes_or_no(ask, p, target), _numbers(ask, p, target)):
        if found is not None and found.ignorant - found.ideal > 1e-9:
            return found
    return UNKNOWN


def _classes(ask, p, target) -> Task | None:
    for axis in (1, -1):
        if p.ndim < 2 or p.shape[axis] < 2:
            continue
        truth = _one_hot(target, p, axis)
        if truth is None:
            continue
        classes, now = p.shape[axis], ask(p)
        row = list(p.shape)
        row[axis] = 1
        lift = np.linspace(1, LIFT, int(np.prod(row)), dtype=p.dtype).reshape(row)
        zero, once = ask(p * 0), log(classes) - log(1 + (classes - 1) / np.e)
        known = _close(zero, log(classes)) or _close(zero - ask(p * 0 + truth), once)
        if _close(ask(p + lift), now):
            ideal = min(_finite(ask(s * truth)) for s in SCALES)
            if target.dtype.kind == "f":
                ideal = min(ideal, _finite(ask(np.log(truth.clip(1e-9, 1)))))
            return Task("classes" if known else "scores", zero, ideal, zero, axis, classes)
        if _close(now - ask(p + p.dtype.type(LIFT)), LIFT) and target.dtype.kind != "f":
            uniform = np.full_like(p, -log(classes))
            ideal = ask(np.where(truth > 0.5, 0, -LIFT).astype(p.dtype))
            return Task("log classes", ask(uniform), ideal, ask(uniform), axis, classes)
    return None


def _one_hot(target, p, axis) -> np.ndarray | None:
    """The target as a prediction of classes on this axis would have it, if it can be one."""
    rest = list(p.shape)
    classes = rest.pop(axis)
    if target.dtype.kind == "f":
        fits = target.shape == p.shape and np.allclose(target.sum(axis=axis), 1, atol=1e-3)
        return target if fits else None
    if list(target.shape) != rest or target.dtype.kind not in "iu":
        return None
    if not target.size or target.max() >= classes:
        return None
    return np.moveaxis(np.eye(classes, dtype=p.dtype)[target.clip(0)], -1, axis)


def _yes_or_no(ask, p, target) -> Task | None:
    if target.size != p.size or target.min() < 0 or target.max() > 1:
        return None
    t = target.reshape(p.shape).astype(p.dtype)
    base = np.full_like(p, t.mean().clip(1e-3, 1 - 1e-3))      # how often it is yes, everywhere
    zero, half = ask(p * 0), ask(p * 0 + p.dtype.type(0.5))
    logit = np.log(base / (1 - base))
    known = _close(zero, log(2)) or _close(zero - ask(2 * t - 1), log(2) - log(1 + 1 / np.e))
    if known and isfinite(ask(p * 0 + p.dtype.type(LIFT))):
        sure = [s * (2 * t - 1) for s in SCALES]
        clipped = t.clip(1e-6, 1 - 1e-6)
        sure.append(np.log(clipped / (1 - clipped)))
        ideal = min(_finite(ask(each)) for each in sure)
        return Task("yes or no", min(zero, _finite(ask(logit))), ideal, zero)
    if _close(half, log(2)) and not isfinite(ask(p * 0 + p.dtype.type(LIFT))):
        return Task("yes or no, probabilities", min(half, _finite(ask(base))), ask(t), half)
    return None


def _numbers(ask, p, target) -> Task | None:
    if target.size != p.size:
        return None
    t = target.reshape(p.shape).astype(p.dtype)
    spread = p.dtype.type(t.std() or 1.0)
    ideal, near, far = ask(t), ask(t + spread * p.dtype.type(0.1)), ask(t + spread)
    if not ideal < near < far:
        return None
    mean = np.broadcast_to(t.mean(axis=0), t.shape)
    ignorant = ask(np.ascontiguousarray(mean))
    return Task("numbers", ignorant, ideal, ignorant)


def _finite(value: float) -> float:
    return value if isfinite(value) else float("inf")


def _close(a: float, b: float) -> bool:
    return isfinite(a) and isclose(a, b, rel_tol=1e-3, abs_tol=1e-3)
