"""How fast the weights move: the learning rate, and the ratio of updates to weights.

A short training with the trainer's own optimizer is compared with ones at other rates, all from
the same weights and on the same batches.
"""

from math import isfinite
from typing import Any

import numpy as np

from groundup.train.doctor.case import Case
from groundup.train.doctor.finding import Finding
from groundup.train.doctor.gradients import length
from groundup.train.guards import training

STEPS = 100         # updates of a trial
ENOUGH = 20         # fewer say nothing
LOW, HIGH = 1e-4, 1e-2      # where update / weight ought to lie (Karpathy, "A Recipe for Training
                            # Neural Networks", 2019, and CS231n: "around 1e-3")
MARGIN = 10.0       # how far outside it must be before it is said: Adam's first steps in a small
                    # network are larger, SGD's in a good one smaller
NOTHING = 0.01      # a gain of skill this small in 100 steps is none
LITTLE = 0.2        # a gain that jumping to and fro may end with
MUCH = 0.3          # a gain that cannot be chance
ROOM = 0.2          # of skill that must be missing: a model that is good moves slowly, and should
JUMP = 3.0          # × the first loss; batches of a healthy training differ by less than half
FIRST = 5           # steps in which large updates show: after them Adam's are small again


class Trial:
    """What came of some updates: skill before and after, losses, and update / weight by layer."""

    def __init__(self, began: float):
        self.began = self.ended = began
        self.losses: list[float] = []
        self.ratios: dict[str, list[float]] = {}
        self.diverged = False

    @property
    def gain(self) -> float:
        """How much skill it brought; very negative if the loss ended as NaN."""
        return -np.inf if self.diverged or not isfinite(self.ended) else self.ended - self.began

    @property
    def jumped(self) -> bool:
        """Whether the loss rose far above where it began."""
        return self.diverged or max(self.losses, default=0.0) > JUMP * abs(self.losses[0])

    @property
    def failed(self) -> bool:
        """Whether too large steps can be the reason for where it ended."""
        return self.ended < 0.5 and (self.gain < LITTLE or self.ended < 0 or self.jumped)

    @property
    def whole(self) -> bool:
        """Whether there were enough steps to judge."""
        return self.diverged or len(self.losses) >= ENOUGH


def trial(case: Case, factor: float = 1.0, after: Any = None) -> Trial:
    """Train for a while at `factor` times the learning rate; `after()` looks, before it is undone.
    """
    with case.lent(), training(case.model):
        for group in case.trainer.optimizer.param_groups if factor != 1 else ():
            group["lr"] = _times(factor, group["lr"])
        found = Trial(_skill(case))
        for step in range(STEPS):
            if case.late:
                break
            batch = case.batches[step % len(case.batches)]
            watching = step < FIRST or step % FIRST == 0
            before = _weights(case.model) if watching else {}
            value = case.step(batch, case.trainer.optimizer)
            if not isfinite(value) or not all(np.isfinite(p.data).all()
                                              for p in case.trainer.parameters):
                found.diverged = True
                break
            found.losses.append(value)
            for name, ratio in ratios(case.model, before).items():
                found.ratios.setdefault(name, []).append(ratio)
        if not found.diverged:
            found.ended = _skill(case)
        if after is not None:
            after()
        return found


def _skill(case: Case) -> float:
    """Skill on the sample or, for a task not known, the negative loss in units of the first."""
    level = case.level()
    if isfinite(case.task.ignorant):
        return case.task.skill(level)
    case.unit = getattr(case, "unit", abs(level) or 1.0)       # type: ignore[attr-defined]
    return -level / case.unit                                   # type: ignore[attr-defined]


def _times(factor: float, lr: Any) -> Any:
    return (lambda step: factor * lr(step)) if callable(lr) else factor * lr


def _weights(model: Any) -> dict[str, np.ndarray]:
    return {name: p.data.copy() for name, p in model.named_parameters()
            if p.ndim >= 2 and p.requires_grad}


def ratios(model: Any, before: dict[str, np.ndarray]) -> dict[str, float]:
    """|update| / |weights| of each matrix of weights, by norms; zero weights have none.

    >>> from groundup import nn
    >>> model = nn.Dense(2, 1, init=nn.init.ones)
    >>> {k: round(r, 3) for k, r in ratios(model, {"weight": model.weight.data * 0.99}).items()}
    {'weight': 0.01}
    """
    now = dict(model.named_parameters())
    found = {}
    for name, old in before.items():
        size = length(old)
        if size > 0:
            found[name] = length(now[name].data - old) / size
    return found


def judge(case: Case, own: Trial) -> list[Finding]:
    """What the trial with the trainer's own learning rate says, checked against other rates."""
    if not own.whole:
        return []
    return _too_high(case, own) or _too_low(case, own) or []


def _too_high(case: Case, own: Trial) -> list[Finding]:
    if not (own.diverged or own.failed):
        return []
    least = 0.1 if own.began < 0.5 else -0.1            # a model that is good need only stay so
    for factor in (0.1, 0.01, 0.001, 0.0001):
        other = trial(case, factor)
        if other.whole and other.gain > least and other.gain - max(own.gain, -10.0) > MUCH:
            ending = ("the loss became NaN" if own.diverged else
                      f"the loss went from {own.losses[0]:.3g} over {max(own.losses):.3g} to "
                      f"{_last(own):.3g}")
            return [Finding(
                "learning rate too high", "The steps are so large that they jump over the valley.",
                f"In {len(own.losses)} steps with your learning rate {ending}; with "
                f"{factor:g} of it, {other.losses[0]:.3g} became {_last(other):.3g}.",
                f"Multiply the learning rate by {factor:g}"
                f"{_rate(case, factor)}, or warm it up.", "optimizer", 0.92)]
    return []


def _too_low(case: Case, own: Trial) -> list[Finding]:
    room = min(1.0, 1.0 - own.ended) if isfinite(case.task.ignorant) else 1.0
    moved = own.diverged or abs(own.gain) > NOTHING * room
    if moved or room < ROOM or rising(case.trainer.optimizer):
        return []
    for factor in (100.0, 1e3, 1e4, 1e5):
        other = trial(case, factor)
        if other.whole and other.gain > MUCH * room:
            return [Finding(
                "learning rate too low", "The steps are so small that nothing happens.",
                f"In {len(own.losses)} steps with your learning rate the loss went from "
                f"{own.losses[0]:.4g} to {_last(own):.4g}; with {factor:g} times it, from "
                f"{other.losses[0]:.4g} to {_last(other):.4g}.",
                f"Raise the learning rate: {factor:g} times it works{_rate(case, factor)}.",
                "optimizer", 0.92)]
    return []


def _last(trial: Trial) -> float:
    return float(np.mean(trial.losses[-10:])) if trial.losses else float("nan")


def _rate(case: Case, factor: float) -> str:
    return f" (lr={case.trainer.optimizer.lr * factor:.1g})"


def rising(optimizer: Any) -> bool:
    """Whether a schedule has yet to warm up: then small steps are meant.

    >>> from groundup import nn, optim
    >>> rising(optim.SGD(nn.Dense(1, 1).parameters(), lr=lambda step: min(1, step / 500)))
    True
    """
    lr = optimizer.param_groups[0]["lr"]
    if not callable(lr):
        return False
    try:
        return any(lr(optimizer.steps + ahead) > 3 * lr(optimizer.steps)
                   for ahead in (100, 1000, 10_000))
    except Exception:                       # a schedule of one's own that ends
        return True


def by_layer(case: Case, own: Trial) -> list[Finding]:
    """Layers whose updates are far too small or too large for their weights."""
    if not own.ratios or not own.whole or rising(case.trainer.optimizer):
        return []
    middle = {name: float(np.median(found)) for name, found in own.ratios.items()}
    low = {name: r for name, r in middle.items() if 0 < r < LOW / MARGIN}
    first = {name: float(np.median(found[:FIRST])) for name, found in own.ratios.items()}
    high = {name: r for name, r in first.items() if r > HIGH * MARGIN}
    if low and (own.gain < NOTHING or len(low) < len(middle)) and own.ended < 0.9:
        return [ratio_finding(low, min(low, key=low.get), "small",      # type: ignore[arg-type]
                              "Raise the learning rate, or look why the gradient is small.")]
    if high and own.failed:
        return [ratio_finding(high, max(high, key=high.get), "large",   # type: ignore[arg-type]
                              "Lower the learning rate.")]
    return []


def ratio_finding(found: dict[str, float], worst: str, what: str, advice: str) -> Finding:
    """The finding for layers whose ratio is out of bounds."""
    others = f" ({len(found) - 1} more like it)" if len(found) > 1 else ""
    return Finding(
        "update ratio", f"The updates of {worst}{others} are too {what} for its weights.",
        f"An update is {found[worst]:.1e} of the weights (median over steps, by norm); "
        f"{LOW:g} to {HIGH:g} is usual.", advice, worst, 0.8)
