"""Rprop: only the sign of the gradient counts; each weight finds its own step size."""

from collections.abc import Iterable

import numpy as np

from groundup.optim.groups import Rate
from groundup.optim.optimizer import Optimizer


class Rprop(Optimizer):
    """Lengthen a weight's step while its gradient keeps its sign, shorten it when it turns.

        d ← d · eta⁺  where g · g_before > 0,    d ← d · eta⁻ and g ← 0  where < 0
        d ← d within step_sizes,    p ← p - sign(g) · d,    g_before ← g

    All d start at `lr`; `etas` is (eta⁻, eta⁺). For full batches: the noise of small ones turns
    signs. Raises `ValueError` unless eta⁻ < 1 < eta⁺.
    Source: Riedmiller and Braun 1993; without taking back the last step (Igel and Hüsken 2003).

    >>> from groundup.autograd import Tensor
    >>> w = Tensor([3.0, -20.0], requires_grad=True)
    >>> optimizer = Rprop([w], lr=0.1)
    >>> (w * w).sum().backward(); optimizer.step(); w.numpy().round(4)     # whatever the gradient
    array([  2.9, -19.9], dtype=float32)
    """

    elementwise = True

    def __init__(self, params: Iterable, lr: Rate = 1e-2, etas: tuple[float, float] = (0.5, 1.2),
                 step_sizes: tuple[float, float] = (1e-6, 50.0)):
        super().__init__(params, lr, etas=etas, step_sizes=step_sizes)
        if not all(0 < group["etas"][0] < 1 < group["etas"][1] for group in self.param_groups):
            raise ValueError(f"etas is a factor below 1 and one above, such as (0.5, 1.2), "
                             f"not {etas}.")

    def slots(self, group):
        return ("before", "d")

    def update(self, p, g, state, lr, etas, step_sizes):
        before, d = state["before"], state["d"]
        if state["t"] == 1:
            d[...] = lr
        turned = np.sign(g) * np.sign(before)               # 1: same sign, -1: turned, 0: neither
        d *= np.where(turned > 0, etas[1], np.where(turned < 0, etas[0], 1)).astype(d.dtype)
        np.clip(d, *step_sizes, out=d)
        before[...] = np.where(turned < 0, 0, g)
        p -= np.sign(before) * d
