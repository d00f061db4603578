"""Before any training: the first loss, outputs and losses that do not fit, NaN, and one batch."""

from math import isfinite, log
from typing import Any

import numpy as np

from groundup.autograd import Tensor
from groundup.nn.state import evaluating
from groundup.optim import Adam
from groundup.train import diverged
from groundup.train.doctor.case import Case, calm
from groundup.train.doctor.finding import Finding

TOO_HIGH = 3.0      # × the loss of the best constant, for classes: healthy ones begin at 1-2.2
FAR_OFF = 30.0      # the same for numbers: small nets begin at 0.2-10 if the targets are in scale
BY_HEART = 8        # rows of the batch that must be learned: any network that learns can do it
STEPS = 200         # updates for that, at most; healthy networks take 10 to 100
RATES = (0.003, 0.03, 0.0003)               # of Adam: one of them suits any network of sane scale
LEARNED = 0.5       # of the way to the best possible loss; duplicates with two labels allow no 1
STANDS_STILL = 1e-3 # spread of the outputs, measured by that of the targets, or in logits


def not_finite(case: Case) -> list[Finding]:
    """NaN or infinity in data, weights or the first losses, and the layer where it began."""
    weights = [name for name, p in case.model.named_parameters() if not diverged.finite(p.data)]
    if weights:
        return [_nan(f"The weights hold NaN or infinity: {', '.join(weights[:3])}.", weights[0],
                     "They were read before anything was computed.",
                     "Make the model anew; then " + _small(diverged.ADVICE))]
    for number, batch in enumerate(case.batches, 1):
        for i, field in enumerate(batch):
            if not diverged.finite(field):
                what = "the target" if i == len(batch) - 1 else "the inputs"
                row = int(np.argwhere(~np.isfinite(field))[0][0])
                return [_nan(f"There is NaN or infinity in {what}.", what,
                             f"Batch {number}, row {row} of it.", "Remove or fill such rows.")]
    with case.lent(), calm(case.model), np.errstate(all="ignore"):
        for number, batch in enumerate(case.batches[:8], 1):
            *inputs, target = batch
            tensors = tuple(map(Tensor, inputs))
            value = float(case.loss(batch).item())
            if not isfinite(value):
                text = diverged.explain(case.model, case.trainer.loss, tensors, target, value)
                return [_nan("The loss is not finite before any training.", "the first pass",
                             f"In batch {number}, {text}", "See the evidence: it names the place.")]
    return []


def _nan(says: str, place: str, evidence: str, advice: str) -> Finding:
    return Finding("NaN", says, evidence, advice, place, certainty=1.0)


def _small(text: str) -> str:
    return text[0].lower() + text[1:]


def initial_loss(case: Case) -> list[Finding]:
    """The loss of a fresh model against that of one that knows nothing: ln K for K classes."""
    task = case.task
    if not case.fresh or not isfinite(task.ignorant):
        return []
    with case.lent():
        level = case.level()
    limit = FAR_OFF if task.kind == "numbers" else TOO_HIGH
    if not level > limit * task.start:
        return []
    known = {"classes": f"ln {task.classes}", "log classes": f"ln {task.classes}",
             "yes or no": "ln 2", "yes or no, probabilities": "ln 2",
             "numbers": "that of always saying the mean"}.get(task.kind, "that of equal scores")
    advice = ("Scale the targets to mean 0 and standard deviation 1 (data.standardize), and begin "
              "with smaller weights in the last layer." if task.kind == "numbers" else
              "Begin with smaller weights (the layers' own initialisers), and scale the inputs.")
    return [Finding("initial loss", "The untrained model is worse than one that knows nothing: it "
                    "is sure of what it cannot know.",
                    f"The loss begins at {level:.3g}; a model that knows nothing has "
                    f"{task.start:.3g} ({known}).", advice, certainty=0.9)]


def outputs_fit(case: Case) -> list[Finding]:
    """Softmax or sigmoid twice, logits for probabilities, and shapes that broadcast."""
    with case.lent(), evaluating(case.model), np.errstate(all="ignore"):
        out = case.predict(case.inputs)
    if not isinstance(out, Tensor) or out.dtype.kind != "f":
        return []
    return _twice(case, out.data) + _broadcast(case, out.data)


def _twice(case: Case, p: np.ndarray) -> list[Finding]:
    task = case.task
    if p.size < 2 or not diverged.finite(p):
        return []
    if task.kind in ("classes", "log classes"):
        sums = p.sum(axis=task.axis) if task.kind == "classes" else np.exp(p).sum(axis=task.axis)
        rows_of_one = bool(np.abs(sums - 1).max() < 1e-3)
        if task.kind == "classes" and rows_of_one and p.min() >= 0:
            best = log(1 + (task.classes - 1) / np.e)
            return [Finding("softmax twice", "The outputs are probabilities already, and the loss "
                            "takes their softmax once more.",
                            "Every row of the output lies in 0..1 and adds up to 1, and the loss "
                            "is that of logits; so it cannot fall below "
                            f"{best:.2f}.",
                            "Let the model end without softmax; for probabilities use "
                            "losses.nll of log_softmax, or softmax after training.",
                            "output", 1.0)]
        if task.kind == "log classes" and not rows_of_one:
            return [Finding("logits for log-probabilities", "The loss takes logarithms of "
                            "probabilities, and the outputs are none.",
                            f"The exponentials of the outputs of a row add up to {sums.min():.3g} "
                            f"to {sums.max():.3g}, not to 1: the loss can fall without end.",
                            "Use losses.cross_entropy, or end the model with LogSoftmax.",
                            "output", 1.0)]
    if task.kind == "yes or no" and p.size >= 32 and p.min() >= 0 and p.max() <= 1 and (
            _ends_with_sigmoid(case)):
        return [Finding("sigmoid twice", "The outputs are probabilities already, and the loss "
                        "takes their sigmoid once more.",
                        f"All {p.size} outputs lie in {p.min():.2g}..{p.max():.2g}, the model ends "
                        "with a sigmoid, and the loss is that of logits.",
                        "Let the model end without sigmoid, or use losses.binary_cross_entropy.",
                        "output", 1.0)]
    return []


def _ends_with_sigmoid(case: Case) -> bool:
    from groundup.train.doctor.watch import watched

    names: list[str] = []
    with case.lent(), evaluating(case.model), watched(
            case.model, lambda step: names.append(step.name)):
        case.predict(case.inputs)
    names = [name for name in names if name not in ("reshape", "squeeze", "getitem")]
    return bool(names) and names[-1] in ("sigmoid", "hardsigmoid")


def _broadcast(case: Case, p: np.ndarray) -> list[Finding]:
    """(N, 1) against (N,) is (N, N): every prediction is compared with every target."""
    t = case.target
    if p.shape == t.shape or p.size != t.size or p.size < 2:
        return []
    try:
        shape = np.broadcast_shapes(p.shape, t.shape)
    except ValueError:
        return []
    if np.prod(shape) == p.size:
        return []
    with case.lent():
        came, right = case.ask(p, t), case.ask(p, t.reshape(p.shape))
    if not isfinite(came) or abs(came - right) <= 1e-6 * abs(right):
        return []
    return [Finding("shapes broadcast", "Outputs and targets have different shapes, and the loss "
                    "compares every output with every target: the model learns the mean.",
                    f"The outputs are {p.shape}, the targets {t.shape}, together {shape}; the loss "
                    f"is {came:.4g}, and {right:.4g} for equal shapes.",
                    f"Give the targets the shape of the outputs: y.reshape({(-1, *p.shape[1:])}).",
                    "target", 1.0)]


def one_batch(case: Case) -> list[Finding]:
    """Whether a few rows can be learned by heart, whatever the trainer's optimizer does."""
    if not isfinite(case.task.ignorant):
        return []
    rows = _distinct(case.inputs, BY_HEART)
    batch = tuple(field[rows] for field in (*case.inputs, case.target))
    best, losses = -np.inf, (np.nan, np.nan)
    for lr in RATES:
        skill, began, ended = by_heart(case, batch, lr)
        if skill > best:
            best, losses = skill, (began, ended)
        if best > LEARNED or case.late:
            break
    if best > LEARNED or case.late or not isfinite(best):
        return []
    return [Finding("one batch cannot be overfitted", "The model cannot learn even a few samples "
                    "by heart, so it is not a matter of the data or of patience.",
                    f"On {len(rows)} samples and {STEPS} steps of Adam the loss went from "
                    f"{losses[0]:.3g} to {losses[1]:.3g}; the best possible is "
                    f"{case.task.ideal:.3g}.",
                    "Look for what cuts the way from the weights to the loss: an activation on the "
                    "output that the targets lie outside of, .data or .detach() in forward, frozen "
                    "layers, inputs that are not used; then for too few units.",
                    certainty=0.85)]


def by_heart(case: Case, batch: tuple, lr: float) -> tuple[float, float, float]:
    """Skill on the batch after learning it alone, the loss before and after."""
    with case.lent(), calm(case.model):
        task = _task_of(case, batch)
        began = ended = case.level(batch)
        optimizer = Adam(case.trainer.parameters, lr=lr)
        for step in range(STEPS):
            if not isfinite(case.step(batch, optimizer)) or case.late:
                break
            if step % 20 == 19:
                ended = case.level(batch)
                if task.skill(ended) > 0.9:
                    break
        return task.skill(ended), began, ended


def _task_of(case: Case, batch: tuple) -> Any:
    """The task, with the losses of knowing nothing and all for these rows."""
    from groundup.train.doctor.task import recognise

    *inputs, target = batch
    out = case.predict(tuple(inputs))
    found = recognise(lambda p: case.ask(p, target), out.data, target)
    return found if found.kind == case.task.kind else case.task


def _distinct(inputs: tuple, count: int) -> np.ndarray:
    """The first rows that differ from each other."""
    flat = inputs[0].reshape(len(inputs[0]), -1)
    _, first = np.unique(flat, axis=0, return_index=True)
    return np.sort(first)[:count]


def constant_output(case: Case) -> list[Finding]:
    """Whether the output depends on the input at all."""
    with case.lent(), evaluating(case.model), np.errstate(all="ignore"):
        out = case.predict(case.inputs)
    return stands_still(out, len(case.target), spread_of(case))


def spread_of(case: Case) -> float:
    """The spread that outputs should have: that of the targets, 1 for logits; 0 for equal rows."""
    if len(_distinct(case.inputs, 3)) < 3:
        return 0.0
    return (float(case.target.std()) or 1.0) if case.task.kind == "numbers" else 1.0


def stands_still(out: Any, rows: int, unit: float = 1.0) -> list[Finding]:
    """The finding for outputs of so many different rows that are all the same.

    `unit` is what `spread_of` gave.

    >>> stands_still(Tensor(np.ones((4, 1))), 4)[0].name, stands_still(Tensor(np.eye(4)), 4)
    ('constant output', [])
    """
    if not isinstance(out, Tensor) or out.shape[:1] != (rows,) or not diverged.finite(out.data):
        return []
    spread = float(out.data.std(axis=0).max())
    if spread >= STANDS_STILL * unit:
        return []
    return [Finding("constant output", "The output hardly depends on the input.",
                    f"Over {rows} samples no output has a standard deviation above {spread:.1g}.",
                    "Look for dead or saturated units, for weights that began at 0, for an axis "
                    "that is averaged away, and whether forward uses x.", "output", 0.8)]
