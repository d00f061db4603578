"""What a model did: every operation of one forward pass, with the arrays that went in and out."""

from collections.abc import Callable, Container
from contextlib import contextmanager
from threading import get_ident
from typing import Any, NamedTuple

import numpy as np

from groundup.autograd import Tensor
from groundup.autograd.tape import listeners
from groundup.nn import Module

SAME = "same"                              # a step that gives a value another name


class Step(NamedTuple):
    """One operation: y = name(*inputs, **options)."""

    name: str
    inputs: tuple
    options: dict[str, Any]
    y: np.ndarray


@contextmanager
def listening(steps: list[Step], known: Container[str], fits: dict[str, Callable]):
    """Within this block, add every operation of this thread to `steps`.

    A fused operation that is not `known`, or that does not fit what is known, is taken apart: in
    its place come the operations of its plain definition.
    """
    thread = get_ident()

    def tell(rule, inputs, options, y):
        if get_ident() != thread:
            return
        step = Step(rule.name, inputs, options, y.data)
        apart = rule.name not in known or not fits.get(rule.name, _always)(step)
        if apart and rule.reference is not None:
            plain = rule.reference(*inputs, **options)
            step = Step(SAME, (plain,), {}, y.data)
        steps.append(step)

    listeners.append(tell)
    try:
        yield
    finally:
        listeners.remove(tell)


@contextmanager
def one_by_one(module: Module):
    """Within this block every layer has a forward of its own, so that `nn.fusion` joins no two."""
    alone = [part for part in module.modules() if "forward" not in vars(part)]
    for part in alone:
        vars(part)["forward"] = part.forward
    try:
        yield
    finally:
        for part in alone:
            del vars(part)["forward"]


def _always(step) -> bool:
    return True


def plain(x) -> np.ndarray:
    """The array behind an input, itself and no copy: arrays are told apart by who they are.

    >>> x = Tensor([1.0])
    >>> plain(x) is x.data
    True
    """
    return x.data if isinstance(x, Tensor) else np.asarray(x)
