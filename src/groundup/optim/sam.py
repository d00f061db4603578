"""SAM, sharpness-aware minimization: the gradient from the worst place nearby (chapter 18.4)."""

from collections.abc import Callable
from math import inf, sqrt
from typing import Any

import numpy as np

from groundup.optim.optimizer import Optimizer
from groundup.optim.wrapper import Wrapper


class SAM(Wrapper):
    """Climb a step of length rho, take the gradient there, and step with it from where you were.

        e = rho · g / ‖g‖,    p ← p - base's step with the gradient at p + e

    A minimum that is low all around, and not only at its bottom, tends to hold for new data. Each
    step costs two gradients: give `step` a closure that computes loss and gradients, or call
    `first_step()` after one backward pass and `second_step()` after the next.

    Raises `ValueError` unless rho > 0 is finite, or if `base` itself needs a closure.
    Source: Foret et al. 2021, algorithm 1.

    >>> from groundup.autograd import Tensor
    >>> from groundup.optim import SGD
    >>> w = Tensor([1.0], requires_grad=True)
    >>> optimizer = SAM(SGD([w], lr=0.1), rho=0.5)
    >>> def closure():
    ...     optimizer.zero_grad()
    ...     loss = (w * w).sum()
    ...     loss.backward()
    ...     return loss
    >>> _ = optimizer.step(closure); w.numpy().round(4)      # 1 - 0.1 · 2 · 1.5
    array([0.7], dtype=float32)
    """

    def __init__(self, base: Optimizer, rho: float = 0.05):
        super().__init__(base)
        if not 0 < rho < inf:
            raise ValueError(f"rho is the length of the step uphill and must be > 0, not {rho!r}.")
        if base.needs_closure:
            raise ValueError(f"SAM cannot wrap {type(base).__name__}, which needs a closure, too.")
        self.rho = rho
        self.needs_closure = True
        self._before: list[tuple[Any, np.ndarray]] = []         # where the parameters were

    def step(self, closure: Callable | None = None) -> Any:
        """Both steps. `closure` clears the gradients, runs backward and returns the loss.

        Returns the loss at the weights before the step.
        """
        if closure is None:
            raise TypeError("SAM takes two gradients: pass step(closure), or call first_step() "
                            "and second_step(), each after a backward pass.")
        loss = closure()
        self.first_step()
        try:
            closure()
        finally:
            self._return()
        super().step()
        return loss

    def first_step(self) -> None:
        """Climb to p + e, given the gradient at p.

        Raises `FloatingPointError` if the gradient is not finite, `RuntimeError` when called twice
        without `second_step`.
        """
        if self._before:
            raise RuntimeError("first_step was called twice: second_step comes in between.")
        moving = [p for p in self.tensors if p.grad is not None]
        norm = sqrt(sum(float(np.vdot(p.grad, p.grad)) for p in moving))
        if not norm < inf:
            raise FloatingPointError("The gradient holds NaN or infinity. "
                                     "Skip this step, or lower the learning rate.")
        self._before = [(p, p.data.copy()) for p in moving]
        for p in moving:
            p.data += self.rho / (norm + 1e-12) * p.grad
            p.touch()

    def second_step(self) -> None:
        """Go back to p, and let the base optimizer step with the gradient at p + e."""
        if not self._before:
            raise RuntimeError("second_step comes after first_step and another backward pass.")
        self._return()
        super().step()

    def _return(self) -> None:
        for p, before in self._before:
            p.data[...] = before
            p.touch()
        self._before = []
