"""Dropout and batch norm in the wrong mode: acting in use, or resting in training (chapter 10)."""

from typing import Any

import numpy as np

from groundup.autograd import Tensor, no_grad
from groundup.nn import BatchNorm1d, BatchNorm2d, BatchNorm3d, Dropout
from groundup.nn.state import evaluating
from groundup.train.diverged import finite
from groundup.train.doctor.case import Case
from groundup.train.doctor.finding import Finding
from groundup.train.doctor.watch import array, watched
from groundup.train.guards import training

NORMS = (BatchNorm1d, BatchNorm2d, BatchNorm3d)
ROWS = 16                   # that the comparisons are made on
SAME = 1e-3                 # of the spread of the outputs: rounding is far below


def look(case: Case) -> list[Finding]:
    """All that can be said about modes."""
    return [finding for check in (dropout_in_use, dropout_in_training, norm_in_use,
                                  norm_in_training) for finding in check(case)]


def dropout_in_use(case: Case) -> list[Finding]:
    """Dropout that goes on silencing units in evaluation mode."""
    places: list[str] = []

    def tell(step):
        x = array(step.inputs[0]) if step.inputs else step.y
        if "drop" in step.name and x.shape == step.y.shape and not np.array_equal(x, step.y):
            places.append(step.path or "the model's own forward")

    with case.lent(), evaluating(case.model), np.errstate(all="ignore"):
        with watched(case.model, tell):
            once = case.predict(_rows(case, ROWS))
        again = case.predict(_rows(case, ROWS))
    if not places:
        return []
    return [Finding("dropout in the wrong mode", f"Dropout in {places[0]} still silences units in "
                    "evaluation: predictions are random, and scores too low.",
                    f"Two predictions for the same samples differ by {_difference(once, again):.2g}"
                    " in evaluation mode.",
                    "Use nn.Dropout, or pass the mode on: F.dropout(x, p, self.training). Measure "
                    "with trainer.evaluate or model.predict, or after model.eval().",
                    places[0], 1.0)]


def dropout_in_training(case: Case) -> list[Finding]:
    """Dropout that does nothing while the model trains."""
    layers = {name for name, part in case.model.named_modules()
              if isinstance(part, Dropout) and part.p > 0}
    acted: set[str] = set()
    ran: set[str] = set()
    with case.lent(), training(case.model), no_grad(), np.errstate(all="ignore"):
        for name, part in case.model.named_modules():
            if name in layers:
                vars(part)["forward"] = _noting(part.forward, name, ran)
        with watched(case.model, lambda step: acted.add(step.path)):
            case.predict(_rows(case, ROWS))
    resting = sorted(layers & ran - acted)
    if not resting:
        return []
    return [Finding("dropout in the wrong mode", f"Dropout in {resting[0]} silences nothing in "
                    "training: the model is in evaluation mode there.",
                    f"{len(resting)} of {len(layers)} dropout layers left their input as it was "
                    "in training mode.",
                    "Look for .eval() in forward, or for a train() of your own that does not reach "
                    "these layers.", resting[0], 1.0)]


def _noting(forward: Any, name: str, ran: set[str]) -> Any:
    def run(*args, **kwargs):
        ran.add(name)
        return forward(*args, **kwargs)
    return run


def norm_in_use(case: Case) -> list[Finding]:
    """Evaluation in which the other samples of the batch change the output for one."""
    layers = [name for name, part in case.model.named_modules() if isinstance(part, NORMS)]
    if not layers or len(case.target) < 4:
        return []
    half = min(ROWS, len(case.target)) // 2
    with case.lent(), evaluating(case.model), np.errstate(all="ignore"):
        together = case.predict(_rows(case, 2 * half))
        alone = case.predict(_rows(case, half))
        again = case.predict(_rows(case, half))
    if not isinstance(together, Tensor) or len(together) != 2 * half:
        return []
    change = _difference(Tensor(together.data[:half]), alone)
    if change <= SAME or _difference(alone, again) > SAME:
        return []
    return [Finding("batch norm in the wrong mode", "In evaluation the output for a sample depends "
                    "on the others of its batch: batch norm still uses their statistics.",
                    f"The same {half} samples, alone and among {2 * half}, give outputs that "
                    f"differ by {change:.2g} of their spread.",
                    "Look for .train() or training=True in forward, or for "
                    "track_running_stats=False.", layers[0], 1.0)]


def norm_in_training(case: Case) -> list[Finding]:
    """Batch norm that learns no statistics while its scale is learned."""
    with case.lent(), training(case.model), no_grad(), np.errstate(all="ignore"):
        layers = {name: part for name, part in case.model.named_modules()
                  if isinstance(part, NORMS) and part.running_mean is not None
                  and (part.weight is None or part.weight.requires_grad)}
        before = {name: (part.running_mean.copy(), part.running_var.copy())
                  for name, part in layers.items()}
        ran: set[str] = set()
        for name, part in layers.items():
            vars(part)["forward"] = _noting(part.forward, name, ran)
        for batch in case.batches[:2]:
            case.predict(batch[:-1])
        still = [name for name, part in layers.items() if name in ran
                 and np.array_equal(part.running_mean, before[name][0])
                 and np.array_equal(part.running_var, before[name][1])]
    if not still:
        return []
    return [Finding("batch norm in the wrong mode", f"Batch norm in {still[0]} does not use the "
                    "statistics of the batch in training, and learns none.",
                    f"The running statistics of {len(still)} of {len(layers)} layers did not move "
                    "in two training batches.",
                    "Look for .eval() in forward or in a train() of your own, and for momentum=0. "
                    "To keep them on purpose, freeze() these layers too.", still[0], 1.0)]


def _rows(case: Case, count: int) -> tuple:
    return tuple(field[:count] for field in case.inputs)


def _difference(a: Any, b: Any) -> float:
    """The largest difference, measured by the spread of the outputs."""
    if not isinstance(a, Tensor) or not isinstance(b, Tensor) or a.shape != b.shape or not (
            finite(a.data) and finite(b.data)):
        return float("nan")
    return float(np.abs(a.data - b.data).max() / (a.data.std() or 1.0))


