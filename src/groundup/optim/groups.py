"""What an optimizer is given: parameters in groups, each with its options, checked once."""

import math
from collections.abc import Callable
from numbers import Real
from typing import Any

Rate = float | Callable[[int], float]       # a learning rate, or a schedule of it

PAIRS = {                                   # options of two numbers: below what, and in words
    "betas": (1, "from 0 up to, but excluding, 1"),
    "etas": (math.inf, "≥ 0"),
    "step_sizes": (math.inf, "≥ 0"),
}


def as_groups(params: Any, defaults: dict[str, Any]) -> list[dict]:
    """Group dictionaries with every option filled in, from tensors or from groups of them.

    Raises `TypeError` or `ValueError` that says what to pass instead: for a model, a single
    tensor, no tensors at all, the same tensor twice, an unknown option or a senseless value.

    >>> from groundup.autograd import Tensor
    >>> a, b = Tensor([1.0]), Tensor([2.0])
    >>> groups = as_groups([{"params": [a], "lr": 0.5}, {"params": [b]}], {"lr": 0.1})
    >>> [(group["lr"], len(group["params"])) for group in groups]
    [(0.5, 1), (0.1, 1)]
    """
    entries = _listed(params)
    if not any(isinstance(entry, dict) for entry in entries):
        entries = [{"params": entries}]
    groups: list[dict] = []
    seen: dict[int, str] = {}
    for i, entry in enumerate(entries):
        if not isinstance(entry, dict) or "params" not in entry:
            came = f"one with {sorted(entry)}" if isinstance(entry, dict) else type(entry).__name__
            raise TypeError(f'Group {i} must be a dictionary with the entry "params", not {came}.')
        for name in entry:
            if name != "params" and name not in defaults:
                raise ValueError(f"Group {i} has the unknown option {name!r}; "
                                 f"known are params, {', '.join(defaults)}.")
        group = {**defaults, **entry, "params": tuple(_listed(entry["params"]))}
        _check_tensors(group["params"], i, seen)
        current_rate(group["lr"], 0)
        for name, default in defaults.items():
            if name != "lr":
                _check_option(name, group[name], default)
        groups.append(group)
    return groups


def current_rate(lr: Any, step: int) -> float:
    """The learning rate at a step: the number itself, or what the schedule says.

    Raises `TypeError` if that is no number, `ValueError` if it is negative or not finite.

    >>> current_rate(lambda step: 1 / (1 + step), step=3)
    0.25
    """
    value = lr(step) if callable(lr) else lr
    if not _is_number(value):
        raise TypeError(f"lr must be a number or a schedule that returns one, not {value!r}.")
    if not 0 <= value < math.inf:
        raise ValueError(f"The learning rate is {value} at step {step}; "
                         "it must be a finite number ≥ 0.")
    return float(value)         # a float64 scalar of NumPy would upcast float32 arrays


def _listed(params: Any) -> list:
    if hasattr(params, "parameters"):
        raise TypeError("An optimizer takes parameters, not a model: pass model.parameters().")
    if isinstance(params, (str, dict)) or hasattr(params, "touch"):
        raise TypeError(f"An optimizer takes a list of tensors or of groups, not a "
                        f"{type(params).__name__}: put it into a list.")
    if not hasattr(params, "__iter__"):
        raise TypeError(f"An optimizer takes a list of tensors, not {params!r}: "
                        "pass model.parameters().")
    entries = list(params)
    if not entries:
        raise ValueError("There are no parameters to optimize. Pass model.parameters(); "
                         "a generator that was already used up is empty too.")
    return entries


def _check_tensors(tensors: tuple, group: int, seen: dict[int, str]) -> None:
    """Floating-point tensors, each of them once; `seen` remembers where each one stood."""
    for i, p in enumerate(tensors):
        place = f"parameter {i} of group {group}"
        if isinstance(p, tuple):
            raise TypeError(f"{place.capitalize()} is a tuple. Pass model.parameters(), "
                            "not model.named_parameters().")
        if not all(hasattr(p, name) for name in ("data", "grad", "touch")):
            raise TypeError(f"{place.capitalize()} is a {type(p).__name__}; it must be a Tensor.")
        if p.data.dtype.kind != "f":
            raise TypeError(f"{place.capitalize()} is {p.data.dtype}; "
                            "only floating-point tensors can be optimized.")
        if id(p) in seen:
            raise ValueError(f"{place.capitalize()} is the same tensor as {seen[id(p)]}. "
                             "Pass each tensor once.")
        seen[id(p)] = place


def _check_option(name: str, value: Any, default: Any) -> None:
    """An option is a switch, as its default is, or a pair of numbers, or a number ≥ 0."""
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise TypeError(f"{name} is True or False, not {value!r}.")
    elif name in PAIRS:
        limit, bound = PAIRS[name]
        if (not isinstance(value, tuple) or len(value) != 2
                or not all(_is_number(entry) and 0 <= entry < limit for entry in value)):
            raise ValueError(f"{name} is a tuple of two numbers {bound}, not {value!r}.")
    elif not _is_number(value) or not 0 <= value < math.inf:
        raise ValueError(f"{name} must be a finite number ≥ 0, not {value!r}.")


def _is_number(value: Any) -> bool:
    return type(value) is float or (isinstance(value, Real) and not isinstance(value, bool))
