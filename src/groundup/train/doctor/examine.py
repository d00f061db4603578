"""Diagnose: all that can be found out about a training in some seconds, without changing it."""

import sys
from collections.abc import Callable
from math import isfinite
from time import perf_counter
from typing import Any

from groundup.nn.module import Module
from groundup.train.doctor import data as of_data
from groundup.train.doctor import gradients, modes, rates, signals, start
from groundup.train.doctor.case import Case
from groundup.train.doctor.finding import Diagnosis, Finding
from groundup.train.feed import as_batches

SECONDS = 20.0              # after which no experiment is begun
QUIET = 1.0                 # seconds before progress is shown


def diagnose(trainer: Any, data: Any, validation: Any = None, batch_size: int = 32) -> Diagnosis:
    """Say in words what is wrong with a training, what shows it, and what to try.

    `data` and `validation` as in `Trainer.fit`. Looks at the first loss, the outputs, the signals
    and gradients of every layer, modes, scale and leakage; then, on borrowed weights, learns a few
    rows by heart, makes some updates at this and other learning rates, and learns shuffled
    targets for comparison. That takes seconds, at most about twenty.

    Model, optimizer, loss and generators are left as they were, to the bit. What cannot be judged
    (a loss of an unknown kind, too few rows, too little time) is named in `skipped`.

    Raises what the model or the loss raises for the data.

    >>> import groundup as gu
    >>> gu.seed(0)
    >>> x, y = gu.datasets.moons(200, rng=0)
    >>> model = gu.nn.Sequential(gu.models.MLP(2, [16], 2), gu.nn.Softmax())
    >>> trainer = gu.Trainer(model, gu.losses.cross_entropy, gu.optim.Adam(model.parameters()))
    >>> found = gu.diagnose(trainer, (x, y))
    >>> found[0].name, found[0].place
    ('softmax twice', 'output')
    >>> print(found[0].says)
    The outputs are probabilities already, and the loss takes their softmax once more.
    """
    if not isinstance(getattr(trainer, "model", None), Module):
        raise TypeError(f"diagnose takes a Trainer and its data, not a {type(trainer).__name__}: "
                        "gu.diagnose(gu.Trainer(model, loss, optimizer), (x, y)).")
    screen = Screen()
    try:
        screen.show("the data")
        dtype = trainer._dtype()
        case = Case(trainer, as_batches(data, batch_size, dtype, shuffle=True),
                    None if validation is None else
                    as_batches(validation, batch_size, dtype, shuffle=False), SECONDS)
        return examine(case, screen.show, experiments=True)
    finally:
        screen.clear()


def examine(case: Case, show: Callable[[str], None], experiments: bool) -> Diagnosis:
    """The diagnosis; without `experiments`, only what needs no training."""
    found: list[Finding] = []
    looked: list[str] = ["NaN"]
    show("NaN")
    found += start.not_finite(case)
    if found:
        return Diagnosis(found, looked)
    looked += ["outputs and loss", "initial loss"]
    found += start.outputs_fit(case) + start.initial_loss(case)

    show("signals and gradients")
    with case.lent():
        units, entering = signals.inspect(case)
        found += units.findings(case.skill()) + of_data.scale(case, entering)
        norms, unit, cut = gradients.measure(case)
    looked += ["units", "scale of the inputs", "gradients by layer"]
    small = gradients.by_layer(norms, unit)
    found += gradients.forgotten(case)

    show("modes and leakage")
    found += modes.look(case) + of_data.leakage(case)
    looked += ["modes"] + ["leakage"] * bool(case.validation)
    if not experiments:
        return Diagnosis(found, looked)
    return _experiments(case, show, found, looked, small, cut)


def _experiments(case, show, found, looked, suspected, cut) -> Diagnosis:
    """What a short training tells besides, also about what was suspected before it."""
    skipped = []
    later: dict[str, Any] = {}

    def look_again():
        if not isfinite(case.level()):
            return
        later["skill"], (later["units"], _) = case.skill(), signals.inspect(case)
        later["norms"], later["unit"], later["cut"] = gradients.measure(case)
        later["constant"] = start.constant_output(case)

    show("some steps of training")
    own = rates.trial(case, after=look_again)
    found += _confirmed(case, found, later, suspected, cut)
    show("other learning rates")
    found += rates.judge(case, own) + rates.by_layer(case, own)
    looked += ["learning rate", "update ratio"]
    if not isfinite(case.task.ignorant):
        skipped.append("one batch by heart and shuffled labels, for this kind of loss")
    else:
        show("one batch by heart")
        found += start.one_batch(case)
        show("shuffled labels")
        found += of_data.labels(case)
        looked += ["one batch by heart", "shuffled labels"]
    if case.late:
        skipped.append(f"what had not been done after {SECONDS:.0f} s")
    return Diagnosis(found, looked, skipped)


def _confirmed(case, found, later, suspected, cut) -> list[Finding]:
    """What holds after some training too, and units that died in it."""
    if not later:                           # it ended as NaN
        return suspected
    known = {(finding.name, finding.place) for finding in found}
    more = [finding for finding in later["units"].findings(later["skill"])
            if (finding.name, finding.place) not in known and finding.name == "dead units"]
    more += [finding for finding in gradients.by_layer(later["norms"], later["unit"])
             if finding.name in {other.name for other in suspected}]
    still = [name for name in cut if name in later["cut"]]
    return more + gradients.unreached(case.model, still) + later["constant"]


class Screen:
    """One line that says what is being looked at, if it takes over a second, in a terminal."""

    def __init__(self):
        self.began, self.width = perf_counter(), 0

    def show(self, what: str) -> None:
        """From now on it is this."""
        if perf_counter() - self.began > QUIET and sys.stdout.isatty():
            text = f"diagnosing: {what} ..."
            print("\r" + text.ljust(self.width), end="", flush=True)
            self.width = len(text)

    def clear(self) -> None:
        """Leave an empty line."""
        if self.width:
            print("\r" + " " * self.width, end="\r", flush=True)
