"""An optimizer around another one: what SAM and Lookahead share."""

from collections.abc import Callable
from typing import Any

import numpy as np

from groundup.optim.optimizer import Optimizer


class Wrapper(Optimizer):
    """Base class of optimizers that let another one, `base`, make the update.

    It shows the groups, rates and steps of `base`, and saves and loads them under `base.…`.
    A subclass defines `step(closure)`, and `memory()` if it remembers arrays.

    Raises `TypeError` if `base` is no optimizer.

    >>> from groundup.autograd import Tensor
    >>> from groundup.optim import SGD
    >>> Wrapper(SGD([Tensor([1.0])], lr=0.5)).lr
    0.5
    """

    def __init__(self, base: Optimizer):
        if not isinstance(base, Optimizer):
            raise TypeError(f"{type(self).__name__} wraps an optimizer, such as "
                            f"SGD(model.parameters(), lr=0.1), not {type(base).__name__}.")
        self.base = base
        self.param_groups = base.param_groups
        self.steps = base.steps
        self.needs_closure = base.needs_closure

    @property
    def tensors(self) -> list:
        """All parameters, in the order of the groups."""
        return [p for group in self.param_groups for p in group["params"]]

    def memory(self) -> dict[str, np.ndarray]:
        """The arrays to save, by name; loading writes into them."""
        return {}

    def step(self, closure: Callable | None = None) -> Any:
        """One step of the base optimizer; returns what that returns."""
        loss = self.base.step(closure)
        self.steps = self.base.steps
        return loss

    def state_dict(self) -> dict[str, Any]:
        """What the base optimizer saves, as `base.…`, and the arrays of this one (copies)."""
        saved = {f"base.{name}": value for name, value in self.base.state_dict().items()}
        return saved | {name: array.copy() for name, array in self.memory().items()}

    def load_state_dict(self, saved: dict[str, Any]) -> None:
        """Go on from what `state_dict` gave; raises `ValueError` as the base optimizer does."""
        own = self.memory()
        for name, array in own.items():
            if name not in saved or np.shape(saved[name]) != array.shape:
                raise ValueError(f"The saved state is not of this {type(self).__name__}: it needs "
                                 f"{name!r} of shape {array.shape}. Load it into the same model.")
        self.base.load_state_dict({name.removeprefix("base."): value
                                   for name, value in saved.items() if name not in own})
        for name, array in own.items():
            array[...] = saved[name]
        self.steps = self.base.steps

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.base!r})"
