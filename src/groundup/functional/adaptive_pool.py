"""Adaptive pooling: an image of any size, brought to a given size (chapter 12).

The axis is cut into bins that are as equal as can be: bin i of m reaches from ⌊i n/m⌋ to
⌈(i + 1) n/m⌉, so that neighbours may share an entry. Means and maxima of rectangles can be taken
one axis after the other, and so they are.
"""

from math import prod

import numpy as np

from groundup.autograd import Tensor, concatenate, fused, split, where
from groundup.backend import xp
from groundup.functional.avg_pool import avg_pool1d, avg_pool2d
from groundup.functional.max_pool import max_pool1d, max_pool2d
from groundup.functional.window import Numbers, check_images, per_axis


def _bins(n, size, axis) -> list[tuple]:
    """The index of each bin of an axis, which counts from the end."""
    after = (slice(None),) * (-axis - 1)
    return [(..., slice(i * n // size, -(-(i + 1) * n // size)), *after) for i in range(size)]


# ---- means: x (..., n, ...) -> y (..., size, ...) along an axis -----------------------------


def avg_forward(x, *, size, axis):
    y = np.concatenate([x[at].mean(axis=axis, keepdims=True)
                        for at in _bins(x.shape[axis], size, axis)], axis)
    return y, (x.shape, size, axis)


def avg_backward(state, g):
    shape, size, axis = state

    def dx():
        d = xp.zeros(shape, g.dtype)
        for i, at in enumerate(_bins(shape[axis], size, axis)):
            part = d[at]
            part += g.take([i], axis) / part.shape[axis]
        return d

    return (dx,)


def avg_reference(x, *, size, axis):
    return concatenate([x[at].mean(axis=axis, keepdims=True)
                        for at in _bins(x.shape[axis], size, axis)], axis)


# ---- maxima ---------------------------------------------------------------------------------


def max_forward(x, *, size, axis):
    winner = np.concatenate([x[at].argmax(axis=axis, keepdims=True)
                             for at in _bins(x.shape[axis], size, axis)], axis)
    starts = np.arange(size) * x.shape[axis] // size
    winner += starts.reshape(-1, *(1,) * (-axis - 1))
    return np.take_along_axis(x, winner, axis), (x.shape, winner, axis)


def max_backward(state, g):
    shape, winner, axis = state

    def dx():
        d = xp.zeros(shape, g.dtype)
        for i in range(winner.shape[axis]):            # bins may share their winner: add
            place = winner.take([i], axis)
            total = np.take_along_axis(d, place, axis) + g.take([i], axis)
            np.put_along_axis(d, place, total, axis)
        return d

    return (dx,)


def max_reference(x, *, size, axis):
    """In each bin, entry by entry, where it is larger than all before (or is no number)."""
    maxima = []
    for at in _bins(x.shape[axis], size, axis):
        y, *others = split(x[at], x[at].shape[axis], axis)
        for other in others:
            y = where((other > y) | (other != other), other, y)
        maxima.append(y)
    return concatenate(maxima, axis)


_average = fused(avg_forward, avg_backward, avg_reference, name="adaptive_avg_pool")
_largest = fused(max_forward, max_backward, max_reference, name="adaptive_max_pool")


def adaptive_avg_pool1d(x, output_size: Numbers) -> Tensor:
    """The mean of each of `output_size` bins: (N, C, L) -> (N, C, output_size).

    >>> adaptive_avg_pool1d(Tensor([[[1.0, 2.0, 3.0]]]), 2)
    Tensor([[[1.5, 2.5]]])
    """
    return _pooled("adaptive_avg_pool1d", _average, avg_pool1d, x, output_size, 1)


def adaptive_avg_pool2d(x, output_size: Numbers) -> Tensor:
    """The mean of each bin: (N, C, H, W) -> (N, C, *output_size), whatever H and W are.

    `output_size` is one number, or one an axis, of which None keeps the size of its axis. 1 gives
    the mean of the image. Raises `ValueError` for sizes below 1.

    >>> adaptive_avg_pool2d(Tensor([[[[1.0, 2.0, 3.0], [5.0, 6.0, 7.0]]]]), (1, 2))
    Tensor([[[[3.5, 4.5]]]])
    """
    return _pooled("adaptive_avg_pool2d", _average, avg_pool2d, x, output_size, 2)


def adaptive_max_pool1d(x, output_size: Numbers) -> Tensor:
    """The largest value of each of `output_size` bins: (N, C, L) -> (N, C, output_size).

    >>> adaptive_max_pool1d(Tensor([[[1.0, 2.0, 3.0]]]), 2)
    Tensor([[[2., 3.]]])
    """
    return _pooled("adaptive_max_pool1d", _largest, max_pool1d, x, output_size, 1)


def adaptive_max_pool2d(x, output_size: Numbers) -> Tensor:
    """The largest value of each bin: (N, C, H, W) -> (N, C, *output_size); see the mean's.

    Of equal values the first, row by row, gets the gradient.

    >>> adaptive_max_pool2d(Tensor([[[[1.0, 2.0, 3.0], [5.0, 6.0, 7.0]]]]), (1, 2))
    Tensor([[[[6., 7.]]]])
    """
    return _pooled("adaptive_max_pool2d", _largest, max_pool2d, x, output_size, 2)


def global_avg_pool(x) -> Tensor:
    """The mean of each channel over the whole image: (N, C, *spatial) -> (N, C).

    Lin et al., "Network in network" (2013). Raises `ValueError` for an x without spatial axes.

    >>> global_avg_pool(Tensor([[[1.0, 2.0, 6.0], [0.0, 0.0, 3.0]]]))
    Tensor([[3., 1.]])
    """
    return _flat("global_avg_pool", _average, x)


def global_max_pool(x) -> Tensor:
    """The largest value of each channel: (N, C, *spatial) -> (N, C).

    Of equal values the first gets the gradient. Raises `ValueError` without spatial axes.

    >>> global_max_pool(Tensor([[[1.0, 2.0, 6.0], [0.0, 0.0, 3.0]]]))
    Tensor([[6., 3.]])
    """
    return _flat("global_max_pool", _largest, x)


def _flat(name, pool, x):
    pixels = prod(check_images(name, x))
    return pool(x.reshape(*x.shape[:2], pixels), size=1, axis=-1).reshape(x.shape[:2])


def _pooled(name, one_axis, all_axes, x, output_size, axes):
    """Bins of one length are windows, which go faster; a window over everything does not."""
    old = check_images(name, x, axes)
    new = output_size if isinstance(output_size, tuple | list) else (output_size,) * axes
    if len(new) == axes:
        new = [n if m is None else m for n, m in zip(old, new)]
    new = per_axis(name, "output_size", new, axes, least=1)
    if min(new) > 1 and not any(n % m for n, m in zip(old, new)):
        return all_axes(x, tuple(n // m for n, m in zip(old, new)))
    for axis, size in zip((-1, -2), reversed(new)):    # in each row, then among rows: so the
        x = one_axis(x, size=size, axis=axis)          # first of equals in reading order wins
    return x
