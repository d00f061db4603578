"""The blame of the images in a convolution: columns of a few rows at a time, added to where they
came from while they are in the cache, every thread with columns of its own.
"""

import numpy as np

from groundup.kernels import blas, threads
from groundup.kernels.arrays import fits
from groundup.kernels.compiler import compiled, inlined
from groundup.kernels.sgemm import multiply_first_turned

F = np.float32
CACHE = 400_000                            # bytes of columns at a time
COST = 0.02                                # nanoseconds a product
IMAGES, HOW = "f4[:,:,:,::1]", "UniTuple(i8, 6)"
SMALLEST = 100_000                         # products below which NumPy is as quick


@inlined()
def _span(size, places, stride, offset):
    """The places j for which 0 <= j·stride + offset < size, as first and last plus one."""
    first = max(0, (-offset + stride - 1) // stride)
    first = min(first, places)
    return first, max(first, min(places, (size - 1 - offset) // stride + 1))


@inlined()
def _scatter(columns, image, top, how):
    """The way back: each tap adds what it holds to where it had looked."""
    channels, kh, kw, rows, places = columns.shape
    sh, sw, ph, pw, dh, dw = how
    for c in range(channels):
        for u in range(kh):
            for v in range(kw):
                offset = v * dw - pw
                first, last = _span(image.shape[2], places, sw, offset)
                for i in range(rows):
                    r = (top + i) * sh + u * dh - ph
                    if r < 0 or r >= image.shape[1]:
                        continue
                    part, row = columns[c, u, v, i, first:last], image[c, r]
                    begin = first * sw + offset
                    if sw == 1:
                        seen = row[begin:begin + last - first]
                        for j in range(part.size):
                            seen[j] += part[j]
                    else:
                        for j in range(part.size):
                            row[begin + j * sw] += part[j]


@compiled(f"void(i8, {IMAGES}, {IMAGES}, {IMAGES}, {HOW}, i8, i8, i8)")
def _spread(sgemm, map, kernel, y, how, block, start, stop):
    outputs, channels, kh, kw = kernel.shape
    height, places = map.shape[2:]
    buffer = np.empty(channels * kh * kw * block * places, F)
    matrix = kernel.reshape(outputs, channels * kh * kw)
    for n in range(start, stop):
        y[n] = F(0.0)
        for top in range(0, height, block):
            rows = min(block, height - top)
            columns = buffer[:channels * kh * kw * rows * places]
            part = map[n].reshape(outputs, height * places)[:, top * places:(top + rows) * places]
            multiply_first_turned(sgemm, matrix, part,
                                  columns.reshape(channels * kh * kw, rows * places), F(0.0))
            _scatter(columns.reshape(channels, kh, kw, rows, places), y[n], top, how)


def spread(map, kernel, size, window, groups):
    work = len(map) * int(np.prod(map.shape[2:])) * kernel.size
    if (groups != 1 or len(size) != 2 or work < SMALLEST or not blas.address()
            or len(map) < threads.get_num_threads() or not fits(map, kernel)):
        return NotImplemented
    y = np.empty((len(map), kernel.shape[1], *size), F)
    with blas.one_thread():
        threads.spread(_spread, len(map), work * COST, blas.address(), map, kernel, y,
                       _how(window), _block(kernel, map.shape[2:]))
    return y


def _how(window):
    return (*window.stride, window.padding[0][0], window.padding[1][0], *window.dilation)


def _block(kernel, places):
    """How many rows of the map have columns that fit into the cache."""
    row = kernel[0].size * places[1] * 4
    return min(places[0], max(1, CACHE // row))
