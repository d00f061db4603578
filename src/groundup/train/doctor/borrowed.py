"""A trainer lent for experiments: whatever is done to it inside the block is undone afterwards."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from groundup.autograd import Tensor
from groundup.nn.module import Module
from groundup.train.randomness import generators, put_back, states


@contextmanager
def borrowed(trainer: Any, *data: Any) -> Iterator[None]:
    """Within this block model, loss and optimizer can be used up; afterwards all is as before.

    Weights, gradients, buffers, modes, what layers remember, the state and the groups of the
    optimizer, and every generator that can be reached, also from `data`, come back to the bit.
    The objects stay the same ones, so a loss that looks at the model (a penalty on its weights)
    sees the experiment too.

    >>> from groundup import losses, nn, optim
    >>> from groundup.train import Trainer
    >>> model = nn.Dense(1, 1)
    >>> trainer = Trainer(model, losses.mse, optim.SGD(model.parameters()))
    >>> before = model.weight.data.copy()
    >>> with borrowed(trainer):
    ...     model.weight.data += 1
    >>> bool((model.weight.data == before).all())
    True
    """
    objects = _objects(trainer)
    parameters = {id(p): p for thing in objects for p in vars(thing).values()
                  if isinstance(p, Tensor)}
    parameters |= {id(p): p for p in trainer.parameters}
    arrays = [(p, p.data, p.data.copy(), p.grad, p.requires_grad) for p in parameters.values()]
    groups = [dict(group) for group in trainer.optimizer.param_groups]
    owned, saved = dict(vars(trainer.optimizer)), copy.deepcopy(trainer.optimizer.state_dict())
    found = generators(*trainer.parts(data=True), *data)
    drawn = states(found)
    attributes = [(thing, dict(vars(thing))) for thing in objects]
    _lend_copies(objects, found)
    try:
        yield
    finally:
        for thing, held in attributes:
            vars(thing).clear()
            vars(thing).update(held)
        for p, array, values, gradient, asks in arrays:
            p.data = array
            array[...] = values
            p.requires_grad = asks
            p.touch()
            p.grad = gradient
        for group, before in zip(trainer.optimizer.param_groups, groups):
            group.clear()
            group.update(before)
        vars(trainer.optimizer).update(owned)
        trainer.optimizer.load_state_dict(saved)
        put_back(found, drawn)


def _objects(trainer: Any) -> list:
    """The modules of the model, and the loss with its own, if it is an object."""
    roots = [trainer.model]
    for loss in (trainer.loss, getattr(trainer.loss, "__self__", None)):
        if hasattr(loss, "__dict__") and type(loss).__module__ != "builtins":
            roots.append(loss)
    found: dict[int, Any] = {}
    for root in roots:
        parts = root.modules() if isinstance(root, Module) else [root]
        found |= {id(part): part for part in parts}
    return list(found.values())


def _lend_copies(objects: list, found: list[np.random.Generator]) -> None:
    """Give each object copies of what it remembers; parameters, modules and generators stay."""
    memo = {id(thing): thing for thing in [*objects, *found]}
    memo |= {id(value): value for thing in objects for value in vars(thing).values()
             if isinstance(value, Tensor)}
    for thing in objects:
        for name, value in list(vars(thing).items()):
            if isinstance(value, Tensor | Module) or callable(value):
                continue
            try:
                vars(thing)[name] = copy.deepcopy(value, memo)
            except Exception:               # an open file or the like: it stays what it is
                continue
