"""A network with one hidden layer and few inputs and outputs: unit by unit, all products at once.

What belongs to a feature is a row as long as the batch, so that loops over rows are vectorised
however few features there are. There are four rows each for inputs and outputs, some of zeros.
"""

import numpy as np

from groundup.kernels.arrays import aligned, fits
from groundup.kernels.compiler import compiled, inlined
from groundup.kernels.reductions import total

F = np.float32
FOUR = 4
M, V = "f4[:,::1]", "f4[::1]"


@inlined()
def _rows_of_features(x):                  # (N, up to 4) -> (4, N)
    rows = aligned(FOUR, len(x))
    for k in range(x.shape[1]):
        row = rows[k]
        for i in range(len(x)):
            row[i] = x[i, k]
    return rows


@compiled(f"void({M}, {M}, {V}, {M}, {V}, {M}, {M})")
def _forward(x, W1, b1, W2, b2, h, y):     # h (H, N)
    seen, out = _rows_of_features(x), aligned(FOUR, len(x))
    x0, x1, x2, x3 = seen[0], seen[1], seen[2], seen[3]
    y0, y1, y2, y3 = out[0], out[1], out[2], out[3]
    w, v = np.zeros(FOUR, F), np.zeros(FOUR, F)            # the weights into a unit, and out of it
    for j in range(len(h)):
        for k in range(x.shape[1]):
            w[k] = W1[k, j]
        for k in range(y.shape[1]):
            v[k] = W2[j, k]
        w0, w1, w2, w3, b = w[0], w[1], w[2], w[3], b1[j]
        v0, v1, v2, v3, unit = v[0], v[1], v[2], v[3], h[j]
        for i in range(unit.size):
            s = w0 * x0[i] + w1 * x1[i] + w2 * x2[i] + w3 * x3[i] + b
            s = F(0.0) if s <= F(0.0) else s               # NaN stays
            unit[i] = s
            y0[i] += v0 * s
            y1[i] += v1 * s
            y2[i] += v2 * s
            y3[i] += v3 * s
    for k in range(y.shape[1]):
        row = out[k]
        for i in range(len(y)):
            y[i, k] = row[i] + b2[k]


@compiled(f"void({M}, {M}, {M}, {M}, {M}, {V}, {M}, {V})")
def _backward(x, h, W2, g, of_W1, of_b1, of_W2, of_b2):
    seen, given = _rows_of_features(x), _rows_of_features(g)
    x0, x1, x2, x3 = seen[0], seen[1], seen[2], seen[3]
    g0, g1, g2, g3 = given[0], given[1], given[2], given[3]
    v = np.zeros(FOUR, F)
    for j in range(len(h)):
        for k in range(g.shape[1]):
            v[k] = W2[j, k]
        v0, v1, v2, v3, unit = v[0], v[1], v[2], v[3], h[j]
        a0, a1, a2, a3, b = F(0.0), F(0.0), F(0.0), F(0.0), F(0.0)
        c0, c1, c2, c3 = F(0.0), F(0.0), F(0.0), F(0.0)
        for i in range(unit.size):
            s = unit[i]
            d = v0 * g0[i] + v1 * g1[i] + v2 * g2[i] + v3 * g3[i]
            d = d if s > F(0.0) else F(0.0)                # the blame of the unit
            a0 += d * x0[i]
            a1 += d * x1[i]
            a2 += d * x2[i]
            a3 += d * x3[i]
            b += d
            c0 += s * g0[i]
            c1 += s * g1[i]
            c2 += s * g2[i]
            c3 += s * g3[i]
        a, c = (a0, a1, a2, a3), (c0, c1, c2, c3)
        for k in range(x.shape[1]):
            of_W1[k, j] = a[k]
        for k in range(g.shape[1]):
            of_W2[j, k] = c[k]
        of_b1[j] = b
    for k in range(g.shape[1]):
        of_b2[k] = total(given[k])


def forward(x, W1, b1, W2, b2):
    (_, inputs), (hidden, outputs) = x.shape, W2.shape
    if (max(inputs, outputs) > FOUR or W1.shape != (inputs, hidden) or not fits(x, W1, b1, W2, b2)
            or (b1 is not None and b1.shape != (hidden,))
            or (b2 is not None and b2.shape != (outputs,))):
        return NotImplemented
    h, y = np.empty((hidden, len(x)), F), np.empty((len(x), outputs), F)
    _forward(x, W1, np.zeros(hidden, F) if b1 is None else b1, W2,
             np.zeros(outputs, F) if b2 is None else b2, h, y)
    return y, (x, W1, h.T, W2)


def backward(state, g):
    x, W1, h, W2 = state
    units = np.ascontiguousarray(h.T)
    if not fits(x, units, W2, g):
        return NotImplemented
    of_W1, of_b1 = np.empty(W1.shape, F), np.empty(len(units), F)
    of_W2, of_b2 = np.empty(W2.shape, F), np.empty(g.shape[1], F)
    _backward(x, units, W2, g, of_W1, of_b1, of_W2, of_b2)
    return lambda: (g @ W2.T * (h > 0)) @ W1.T, of_W1, of_b1, of_W2, of_b2
