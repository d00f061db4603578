"""Doctor: a callback that watches a run and speaks when something has become certain."""

import sys
from collections.abc import Callable
from math import isfinite
from typing import Any

import numpy as np

from groundup.autograd import Tensor
from groundup.data.loader import whole_number
from groundup.nn.state import evaluating
from groundup.train.callbacks import Callback
from groundup.train.doctor import gradients, rates
from groundup.train.doctor.case import Case
from groundup.train.doctor.examine import examine
from groundup.train.doctor.finding import Finding
from groundup.train.doctor.modes import NORMS
from groundup.train.doctor.signals import Units
from groundup.train.doctor.start import spread_of, stands_still
from groundup.train.doctor.watch import watched
from groundup.train.randomness import generators, put_back, states

LOOKS = 8           # looks that a judgement rests on: what one batch shows may be chance
BATCHES = 32        # looked at before training
CRAWL = 0.05        # of the loss: what means over some batches differ by anyway


class Doctor(Callback):
    """Watch a run, and say once, in words, each thing that is wrong: what `diagnose` says.

    Before the first update it looks at what needs no training (first loss, outputs, modes, scale,
    leakage). Then it looks at every `every`-th update, at gradients and updates of every layer,
    and after some looks at the losses and the units, on rows that it kept from the beginning; that
    costs a few percent of the time of a run. It changes nothing: the run is the same, to the bit,
    with and without.

    A finding is given to `tell` as text at the moment it becomes certain, by default printed, and
    kept in `findings`. Raises `TypeError` if `tell` is no function, `ValueError` for an `every`
    below 1.

    >>> import groundup as gu
    >>> gu.seed(0)
    >>> x, y = gu.datasets.digits()
    >>> model = gu.models.MLP(64, [32], 10)
    >>> doctor = Doctor(tell=lambda text: None)
    >>> trainer = gu.Trainer(model, gu.losses.cross_entropy, gu.optim.Adam(model.parameters()),
    ...                      callbacks=[doctor])
    >>> history = trainer.fit((255 * x, y), epochs=1, progress=False)
    >>> [finding.name for finding in doctor.findings][0]
    'unscaled inputs'
    """

    def __init__(self, every: int = 20, tell: Callable[[str], Any] = print):
        if not callable(tell):
            raise TypeError(f"tell is a function of a text, such as print, not {tell!r}.")
        self.every, self.tell = whole_number("every", every, least=1), tell
        self.findings: list[Finding] = []
        self._before: dict[str, np.ndarray] = {}            # weights before the update looked at
        self._cut: set[str] | None = None                   # parameters that no look found reached
        self._norms: dict[str, list[tuple[float, float]]] = {}
        self._ratios: dict[str, list[float]] = {}

    # ---- the hooks --------------------------------------------------------------------------

    def on_fit_begin(self, trainer):
        self._updates, self._fresh = 0, not trainer.steps
        self._losses: list[float] = []
        self._statistics: dict[str, np.ndarray] = {}
        self._forget()
        case = Case(trainer, trainer.batches_of_data, trainer._held_out, most=BATCHES)
        for finding in examine(case, lambda what: None, experiments=False):
            self._say(trainer, finding)
        self._keep(case)

    def on_epoch_begin(self, trainer):
        self._check_statistics(trainer)
        self._statistics = {}

    def on_backward_end(self, trainer):
        if (self._updates + 1) % self.every:
            return
        now = gradients.norms(trainer.model)
        bad = [name for name, (g, _) in now.items() if not isfinite(g)]
        if bad:
            self._say(trainer, Finding(
                "NaN", f"The gradient of {bad[-1]} holds NaN or infinity.",
                f"The loss was still {trainer.batch_loss:.4g}; {len(bad)} gradients are concerned.",
                "Lower the learning rate, clip the gradients, scale the inputs; TerminateOnNaN "
                "stops before such an update.", bad[-1], 1.0))
        cut = set(gradients.cut_off(trainer.model, now))
        self._cut = cut if self._cut is None else self._cut & cut
        for name, pair in now.items():
            self._norms.setdefault(name, []).append(pair)
        self._before = {name: p.data.copy() for name, p in trainer.model.named_parameters()
                        if p.ndim >= 2 and p.grad is not None}

    def on_batch_end(self, trainer):
        self._updates += 1
        self._losses.append(trainer.batch_loss)
        if self._updates % self.every == 0:
            for name, ratio in rates.ratios(trainer.model, self._before).items():
                self._ratios.setdefault(name, []).append(ratio)
            self._before, self._looks = {}, self._looks + 1
            if self._looks == LOOKS:
                self._judge(trainer)
                self._forget()
        if trainer.batch == trainer.batches:
            self._statistics = running(trainer.model)

    def on_epoch_end(self, trainer):
        self._check_statistics(trainer)

    def on_fit_end(self, trainer):
        self._rows = ()
        error = sys.exc_info()[1]
        if isinstance(error, FloatingPointError):
            self._say(trainer, Finding(
                "NaN", "The training ended with numbers that are none.",
                f"{error}{self._rose()}", "See the evidence: it names the place.", "", 1.0))

    # ---- looking ----------------------------------------------------------------------------

    def _keep(self, case: Case) -> None:
        """What judgements need of the data; not the data, whose generators are not ours."""
        self._rows, self._task = case.inputs, case.task
        self._unit = spread_of(case)

    def _forget(self) -> None:
        """Begin anew to gather looks for a judgement."""
        self._looks, self._cut = 0, None
        self._norms, self._ratios, self._before = {}, {}, {}

    def _check_statistics(self, trainer) -> None:
        """Batch norm's statistics must stand still between the last batch and the next epoch."""
        now = running(trainer.model) if self._statistics else {}
        moved = [name for name, before in self._statistics.items()
                 if not np.array_equal(before, now[name])]
        if moved:
            self._say(trainer, Finding(
                "batch norm in the wrong mode", "Something ran the model in training mode outside "
                "of training: its scores are wrong, and batch norm has learned from that data.",
                f"{moved[0]} changed after the last batch of the epoch.",
                "Measure with trainer.evaluate or model.predict, or after model.eval().",
                moved[0], 1.0))

    # ---- judging ----------------------------------------------------------------------------

    def _judge(self, trainer) -> None:
        losses = self._losses
        unit = self._task.ignorant if isfinite(self._task.ignorant) else abs(losses[0])
        middle = {name: (float(np.median([g for g, _ in pairs])), pairs[-1][1])
                  for name, pairs in self._norms.items()}
        found = [*self._signals(trainer), *gradients.by_layer(middle, unit),
                 *gradients.unreached(trainer.model, sorted(self._cut or ())),
                 *self._rates(trainer)]
        for finding in found:
            self._say(trainer, finding)

    def _signals(self, trainer) -> list[Finding]:
        """Units and outputs on the rows that were kept; nothing is changed by looking."""
        drawn = states(found := generators(trainer.model))
        units = Units()
        try:
            with evaluating(trainer.model), watched(trainer.model, units.see):
                out = trainer.model(*map(Tensor, self._rows))
        finally:
            put_back(found, drawn)
        units.end_pass()
        skill = self._task.skill(float(np.mean(self._losses[-self.every:])))
        return units.findings(skill) + stands_still(out, len(self._rows[0]), self._unit)

    def _rates(self, trainer) -> list[Finding]:
        """Learning rates that are out of bounds, by the losses so far and the updates."""
        if not self._fresh or rates.rising(trainer.optimizer):
            return []
        ratio = {name: float(np.median(found)) for name, found in self._ratios.items()}
        some = self.every * LOOKS // 2
        first, highest = self._losses[0], max(self._losses)
        last = float(np.mean(self._losses[-some:]))
        progress = (float(np.mean(self._losses[:some])) - last) / (abs(first) or 1.0)
        low = {name: r for name, r in ratio.items() if 0 < r < rates.LOW / rates.MARGIN}
        wild = bool(ratio) and min(ratio.values()) > rates.HIGH * rates.MARGIN and progress < 0.1
        if wild or (highest > rates.JUMP * abs(first) and last > 0.5 * abs(first)):
            return [Finding(
                "learning rate too high", "The steps are so large that they jump over the valley.",
                f"The loss began at {first:.3g}, rose to {highest:.3g} and is {last:.3g} after "
                f"{self._updates} updates.", f"Divide the learning rate, {trainer.optimizer.lr:.3g}"
                ", by 10 or more.", "optimizer", 0.9)]
        if low and len(low) == len(ratio) and abs(progress) < CRAWL:
            return [Finding(
                "learning rate too low", "The steps are so small that nothing happens.",
                f"In {self._updates} updates the loss went from {first:.4g} to {last:.4g}; the "
                f"largest update is {max(low.values()):.0e} of its weights, {rates.LOW:g} to "
                f"{rates.HIGH:g} is usual.", "Multiply the learning rate by 100, then look again.",
                "optimizer", 0.9)]
        if low and len(low) < len(ratio) and progress < 0.5:
            return [rates.ratio_finding(low, min(low, key=low.__getitem__), "small",
                                        "Is the learning rate of its group too low, or its "
                                        "gradient cut off?")]
        return []

    def _rose(self) -> str:
        """Where the loss began to rise, if it did."""
        limit = rates.JUMP * abs(self._losses[0]) if self._losses else np.inf
        step = next((i for i, loss in enumerate(self._losses) if loss > limit), None)
        return "" if step is None else (
            f" It began {len(self._losses) - step} updates before: from {self._losses[0]:.3g} the "
            f"loss had risen to {self._losses[step]:.3g} after {step} updates.")

    def _say(self, trainer, finding: Finding) -> None:
        known = {(other.name, other.place) for other in self.findings}
        if (finding.name, finding.place) not in known:
            self.findings.append(finding)
            self.tell(f"Doctor, {trainer.place()}: {finding}")


def running(model: Any) -> dict[str, np.ndarray]:
    """Copies of the running means of all batch norms, by their paths.

    >>> from groundup import nn
    >>> running(nn.Sequential(nn.BatchNorm1d(2)))
    {'0.running_mean': array([0., 0.], dtype=float32)}
    """
    return {f"{name}.running_mean": part.running_mean.copy()
            for name, part in model.named_modules()
            if isinstance(part, NORMS) and part.running_mean is not None}
