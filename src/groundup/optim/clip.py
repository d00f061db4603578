"""Gradient clipping: a bound on the step that one bad batch can cause (chapters 7 and 12)."""

from collections.abc import Iterable
from math import inf, isfinite, sqrt
from numbers import Real
from typing import Any

import numpy as np


def clip_grad_norm(params: Iterable, max_norm: float) -> float:
    """Scale all gradients together so that their joint norm is at most `max_norm`.

        norm = √(Σ g²) over all parameters,    g ← g · min(1, max_norm / (norm + 1e-6))

    Returns the norm before clipping. Directions stay, so that only the length of the step
    changes. Call it between `backward()` and `step()`. Raises `FloatingPointError` naming the
    parameters whose gradient holds NaN or infinity; then no gradient has been changed.
    Source: Pascanu, Mikolov and Bengio 2013; the 1e-6 is PyTorch's.

    >>> from groundup.autograd import Tensor
    >>> w = Tensor([3.0, 4.0], requires_grad=True)
    >>> (w * w).sum().backward()
    >>> clip_grad_norm([w], max_norm=1.0), w.grad.round(4)
    (10.0, array([0.6, 0.8], dtype=float32))
    """
    _check_bound("max_norm", max_norm)
    tensors = _with_gradient(params)
    norm = sqrt(sum(float(np.vdot(p.grad, p.grad)) for _, p in tensors))
    if not isfinite(norm):
        norm = _careful_norm(tensors)
    scale = max_norm / (norm + 1e-6)
    if scale < 1:
        for _, p in tensors:
            p.grad = p.grad * scale         # not in place: two tensors may share one gradient array
    return norm


def clip_grad_value(params: Iterable, limit: float) -> None:
    """Clip each entry of each gradient to [-limit, limit].

    Cruder than `clip_grad_norm`: it turns the direction of the step. NaN stays NaN.

    >>> from groundup.autograd import Tensor
    >>> w = Tensor([3.0, -0.25], requires_grad=True)
    >>> (w * w).sum().backward()
    >>> clip_grad_value([w], limit=1.0); w.grad
    array([ 1. , -0.5], dtype=float32)
    """
    _check_bound("limit", limit)
    for _, p in _with_gradient(params):
        p.grad = np.clip(p.grad, -limit, limit)


def _careful_norm(tensors: list[tuple[int, Any]]) -> float:
    """When the fast norm is not finite: an error, or the norm if only its squares overflowed."""
    broken = [f"{i} (shape {p.grad.shape})" for i, p in tensors if not np.isfinite(p.grad).all()]
    if broken:
        raise FloatingPointError(
            f"The gradient holds NaN or infinity in parameter {', '.join(broken)}. "
            "Skip this step, or lower the learning rate.")
    largest = max(float(np.abs(p.grad).max()) for _, p in tensors if p.grad.size)
    return largest * sqrt(sum(float(np.square(p.grad / largest).sum()) for _, p in tensors))


def _with_gradient(params: Iterable) -> list[tuple[int, Any]]:
    if hasattr(params, "parameters"):
        raise TypeError("Clipping takes parameters, not a model: pass model.parameters().")
    if hasattr(params, "touch"):
        raise TypeError("Clipping takes a list of tensors: put the one tensor into a list.")
    return [(i, p) for i, p in enumerate(params) if p.grad is not None]


def _check_bound(name: str, bound: float) -> None:
    if not isinstance(bound, Real) or not 0 < bound < inf:
        raise ValueError(f"{name} must be a finite number > 0, not {bound!r}.")
