"""Gradients by layer: whether they reach the first ones, and in a size that can be used.

Going back through a layer multiplies the gradient by a factor. Below 1, it dies away with depth;
above 1, it grows without end (Hochreiter, 1991; Bengio et al., 1994; chapter 19).
"""

from math import isfinite
from typing import Any

import numpy as np

from groundup.train.doctor.case import Case, calm
from groundup.train.doctor.finding import Finding

VANISHED = 1e-4     # norm against the largest: a step that suits one layer does nothing for another
EXPLODED = 1e3      # |gradient| · |weights|, measured by the loss of knowing nothing: to change the
                    # weights by 0.1 % would cost all that can be learned


def norms(model: Any) -> dict[str, tuple[float, float]]:
    """Of each matrix of weights: the norm of its gradient, and its own.

    >>> from groundup import nn
    >>> from groundup.autograd import Tensor
    >>> model = nn.Dense(2, 1, init=nn.init.ones)
    >>> model(Tensor([[3.0, 4.0]])).sum().backward()
    >>> norms(model)["weight"]
    (5.0, 1.4142135...)
    """
    return {name: (length(p.grad), length(p.data)) for name, p in model.named_parameters()
            if p.ndim >= 2 and p.grad is not None}


def length(array: np.ndarray) -> float:
    """The norm of all entries; squares that are too large for float32 are no infinity yet.

    >>> length(np.full((2, 2), 1e30, "float32"))
    2.0...e+30
    """
    flat = array.reshape(-1)
    with np.errstate(all="ignore"):
        found = float(np.dot(flat, flat)) ** 0.5
        return found if isfinite(found) else float(np.linalg.norm(flat.astype("f8")))


def measure(case: Case) -> tuple[dict[str, tuple[float, float]], float, list[str]]:
    """Norms over the sample, the unit of the loss, and the parameters no gradient reaches."""
    with calm(case.model), np.errstate(all="ignore"):
        case.model.zero_grad()
        loss = case.loss((*case.inputs, case.target))
        if loss.requires_grad:
            loss.backward()
        found = norms(case.model)
        value = loss.item()
        unit = case.task.ignorant if isfinite(case.task.ignorant) else value
        return found, unit, cut_off(case.model, found)


def by_layer(found: dict[str, tuple[float, float]], unit: float) -> list[Finding]:
    """Vanishing and exploding gradients among the norms of one pass, or means of several.

    `unit` is the loss of knowing nothing, or the present one if that is not known.
    """
    if not found or not all(isfinite(g) for g, _ in found.values()):
        return []
    findings = []
    names, sizes = list(found), [g for g, _ in found.values()]
    # Zeros are not small: nothing comes through a branch that begins at 0, or they are cut off.
    alive = [(name, g) for name, g in zip(names, sizes) if g > 0]
    if len(alive) > 2:
        largest = max(alive, key=lambda pair: pair[1])
        smallest = min(alive, key=lambda pair: pair[1])
        if smallest[1] < VANISHED * largest[1] and not _strong(found[smallest[0]], unit):
            findings.append(Finding(
                "vanishing gradients", f"The gradient dies away on its way back to {smallest[0]}: "
                "that layer learns next to nothing.",
                f"Its gradient has norm {smallest[1]:.1e}, that of {largest[0]} {largest[1]:.1e}, "
                f"{largest[1] / smallest[1]:.0e} times as much.",
                "ReLU or GELU instead of sigmoid or tanh, kaiming or xavier initialisation, batch "
                "or layer norm between the layers, or residual connections.",
                smallest[0], 0.85))
    pulls = {name: g * w / max(abs(unit), 1e-12) for name, (g, w) in found.items()}
    worst = max(pulls, key=pulls.get)                       # type: ignore[arg-type]
    if pulls[worst] > EXPLODED:
        findings.append(Finding(
            "exploding gradients", f"The gradient of {worst} is huge: the loss is so steep there "
            "that any step leads somewhere else.",
            f"Its norm is {found[worst][0]:.1e}: if its weights changed by 0.1 %, the loss would "
            f"change by about {pulls[worst] * unit / 1000:.2g}, and a model that knows nothing has "
            f"{unit:.2g}.",
            "Smaller initial weights (xavier or kaiming), scaled inputs and targets, a "
            "normalization between the layers; clip_norm=1.0 in the Trainer, for recurrent "
            "networks above all.", worst, 0.85))
    return findings


def _strong(pair: tuple[float, float], unit: float) -> bool:
    """Whether a layer's gradient is of use by itself, however large that of another one is."""
    g, w = pair
    return g * w > 1e-3 * abs(unit)


def cut_off(model: Any, found: dict[str, tuple[float, float]]) -> list[str]:
    """The parameters that ask for a gradient and got none, or, of matrices, zeros only."""
    return [name for name, p in model.named_parameters()
            if p.requires_grad and (p.grad is None or found.get(name, (1.0, 1.0))[0] == 0)]


def unreached(model: Any, cut: list[str]) -> list[Finding]:
    """The finding for parameters that stay without a gradient."""
    if not cut:
        return []
    total = sum(1 for _ in model.parameters())
    return [Finding(
        "no gradient", f"No gradient reaches {_some(cut)}: "
        f"{'it stays' if len(cut) == 1 else 'they stay'} what the initialiser made.",
        f"After a backward pass {len(cut)} of {total} parameters have none, or zeros only.",
        "Look in forward for .data, .numpy() or .detach(), for dead units, and for layers "
        "that are made but not used.", cut[0], 0.95)]


def forgotten(case: Case) -> list[Finding]:
    """Parameters that are not frozen, and that the optimizer was not given."""
    known = {id(p) for p in case.trainer.parameters}
    names = [name for name, p in case.model.named_parameters()
             if p.requires_grad and id(p) not in known]
    if not names:
        return []
    return [Finding(
        "not optimized", f"The optimizer does not know {_some(names)}.",
        f"{len(names)} parameters are in none of its groups, and not frozen.",
        "Make it from all parameters, Adam(model.parameters()), after the model is complete; "
        "what is meant to stay, freeze().", names[0], 1.0)]


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
