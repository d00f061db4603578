"""Pooling: of every window of an image, the largest value, the mean, or another norm."""

from functools import reduce
from math import prod

import numpy as np

from groundup import autograd
from groundup import functional as F
from groundup.autograd import Tensor
from groundup.functional.window import Window, tap_views
from groundup.io.onnx.operators.convolution import chosen, paddings, surrounded
from groundup.io.onnx.values import afford, array, whole

LARGEST = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}


def window_of(x, kernel, stride, dilation, auto_pad, pads, ceil_mode):
    """The window, its padding as told, and how much more at the end its last place needs.

    With `ceil_mode` a last window may reach over the end, if it starts before the padding there.
    """
    axes = x.ndim - 2
    stride, dilation = tuple(stride or [1] * axes), tuple(dilation or [1] * axes)
    bare = Window(tuple(kernel), stride, ((0, 0),) * axes, dilation)
    told = paddings(auto_pad, pads, x.shape[2:], stride, bare.reach)
    more = []
    for n, s, r, (before, after) in zip(x.shape[2:], stride, bare.reach, told):
        room = n + before + after - r
        places = (-(-room // s) if ceil_mode else room // s) + 1
        if ceil_mode and (places - 1) * s >= n + before:
            places -= 1
        more.append(max(0, (places - 1) * s + r - n - before - after))
    return bare, told, more


def max_pool(x, *, kernel_shape, auto_pad="NOTSET", ceil_mode=0, dilations=None, pads=None,
             storage_order=0, strides=None, outputs=1):
    """The largest of every window, and where it stands in the whole of x, channels and all."""
    function = chosen(LARGEST, x)
    window, told, more = window_of(x, kernel_shape, strides, dilations, auto_pad, pads, ceil_mode)
    widths = [(a, b + c) for (a, b), c in zip(told, more)]
    floats = x if isinstance(x, Tensor) else Tensor(x.astype(np.float64))
    y = function(surrounded(floats, widths, -np.inf), window.kernel, window.stride, 0,
                 window.dilation)
    y = y if isinstance(x, Tensor) else array(y).astype(x.dtype)
    return (y, _places(array(floats), widths, window, storage_order)) if outputs > 1 else y


def _places(x, widths, window, storage_order):
    """The number, in x, of the first largest entry of each window."""
    order = [0, 1, *range(2, x.ndim)[::-1]] if storage_order else [*range(x.ndim)]
    lengths = [x.shape[i] for i in order]
    numbers = np.arange(x.size).reshape(lengths).transpose(np.argsort(order))
    values, numbers = surrounded(x, widths, -np.inf), surrounded(numbers, widths)
    places = window.places(values.shape[2:])
    best, where = None, None
    for seen, number in zip(tap_views(values, window, places), tap_views(numbers, window, places)):
        if best is None:
            best, where = seen, number
        else:
            best, where = np.maximum(best, seen), np.where(seen > best, number, where)
    return where


def average_pool(x, *, kernel_shape, auto_pad="NOTSET", ceil_mode=0, count_include_pad=0,
                 dilations=None, pads=None, strides=None):
    """The mean of every window; its padding counts if told so, what lies beyond that never."""
    window, told, more = window_of(x, kernel_shape, strides, dilations, auto_pad, pads, ceil_mode)
    end = [(0, n) for n in more]
    real = np.ones((1, 1, *x.shape[2:]))
    real = surrounded(surrounded(real, told, 1.0 if count_include_pad else 0.0), end)
    x = surrounded(surrounded(x, told), end)
    count = _sums(real, window).astype(array(x).dtype)
    return _sums(x, window) / count


def _sums(x, window):
    places = window.places(x.shape[2:])
    afford(*x.shape[:2], *places)
    return reduce(np.add, tap_views(x, window, places))


def lp_pool(x, *, kernel_shape, auto_pad="NOTSET", ceil_mode=0, dilations=None, p=2, pads=None,
            strides=None):
    """(Σ |x|^p)^(1/p) of every window."""
    window, told, more = window_of(x, kernel_shape, strides, dilations, auto_pad, pads, ceil_mode)
    x = surrounded(x, [(a, b + c) for (a, b), c in zip(told, more)])
    return _sums(np.power(np.abs(x), float(p)), window) ** (1 / p)


def global_average(x):
    return np.mean(x, axis=tuple(range(2, x.ndim)), keepdims=True)


def global_max(x):
    return np.max(x, axis=tuple(range(2, x.ndim)), keepdims=True)


def max_unpool(x, places, output_shape=None, *, kernel_shape, pads=None, strides=None):
    """Each entry back at the place that `max_pool` found it at, zeros elsewhere."""
    axes = x.ndim - 2
    strides, pads = strides or [1] * axes, pads or [0] * 2 * axes
    inner = [(n - 1) * s + k - a - b for n, s, k, a, b
             in zip(x.shape[2:], strides, kernel_shape, pads, pads[axes:])]
    size = afford(*(whole(output_shape) if output_shape is not None else (*x.shape[:2], *inner)))
    flat = array(places).reshape(-1)
    if output_shape is not None:           # the places are those in the smaller image
        corners = np.unravel_index(flat, (*x.shape[:2], *inner))
        flat = np.ravel_multi_index(corners, size)
    zeros = np.zeros(prod(size), array(x).dtype)
    return np.reshape(autograd.scatter_add(zeros, 0, flat, np.reshape(x, (-1,))), size)


def response_norm(x, *, size, alpha=1e-4, beta=0.75, bias=1.0):
    """x / (bias + α/size Σ of squares over `size` neighbouring channels)^β (AlexNet, 2012)."""
    before, after = (size - 1) // 2, size - 1 - (size - 1) // 2
    squares = autograd.pad(x * x, [(0, 0), (before, after)] + [(0, 0)] * (x.ndim - 2))
    total = reduce(np.add, [squares[:, i:i + x.shape[1]] for i in range(size)])
    return x / (total * (alpha / size) + bias) ** beta


OPERATORS = {
    "AveragePool": average_pool, "GlobalAveragePool": global_average, "GlobalMaxPool": global_max,
    "LRN": response_norm, "LpPool": lp_pool, "MaxPool": max_pool, "MaxUnpool": max_unpool,
}
