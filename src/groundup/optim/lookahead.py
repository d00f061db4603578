"""Lookahead: fast weights run ahead, slow weights follow part of the way."""

from collections.abc import Callable
from typing import Any

from groundup.optim.optimizer import Optimizer
from groundup.optim.wrapper import Wrapper


class Lookahead(Wrapper):
    """After every k steps of the base optimizer, go back part of the way to where they began.

        every k steps:    slow ← slow + alpha · (p - slow),    p ← slow

    Raises `ValueError` unless k ≥ 1 and 0 < alpha ≤ 1. Source: Zhang et al. 2019, algorithm 1.

    >>> from groundup.autograd import Tensor
    >>> from groundup.optim import SGD
    >>> w = Tensor([1.0], requires_grad=True)
    >>> optimizer = Lookahead(SGD([w], lr=0.25), k=2, alpha=0.5)
    >>> for _ in range(2):                                   # 1 → 0.5 → 0.25, then half of the way
    ...     optimizer.zero_grad(); (w * w).sum().backward(); optimizer.step()
    >>> w.numpy()
    array([0.625], dtype=float32)
    """

    def __init__(self, base: Optimizer, k: int = 5, alpha: float = 0.5):
        super().__init__(base)
        if not isinstance(k, int) or k < 1:
            raise ValueError(f"k is a number of steps, at least 1, not {k!r}.")
        if not 0 < alpha <= 1:
            raise ValueError(f"alpha is a share of the way, above 0 and up to 1, not {alpha!r}.")
        self.k, self.alpha = k, alpha
        self.slow = [p.data.copy() for p in self.tensors]

    def memory(self):
        return {f"slow.{i}": slow for i, slow in enumerate(self.slow)}

    def step(self, closure: Callable | None = None) -> Any:
        """A step of the base optimizer, and after every k of them the step back."""
        loss = super().step(closure)
        if self.steps % self.k == 0:
            for p, slow in zip(self.tensors, self.slow):
                slow += self.alpha * (p.data - slow)
                p.data[...] = slow
                p.touch()
        return loss
