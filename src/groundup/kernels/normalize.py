"""Layer norm and batch norm: mean, variance and scaling of a row or a channel while it is in the
cache; in backward all three gradients from one pass.
"""

from functools import cache

import numpy as np

from groundup.kernels import batch_norm_relu as images
from groundup.kernels.arrays import FLOAT32, fits
from groundup.kernels.compiler import compiled
from groundup.kernels.images import channels_first, channels_last, lies_channels_last
from groundup.kernels.reductions import dot, total
from groundup.kernels.threads import spread

F = np.float32
SMALLEST = 2048                            # below this many numbers NumPy is as quick
COST = 0.35                                # nanoseconds a number
PARTS = 8                                  # of the sums over rows, whatever the number of threads
LONGEST = 512                              # rows in one sum of float32, which lose digits if many

# ---- over the last axes: x (rows, features), w and b (features,) -----------------------------


@compiled("void(f4[:,::1], f4[::1], f4[::1], f4, f4[:,::1], f4[:,::1], f4[::1], f4[::1], f4[::1],"
          "i8, i8)")
def _rows(x, w, b, eps, y, x_hat, mean, variance, scale, start, stop):
    for i in range(start, stop):
        seen, hat, out = x[i], x_hat[i], y[i]
        m = total(seen) / F(seen.size)
        for j in range(seen.size):
            hat[j] = seen[j] - m
        v = dot(hat, hat) / F(seen.size)
        s = F(1.0) / np.sqrt(v + eps)
        for j in range(seen.size):
            hat[j] *= s
            out[j] = hat[j] * w[j] + b[j]
        mean[i], variance[i], scale[i] = m, v, s


@compiled("void(f4[:,::1], f4[::1], f4[::1], f4[:,::1], f4[:,::1], f4[:,::1], f4[:,::1], i8, i8)")
def _rows_back(x_hat, scale, w, g, dx, dw, db, start, stop):
    # dw and db have a row for each part of the rows of g, since several threads cannot share one
    for part in range(start, stop):
        gain, shift = dw[part], db[part]
        gain[:], shift[:] = F(0.0), F(0.0)
        for i in range(len(g) * part // len(dw), len(g) * (part + 1) // len(dw)):
            hat, given, back = x_hat[i], g[i], dx[i]
            mean, along = F(0.0), F(0.0)
            for j in range(given.size):
                gain[j] += given[j] * hat[j]
                shift[j] += given[j]
                h = given[j] * w[j]
                mean += h
                along += h * hat[j]
            mean, along, s = mean / F(given.size), along / F(given.size), scale[i]
            for j in range(given.size):
                back[j] = s * (given[j] * w[j] - mean - hat[j] * along)


# ---- over the batch and all places: x (N, C, places), w and b (C,) ---------------------------


@compiled("void(f4[:,:,::1], f4[::1], f4[::1], f4, f4[:,:,::1], f4[:,:,::1], f4[::1], f4[::1],"
          "f4[::1], i8, i8)")
def _channels(x, w, b, eps, y, x_hat, mean, variance, scale, start, stop):
    n, _, places = x.shape
    for c in range(start, stop):
        whole = 0.0                        # float64: float32 would lose digits over a batch
        for i in range(n):
            whole += total(x[i, c])
        m = F(whole / (n * places))
        whole = 0.0
        for i in range(n):
            seen, hat = x[i, c], x_hat[i, c]
            for j in range(places):
                hat[j] = seen[j] - m
            whole += dot(hat, hat)
        v = F(whole / (n * places))
        s = F(1.0) / np.sqrt(v + eps)
        gain, shift = w[c], b[c]
        for i in range(n):
            hat, out = x_hat[i, c], y[i, c]
            for j in range(places):
                hat[j] *= s
                out[j] = hat[j] * gain + shift
        mean[c], variance[c], scale[c] = m, v, s


@compiled("void(f4[:,:,::1], f4[::1], f4[::1], f4[:,:,::1], f4[:,:,::1], f4[::1], f4[::1], i8, i8)")
def _channels_back(x_hat, scale, w, g, dx, dw, db, start, stop):
    n, _, places = g.shape
    for c in range(start, stop):
        shift, gain = 0.0, 0.0
        for i in range(n):
            shift += total(g[i, c])
            gain += dot(g[i, c], x_hat[i, c])
        dw[c], db[c] = gain, shift
        mean, along, s = F(shift / (n * places)), F(gain / (n * places)), w[c] * scale[c]
        for i in range(n):
            hat, given, back = x_hat[i, c], g[i, c], dx[i, c]
            for j in range(places):
                back[j] = s * (given[j] - mean - hat[j] * along)


# ---- both ------------------------------------------------------------------------------------


def forward(x, w, b, axes, eps, observe=None):
    if _of_images(x, w, b, axes):
        return _forward_images(x, w, b, axes, eps, observe)
    layout = _layout(x, w, b, axes)
    if layout is None:
        return NotImplemented
    (shape, kept), kernel = layout, _rows if len(layout[0]) == 2 else _channels
    y, x_hat = np.empty_like(x), np.empty_like(x)
    mean, variance, scale = (np.empty(kept, x.dtype) for _ in range(3))
    parameters = shape[1]
    spread(kernel, mean.size, x.size * COST, x.reshape(shape), _flat(w, parameters, 1),
           _flat(b, parameters, 0), eps, y.reshape(shape), x_hat.reshape(shape),
           *(a.reshape(-1) for a in (mean, variance, scale)))
    if observe is not None:
        observe(mean.reshape(-1), variance.reshape(-1))
    return y, (x_hat, scale, w, b, axes)


def backward(state, g):
    x_hat, scale, w, b, axes = state
    if _of_images(x_hat, w, b, axes) and g.dtype == FLOAT32:
        return _backward_images(x_hat, scale, w, b, g)
    layout = _layout(g, w, b, axes)
    if layout is None or not fits(x_hat, scale):
        return NotImplemented

    @cache
    def gradients():
        shape, _ = layout
        dx = np.empty_like(g)
        known = (x_hat.reshape(shape), scale.reshape(-1), _flat(w, shape[1], 1), g.reshape(shape),
                 dx.reshape(shape))
        if len(shape) == 2:
            parts = max(PARTS, len(known[3]) // LONGEST)
            dw, db = (np.empty((parts, shape[1]), g.dtype) for _ in range(2))
            spread(_rows_back, parts, g.size * COST, *known, dw, db)
            return dx, dw.sum(axis=0), db.sum(axis=0)
        dw, db = (np.empty(shape[1], g.dtype) for _ in range(2))
        spread(_channels_back, shape[1], g.size * COST, *known, dw, db)
        return dx, dw, db

    return (
        lambda: gradients()[0],
        lambda: gradients()[1].reshape(w.shape),
        lambda: gradients()[2].reshape(b.shape),
    )


# ---- over the batch and all places of images that lie channels last ---------------------------


def _of_images(x, w, b, axes):
    return images.knows(x, w, b, axes) and lies_channels_last(x)


def _forward_images(x, w, b, axes, eps, observe):
    seen = channels_last(x)
    mean, variance, scale = images.statistics(seen, eps)
    if observe is not None:
        observe(mean, variance)
    x_hat, _ = images.apply(seen, mean, scale, np.zeros_like(mean))
    y, _ = images.apply(x_hat, np.zeros_like(mean), _flat(w, len(mean), 1), _flat(b, len(mean), 0))
    return channels_first(y), (channels_first(x_hat), scale.reshape(1, -1, 1, 1), w, b, axes)


def _backward_images(x_hat, scale, w, b, g):
    flat = scale.reshape(-1)
    dx, dw, db = images.gradients(channels_last(x_hat), channels_last(g), np.zeros_like(flat),
                                  np.ones_like(flat), flat * _flat(w, len(flat), 1))
    return (channels_first(dx), None if w is None else dw.reshape(w.shape),
            None if b is None else db.reshape(b.shape))


def _layout(x, w, b, axes):
    """The shape in which a kernel sees x, and that of its statistics; None if there is none."""
    if x.size < SMALLEST or not fits(x, w, b):
        return None
    first = min(axes)
    kept = tuple(1 if axis in axes else n for axis, n in enumerate(x.shape))
    if axes == tuple(range(first, x.ndim)) and first:
        own, shape = x.shape[first:], (-1, int(np.prod(x.shape[first:])))
    elif axes == (0, *range(2, x.ndim)) and x.ndim > 2:
        own, shape = (x.shape[1], *[1] * (x.ndim - 2)), (*x.shape[:2], -1)
    else:
        return None
    return (shape, kept) if all(p is None or p.shape == own for p in (w, b)) else None


def _flat(parameter, size, neutral):
    return np.full(size, neutral, F) if parameter is None else parameter.reshape(-1)
