"""Normalization: mean 0 and variance 1 over some axes, then a learned scale and shift (chapter 11).

    x̂ = (x - μ) / √(σ² + ε)        y = x̂ w + b

Batch, layer, group and instance norm are this one operation; they differ in the axes over which
μ and σ² are taken. Both depend on x, so the gradient has three parts: with h = dL/dx̂ = g w,

    dL/dx = (h - mean(h) - x̂ mean(h x̂)) / √(σ² + ε)

The first is what x̂ would pass on alone; the others take out what moves μ and σ, for a shift or a
stretch of x changes nothing. The variance is the mean of (x - μ)², not that of x² less μ², in
which float32 loses all digits when μ is large.
"""

from math import prod

import numpy as np

from groundup.autograd import Tensor, fused
from groundup.kernels import twin


def sum_over(axes, a, b=None):
    """Σ a, or Σ a b without an array of the products, over `axes`, kept as axes of length 1.

    NumPy adds in pairs within an image or a row, but one by one over the batch, where float32
    would lose digits: there the sum is taken in float64.
    """
    inner = tuple(axis for axis in axes if axis)
    if b is None:
        total = a.sum(axis=inner, keepdims=True) if inner else a
    else:
        every = list(range(a.ndim))
        kept = [axis for axis in every if axis not in inner]
        total = np.expand_dims(np.einsum(a, every, b, every, kept), inner)
    if 0 in axes:
        total = total.sum(axis=0, keepdims=True, dtype=np.float64)
    return total.astype(a.dtype, copy=False)


def mean_over(axes, a, b=None):
    """The mean of a, or of a b, over `axes`, kept as axes of length 1."""
    return sum_over(axes, a, b) / prod(a.shape[axis] for axis in axes)


def repeats(shape, like):
    """The axes of `like` along which a parameter of this shape is repeated."""
    lead = like.ndim - len(shape)
    return (*range(lead), *(lead + i for i, n in enumerate(shape) if n == 1))


@twin
def forward(x, w, b, axes, eps, observe=None):
    # w and b are repeated to the shape of x, or None; `observe` is told the mean and variance
    mean = mean_over(axes, x)
    x_hat = x - mean
    y = x_hat * x_hat
    variance = mean_over(axes, y)
    scale = 1 / np.sqrt(variance + eps)
    x_hat *= scale
    if observe is not None:
        observe(mean.reshape(-1), variance.reshape(-1))
    np.multiply(x_hat, 1 if w is None else w, out=y)
    if b is not None:
        y += b
    return y, (x_hat, scale, w, b, axes)


@twin
def backward(state, g):
    x_hat, scale, w, b, axes = state

    def blame_of_x():
        if w is None or set(axes) <= set(repeats(w.shape, g)):
            h, gain = g, scale if w is None else scale * w # one weight for all that is averaged
        else:
            h, gain = g * w, scale
        dx = x_hat * -mean_over(axes, h, x_hat)
        dx += h
        dx -= mean_over(axes, h)
        dx *= gain
        return dx

    return (
        blame_of_x,
        lambda: sum_over(repeats(w.shape, g), g, x_hat).reshape(w.shape),
        lambda: sum_over(repeats(b.shape, g), g).reshape(b.shape),
    )


def reference(x, w, b, axes, eps, observe=None):
    deviation = x - x.mean(axis=axes, keepdims=True)
    y = deviation / np.sqrt((deviation * deviation).mean(axis=axes, keepdims=True) + eps)
    y = y if w is None else y * w
    return y if b is None else y + b


_normalize = fused(forward, backward, reference, name="normalize")


def normalize(x, weight, bias, axes, eps, observe=None) -> Tensor:
    """x with mean 0 and variance 1 over `axes`, times `weight`, plus `bias`, where there are any.

    `weight` and `bias` broadcast to x. `observe(mean, variance)` is called with the statistics,
    flat, as batch norm needs them. Raises `ValueError` if there are no values to take a mean of.

    >>> normalize(Tensor([[1.0, 3.0], [5.0, 5.0]]), None, None, axes=(1,), eps=1e-5)
    Tensor([[-0.999995,  0.999995],
            [ 0.      ,  0.      ]])
    """
    axes = tuple(axis % x.ndim for axis in axes)
    if not prod(x.shape[axis] for axis in axes):
        raise ValueError(f"There is nothing to take the mean of in an array of shape {x.shape}.")
    return _normalize(x, weight, bias, axes=axes, eps=eps, observe=observe)


def per_channel(name, x, **parameters):
    """Parameters (C,) as (C, 1, ..., 1), to be repeated over the places of x (N, C, ...).

    Raises `ValueError` for an x without channels, or a parameter that is not one a channel.
    """
    if x.ndim < 2:
        raise ValueError(f"{name} takes (N, C) or (N, C, ...); x has shape {x.shape}.")
    channels = x.shape[1]
    for part, p in parameters.items():
        if p is not None and p.shape != (channels,):
            raise ValueError(f"{name}: {part} has shape {p.shape}, but x has {channels} channels "
                             f"(shape {x.shape}), so it must be ({channels},).")
    return [p if p is None else p.reshape(channels, *[1] * (x.ndim - 2))
            for p in parameters.values()]
