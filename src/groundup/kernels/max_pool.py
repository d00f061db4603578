"""Max pooling of images, channels last, by windows that do not overlap."""

import numpy as np

from groundup.kernels.arrays import FLOAT32
from groundup.kernels.compiler import compiled
from groundup.kernels.finish import ALL_TAPS, IMAGES, POOL, finish, separate, unfinish
from groundup.kernels.images import channels_first, channels_last, lies_channels_last
from groundup.kernels.threads import spread

COST = 0.3                                 # nanoseconds a number


@compiled(f"void({IMAGES}, {IMAGES}, {ALL_TAPS}, {POOL}, i8, i8)")
def _forward(x, y, winner, pool, start, stop):
    for n in range(start, stop):
        finish(x[n], y[n], winner[n], pool, False)


def forward(x, *, window):
    if x.ndim != 4 or x.dtype != FLOAT32 or not separate(window) or not lies_channels_last(x):
        return NotImplemented
    places = window.places(x.shape[2:])
    y = np.empty((len(x), *places, x.shape[1]), x.dtype)
    winner = np.empty(y.shape, np.uint8)
    spread(_forward, len(x), x.size * COST, channels_last(x), y, winner, window.kernel)
    return channels_first(y), (x.shape, channels_first(winner), window)


@compiled(f"void({IMAGES}, {IMAGES}, {ALL_TAPS}, {POOL}, i8, i8)")
def _backward(g, dx, winner, pool, start, stop):
    for n in range(start, stop):
        unfinish(g[n], g[n], winner[n], dx[n], 0, 0, (1, 1), pool, False)


def backward(state, g):
    shape, winner, window = state
    if (len(shape) != 4 or g.dtype != FLOAT32 or not separate(window)
            or not lies_channels_last(winner)):
        return NotImplemented

    def dx():
        d = np.zeros((shape[0], *shape[2:], shape[1]), g.dtype)
        spread(_backward, len(g), d.size * COST, channels_last(g), d, channels_last(winner),
               window.kernel)
        return channels_first(d)

    return (dx,)
