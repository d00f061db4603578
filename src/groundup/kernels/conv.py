"""Convolution, with ReLU and max pooling behind it if they are wanted, image by image.

A piece of an image gets its border, is correlated, bent and pooled while it is in the cache; on
the way back the blame of one image is led through pool and bend, and then both to the weights and
to the image. Each thread takes images of its own; sums over images are taken in PARTS, whatever
the number of threads.
"""

from functools import lru_cache
from math import prod

import numpy as np

from groundup.kernels import threads
from groundup.kernels.arrays import FLOAT32
from groundup.kernels.compiler import compiled, inlined
from groundup.kernels.finish import (
    ALL_TAPS,
    IMAGE,
    IMAGES,
    NO_TAPS,
    POOL,
    finish,
    separate,
    unfinish,
)
from groundup.kernels.images import (
    HOW,
    channels_first,
    channels_last,
    clear,
    copy,
    correlate,
    how,
    pack,
    pack_turned,
    surround,
    weigh,
)
from groundup.kernels.microkernel import LANES, up
from groundup.kernels.winograd import (
    ENTRIES,
    correlate_in_blocks,
    side,
    transformed,
    weigh_in_blocks,
    weights_of_blocks,
)

F = np.float32
CACHE = 400_000                            # bytes of a piece of an image
COST = 0.006                               # nanoseconds a product
PARTS = 8


# ---- one place at a time, or blocks of them (see `winograd.py`) ----------------------------------


@inlined()
def _whole(places, block):
    """Places, rounded up to whole blocks of them."""
    return (places + block - 1) // block * block


def _panels(packed, block):
    """A packed kernel as `_correlate` takes it."""
    return transformed(packed) if block > 1 else packed


@inlined()
def _correlate(seen, panels, bias, y, how, block):
    if block > 1:
        correlate_in_blocks(seen, panels, bias, y)
    else:
        correlate(seen, panels, bias, y, how)


# ---- forward ---------------------------------------------------------------------------------


@compiled(f"void({IMAGES}, {IMAGE}, f4[::1], {IMAGES}, {ALL_TAPS}, {HOW}, i8, {POOL}, b1, i8,"
          "i8, i8, i8)")
def _forward(x, panels, bias, y, winner, how, places, pool, bend, block, band, start, stop):
    kh, kw, sh, sw, top, left, dh, dw = how
    pieces = (y.shape[1] + band - 1) // band
    across, down = _whole(places, block), _whole(band * pool[0], block)
    reach, width = dh * (kh - 1) + 1, (across - 1) * sw + dw * (kw - 1) + 1
    seen = np.empty(((down - 1) * sh + reach, width, x.shape[3]), F)
    map = np.empty((down, across, bias.size), F)
    for piece in range(start, stop):
        n, first = piece // pieces, piece % pieces * band
        last = min(first + band, y.shape[1])
        rows = _whole((last - first) * pool[0], block)
        surround(x[n], first * pool[0] * sh - top, -left, seen[:(rows - 1) * sh + reach])
        _correlate(seen, panels, bias, map[:rows], how, block)
        finish(map, y[n, first:last], winner[n % winner.shape[0], first:last], pool, bend)


def convolve(x, W, b, window, pool=None, bend=False, taps=True):
    """Output and taken taps of convolution, pooling by a window `pool`, and ReLU if `bend`.

    Where nobody will ask for the way back, the taps need not be kept.
    """
    shape, pieces, work, options = _plan(x.shape, W.shape, window, pool, threads.get_num_threads())
    y, bias = np.empty(shape, F), np.zeros(up(len(W)), F)
    winner = np.empty(shape, np.uint8) if pool and taps else NO_TAPS
    if b is not None:
        bias[:len(b)] = b
    *geometry, block, band = options
    threads.spread(_forward, pieces, work, channels_last(x), _panels(pack(W), block), bias, y,
                   winner, *geometry, bend, block, band)
    return channels_first(y), channels_first(winner) if pool and taps else None


@lru_cache(maxsize=256)
def _plan(x, W, window, pool, workers):
    """For these shapes: that of y, the number of pieces and the work in all, and their options.

    Pieces are bands of rows that fit into the cache, and so many that all workers have some.
    """
    places, taken = window.places(x[2:]), pool.kernel if pool else (1, 1)
    block = side(window, window.stride, x[0], places, x[1])
    rows = places[0] // taken[0]
    row = 4 * taken[0] * (places[1] * up(W[0]) + window.stride[0] * x[1] * x[3])
    band = max(1, min(-(-rows // -(-workers // x[0])), CACHE // row))
    band += band * taken[0] % block
    return ((x[0], rows, places[1] // taken[1], W[0]), x[0] * -(-rows // band),
            _work(x, W, places), (how(window), places[1], taken, block, band))


def _work(x, W, places):
    return COST * x[0] * prod(places) * prod(W)


# ---- backward --------------------------------------------------------------------------------


@compiled("void(f4[:,:,::1], f4[:,:,::1])")
def _crop(image, part):
    for i in range(part.shape[0]):
        for j in range(part.shape[1]):
            copy(image[i, j, :part.shape[2]], part[i, j])


@compiled(f"void({IMAGE}, {IMAGE}, b1, f4[::1], f8[::1])")
def _add_up(g, y, bend, part, sums):
    """Add the blame of each channel to its sum in float64, a row at a time in float32."""
    for i in range(g.shape[0]):
        clear(part)
        for j in range(g.shape[1]):
            given, out = g[i, j], y[i, j]
            for c in range(given.size):
                part[c] += given[c] if not bend or out[c] > F(0.0) else F(0.0)
        for c in range(sums.size):
            sums[c] += part[c]


@compiled(f"void({IMAGES}, {IMAGES}, {IMAGES}, {ALL_TAPS}, {IMAGE}, {IMAGES}, {IMAGES}, f8[:,::1],"
          f"{HOW}, {POOL}, {POOL}, b1, {POOL}, i8, i8)")
def _backward(x, g, y, winner, panels, dx, dW, db, how, places, pool, bend, blocks, start, stop):
    kh, kw, sh, sw, ph, pw, dh, dw = how
    images, height, width, channels = x.shape
    parts, outputs, inputs = len(dW), dW.shape[3], _whole(channels, LANES)
    weight_block, image_block = blocks
    rows, across = _whole(places[0], weight_block), _whole(places[1], weight_block)
    reach_h, reach_w = dh * (kh - 1), dw * (kw - 1)
    seen = np.empty(((rows - 1) * sh + reach_h + 1, (across - 1) * sw + reach_w + 1, channels), F)
    blame = np.empty((_whole(height, image_block), _whole(width, image_block), inputs), F)
    block = max(weight_block, image_block)
    d = np.zeros((_whole(height, block) + reach_h, _whole(width, block) + reach_w, outputs), F)
    top, left = reach_h - ph, reach_w - pw             # where the map begins in d
    row = d.shape[1] * outputs
    sums, nothing = np.empty(outputs, F), np.zeros(inputs, F)
    entries = np.empty((ENTRIES if weight_block > 1 else 0, channels * outputs + LANES), F)
    for part in range(start, stop):
        clear(entries.reshape(-1))
        for n in range(images * part // parts, images * (part + 1) // parts):
            unfinish(g[n], y[n], winner[n % len(winner)], d, top, left, (sh, sw), pool, bend)
            _add_up(g[n], y[n], bend, sums, db[part])
            surround(x[n], -ph, -pw, seen)
            if weight_block > 1:
                weigh_in_blocks(seen, d, top, left, rows, across, entries)
            else:
                weigh(seen, d[top, left:].ctypes.data, places[0], places[1], sh * row,
                      sw * outputs, dW[part], how)
            if len(dx):
                fits = blame.shape == dx.shape[1:]
                whole = dx[n] if fits else blame
                _correlate(d, panels, nothing, whole, (kh, kw, 1, 1, 0, 0, dh, dw), image_block)
                if not fits:
                    _crop(blame, dx[n])
        if weight_block > 1:
            weights_of_blocks(entries, dW[part])


@compiled(f"void({IMAGES}, {IMAGE}, i8, i8)")
def _collect(parts, dW, start, stop):
    """Sums over the parts, for outputs from `start` to `stop`, in the order of the weights."""
    _, taps, inputs, _ = parts.shape
    row = np.empty(stop - start, F)
    for tap in range(taps):
        for c in range(inputs):
            clear(row)
            for part in range(len(parts)):
                seen = parts[part, tap, c, start:stop]
                for o in range(row.size):
                    row[o] += seen[o]
            for o in range(row.size):
                dW[start + o, c, tap] = row[o]


def blame(x, W, g, window, pool=None, winner=None, y=None):
    """Functions that compute the gradients of x, W and b; y is that of `convolve` if it bent."""
    found = []

    def gradients(of_images=False):        # all at once: those of x are asked for first, if ever
        if not found or (of_images and not len(found[0])):
            found[:] = _gradients(x, W, g, window, pool, winner, y, of_images)
        return found

    return lambda: gradients(True)[0], lambda: gradients()[1], lambda: gradients()[2]


def _gradients(x, W, g, window, pool, winner, y, of_images):
    places, (kh, kw) = window.places(x.shape[2:]), window.kernel
    images, maps = channels_last(x), channels_last(g)
    parts, inputs, outputs = min(PARTS, len(x)), W.shape[1], up(len(W))
    dx = np.empty(images.shape if of_images else (0, 1, 1, 1), F)
    dW, db = np.zeros((parts, kh, kw * inputs, outputs), F), np.zeros((parts, len(W)))
    work = (2 + of_images) * _work(x.shape, W.shape, places)
    blocks = (side(window, window.stride, len(x), places, inputs),
              side(window, (1, 1), len(x), x.shape[2:], outputs))
    panels = _panels(pack_turned(W), blocks[1])
    threads.spread(_backward, parts, work, images, maps, maps if y is None else channels_last(y),
                   channels_last(winner) if pool else NO_TAPS, panels, dx, dW, db, how(window),
                   places, pool.kernel if pool else (1, 1), y is not None, blocks)
    whole = np.empty(W.shape, F)
    threads.spread(_collect, len(W), 0.3 * dW.size, dW.reshape(parts, kh * kw, inputs, outputs),
                   whole.reshape(len(W), inputs, kh * kw))
    return channels_first(dx), whole, db.sum(axis=0).astype(F)


def knows(x, W, b, window, groups=1, pool=None):
    """Whether the functions above can do it: float32, two axes, one group, separate windows."""
    return (groups == 1 and x.ndim == W.ndim == 4 and x.shape[1] == W.shape[1] and len(x) > 0
            and x.dtype == W.dtype == FLOAT32 and (b is None or b.dtype == FLOAT32)
            and _knows(window, pool))


@lru_cache(maxsize=256)
def _knows(window, pool):                  # blame would begin outside, were the padding wider
    return (all(max(pair) < reach for pair, reach in zip(window.padding, window.reach))
            and (pool is None or separate(pool)))


# ---- the twins of functional/conv.py ---------------------------------------------------------


def forward(x, W, b, *, window, groups):
    if not knows(x, W, b, window, groups):
        return NotImplemented
    x = channels_first(channels_last(x))   # a copy, if there must be one, serves backward, too
    return convolve(x, W, b, window)[0], (x, W, window, groups)


def backward(state, g):
    x, W, window, groups = state
    if not knows(x, W, None, window, groups) or g.dtype != FLOAT32:
        return NotImplemented
    return blame(x, W, g, window)
