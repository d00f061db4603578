"""Additive attention as a layer, as it came into translation (chapter 18)."""

from groundup import functional as F
from groundup.backend import Rng, generator
from groundup.nn.dense import Dense
from groundup.nn.init import xavier_uniform
from groundup.nn.masks import not_padding
from groundup.nn.module import Module
from groundup.nn.parameter import Parameter


class AdditiveAttention(Module):
    """Values mixed by a network's judgement of keys: Σ_s softmax_s(wᵀ tanh(W q + U k_s)) v_s.

    query (N, T, query_dim), key (N, S, key_dim), value (N, S, dv), by default the keys; returns
    (N, T, dv). W and U lead to `hidden_dim` features. Bahdanau, Cho and Bengio (2015).

    >>> import numpy as np
    >>> from groundup import Tensor
    >>> layer = AdditiveAttention(4, 6, 8, rng=0)
    >>> layer(Tensor(np.ones((2, 3, 4), "f")), Tensor(np.ones((2, 5, 6), "f"))).shape
    (2, 3, 6)
    """

    def __init__(self, query_dim: int, key_dim: int, hidden_dim: int, *, rng: Rng = None):
        rng = None if rng is None else generator(rng)
        self.q_proj = Dense(query_dim, hidden_dim, init=xavier_uniform, rng=rng)
        self.k_proj = Dense(key_dim, hidden_dim, bias=False, init=xavier_uniform, rng=rng)
        self.weight = Parameter(xavier_uniform((hidden_dim, 1), rng=rng)[:, 0])

    def forward(self, query, key, value=None, key_padding_mask=None, need_weights: bool = False):
        """y, or (y, weights) if `need_weights`; `key_padding_mask` (N, S) is True at padding."""
        real = None if key_padding_mask is None else not_padding(key_padding_mask, key)[:, 0]
        weights = F.additive_weights(self.q_proj(query), self.k_proj(key), self.weight, real)
        y = weights @ (key if value is None else value)
        return (y, weights) if need_weights else y
