"""L-BFGS: Newton's direction from the last few steps, and a line search along it."""

from collections.abc import Callable, Iterable
from math import isfinite
from typing import Any

import numpy as np

from groundup.optim.groups import Rate, current_rate
from groundup.optim.line_search import strong_wolfe
from groundup.optim.optimizer import Optimizer


class LBFGS(Optimizer):
    """Step along -H⁻¹ g, where H is known from how the gradient changed along past steps.

        s = p - p_before,    y = g - g_before,    d = -H⁻¹ g from the last `history_size` pairs
        p ← p + t · d,    t from a line search that starts at lr

    One `step(closure)` makes up to `max_iter` iterations with up to `max_eval` evaluations
    (default: 5/4 of `max_iter`); it ends early when no gradient exceeds `tolerance_grad`, or
    neither step nor loss changes by more than `tolerance_change`. For the loss over all data: with
    batches, y would compare gradients of different functions. All parameters form one group and
    share a dtype. `line_search_fn` is "strong_wolfe" (`line_search.py`), or None for t = lr.

    Raises `ValueError` for several groups, mixed dtypes or options out of range.
    Source: Liu and Nocedal 1989; Nocedal and Wright 2006, algorithms 7.4 and 7.5. PyTorch's
    default is no line search.

    >>> from groundup.autograd import Tensor
    >>> w = Tensor([-1.0, 1.0], requires_grad=True, dtype="float64")
    >>> optimizer = LBFGS([w], max_iter=40)
    >>> def closure():
    ...     optimizer.zero_grad()
    ...     loss = (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2       # Rosenbrock's valley
    ...     loss.backward()
    ...     return loss
    >>> loss = optimizer.step(closure); w.numpy().round(3)
    array([1., 1.])
    """

    needs_closure = True

    def __init__(self, params: Iterable, lr: Rate = 1.0, max_iter: int = 20,
                 max_eval: int | None = None, tolerance_grad: float = 1e-7,
                 tolerance_change: float = 1e-9, history_size: int = 100,
                 line_search_fn: str | None = "strong_wolfe"):
        super().__init__(params, lr)
        self.tensors = self.param_groups[0]["params"]
        if len(self.param_groups) > 1 or len({p.data.dtype for p in self.tensors}) > 1:
            raise ValueError("LBFGS sees all parameters as one vector: pass a single group, of "
                             "one dtype.")
        if line_search_fn not in ("strong_wolfe", None):
            raise ValueError(f"line_search_fn is 'strong_wolfe' or None, not {line_search_fn!r}.")
        max_eval = max_iter * 5 // 4 if max_eval is None else max_eval
        for name, value in dict(max_iter=max_iter, max_eval=max_eval,
                                history_size=history_size).items():
            if not isinstance(value, int) or value < 1:
                raise ValueError(f"{name} is a number of at least 1, not {value!r}.")
        self.max_iter, self.max_eval, self.history_size = max_iter, max_eval, history_size
        self.tolerance_grad, self.tolerance_change = tolerance_grad, tolerance_change
        self.line_search_fn = line_search_fn
        self.pairs: list[tuple[np.ndarray, np.ndarray]] = []        # (s, y), the oldest first
        self.last: tuple[np.ndarray, np.ndarray] | None = None      # s and g of the last iteration

    def step(self, closure: Callable | None = None) -> Any:
        """Iterate; `closure` clears the gradients, runs backward and returns the loss.

        Returns the loss before the first iteration. Raises `FloatingPointError` if that or its
        gradient is not finite; then nothing has been changed.
        """
        if closure is None:
            raise TypeError("LBFGS evaluates the loss several times: pass step(closure), a "
                            "function that clears the gradients, runs backward and returns it.")
        first = closure()
        loss, g, evaluations = float(first), self._gradient(), 1
        if not isfinite(loss) or not np.isfinite(g).all():
            raise FloatingPointError(f"The loss is {loss} before the first iteration, or its "
                                     "gradient holds NaN or infinity.")
        lr = current_rate(self.param_groups[0]["lr"], self.steps)
        for _ in range(self.max_iter):
            if not g.size or np.abs(g).max() <= self.tolerance_grad or evaluations >= self.max_eval:
                break
            t = lr if self.pairs or self.last else lr * min(1.0, 1 / float(np.abs(g).sum()))
            self._remember(g)
            d = self._direction(g)
            if g @ d > -self.tolerance_change:
                break
            before, loss, g, s, used = loss, *self._advance(
                closure, t, d, loss, g, self.max_eval - evaluations)
            evaluations += used
            if min(float(np.abs(s).max()), abs(loss - before)) <= self.tolerance_change:
                break
        self.steps += 1
        return first

    def _advance(self, closure: Callable, t: float, d: np.ndarray, loss: float, g: np.ndarray,
                 tries: int) -> tuple[float, np.ndarray, np.ndarray, int]:
        """Go along d; the loss and gradient there, the step made, and the evaluations it took."""
        x = self._values()

        def evaluate(t: float) -> tuple[float, np.ndarray]:
            self._move(x + t * d)
            try:
                return float(closure()), self._gradient()
            except BaseException:           # Ctrl-C, too: not here, halfway along a search
                self._move(x)
                raise

        if self.line_search_fn is None:
            (new, g_new), used = evaluate(t), 1
        else:
            point, used = strong_wolfe(evaluate, d, loss, g, t, self.tolerance_change, tries)
            t, new, g_new, _ = point
            self._move(x + t * d)
        self.last = t * d, g
        return new, g_new, t * d, used

    def _remember(self, g: np.ndarray) -> None:
        """Take in how the gradient changed along the last step."""
        if self.last is not None:
            s, y = self.last[0], g - self.last[1]
            if y @ s > 1e-10:                               # else H would not stay positive
                self.pairs = [*self.pairs, (s, y)][-self.history_size:]
            self.last = None

    def _direction(self, g: np.ndarray) -> np.ndarray:
        """-H⁻¹ g by the two loops over the pairs, from the last to the first and back."""
        d, shares = -g, []
        for s, y in reversed(self.pairs):
            shares.append((s @ d) / (y @ s))
            d = d - shares[-1] * y
        if self.pairs:
            s, y = self.pairs[-1]
            d = (y @ s) / (y @ y) * d                       # H ≈ the curvature along the last step
        for s, y in self.pairs:
            d = d + (shares.pop() - (y @ d) / (y @ s)) * s
        return d

    def _values(self) -> np.ndarray:
        return np.concatenate([p.data for p in self.tensors], axis=None)

    def _gradient(self) -> np.ndarray:
        return np.concatenate([np.zeros_like(p.data) if p.grad is None else p.grad
                               for p in self.tensors], axis=None)

    def _move(self, values: np.ndarray) -> None:
        start = 0
        for p in self.tensors:
            p.data[...] = values[start:start + p.data.size].reshape(p.data.shape)
            p.touch()
            start += p.data.size

    def state_dict(self) -> dict[str, Any]:
        """As every optimizer, and the pairs (s, y) as `s`, `y` (k, n), the last ones as `last`."""
        s, y = (np.array(rows) for rows in zip(*self.pairs)) if self.pairs else (self._none(),) * 2
        last = np.array(self.last) if self.last else self._none()
        return super().state_dict() | {"s": s.copy(), "y": y.copy(), "last": last}

    def load_state_dict(self, saved: dict[str, Any]) -> None:
        """Go on from what `state_dict` gave, as every optimizer."""
        size = self._none().shape[1]
        for name in ("s", "y", "last"):
            if name not in saved or np.shape(saved[name])[1:] != (size,):
                raise ValueError(f"The saved state is not of this LBFGS: it needs {name!r} with "
                                 f"rows of {size} values, one per parameter value.")
        super().load_state_dict({k: v for k, v in saved.items() if k not in ("s", "y", "last")})
        self.pairs = [(s.copy(), y.copy()) for s, y in zip(saved["s"], saved["y"])]
        last = saved["last"]
        self.last = (last[0].copy(), last[1].copy()) if len(last) else None

    def _none(self) -> np.ndarray:
        return np.zeros((0, sum(p.data.size for p in self.tensors)), self.tensors[0].data.dtype)
