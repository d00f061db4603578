"""Convolution, ReLU and max pooling, piece by piece; all of it is in `conv.py`."""

from groundup.kernels.arrays import FLOAT32
from groundup.kernels.conv import blame, convolve, knows
from groundup.kernels.images import channels_first, channels_last


def forward(x, W, b, *, window, groups, pool):
    if not knows(x, W, b, window, groups, pool):
        return NotImplemented
    x = channels_first(channels_last(x))   # a copy, if there must be one, serves backward, too
    y, winner = convolve(x, W, b, window, pool, bend=True)
    pooled = ((len(x), len(W), *window.places(x.shape[2:])), winner, pool) if pool else None
    return y, (x, W, window, groups, pooled, y)


def infer(x, W, b, *, window, groups, pool):
    if not knows(x, W, b, window, groups, pool):
        return NotImplemented
    return convolve(x, W, b, window, pool, bend=True, taps=False)[0]


def backward(state, g):
    x, W, window, groups, pooled, y = state
    _, winner, pool = pooled or (None, None, None)
    if not knows(x, W, None, window, groups, pool) or g.dtype != FLOAT32:
        return NotImplemented
    return blame(x, W, g, window, pool, winner, y)
