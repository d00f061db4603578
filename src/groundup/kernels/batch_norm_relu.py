"""Batch norm of images, channels last, with ReLU and max pooling behind it if they are wanted.

Each image passes twice on each way: once for the sums that all images share, once for the result.
Sums over a row are taken in float32, those of rows and images in float64.
"""

import numpy as np

from groundup.kernels.arrays import FLOAT32
from groundup.kernels.compiler import compiled
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
from groundup.kernels.images import channels_first, channels_last, clear, copy
from groundup.kernels.threads import spread

F = np.float32
COST = 0.3                                 # nanoseconds a number


# What belongs to a channel is repeated along a row, so that loops are as long as rows: (W·C,).


# ---- forward ---------------------------------------------------------------------------------


@compiled("void(f4[::1], f8[::1])")
def _fold(row, sums):
    """Add what a row holds to the sums of its channels."""
    channels = sums.size
    for j in range(0, row.size, channels):
        part = row[j:j + channels]
        for c in range(channels):
            sums[c] += part[c]


@compiled(f"void({IMAGE}, f4[:,::1], f8[:,::1], i8, i8)")
def _moments(x, means, squares, start, stop):
    """Of each channel of each image (H, W·C), the mean, and the squared deviations from it."""
    channels = means.shape[1]
    part, mean, whole = np.empty(x.shape[2], F), np.empty(x.shape[2], F), np.empty(channels)
    places = x.shape[1] * x.shape[2] // channels
    for n in range(start, stop):
        clear(part)
        for i in range(x.shape[1]):
            seen = x[n, i]
            for j in range(part.size):
                part[j] += seen[j]
        for c in range(channels):
            whole[c] = 0.0
        _fold(part, whole)
        for j in range(mean.size):
            mean[j] = whole[j % channels] / places
        copy(mean[:channels], means[n])
        clear(part)
        for i in range(x.shape[1]):
            seen = x[n, i]
            for j in range(part.size):
                deviation = seen[j] - mean[j]
                part[j] += deviation * deviation
        for c in range(channels):
            squares[n, c] = 0.0
        _fold(part, squares[n])


def statistics(x, eps):
    """Mean and variance of each channel, from those of each image, and the scale 1/√(σ² + ε)."""
    means, squares = np.empty((len(x), x.shape[3]), F), np.empty((len(x), x.shape[3]))
    spread(_moments, len(x), x.size * COST, _rows(x), means, squares)
    mean = means.mean(axis=0, dtype=np.float64)
    between = ((means - mean) ** 2).mean(axis=0)
    variance = between + squares.sum(axis=0) / (x.size // x.shape[3])
    return mean.astype(F), variance.astype(F), (1 / np.sqrt(variance + eps)).astype(F)


def _rows(x):                              # (N, H, W, C) -> (N, H, W·C)
    return x.reshape(*x.shape[:2], -1)


@compiled(f"void({IMAGES}, f4[::1], f4[::1], f4[::1], {IMAGES}, {ALL_TAPS}, {POOL}, b1, i8, i8)")
def _apply(x, mean, gain, shift, y, winner, pool, bend, start, stop):
    map = np.empty(x.shape[1:], F)
    for n in range(start, stop):
        for i in range(x.shape[1]):
            seen, out = x[n, i].reshape(-1), map[i].reshape(-1)
            for j in range(mean.size):
                out[j] = (seen[j] - mean[j]) * gain[j] + shift[j]
        finish(map, y[n], winner[n % len(winner)], pool, bend)


def apply(x, mean, gain, shift, pool=None, bend=False):
    """(x - mean) gain + shift for images (N, H, W, C), pooled by a window, bent; and the taps."""
    taken = pool.kernel if pool else (1, 1)
    y = np.empty((len(x), x.shape[1] // taken[0], x.shape[2] // taken[1], x.shape[3]), F)
    winner = np.empty(y.shape, np.uint8) if pool else NO_TAPS
    spread(_apply, len(x), x.size * COST, x,
           *(np.tile(a, x.shape[2]) for a in (mean, gain, shift)), y, winner, taken, bend)
    return y, winner


def forward(x, w, b, axes, eps, observe, pool):
    if not knows(x, w, b, axes, pool):
        return NotImplemented
    images = channels_last(x)
    mean, variance, scale = statistics(images, eps)
    if observe is not None:
        observe(mean, variance)
    gain = scale if w is None else scale * w.reshape(-1)
    shift = np.zeros_like(scale) if b is None else b.reshape(-1)
    y, winner = apply(images, mean, gain, shift, pool, bend=True)
    y, kept = channels_first(y), (1, -1, 1, 1)
    pooled = (x.shape, channels_first(winner), pool) if pool else None
    return y, (x, mean.reshape(kept), scale.reshape(kept), w, b, axes, pooled, y)


# ---- backward --------------------------------------------------------------------------------


@compiled(f"void({IMAGES}, {IMAGES}, {IMAGES}, {ALL_TAPS}, f4[::1], f8[:,:,::1], {POOL}, b1, i8,"
          "i8)")
def _add_up(x, g, y, winner, mean, sums, pool, bend, start, stop):
    """For each image the sums, over its places, of the blame, and of blame times deviation."""
    blame, part, along = np.zeros(x.shape[1:], F), np.empty_like(mean), np.empty_like(mean)
    for n in range(start, stop):
        unfinish(g[n], y[n], winner[n % len(winner)], blame, 0, 0, (1, 1), pool, bend)
        clear(part)
        clear(along)
        for i in range(x.shape[1]):
            seen, given = x[n, i].reshape(-1), blame[i].reshape(-1)
            for j in range(part.size):
                part[j] += given[j]
                along[j] += given[j] * (seen[j] - mean[j])
        _fold(part, sums[n, 0])
        _fold(along, sums[n, 1])


@compiled(f"void({IMAGES}, {IMAGES}, {IMAGES}, {ALL_TAPS}, f4[::1], f4[::1], f4[::1], f4[::1],"
          f"{IMAGES}, {POOL}, b1, i8, i8)")
def _apply_back(x, g, y, winner, mean, gain, shift, along, dx, pool, bend, start, stop):
    blame = np.zeros(x.shape[1:], F)
    for n in range(start, stop):
        unfinish(g[n], y[n], winner[n % len(winner)], blame, 0, 0, (1, 1), pool, bend)
        for i in range(x.shape[1]):
            seen, given, back = x[n, i].reshape(-1), blame[i].reshape(-1), dx[n, i].reshape(-1)
            for j in range(mean.size):
                back[j] = gain[j] * (given[j] - shift[j] - (seen[j] - mean[j]) * along[j])


def gradients(x, g, mean, scale, gain, pool=None, winner=NO_TAPS, y=None):
    """Those of x (N, H, W, C), of the gain and of the shift behind x̂ = (x - mean) scale.

    All but images are flat; y is that of `apply` if it bent.
    """
    count, bend = x.size // x.shape[3], y is not None
    y = g if y is None else y
    taken = pool.kernel if pool else (1, 1)
    sums = np.zeros((len(x), 2, x.shape[3]))
    spread(_add_up, len(x), x.size * COST, x, g, y, winner, np.tile(mean, x.shape[2]), sums, taken,
           bend)
    shift, along = sums.sum(axis=0)
    constants = mean, gain, shift / count, along / count * np.square(scale, dtype=np.float64)
    dx = np.empty(x.shape, F)
    spread(_apply_back, len(x), x.size * COST, x, g, y, winner,
           *(np.tile(a.astype(F), x.shape[2]) for a in constants), dx, taken, bend)
    return dx, (along * scale).astype(F), shift.astype(F)


def backward(state, g):
    x, mean, scale, w, b, axes, pooled, y = state
    _, winner, pool = pooled or (None, None, None)
    if not knows(x, w, b, axes, pool) or g.dtype != FLOAT32:
        return NotImplemented
    gain = scale if w is None else scale * w
    dx, dw, db = gradients(channels_last(x), channels_last(g), mean.reshape(-1),
                           scale.reshape(-1), gain.reshape(-1), pool,
                           channels_last(winner) if pool else NO_TAPS, channels_last(y))
    return (channels_first(dx), None if w is None else dw.reshape(w.shape),
            None if b is None else db.reshape(b.shape))


def knows(x, w, b, axes, pool=None):
    """Whether this can be done here: images in float32, with parameters a channel or none."""
    own = (x.shape[1], 1, 1) if x.ndim == 4 else ()
    return (x.ndim == 4 and axes == (0, 2, 3) and x.dtype == FLOAT32
            and all(p is None or (p.dtype == FLOAT32 and p.shape == own) for p in (w, b))
            and (pool is None or separate(pool)))
