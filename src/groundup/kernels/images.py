"""One image at a time, channels last: what the taps of a kernel see lies in rows that overlap.

An array of images (N, C, H, W) counts as "channels last" if it is a view of memory (N, H, W, C), as
the kernels here return it: from one layer to the next nothing is turned around. Beside each place
its channels are contiguous, so that kw neighbours in a row are one row of a matrix, kw·C long.
"""

import numpy as np

from groundup.kernels.compiler import compiled
from groundup.kernels.microkernel import LANES, multiply, multiply_turned, up

F = np.float32
HOW = "UniTuple(i8, 8)"                    # kernel, stride, padding before, dilation: h and w each
IMAGE = "f4[:,:,::1]"


def channels_last(x):
    """Images (N, C, H, W) as (N, H, W, C) in C order: a view, or a copy if they lie otherwise.

    >>> channels_last(np.ones((2, 3, 4, 5))).shape
    (2, 4, 5, 3)
    """
    return np.ascontiguousarray(x.transpose(0, 2, 3, 1))


def channels_first(x):
    """Images (N, H, W, C) as (N, C, H, W), a view.

    >>> channels_first(np.ones((2, 4, 5, 3))).shape
    (2, 3, 4, 5)
    """
    return x.transpose(0, 3, 1, 2)


def lies_channels_last(x) -> bool:
    """Whether images (N, C, H, W) are a view of memory (N, H, W, C).

    >>> lies_channels_last(np.ones((2, 3, 4, 5))), lies_channels_last(np.ones((2, 1, 4, 5)))
    (False, True)
    """
    return x.transpose(0, 2, 3, 1).flags.c_contiguous


def how(window):
    """A window as numbers."""
    (before_h, _), (before_w, _) = window.padding
    return (*window.kernel, *window.stride, before_h, before_w, *window.dilation)


# ---- weights as panels: (columns / LANES, what a place sees, LANES), filled up with zeros --------


@compiled("void(f4[:,:,::1], f4[:,:,::1])")
def _pack(W, panels):                      # W (O, C, taps)
    outputs, channels, taps = W.shape
    for p in range(panels.shape[0]):
        first, count = p * LANES, min(LANES, outputs - p * LANES)
        for c in range(channels):
            for tap in range(taps):
                row = panels[p, tap * channels + c]
                for j in range(count):
                    row[j] = W[first + j, c, tap]


@compiled("void(f4[:,:,::1], f4[:,:,::1])")
def _pack_turned(W, panels):
    outputs, channels, taps = W.shape
    depth = panels.shape[1] // taps        # the channels of the map, filled up
    for p in range(panels.shape[0]):
        first, count = p * LANES, min(LANES, channels - p * LANES)
        for o in range(outputs):
            for tap in range(taps):
                row = panels[p, (taps - 1 - tap) * depth + o]
                for j in range(count):
                    row[j] = W[o, first + j, tap]


def pack(W):
    """W (O, C, kh, kw) as panels of output channels, for `correlate`."""
    panels = np.zeros((up(len(W)) // LANES, W[0].size, LANES), F)
    _pack(_by_taps(W), panels)
    return panels


def pack_turned(W):
    """The kernel turned around, as panels of input channels: what leads blame back to images."""
    outputs, channels, kh, kw = W.shape
    panels = np.zeros((up(channels) // LANES, kh * kw * up(outputs), LANES), F)
    _pack_turned(_by_taps(W), panels)
    return panels


def _by_taps(W):
    return np.ascontiguousarray(W).reshape(*W.shape[:2], -1)


# ---- inside of kernels -----------------------------------------------------------------------


@compiled("void(f4[::1])")
def clear(a):
    for i in range(a.size):
        a[i] = F(0.0)


@compiled("void(f4[::1], f4[::1])")
def copy(a, b):                            # from a to b
    for i in range(a.size):
        b[i] = a[i]


@compiled(f"void({IMAGE}, i8, i8, {IMAGE})")
def surround(image, top, left, seen):
    """What lies at and right below (top, left), which may be outside: zeros are all around."""
    height, width, channels = image.shape
    first, last = max(0, left), min(width, left + seen.shape[1])
    for r in range(seen.shape[0]):
        row, i = seen[r].reshape(-1), top + r
        if i < 0 or i >= height or last <= first:
            clear(row)
            continue
        begin, end = (first - left) * channels, (last - left) * channels
        clear(row[:begin])
        copy(image[i].reshape(-1)[first * channels:last * channels], row[begin:end])
        clear(row[end:])


@compiled(f"void({IMAGE}, {IMAGE}, f4[::1], {IMAGE}, {HOW})")
def correlate(seen, panels, bias, y, how):
    """y (rows, places, outputs) = bias + what the kernel sees of an image with its border."""
    kh, kw, sh, sw, _, _, dh, dw = how
    _, width, channels = seen.shape
    rows, places, outputs = y.shape
    taps = 1 if dw == 1 else kw            # neighbours lie in one row, unless taps are set apart
    depth = kw // taps * channels
    for p in range(0, panels.shape[0], 2):
        vectors = min(2, panels.shape[0] - p)
        for i in range(rows):
            out = y[i].ctypes.data + 4 * p * LANES
            for v in range(taps):
                start, step = (bias.ctypes.data + 4 * p * LANES, 0) if v == 0 else (out, outputs)
                multiply(vectors, places, seen[i * sh].ctypes.data + 4 * v * dw * channels,
                         sw * channels, dh * width * channels,
                         panels[p].ctypes.data + 4 * v * channels * LANES,
                         panels.shape[1] * LANES, LANES, kw * channels * LANES,
                         start, step, out, outputs, kh, depth)


@compiled(f"void({IMAGE}, i8, i8, i8, i8, i8, {IMAGE}, {HOW})")
def weigh(seen, g, rows, places, g_row, g_step, dW, how):
    """dW (kh, kw·channels, outputs) += what each tap saw, times the blame g at its place."""
    kh, kw, sh, sw, _, _, dh, dw = how
    _, width, channels = seen.shape
    outputs = dW.shape[2]
    taps = 1 if dw == 1 else kw
    for o in range(0, outputs, 2 * LANES):
        vectors = min(2, (outputs - o) // LANES)
        for u in range(kh):
            for v in range(taps):
                multiply_turned(vectors, kw // taps * channels,
                                seen[u * dh].ctypes.data + 4 * v * dw * channels, sw * channels,
                                sh * width * channels, g + 4 * o, LANES, g_step, g_row,
                                dW[u, v * channels:].ctypes.data + 4 * o, outputs, rows, places)
