"""One sum of products, read in three directions: what a convolution computes (chapter 12).

An image, a kernel and a map meet in the sum over all taps and places of

    image[place · stride + tap · dilation] · kernel[tap] · map[place].

Leave out one of the three, and its factor in the sum is the derivative by it:

- `correlate` finds the map: a convolution forward, or a transposed one backward
- `spread` finds the image: a convolution backward, or a transposed one forward
- `weigh` finds the kernel: the gradient of the weights, in both

Each works on columns, in which the taps are rows, so that one product of matrices does the sum.
Shapes: image (N, C, *size), kernel (O, C/groups, *kernel), map (N, O, *places).
"""

from itertools import product
from math import prod

import numpy as np

from groundup.backend import xp
from groundup.functional.window import gather, scatter
from groundup.kernels import twin

BUFFER = 2**21     # bytes of columns at a time: few enough to stay in the cache until multiplied


def correlate(image, kernel, places, window, groups):
    """map[o, place] = Σ over c, tap of  kernel[o, c, tap] · image[c, place·stride + tap·dilation].

    Channels c and o in the sum belong to the same of the `groups`.
    """
    y = xp.empty((len(image), len(kernel), *places), image.dtype)
    source, target = window.pad(image).swapaxes(0, 1), y.swapaxes(0, 1)
    matrix = kernel.reshape(groups, len(kernel) // groups, -1)        # (G, O/G, C/G·K)
    for seen, placed, columns in _blocks(len(source), window, y.shape, y.dtype):
        gather(source[seen], window, columns)
        part = target[placed]                                         # (O, n, *places)
        part[...] = (matrix @ _grouped(columns, groups, window)).reshape(part.shape)
    return y


@twin
def spread(map, kernel, size, window, groups):
    """image[c, place·stride + tap·dilation] += kernel[o, c, tap] · map[o, place], for all of them.

    `size` is that of the image, since several sizes can have the same number of places.
    """
    channels = kernel.shape[1] * groups
    y = window.padded_zeros((len(map), channels, *size), map.dtype)
    source, target = map.swapaxes(0, 1), y.swapaxes(0, 1)
    matrix = kernel.reshape(groups, len(kernel) // groups, -1).swapaxes(1, 2)
    times = np.matmul if matrix.shape[2] > 1 else np.multiply         # the faster of equals
    for seen, placed, columns in _blocks(channels, window, map.shape, map.dtype):
        part = source[placed].reshape(groups, matrix.shape[2], -1)    # (G, O/G, n·places)
        times(matrix, part, out=_grouped(columns, groups, window))
        scatter(columns, window, target[seen])
    return window.crop(y, size)


def weigh(image, map, window, groups):
    """kernel[o, c, tap] = Σ over place of  map[o, place] · image[c, place·stride + tap·dilation]"""
    source, channels = window.pad(image).swapaxes(0, 1), image.shape[1] // groups
    matrix = xp.zeros((groups, map.shape[1] // groups, channels * prod(window.kernel)), map.dtype)
    for seen, placed, columns in _blocks(len(source), window, map.shape, map.dtype):
        gather(source[seen], window, columns)
        part = map.swapaxes(0, 1)[placed].reshape(*matrix.shape[:2], -1)
        matrix += part @ _grouped(columns, groups, window).swapaxes(1, 2)
    return matrix.reshape(map.shape[1], channels, *window.kernel)


def _blocks(channels, window, shape, dtype):
    """Parts of a map (N, O, *places) whose columns fit into the buffer: images, or rows of one.

    Yields what to take of the padded image, what to take of the map, both with channels first, and
    the buffer, (C, *kernel, n, rows, ...). Rows of the map may see the same rows of the image.
    """
    images, _, rows, *others = shape
    row = channels * prod(window.kernel) * prod(others)
    n = max(1, min(images, BUFFER // (row * rows * dtype.itemsize)))
    m = max(1, min(rows, BUFFER // (row * dtype.itemsize)))
    buffer = xp.empty(n * m * row, dtype)
    stride, reach = window.stride[0], window.reach[0]
    for i, top in product(range(0, images, n), range(0, rows, m)):
        some, end = slice(i, min(i + n, images)), min(top + m, rows)
        size = (channels, *window.kernel, some.stop - i, end - top, *others)
        seen = slice(top * stride, (end - 1) * stride + reach)
        yield ((slice(None), some, seen), (slice(None), some, slice(top, end)),
               buffer[:prod(size)].reshape(size))


def _grouped(columns, groups, window):
    """Columns as one matrix for each group: (G, C/G·K, n·places), the same memory."""
    return columns.reshape(groups, len(columns) // groups * prod(window.kernel), -1)
