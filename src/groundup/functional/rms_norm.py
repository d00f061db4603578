"""RMS norm: each sample divided by its root mean square, without taking out a mean (chapter 11)."""

import numpy as np

from groundup.autograd import Tensor, fused
from groundup.functional.floats import floats
from groundup.functional.layer_norm import trailing_axes
from groundup.functional.normalize import mean_over, repeats, sum_over


def forward(x, w, axes, eps):
    scale = 1 / np.sqrt(mean_over(axes, x * x) + eps)
    return x * scale if w is None else x * scale * w, (x, w, scale, axes)


def backward(state, g):
    x, w, scale, axes = state
    x_hat = x * scale

    def blame_of_x():                      # that of x̂, less what only stretches x
        h = g if w is None else g * w
        return (h - x_hat * mean_over(axes, h, x_hat)) * scale

    return blame_of_x, lambda: sum_over(repeats(w.shape, g), g, x_hat).reshape(w.shape)


def reference(x, w, axes, eps):
    y = x / np.sqrt((x * x).mean(axis=axes, keepdims=True) + eps)
    return y if w is None else y * w


_rms_norm = fused(forward, backward, reference, name="rms_norm")


def rms_norm(x, normalized_shape, weight=None, eps=None) -> Tensor:
    """Each sample divided by its root mean square over the last axes (Zhang and Sennrich, 2019).

        y = x / √(mean(x²) + ε) · weight

    x (..., *normalized_shape), weight of `normalized_shape` or None; returns x's shape. `eps` is
    by default the smallest step of x's dtype, as in PyTorch. Raises `ValueError` where shapes do
    not fit.

    >>> rms_norm(Tensor([3.0, 4.0, 0.0, 0.0]), 4)          # root mean square 5/2
    Tensor([1.2, 1.6, 0. , 0. ])
    """
    x = floats(x)
    axes = trailing_axes("rms_norm", x, normalized_shape, weight=weight)
    if not x.size and 0 in x.shape[axes[0]:]:
        raise ValueError(f"There is nothing to take the mean of in an array of shape {x.shape}.")
    eps = float(np.finfo(x.dtype).eps) if eps is None else eps
    return _rms_norm(x, weight, axes=axes, eps=eps)
