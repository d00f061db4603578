"""Attention as one operator, with caches and masks, and rotary positions."""

from math import sqrt

import numpy as np

from groundup import functional as F
from groundup.io.onnx.operators.cast import converted, dtype_of
from groundup.io.onnx.operators.shapes import padded
from groundup.io.onnx.values import afford, array


def attention(Q, K, V, attn_mask=None, past_key=None, past_value=None, nonpad_kv_seqlen=None, *,
              is_causal=0, kv_num_heads=None, left_window_size=-1, q_num_heads=None,
              qk_matmul_output_mode=0, right_window_size=-1, scale=None, softcap=0.0,
              softmax_precision=None, outputs=1):
    """softmax(scale Q Kᵀ + mask) V for each head, with the keys and values of earlier calls.

    Axes (batch, heads, T, features), or (batch, T, heads · features) with the numbers of heads.
    Returns Y, all keys, all values, and the scores at the stage that the mode names.
    """
    packed = Q.ndim == 3
    if packed:
        Q, K, V = _heads(Q, q_num_heads), _heads(K, kv_num_heads), _heads(V, kv_num_heads)
    before = 0
    if past_key is not None:
        before = past_key.shape[2]
        K, V = np.concatenate([past_key, K], axis=2), np.concatenate([past_value, V], axis=2)
    keys, values = (_for_all(x, Q.shape[1] // K.shape[1]) for x in (K, V))
    T, S = Q.shape[2], K.shape[2]
    afford(*Q.shape[:3], S)

    scale = 1 / sqrt(Q.shape[3]) if scale is None else scale
    scores = (Q * sqrt(scale)) @ np.swapaxes(keys * sqrt(scale), 2, 3)      # (B, H, T, S)
    capped = np.tanh(scores / softcap) * softcap if softcap else scores
    allowed = _allowed(T, S, before, nonpad_kv_seqlen, is_causal, left_window_size,
                       right_window_size)
    masked, allowed = _masked(capped, attn_mask, allowed)
    stage = (converted(masked, dtype_of(softmax_precision)) if softmax_precision else masked)
    seen = np.broadcast_to(np.any(array(stage) > -np.inf, axis=-1, keepdims=True), stage.shape)
    weights = np.where(seen, F.softmax(np.where(seen, stage, 0.0)), 0.0)    # a row that sees nobody
    weights = converted(weights, array(Q).dtype)
    y = weights @ values
    y = _joined(y) if packed else y
    return y, K, V, (scores, capped, masked, weights)[qk_matmul_output_mode]


def _heads(x, count):
    """(B, T, heads · d) -> (B, heads, T, d)"""
    return np.transpose(np.reshape(x, (*x.shape[:2], count, x.shape[2] // count)), (0, 2, 1, 3))


def _joined(x):
    B, H, T, d = x.shape
    return np.reshape(np.transpose(x, (0, 2, 1, 3)), (B, T, H * d))


def _for_all(x, group):
    """Each head of keys or values serves `group` neighbouring heads of queries."""
    return x if group == 1 else x[:, np.repeat(np.arange(x.shape[1]), group)]


def _allowed(T, S, before, lengths, is_causal, left, right):
    """Who may look at whom by place: (T, S), or with `lengths` of the keys (B, 1, T, S)."""
    key = np.arange(S)
    offset = np.array(before)
    allowed = np.ones((T, S), bool)
    if lengths is not None:
        lengths = lengths.reshape(-1, 1, 1, 1)
        offset = lengths - T
        allowed = allowed & (key < lengths)
    here = np.arange(T)[:, None] + offset
    if is_causal:
        allowed = allowed & (key <= here)
    if left >= 0:
        allowed = allowed & (key >= here - left)
    if right >= 0:
        allowed = allowed & (key <= here + right)
    return allowed


def _masked(scores, mask, allowed):
    """Scores with -∞ where no one may look; a mask that is too short ends with -∞."""
    if mask is not None:
        boolean = array(mask).dtype == bool
        short = scores.shape[-1] - mask.shape[-1]
        if short:
            mask = padded(mask, [(0, 0)] * (mask.ndim - 1) + [(0, short)],
                          False if boolean else -np.inf)
        if boolean:
            allowed = allowed & mask
        else:
            scores = scores + mask
    return np.where(allowed, scores, -np.inf), allowed


def rotary_embedding(x, cos_cache, sin_cache, position_ids=None, *, interleaved=0, num_heads=None,
                     rotary_embedding_dim=0):
    """Pairs of features turned by the angle of their place; features beyond `dim` stay."""
    packed = x.ndim == 3
    if packed:
        x = _heads(x, num_heads)                                            # (B, H, T, d)
    dim = rotary_embedding_dim or x.shape[3]
    if position_ids is not None:
        cos_cache, sin_cache = cos_cache[position_ids], sin_cache[position_ids]
    cos, sin = (np.expand_dims(wave[..., :dim // 2], 1) for wave in (cos_cache, sin_cache))
    turned, rest = x[..., :dim], x[..., dim:]
    first, second = ((slice(0, None, 2), slice(1, None, 2)) if interleaved
                     else (slice(dim // 2), slice(dim // 2, None)))
    a, b = turned[..., first], turned[..., second]
    pair = np.stack([a * cos - b * sin, a * sin + b * cos], axis=-1 if interleaved else -2)
    y = np.concatenate([np.reshape(pair, turned.shape), rest], axis=3)
    return _joined(y) if packed else y


OPERATORS = {"Attention": attention, "RotaryEmbedding": rotary_embedding}
