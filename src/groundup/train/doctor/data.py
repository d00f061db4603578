"""The data: inputs out of scale, labels that belong to other inputs, validation seen in training.
"""

from math import isfinite
from typing import Any

import numpy as np

from groundup.optim import Adam
from groundup.train.doctor.case import SAMPLE, Case, calm, sample
from groundup.train.doctor.finding import Finding

LARGE = 10.0        # root mean square of what enters the first layer: initialisers assume about 1
SMALL = 0.01        # the same, of the numbers that are not 0; 1/255 twice gives less
BYTES = 255.0

FEW = 64            # rows below which nothing is said about labels
CHANCE = 4.0        # standard deviations from what shuffled labels would give: 1 in 30,000
PLAIN = 10          # features up to which neighbours alone would show what there is to learn
LONGEST = 512       # tokens of a row of text; longer rows of integers are pictures
DRAWS = 100         # shuffles that chance is measured with
LESSON = 250        # updates of the comparison with shuffled labels

ROWS = 4000         # that are compared for leakage, of each set
NEAR = 0.1          # × the usual distance between neighbours: nearer than that is a copy
SHARE = 0.02        # of validation rows that are copies, from which on it is said ...
TIMES = 3.0         # ... if that is so many times as often as within the training data


# ---- scale ----------------------------------------------------------------------------------


def scale(case: Case, entering: np.ndarray | None) -> list[Finding]:
    """Inputs far from the order of 1, judged by what the first layer with weights is given."""
    if entering is None or entering.dtype.kind != "f" or not entering.any():
        return []
    size = float(np.sqrt(np.square(entering[entering != 0], dtype="f8").mean()))
    low, high = float(entering.min()), float(entering.max())
    range_ = f"They go from {low:.3g} to {high:.3g}, mean {entering.mean():.3g}, standard " \
             f"deviation {entering.std():.3g}."
    if size > LARGE:
        pictures = low >= 0 and 2 < high <= BYTES and entering.ndim >= 2 and (
            np.array_equal(entering, np.rint(entering)))
        return [Finding(
            "unscaled inputs", "The inputs look like pixels from 0 to 255; layers expect numbers "
            "of the order of 1." if pictures else
            "The inputs are large; layers expect numbers of the order of 1, so the first outputs "
            "and gradients are too large by the same factor.", range_,
            "Divide by 255: x = x.astype('float32') / 255." if pictures else
            "Standardize: data.standardize with mean and standard deviation of the training data.",
            "inputs", 0.97)]
    if size < SMALL:
        return [Finding(
            "unscaled inputs", "The inputs are tiny; layers expect numbers of the order of 1.",
            range_, "Is something divided by 255 twice? Otherwise standardize the inputs.",
            "inputs", 0.97)]
    return []


# ---- labels ---------------------------------------------------------------------------------


def labels(case: Case) -> list[Finding]:
    """Targets that have nothing to do with their inputs, as after shuffling one of them.

    Said only if two ways of looking agree. Neighbours among the inputs have targets no more alike
    than any two have; and a model trained on some rows predicts the others no better than their
    targets in a random order, and learns the rows no faster than with a random order of them.
    """
    rows = len(case.target)
    if rows < FEW or not isfinite(case.task.ignorant) or (
            case.target.min() == case.target.max()):
        return []
    rng = np.random.default_rng(0)
    alike = neighbours_agree(case.inputs[0], case.target, rng)
    if alike > CHANCE:
        return []
    learned, hidden = lesson(case, rng, shuffled=False)
    if hidden > CHANCE or not isfinite(learned) or case.late:
        return []
    by_chance, _ = lesson(case, rng, shuffled=True)
    able = by_chance > 0.02 or case.inputs[0][0].size <= PLAIN
    if case.late or not isfinite(by_chance) or not able or learned > by_chance + 0.1:
        return []
    return [Finding(
        "shuffled labels", "Inputs and targets have nothing to do with each other: probably one "
        "of them was shuffled or sorted without the other.",
        f"Samples with similar inputs have targets no more alike than chance ({alike:+.1f} "
        f"standard deviations); after {LESSON} steps on {rows * 3 // 4} samples the model predicts "
        f"{rows - rows * 3 // 4} others as badly as chance ({hidden:+.1f}), and had learned "
        f"{learned:.0%} of the way by heart, {by_chance:.0%} with targets in a random order.",
        "Shuffle x and y with one permutation: order = rng.permutation(len(x)); x[order], "
        "y[order]. Look at some pairs.", "target", 0.8)]


def neighbours_agree(x: np.ndarray, target: np.ndarray, rng: np.random.Generator) -> float:
    """How much more alike the targets of nearest neighbours are than chance, in σ of chance.

    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(200, 2))
    >>> neighbours_agree(x, (x[:, 0] > 0).astype(int), rng) > 5
    True
    """
    nearest = distances(features(x), features(x), skip_self=True).argmin(axis=1)
    t = target.reshape(len(target), -1)

    def agreement(order):
        a, b = t[order], t[order[nearest]]
        return float(-np.square(a - b, dtype="f8").mean() if t.dtype.kind == "f" else
                     (a == b).mean())

    return _deviation(agreement(np.arange(len(t))),
                      [agreement(rng.permutation(len(t))) for _ in range(DRAWS)])


def _deviation(value: float, others: list[float]) -> float:
    return (value - float(np.mean(others))) / (float(np.std(others)) or 1e-12)


def features(x: np.ndarray) -> np.ndarray:
    """Rows as points, (N, D): tokens as directions, one of 64 by value, numbers as they are.

    Integers are tokens, but for bytes and long rows, which are pictures.
    """
    flat = x.reshape(len(x), -1)
    if x.dtype.kind in "iu" and x.dtype.itemsize > 1 and flat.shape[1] <= LONGEST:
        return np.eye(64)[flat.astype(np.int64) % 64].reshape(len(x), -1)
    flat = flat.astype("f8")
    return (flat - flat.mean(axis=0)) / (flat.std(axis=0).mean() or 1.0)


def distances(a: np.ndarray, b: np.ndarray, skip_self: bool = False) -> np.ndarray:
    """|a_i - b_j|², (N, M); with `skip_self` the diagonal is infinite.

    >>> distances(np.array([[0.0], [3.0]]), np.array([[1.0]]))
    array([[1.],
           [4.]])
    """
    found = np.square(a).sum(axis=1)[:, None] + np.square(b).sum(axis=1) - 2 * a @ b.T
    if skip_self:
        np.fill_diagonal(found, np.inf)
    return found.clip(0)


def lesson(case: Case, rng: np.random.Generator, shuffled: bool) -> tuple[float, float]:
    """Train on three quarters of the sample: the skill there, and on the rest, in σ of chance.

    A model that was trained already forgets first: the entries of its weights are mixed up.
    """
    fields, count = (*case.inputs, case.target), len(case.target)
    cut = count * 3 // 4
    known, rest = [f[:cut] for f in fields], [f[cut:] for f in fields]
    if shuffled:
        known[-1] = known[-1][rng.permutation(cut)]
    with case.lent(), calm(case.model), np.errstate(all="ignore"):
        if not case.fresh:
            _forget(case.model, rng)
        optimizer = Adam(case.trainer.parameters, lr=3e-3)
        for _ in range(LESSON):
            rows = rng.integers(0, cut, 32)
            if case.late or not isfinite(case.step(tuple(f[rows] for f in known), optimizer)):
                break
        out = case.predict(tuple(rest[:-1]))
        order = [rng.permutation(len(rest[-1])) for _ in range(DRAWS)]
        chance = [-case.ask(out, rest[-1][o]) for o in order]
        return case.skill(tuple(known)), _deviation(-case.ask(out, rest[-1]), chance)


def _forget(model: Any, rng: np.random.Generator) -> None:
    for p in model.parameters():
        if p.requires_grad and p.ndim >= 2:
            p.data[...] = rng.permutation(p.data.reshape(-1)).reshape(p.shape)
            p.touch()


# ---- leakage --------------------------------------------------------------------------------


def leakage(case: Case) -> list[Finding]:
    """Validation rows that are training rows, or copies of them with a little noise."""
    if not case.validation:
        return []
    trained = sample(case.batches, ROWS)[0]
    held_out = sample(case.validation, ROWS)[0]
    if trained.shape[1:] != held_out.shape[1:] or len(trained) < FEW // 4:
        return []
    return _exact(trained, held_out) or _near(trained, held_out)


def _exact(trained: np.ndarray, held_out: np.ndarray) -> list[Finding]:
    seen, rows = _keys(trained), _keys(held_out)
    share = float(np.isin(rows, seen).mean())
    own = 1.0 - len(np.unique(seen)) / len(seen)        # how often data like these repeat anyway
    if share < SHARE or share < TIMES * own:
        return []
    return [_leak("are rows of the training data", share, len(rows), len(seen),
                  f"within the training data {own:.1%} are repeated", 1.0)]


def _keys(x: np.ndarray) -> np.ndarray:
    flat = np.ascontiguousarray(x.reshape(len(x), -1))
    return np.array([hash(row.tobytes()) for row in flat])


def _near(trained: np.ndarray, held_out: np.ndarray) -> list[Finding]:
    """Nearer to a training row than training rows ever are to each other."""
    if trained.dtype.kind != "f":
        return []
    few = 4 * SAMPLE
    trained, held_out = trained[:few * 2], held_out[:few]
    points = features(np.concatenate([trained, held_out]))
    a, b = points[:len(trained)], points[len(trained):]
    within = np.sqrt(distances(a[:few], a, skip_self=True).min(axis=1))
    across = np.sqrt(distances(b, a).min(axis=1))
    limit = NEAR * float(np.median(within))
    own, share = float((within < limit).mean()), float((across < limit).mean())
    if share < SHARE + 2 * np.sqrt(own / len(b)) or share < TIMES * own:
        return []
    return [_leak("are copies of training rows, but for a little noise", share, len(b), len(a),
                  f"within the training data {own:.1%} have so near a neighbour", 0.85)]


def _leak(what: str, share: float, rows: int, trained: int, compared: str,
          certainty: float) -> Finding:
    return Finding("leakage", f"Validation rows {what}: the validation score is too good.",
                   f"{share:.0%} of {rows} validation rows {what} ({trained} compared); "
                   f"{compared}.",
                   "Split before copies are made (augmentation, oversampling, overlapping "
                   "windows), and keep all copies of a sample on one side.",
                   "validation", certainty)
