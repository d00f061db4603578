"""What attention accepts: its inputs checked, and brought into one form for the arithmetic."""

import numpy as np

from groundup.autograd import Tensor
from groundup.functional.floats import floats


def fit(query, key, value, mask, grouped: bool):
    """(q, k, v, mask) with equally many axes, and the shape that stands before y's last two axes.

    Grouped query heads (..., kv_heads · groups, T, d) become (..., kv_heads, groups, T, d), and
    keys and values (..., kv_heads, 1, S, d), which broadcast to them. Raises as
    `scaled_dot_product_attention` says.
    """
    q, k, v = floats(query), floats(key), floats(value)
    shapes = f"attention of query {q.shape}, key {k.shape}, value {v.shape}"
    if min(q.ndim, k.ndim, v.ndim) < 2:
        raise ValueError(f"{shapes}: each needs two axes at least, (..., T, d).")
    if q.shape[-1] != k.shape[-1]:
        raise ValueError(f"{shapes}: queries and keys must have one length (the last axis).")
    if k.shape[-2] != v.shape[-2]:
        raise ValueError(f"{shapes}: each key needs one value (axis -2).")
    mask = None if mask is None else _checked_mask(mask)
    groups = _groups(q, k, v, shapes) if grouped else 1
    if groups > 1:
        q, k, v = _split_heads(q, groups), _split_heads(k, 1), _split_heads(v, 1)
        mask = mask if mask is None or mask.ndim < 3 else _split_heads(mask, groups)
    lead = _leading(q, k, v, shapes)
    axes = len(lead) + 2
    if mask is not None:
        _check_reach(mask, (*lead, q.shape[-2], k.shape[-2]), shapes)
        mask = _widened(mask, axes)
    outer = lead if groups == 1 else (*lead[:-2], lead[-2] * groups)
    return _widened(q, axes), _widened(k, axes), _widened(v, axes), mask, outer


def _checked_mask(mask):
    mask = mask if isinstance(mask, Tensor) else Tensor(mask)
    if mask.dtype.kind not in "bf":
        raise TypeError(f"attention: the mask is {mask.dtype}. Give booleans, True where a query "
                        "may attend, or floats to add to the scores.")
    return mask


def _groups(q, k, v, shapes):
    """How many query heads share one head of keys and values."""
    if min(q.ndim, k.ndim, v.ndim) < 3 or k.shape[-3] != v.shape[-3] or q.shape[-3] % k.shape[-3]:
        raise ValueError(f"{shapes}: with enable_gqa the heads are axis -3, as many for values as "
                         "for keys, and those of the queries a multiple of them.")
    return q.shape[-3] // k.shape[-3]


def _split_heads(x, groups):
    heads = x.shape[-3]
    groups = groups if heads % groups == 0 else 1      # one head of a mask serves all
    return x.reshape(*x.shape[:-3], heads // groups, groups, *x.shape[-2:])


def _leading(q, k, v, shapes):
    try:
        return np.broadcast_shapes(q.shape[:-2], k.shape[:-2], v.shape[:-2])
    except ValueError:
        raise ValueError(f"{shapes}: the axes before the last two must be equal, or 1. Where keys "
                         "have fewer heads than queries, set enable_gqa=True.") from None


def _check_reach(mask, scores, shapes):
    try:
        fits = np.broadcast_shapes(mask.shape, scores) == scores
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(f"{shapes}: the mask has shape {mask.shape}, which does not broadcast to "
                         f"that of the scores, {scores}.")


def _widened(x, axes):
    return x if x.ndim == axes else x.reshape(*[1] * (axes - x.ndim), *x.shape)
