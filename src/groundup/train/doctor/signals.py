"""Units that say nothing: dead ones, which never fire, and saturated ones, which always shout.

A ReLU that is 0 for every sample passes no gradient back, so nothing wakes it (chapters 4 and 19).
A tanh or sigmoid at its end has a slope of nearly 0, which is as bad (Glorot and Bengio, 2010).
"""

from typing import Any

import numpy as np

from groundup.train.doctor.finding import Finding
from groundup.train.doctor.watch import NORMING, WEIGHING, Step, array, watched

MOST = 0.7          # of the units of a layer; 0.5 is what one positive input with biases of 0 gives
ENDS = 0.8          # of the outputs of a layer at an end; tanh nets that learn well come to 0.7
SKILLED = 0.5       # of the best possible, from which on shouting does no harm: the net is sure
SATURATED = 0.99    # |tanh|; its slope is then below 0.02, that of a sigmoid below 0.005
DEADLY = {"relu"}
ENDED = {"tanh": 1.0, "sigmoid": 0.5}       # half of the way from one end to the other


class Units:
    """What the units of each activation did over the forward passes that were watched.

    >>> units = Units()
    >>> units.see(Step("1", "relu", (), np.array([[0.0, 2.0], [0.0, 0.0]]), "1, a ReLU"))
    >>> units.dead_share("1")
    0.5
    """

    def __init__(self):
        self.alive: dict[str, np.ndarray] = {}          # per unit: it fired at least once
        self.ended: dict[str, list[float]] = {}         # share of outputs at an end, per pass
        self.labels: dict[str, str] = {}
        self.rows: dict[str, int] = {}
        self._waiting: list[tuple[str, float]] = []
        self._times: dict[str, int] = {}

    def see(self, step: Step) -> None:
        """Take in one operation of a pass."""
        if step.name in WEIGHING:                       # something comes after: no output layer
            for waiting, share in self._waiting:
                self.ended.setdefault(waiting, []).append(share)
            self._waiting = []
        elif step.name in DEADLY or _is_relu(step):
            key = self._key(step)
            fired = _fired(step.y)
            known = self.alive.get(key)
            self.alive[key] = fired if known is None or len(known) != len(fired) else known | fired
            self._remember(key, step)
        elif step.name in ENDED:
            key = self._key(step)
            half = ENDED[step.name]
            middle = 0.0 if step.name == "tanh" else 0.5
            share = float((np.abs(step.y - middle) > SATURATED * half).mean())
            self._waiting.append((key, share))
            self._remember(key, step)

    def end_pass(self) -> None:
        """The forward pass is over: what waited was the output layer, which may be sure."""
        self._waiting, self._times = [], {}

    def _key(self, step: Step) -> str:
        """The layer, counted where one gives several outputs in a pass: "", " #2", " #3"."""
        count = self._times[step.path] = self._times.get(step.path, 0) + 1
        return step.path if count == 1 else f"{step.path} #{count}".strip()

    def _remember(self, key: str, step: Step) -> None:
        self.labels[key] = step.label
        self.rows[key] = self.rows.get(key, 0) + len(step.y)

    def dead_share(self, key: str) -> float:
        """The share of units that never fired."""
        return 1.0 - float(self.alive[key].mean())

    def findings(self, skill: float) -> list[Finding]:
        """What there is to say about the units of a model of this skill (NaN if not known)."""
        found = []
        for key in self.alive:
            if self.dead_share(key) >= MOST:
                found.append(self._dead(key))
        for key, shares in self.ended.items():
            if np.mean(shares) >= ENDS and not skill > SKILLED:
                found.append(self._saturated(key, float(np.mean(shares))))
        return found

    def _dead(self, key: str) -> Finding:
        alive = self.alive[key]
        return Finding(
            "dead units",
            f"Most units of {self.labels[key]} are dead: 0 for every sample, so no gradient "
            "comes through them and they never learn again.",
            f"{len(alive) - int(alive.sum())} of {len(alive)} units gave 0 for each of "
            f"{self.rows[key]} samples.",
            "Lower the learning rate, let biases start at 0 and weights with kaiming_uniform, or "
            "take LeakyReLU or GELU. A network made anew: dead units do not come back.",
            place=key, certainty=0.6 + 0.35 * self.dead_share(key))

    def _saturated(self, key: str, share: float) -> Finding:
        return Finding(
            "saturated units",
            f"The units of {self.labels[key]} are saturated: at the ends of their range, where "
            "the slope is nearly 0, so that little gradient comes through.",
            f"{share:.0%} of the outputs are within 1 % of an end of the range.",
            "Start with smaller weights (xavier_uniform), scale the inputs to mean 0 and standard "
            "deviation 1, or put a normalization before the activation.",
            place=key, certainty=0.5 + 0.4 * share)


def _fired(y: np.ndarray) -> np.ndarray:
    """Per unit, whether it was above 0 at least once. Where the units are is not said anywhere:
    of (N, C, L) and (N, L, C) the reading with fewer dead units is taken."""
    if y.ndim < 3:
        return np.any((y > 0).reshape(len(y), -1), axis=0)
    readings = [np.asarray(np.any(y > 0, axis=tuple(i for i in range(y.ndim) if i != axis)))
                for axis in ((1,) if y.ndim > 3 else (1, y.ndim - 1))]
    return max(readings, key=np.mean)


def _is_relu(step: Step) -> bool:
    """maximum(x, 0), as one writes it oneself."""
    return step.name == "maximum" and any(
        array(x).size == 1 and not array(x).any() for x in step.inputs)


def inspect(case: Any) -> tuple[Units, np.ndarray | None]:
    """The units over the sample, and what the first layer with weights was given.

    The latter is None if the model looks its inputs up in a table, or normalizes them itself.
    """
    units = Units()
    first: list[np.ndarray | None] = []

    def tell(step):
        units.see(step)
        if not first and step.name in WEIGHING | NORMING | {"embedding", "embedding_bag"}:
            first.append(array(step.inputs[0]) if step.name in WEIGHING else None)

    with watched(case.model, tell):
        case.level()
    units.end_pass()
    return units, first[0] if first else None
