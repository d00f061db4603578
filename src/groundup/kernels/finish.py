"""What often follows a layer, done to one image, channels last, while it is in the cache: ReLU and
max pooling by windows that do not overlap; and the way back.
"""

import numpy as np

from groundup.kernels.compiler import compiled, inlined
from groundup.kernels.images import copy

F = np.float32
IMAGE, IMAGES = "f4[:,:,::1]", "f4[:,:,:,::1]"
TAPS, ALL_TAPS = "u1[:,:,::1]", "u1[:,:,:,::1]"
POOL = "UniTuple(i8, 2)"                   # a window of (1, 1) is no pooling
NO_TAPS = np.empty((1, 1, 1, 0), np.uint8)


def separate(pool) -> bool:
    """Whether the windows of a pooling lie side by side, none of them over the edge."""
    return (len(pool.kernel) == 2 and pool.kernel == pool.stride and pool.dilation == (1, 1)
            and not any(map(any, pool.padding))
            and 1 < pool.kernel[0] * pool.kernel[1] <= 256)


@inlined()
def _cut(v, bend):
    return F(0.0) if bend and v <= F(0.0) else v               # NaN stays


@compiled("void(f4[::1], f4[::1], b1)")
def _finish_row(x, y, bend):
    for j in range(y.size):
        y[j] = _cut(x[j], bend)


@compiled("void(f4[::1], f4[::1], f4[::1], b1)")
def _unfinish_row(g, y, d, bend):
    for j in range(g.size):
        d[j] = g[j] if not bend or y[j] > F(0.0) else F(0.0)


@inlined()
def _larger(v, top):
    return v if v > top or v != v else top                     # NaN beats all


@inlined()
def _raise(top, seen):
    for k in range(top.size):
        top[k] = _larger(seen[k], top[k])


@compiled(f"void({IMAGE}, {IMAGE}, {POOL}, b1)")
def _pool(map, y, pool, bend):
    """The largest of each window: first down, for whole rows at once, then across."""
    ph, pw = pool
    rows = np.empty((1, map.shape[1], map.shape[2]), F)
    top = rows.reshape(-1)
    for i in range(y.shape[0]):
        copy(map[i * ph].reshape(-1), top)
        for u in range(1, ph):
            _raise(top, map[i * ph + u].reshape(-1))
        for j in range(y.shape[1]):
            out = y[i, j]
            copy(rows[0, j * pw, :out.size], out)
            for v in range(1, pw):
                _raise(out, rows[0, j * pw + v])
        _finish_row(y[i].reshape(-1), y[i].reshape(-1), bend)


@compiled(f"void({IMAGE}, {IMAGE}, {TAPS}, {POOL}, b1)")
def _pool_and_note(map, y, winner, pool, bend):
    """The largest of each window, and which tap it came from."""
    ph, pw = pool
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            out, won, seen = y[i, j], winner[i, j], map[i * ph, j * pw]
            for c in range(out.size):
                out[c] = seen[c]
                won[c] = 0
            for tap in range(1, ph * pw):
                seen = map[i * ph + tap // pw, j * pw + tap % pw]
                for c in range(out.size):
                    v, top = seen[c], out[c]
                    won[c] = np.uint8(tap) if v > top else won[c]
                    out[c] = _larger(v, top)
            for c in range(out.size):
                out[c] = _cut(out[c], bend)


@compiled(f"void({IMAGE}, {IMAGE}, {TAPS}, {POOL}, b1)")
def finish(map, y, winner, pool, bend):
    """From a map to y: the largest of each window, and which tap it came from; bent if so wished.

    The map may have more places and channels than y. Without channels in `winner`, taps are not
    kept.
    """
    if pool[0] * pool[1] > 1 and winner.shape[2]:
        _pool_and_note(map, y, winner, pool, bend)
    elif pool[0] * pool[1] > 1:
        _pool(map, y, pool, bend)
    elif map.shape[1:] == y.shape[1:]:
        for i in range(len(y)):
            _finish_row(map[i].reshape(-1), y[i].reshape(-1), bend)
    else:
        for i in range(len(y)):
            for j in range(y.shape[1]):
                _finish_row(map[i, j, :y.shape[2]], y[i, j], bend)


@compiled(f"void({IMAGE}, {IMAGE}, {TAPS}, {IMAGE}, i8, i8, {POOL}, {POOL}, b1)")
def unfinish(g, y, winner, d, top, left, steps, pool, bend):
    """Lead the blame g of y back to the map, whose places lie in d from (top, left) on.

    They are `steps` apart there; what is between or around them is left as it is.
    """
    sh, sw = steps
    ph, pw = pool
    taps, whole_rows = ph * pw, sw == 1 and d.shape[2] == g.shape[2]
    for i in range(g.shape[0]):
        if taps == 1 and whole_rows:
            place = d[top + i * sh, left:left + g.shape[1]].reshape(-1)
            _unfinish_row(g[i].reshape(-1), y[i].reshape(-1), place, bend)
            continue
        for j in range(g.shape[1]):
            given, out = g[i, j], y[i, j]
            for tap in range(taps):
                place = d[top + (i * ph + tap // pw) * sh, left + (j * pw + tap % pw) * sw]
                if taps == 1:
                    _unfinish_row(given, out, place, bend)
                else:
                    won = winner[i, j]
                    for c in range(given.size):
                        led = won[c] == tap and (not bend or out[c] > F(0.0))
                        place[c] = given[c] if led else F(0.0)
