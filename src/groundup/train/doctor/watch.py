"""Watching a forward pass: every operation, with the layer that it happened in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import get_ident
from typing import Any, NamedTuple

import numpy as np

from groundup.autograd import Tensor
from groundup.autograd.tape import listeners

WEIGHING = {"dense", "conv", "conv_transpose", "rnn", "lstm", "gru", "matmul", "einsum"}
NORMING = {"normalize", "batch_norm", "rms_norm"}


class Step(NamedTuple):
    """One operation: y = name(*inputs), in the module at `path`."""

    path: str
    name: str
    inputs: tuple
    y: np.ndarray
    label: str              # for messages: "hidden.1 (ReLU)"


@contextmanager
def watched(model: Any, tell: Callable[[Step], None]) -> Iterator[None]:
    """Within this block, `tell` is given every operation of this thread, in their order.

    >>> from groundup import nn
    >>> model, seen = nn.Sequential(nn.Dense(2, 3), nn.ReLU()), []
    >>> with watched(model, lambda step: seen.append((step.path, step.name))):
    ...     y = model(Tensor([[1.0, 2.0]]))
    >>> seen
    [('0', 'dense'), ('1', 'relu')]
    """
    modules = list(model.named_modules())
    own = {id(module): vars(module).get("forward") for _, module in modules}
    stack: list[tuple[str, str]] = []
    thread = get_ident()

    def hear(rule, inputs, options, y):
        if get_ident() == thread and stack:
            path, label = stack[-1]
            tell(Step(path, rule.name, inputs, y.data, label))

    for path, module in modules:
        label = f"{path or 'the model'} ({type(module).__name__})"
        vars(module)["forward"] = partial(_within, module.forward, (path, label), stack)
    listeners.append(hear)
    try:
        yield
    finally:
        listeners.remove(hear)
        for _, module in modules:
            if own[id(module)] is None:
                del vars(module)["forward"]
            else:
                vars(module)["forward"] = own[id(module)]


def _within(forward: Callable, place: tuple[str, str], stack: list, *args: Any, **kwargs: Any):
    stack.append(place)
    try:
        return forward(*args, **kwargs)
    finally:
        stack.pop()


def array(x: Any) -> np.ndarray:
    """The numbers of an operand."""
    return x.data if isinstance(x, Tensor) else np.asarray(x)
