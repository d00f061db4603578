"""What all optimizers share: groups of parameters, learning rates, steps, saving and resuming.

An optimizer itself is one method, `update`, which changes one array in place (chapter 7):

    class Plain(Optimizer):
        def update(self, p, g, state, lr):
            p -= lr * g
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import numpy as np

from groundup.optim.groups import Rate, as_groups, current_rate
from groundup.optim.pack import Pack


class Optimizer:
    """Base class: give it the parameters, `step()` after each backward pass.

    `params` is an iterable of tensors (anything with `data`, `grad` and `touch()`), or a list of
    groups that differ in options: `[{"params": [...], "lr": 0.1}, {"params": [...]}]`. `lr` is a
    number or a schedule, a callable from the step (counted from 0) to the rate. `defaults` are
    the further options, passed to `update` by name. Parameters whose gradient is None are skipped.

    A subclass defines `update`, and, if it remembers anything, `slots`. Where every element is
    updated by itself, `elementwise = True` lets the base class run the update on all tensors at
    once, with equal results; they then live in one flat array (see `pack.py`).

    Raises `TypeError` or `ValueError` for parameters or options that make no sense.

    >>> from groundup.autograd import Tensor
    >>> class Plain(Optimizer):
    ...     def update(self, p, g, state, lr):
    ...         p -= lr * g
    >>> w = Tensor([1.0, 2.0], requires_grad=True)
    >>> optimizer = Plain([w], lr=0.5)
    >>> (w * w).sum().backward()
    >>> optimizer.step(); w.numpy()
    array([0., 0.], dtype=float32)
    """

    elementwise = False
    needs_closure = False       # whether `step` wants a function that computes loss and gradients

    def __init__(self, params: Iterable, lr: Rate, **defaults: Any):
        self.steps = 0                                      # made so far: what schedules are given
        self.param_groups = as_groups(params, {"lr": lr, **defaults})
        self._options = tuple(defaults)
        self._packs = [Pack(group["params"], self.slots(group), self.elementwise,
                            partial(self.slot_shape, group))
                       for group in self.param_groups]

    def update(self, p: np.ndarray, g: np.ndarray, state: dict, lr: float, **options: Any) -> None:
        """Change the values `p` in place, given their gradient `g`, which must not be changed.

        `state` holds the arrays named by `slots`, to be changed in place, and `t`, the number of
        updates counting this one. Each subclass defines it.
        """
        raise NotImplementedError(f"{type(self).__name__} must define update(p, g, state, lr).")

    def slots(self, group: dict) -> tuple[str, ...]:
        """Names of the arrays to remember per parameter, given its group; they start at zero."""
        return ()

    def slot_shape(self, group: dict, slot: str, shape: tuple[int, ...]) -> tuple[int, ...]:
        """The shape of what is remembered of a parameter of this shape: the same, if elementwise.

        >>> from groundup.autograd import Tensor
        >>> Optimizer([Tensor([1.0])], lr=0.1).slot_shape({}, "m", (3, 2))
        (3, 2)
        """
        return shape

    def step(self, closure: Callable | None = None) -> Any:
        """Update every parameter that has a gradient.

        `closure`, if given, is called first; it clears the gradients, runs backward and returns
        the loss, which is then returned here. Optimizers with `needs_closure` cannot do without.

        Raises `ValueError` if a gradient does not fit its parameter or a learning rate is not a
        finite number; then nothing has been changed.
        """
        loss = None if closure is None else closure()
        plan = []
        for group, pack in zip(self.param_groups, self._packs):
            slots = self.slots(group)
            if slots != pack.slots and not set(slots) <= set(pack.slots):
                raise ValueError("An option that needs memory (momentum, amsgrad, centered) was "
                                 "turned on after the optimizer was made. Make a new optimizer.")
            pack.bind()
            options = {name: group[name] for name in self._options}
            plan.append((pack, pack.gradients(), current_rate(group["lr"], self.steps), options))
        for pack, grads, lr, options in plan:
            for p, g, state in pack.pieces(grads):
                self.update(p, g, state, lr, **options)
            for tensor, g in zip(pack.tensors, grads):
                if g is not None:
                    tensor.touch()
        self.steps += 1
        return loss

    def zero_grad(self) -> None:
        """Forget all gradients: the next backward pass starts from nothing."""
        for group in self.param_groups:
            for p in group["params"]:
                p.grad = None

    @property
    def lr(self) -> float:
        """The rate of the next step (of the first group); setting it sets that of all groups."""
        return current_rate(self.param_groups[0]["lr"], self.steps)

    @lr.setter
    def lr(self, lr: Rate) -> None:
        current_rate(lr, self.steps)
        for group in self.param_groups:
            group["lr"] = lr

    def state_dict(self) -> dict[str, Any]:
        """Everything needed to go on exactly: a flat dictionary of arrays (copies) and numbers.

        Keys are `steps`, `group.0.lr` and the like for options, `group.0.param.2.m` for what is
        remembered of a parameter and `group.0.param.2.t` for its number of updates. A schedule is
        code and is not stored, but what a schedule remembers (`ReduceOnPlateau`) is.

        >>> from groundup.autograd import Tensor
        >>> from groundup.optim import SGD
        >>> SGD([Tensor([1.0])], lr=0.5, momentum=0.9).state_dict()["group.0.param.0.v"]
        array([0.], dtype=float32)
        """
        saved: dict[str, Any] = {"steps": self.steps}
        for i, (group, pack) in enumerate(zip(self.param_groups, self._packs)):
            for name in ("lr", *self._options):
                value = group[name]
                if hasattr(value, "state_dict"):
                    inner = value.state_dict()
                    saved |= {f"group.{i}.{name}.{key}": inner[key] for key in inner}
                elif not callable(value):
                    saved[f"group.{i}.{name}"] = (np.array(value) if isinstance(value, tuple)
                                                  else value)
            for j, (state, t) in enumerate(zip(pack.states, pack.counts)):
                saved |= {f"group.{i}.param.{j}.{slot}": state[slot].copy() for slot in pack.slots}
                saved[f"group.{i}.param.{j}.t"] = t
        return saved

    def load_state_dict(self, saved: dict[str, Any]) -> None:
        """Go on from `saved`, made by `state_dict` of an optimizer over equally shaped parameters.

        Options and learning rates become the saved ones. Raises `ValueError` naming the first
        entries that are missing, left over, or of another shape or dtype; then nothing changes.

        >>> from groundup.autograd import Tensor
        >>> from groundup.optim import SGD
        >>> resumed = SGD([Tensor([1.0])], lr=0.5)
        >>> resumed.load_state_dict(SGD([Tensor([1.0])], lr=0.1).state_dict()); resumed.lr
        0.1
        """
        self._check_saved(saved)
        self.steps = int(saved["steps"])
        for i, (group, pack) in enumerate(zip(self.param_groups, self._packs)):
            for name in ("lr", *self._options):
                value = group[name]
                if hasattr(value, "load_state_dict"):
                    prefix = f"group.{i}.{name}."
                    value.load_state_dict({key.removeprefix(prefix): saved[key]
                                           for key in saved if key.startswith(prefix)})
                elif isinstance(value, tuple):
                    group[name] = tuple(float(entry) for entry in saved[f"group.{i}.{name}"])
                elif not callable(value):
                    number = saved[f"group.{i}.{name}"]
                    group[name] = bool(number) if isinstance(value, bool) else float(number)
            for j, state in enumerate(pack.states):
                for slot in pack.slots:
                    state[slot][...] = saved[f"group.{i}.param.{j}.{slot}"]
            counts = [int(saved[f"group.{i}.param.{j}.t"]) for j in range(len(pack.counts))]
            pack.restart(counts)

    def _check_saved(self, saved: dict[str, Any]) -> None:
        """Refuse a saved state that another optimizer made, before anything is changed."""
        if not isinstance(saved, dict):
            raise TypeError("load_state_dict takes what state_dict() of an optimizer gave, not a "
                            f"{type(saved).__name__}.")
        own = Optimizer.state_dict(self)
        missing, extra = [k for k in own if k not in saved], [k for k in saved if k not in own]
        if missing or extra:
            differences = [f"it {what} {keys[0]!r} ({len(keys)} in all)" for what, keys in
                           (("lacks", missing), ("has the unknown", extra)) if keys]
            raise ValueError(
                f"The saved state is not of this {type(self).__name__}: {'; '.join(differences)}. "
                "Make the optimizer with the same parameters and options, then load.")
        for key, mine in own.items():
            theirs = np.asarray(saved[key])
            if theirs.shape != np.shape(mine):
                raise ValueError(f"{key!r} has shape {theirs.shape} in the saved state, but "
                                 f"{np.shape(mine)} here. Load it into the same model.")
            if isinstance(mine, np.ndarray) and theirs.dtype != mine.dtype:
                raise ValueError(f"{key!r} is {theirs.dtype} in the saved state, but {mine.dtype} "
                                 "here. Make model and optimizer in the saved dtype, then load.")

    def __repr__(self) -> str:
        first = self.param_groups[0]
        options = ", ".join(f"{name}={first[name]}" for name in self._options)
        lr = "schedule" if callable(first["lr"]) else first["lr"]
        count = sum(p.data.size for group in self.param_groups for p in group["params"])
        return f"{type(self).__name__}(lr={lr}{', ' if options else ''}{options}; {count:,} values)"
