"""Max pooling: of every window of an image, the largest value (chapter 12)."""

from math import prod

import numpy as np

from groundup.autograd import Tensor, fused, pad, where
from groundup.backend import xp
from groundup.functional.window import Numbers, pooling_window, tap_views
from groundup.kernels import twin


@twin
def forward(x, *, window):                  # x (N, C, *size) -> y (N, C, *places)
    places = window.places(x.shape[2:])
    views = tap_views(window.pad(x, -np.inf), window, places)
    y = next(views).copy()
    winner = xp.zeros(y.shape, np.min_scalar_type(prod(window.kernel) - 1))
    for tap, view in enumerate(views, start=1):
        wins = (view > y).astype(winner.dtype)
        np.maximum(winner, wins * winner.dtype.type(tap), out=winner)    # later taps are larger
        np.maximum(y, view, out=y)
    return y, (x.shape, winner, window)


@twin
def backward(state, g):
    shape, winner, window = state

    def dx():
        d = window.padded_zeros(shape, g.dtype)
        overlap = any(s < reach for s, reach in zip(window.stride, window.reach))
        for tap, view in enumerate(tap_views(d, window, g.shape[2:])):
            if overlap:
                view += g * (winner == tap)
            else:
                np.multiply(g, winner == tap, out=view)
        return window.crop(d, shape[2:])

    return (dx,)


def reference(x, *, window):
    """Tap by tap, where it is larger than all before (or is no number)."""
    places = window.places(x.shape[2:])
    y, *views = tap_views(pad(x, window.widths, -np.inf), window, places)
    for view in views:
        y = where((view > y) | (view != view), view, y)
    return y


_max_pool = fused(forward, backward, reference, name="max_pool")


def max_pool1d(x, kernel_size: Numbers, stride: Numbers | None = None, padding: Numbers = 0,
               dilation: Numbers = 1, ceil_mode: bool = False) -> Tensor:
    """The largest value of every window along one axis, (N, C, L) -> (N, C, L'); see `max_pool2d`.

    >>> max_pool1d(Tensor([[[1.0, 3.0, 2.0, 0.0]]]), 2)
    Tensor([[[3., 2.]]])
    """
    window = pooling_window("max_pool1d", x, 1, kernel_size, stride, padding, dilation, ceil_mode)
    return _max_pool(x, window=window)


def max_pool2d(x, kernel_size: Numbers, stride: Numbers | None = None, padding: Numbers = 0,
               dilation: Numbers = 1, ceil_mode: bool = False) -> Tensor:
    """The largest value of every window: y[i, j] = max over u, v of x[i·stride + u, j·stride + v].

    x (N, C, H, W); returns (N, C, H', W') with H' as for `conv2d`, rounded up instead of down in
    `ceil_mode`. Windows follow each other without overlap (stride = kernel_size) unless told
    otherwise; padding never wins. Of equal values the first, row by row, counts as the largest,
    and alone gets the gradient. Raises `ValueError` where the window does not fit, `TypeError` for
    images of integers.

    >>> max_pool2d(Tensor([[[[1.0, 2.0, 5.0, 6.0], [3.0, 4.0, 7.0, 8.0]]]]), 2)
    Tensor([[[[4., 8.]]]])
    """
    window = pooling_window("max_pool2d", x, 2, kernel_size, stride, padding, dilation, ceil_mode)
    return _max_pool(x, window=window)


def max_pool3d(x, kernel_size: Numbers, stride: Numbers | None = None, padding: Numbers = 0,
               dilation: Numbers = 1, ceil_mode: bool = False) -> Tensor:
    """The largest value of every window of a volume, (N, C, D, H, W); see `max_pool2d`.

    >>> max_pool3d(Tensor(np.arange(8.0).reshape(1, 1, 2, 2, 2)), 2)
    Tensor([[[[[7.]]]]], dtype=float64)
    """
    window = pooling_window("max_pool3d", x, 3, kernel_size, stride, padding, dilation, ceil_mode)
    return _max_pool(x, window=window)
