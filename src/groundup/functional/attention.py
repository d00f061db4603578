"""Attention: every query asks all keys, and receives a mixture of their values (chapter 18).

    Y = P V,   P = softmax(scale · Q Kᵀ + mask) over the keys

The T x S matrix P is never held as a whole: forward and backward go through it in blocks of whole
rows, a few queries at a time, so that memory grows with T, not with T². Forward keeps only the
inputs, Y, and for each row the logarithm L of its sum of exponentials, and backward computes each
block of P = exp(scores - L) again (Dao et al., "FlashAttention", 2022; there the rows are cut as
well). With G = dL/dY:

    dV = Pᵀ G,   dP = G Vᵀ,   dS = P ∘ (dP - Σ_keys P ∘ dP) = P ∘ (dP - Σ G ∘ Y),
    dQ = scale · dS K,   dK = scale · dSᵀ Q

In every mask of this library True means "may attend". A row that may attend to nobody is 0.
"""

import math
from typing import NamedTuple

import numpy as np

from groundup.autograd import Tensor, fused, where
from groundup.backend import Rng, generator
from groundup.functional.attention_inputs import fit
from groundup.functional.blocks import add_part, blocks, part
from groundup.functional.dropout import check_share
from groundup.functional.masked_softmax import masked_softmax
from groundup.functional.rows import total
from groundup.kernels import twin


class How(NamedTuple):
    """What one call asks for, besides its arrays."""

    scale: float
    causal: bool = False                   # query i sees keys 0 ... i + offset
    offset: int = 0
    p: float = 0.0                         # the share of weights that dropout removes
    seed: int = 0                          # and where its random numbers start
    learns: bool = False                   # whether the additive mask asks for its gradient


def scores(q, k, mask, block, how):        # q (..., T, d) · k (..., S, d) · mask (..., T, S)
    """The scores of a block of queries with the keys it may see, -∞ where it may not."""
    rows, seen = block[-1], _seen(block, k.shape[-2], how)
    s = (part(q, block) * how.scale) @ part(k, block[:-1])[..., :seen, :].swapaxes(-1, -2)
    if mask is not None:
        m = part(mask, block)[..., :seen]
        if m.dtype == bool:
            np.copyto(s, -np.inf, where=~m)
        else:
            s += m
    if how.causal:
        np.copyto(s, -np.inf, where=_later(rows.start, rows.stop, seen, how.offset))
    return s                               # (..., rows, seen)


def _seen(block, keys, how):
    return min(keys, block[-1].stop + how.offset) if how.causal else keys


def _later(start, stop, keys, offset):
    """True where a key comes after the query."""
    return np.arange(keys) > np.arange(start, stop)[:, None] + offset


@twin
def forward(q, k, v, mask, how):
    lead = np.broadcast_shapes(q.shape[:-2], k.shape[:-2], v.shape[:-2])
    rows, keys = q.shape[-2], k.shape[-2]
    y = np.empty((*lead, rows, v.shape[-1]), q.dtype)
    L = np.empty((*lead, rows, 1), q.dtype)
    chance = np.random.default_rng(how.seed)
    for block in blocks(L.shape[:-1], keys):
        s = scores(q, k, mask, block, how)
        top = s.max(axis=-1, keepdims=True, initial=-np.inf)
        top[np.isneginf(top)] = 0
        s -= top
        np.exp(s, out=s)
        sums = total(s)
        sums[sums == 0] = 1                # a row that sees nobody: its weights stay 0
        L[block] = top + np.log(sums)
        if how.p:
            s *= _survivors(chance, s.shape, how.p, s.dtype)
        y[block] = s @ part(v, block[:-1])[..., :s.shape[-1], :] / sums
    return y, (q, k, v, mask, y, L, how)


@twin
def backward(state, g):                    # g (..., T, dv)
    q, k, v, mask, y, L, how = state
    dq, dk, dv = np.zeros_like(q), np.zeros_like(k), np.zeros_like(v)
    dmask = np.zeros_like(mask) if how.learns else None
    row_term = total(g * y)                # Σ_keys P ∘ dP
    chance = np.random.default_rng(how.seed)
    for block in blocks(L.shape[:-1], k.shape[-2]):
        p = scores(q, k, mask, block, how)
        p -= L[block]
        np.exp(p, out=p)
        heads, seen, blame = block[:-1], p.shape[-1], g[block]
        queries = part(q, block)
        keys, values = part(k, heads)[..., :seen, :], part(v, heads)[..., :seen, :]
        ds = blame @ values.swapaxes(-1, -2)
        used = p
        if how.p:
            kept = _survivors(chance, p.shape, how.p, p.dtype)
            used = p * kept
            ds *= kept
        ds -= row_term[block]
        ds *= p
        add_part(part(dv, heads)[..., :seen, :], used.swapaxes(-1, -2) @ blame)
        add_part(part(dq, block), (ds @ keys) * how.scale)
        add_part(part(dk, heads)[..., :seen, :], ds.swapaxes(-1, -2) @ (queries * how.scale))
        if dmask is not None:
            add_part(part(dmask, block)[..., :seen], ds)
    return dq, dk, dv, dmask


def _survivors(chance, shape, p, dtype):
    """Inverted dropout: 0 with probability p, else 1 / (1 - p)."""
    return (chance.random(shape, dtype="float32") >= p).astype(dtype) / dtype.type(1 - p)


def reference(q, k, v, mask, how):
    weights = weights_reference(q, k, mask, how)
    if how.p:                              # the same draws as those of the blocks
        chance, kept = np.random.default_rng(how.seed), np.zeros(weights.shape, weights.dtype)
        for block in blocks(weights.shape[:-1], k.shape[-2]):
            view = kept[block][..., :_seen(block, k.shape[-2], how)]
            view[...] = _survivors(chance, view.shape, how.p, weights.dtype)
        weights = weights * kept
    return weights @ v


def weights_reference(q, k, mask, how):
    s = (q * how.scale) @ k.swapaxes(-1, -2)
    if mask is not None:
        s = where(mask, s, -np.inf) if mask.dtype == bool else s + mask
    if how.causal:
        s = where(_later(0, *s.shape[-2:], how.offset), -np.inf, s)
    return masked_softmax(s)


_attention = fused(forward, backward, reference, name="scaled_dot_product_attention")


def scaled_dot_product_attention(query, key, value, attn_mask=None, dropout_p: float = 0.0,
                                 is_causal: bool = False, scale: float | None = None,
                                 enable_gqa: bool = False, *, query_offset: int = 0,
                                 rng: Rng = None) -> Tensor:
    """Values mixed by how well their keys answer the queries: softmax(scale · Q Kᵀ + mask) V.

    query (..., T, d), key (..., S, d), value (..., S, dv); returns (..., T, dv). The leading axes
    (batch, heads) broadcast. `scale` is 1/√d unless given.

    - `attn_mask` broadcasts to (..., T, S): boolean, True where a query may attend to a key, or
      of floats that are added to the scores (-∞ forbids), and which may ask for a gradient.
    - `is_causal`: query i sees keys 0 ... i + `query_offset` (> 0 if earlier keys were cached).
      As PyTorch's, and unlike it may be combined with a mask.
    - `enable_gqa`: key and value have fewer heads (axis -3) than query, each for a group of
      neighbouring query heads (Ainslie et al., "GQA", 2023).
    - `dropout_p`: the share of weights that is dropped, drawn from `rng`. It acts whenever it is
      not 0, so a layer passes 0 in evaluation mode.

    A query that may attend to nobody gets zeros and passes no gradient. Memory is linear in T and
    S. Raises `ValueError` for shapes that do not fit, `TypeError` for a mask of integers.
    Vaswani et al., "Attention is all you need" (2017).

    >>> q, k, v = Tensor([[9.0], [0.0]]), Tensor([[9.0], [-9.0]]), Tensor([[1.0], [3.0]])
    >>> scaled_dot_product_attention(q, k, v)
    Tensor([[1.],
            [2.]])
    """
    q, k, v, mask, lead = fit(query, key, value, attn_mask, enable_gqa)
    check_share("attention: dropout_p", dropout_p)
    if query_offset < 0:
        raise ValueError(f"attention: query_offset is {query_offset}; it counts the keys before "
                         "the first query, so it must be 0 or more.")
    seed = int(generator(rng).integers(1 << 62)) if dropout_p else 0
    learns = mask is not None and mask.requires_grad
    how = How(_scale(scale, q), is_causal, query_offset, dropout_p, seed, learns)
    y = _attention(q, k, v, mask, how=how)
    return y if y.shape[:-2] == lead else y.reshape(*lead, *y.shape[-2:])


def attention_weights(query, key, attn_mask=None, is_causal: bool = False,
                      scale: float | None = None, enable_gqa: bool = False, *,
                      query_offset: int = 0) -> Tensor:
    """Who looks at whom: the weights of `scaled_dot_product_attention`, as a whole, for drawing.

    Arguments as there; returns (..., T, S), rows that add up to 1, or to 0 where a query may
    attend to nobody. Memory grows with T · S.

    >>> attention_weights(Tensor([[1.0], [2.0]]), Tensor([[0.0], [0.0]]), is_causal=True)
    Tensor([[1. , 0. ],
            [0.5, 0.5]])
    """
    q, k, _, mask, lead = fit(query, key, key, attn_mask, enable_gqa)
    how = How(_scale(scale, q), is_causal, query_offset)
    weights = weights_reference(q, k, mask, how)
    return weights.reshape(*lead, *weights.shape[-2:])


def _scale(scale, q):
    return float(scale) if scale is not None else 1 / math.sqrt(max(q.shape[-1], 1))
