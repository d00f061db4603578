"""Average pooling: of every window of an image, the mean (chapter 12)."""

import numpy as np

from groundup.autograd import Tensor, fused, pad
from groundup.functional.window import Numbers, Window, pooling_window, tap_views


def forward(x, *, window, counts):          # x (N, C, *size) -> y (N, C, *places)
    views = tap_views(window.pad(x), window, window.places(x.shape[2:]))
    y = next(views).copy()
    for view in views:
        y += view
    y /= counts.astype(x.dtype)
    return y, (x.shape, window, counts)


def backward(state, g):
    shape, window, counts = state

    def dx():
        d, share = window.padded_zeros(shape, g.dtype), g / counts.astype(g.dtype)
        for view in tap_views(d, window, g.shape[2:]):
            view += share
        return window.crop(d, shape[2:])

    return (dx,)


def reference(x, *, window, counts):
    places = window.places(x.shape[2:])
    return sum(tap_views(pad(x, window.widths), window, places)) / counts.astype(x.dtype)


_avg_pool = fused(forward, backward, reference, name="avg_pool")


def avg_pool1d(x, kernel_size: Numbers, stride: Numbers | None = None, padding: Numbers = 0,
               ceil_mode: bool = False, count_include_pad: bool = True) -> Tensor:
    """The mean of every window along one axis, (N, C, L) -> (N, C, L'); see `avg_pool2d`.

    >>> avg_pool1d(Tensor([[[1.0, 3.0, 2.0, 0.0]]]), 2)
    Tensor([[[2., 1.]]])
    """
    return _checked("avg_pool1d", 1, x, kernel_size, stride, padding, ceil_mode, count_include_pad)


def avg_pool2d(x, kernel_size: Numbers, stride: Numbers | None = None, padding: Numbers = 0,
               ceil_mode: bool = False, count_include_pad: bool = True) -> Tensor:
    """The mean of every window: y[i, j] = 1/(kh·kw) Σ over u, v of x[i·stride + u, j·stride + v].

    x (N, C, H, W); returns (N, C, H', W') with H' as for `conv2d`, rounded up instead of down in
    `ceil_mode`. Windows follow each other without overlap (stride = kernel_size) unless told
    otherwise. The zeros of the padding count in the mean, unless `count_include_pad=False`; what
    `ceil_mode` adds beyond them never does. Raises `ValueError` where the window does not fit,
    `TypeError` for images of integers.

    >>> avg_pool2d(Tensor([[[[1.0, 2.0, 5.0, 6.0], [3.0, 4.0, 7.0, 8.0]]]]), 2)
    Tensor([[[[2.5, 6.5]]]])
    """
    return _checked("avg_pool2d", 2, x, kernel_size, stride, padding, ceil_mode, count_include_pad)


def _checked(name, axes, x, kernel_size, stride, padding, ceil_mode, count_include_pad):
    arguments = (name, x, axes, kernel_size, stride, padding, 1)
    window = pooling_window(*arguments, ceil_mode)
    real = pooling_window(*arguments, False).padding if count_include_pad else ((0, 0),) * axes
    return _avg_pool(x, window=window, counts=_counts(x.shape[2:], window, real))


def _counts(size, window: Window, real) -> np.ndarray:
    """How many entries each window averages: those inside the image and its `real` padding."""
    counts = np.ones(())
    for n, k, s, (before, _), (low, high), places in zip(
        size, window.kernel, window.stride, window.padding, real, window.places(size)
    ):
        start = np.arange(places) * s - before
        inside = np.minimum(start + k, n + high) - np.maximum(start, -low)
        counts = np.multiply.outer(counts, inside)
    return counts
