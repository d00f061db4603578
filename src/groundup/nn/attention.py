"""Multi-head attention: several ways of looking at once (chapter 18)."""

from typing import Any

from groundup import functional as F
from groundup.backend import Rng, generator
from groundup.functional.dropout import check_share
from groundup.nn.checks import check_sizes
from groundup.nn.dense import Dense
from groundup.nn.init import xavier_uniform
from groundup.nn.kv_cache import KVCache
from groundup.nn.masks import by_head, joined, not_padding
from groundup.nn.module import Module


class MultiHeadAttention(Module):
    """Attention in `num_heads` subspaces, whose answers are mixed again:

        y = Concat_h(Attention(x_q W_q^h, x_k W_k^h, x_v W_v^h)) W_o

    query (N, T, embed_dim), key (N, S, kdim), value (N, S, vdim); y (N, T, embed_dim). Without
    `key` and `value` the query attends to itself. PyTorch's MultiheadAttention with
    batch_first=True, but W_q, W_k, W_v are layers of their own.

    `kv_heads` (a divisor of `num_heads`) lets groups of heads share keys and values. `positions`
    is a module such as `Rotary` or `ALiBi`, for self-attention. `dropout` is that of the weights.
    Raises `ValueError` for heads that do not divide, and for shapes that do not fit. Vaswani et
    al., "Attention is all you need" (2017).

    >>> from groundup import Tensor
    >>> layer = MultiHeadAttention(8, 2, rng=0)
    >>> x = Tensor([[[1.0] * 8] * 5])
    >>> layer(x).shape, layer(x, need_weights=True)[1].shape
    ((1, 5, 8), (1, 2, 5, 5))
    """

    def __init__(self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True, *,
                 kv_heads: int | None = None, kdim: int | None = None, vdim: int | None = None,
                 positions: Module | None = None, init=xavier_uniform, rng: Rng = None):
        kv_heads = num_heads if kv_heads is None else kv_heads
        check_sizes("MultiHeadAttention", embed_dim=embed_dim, num_heads=num_heads,
                    kv_heads=kv_heads)
        if embed_dim % num_heads or num_heads % kv_heads:
            raise ValueError(f"MultiHeadAttention: embed_dim {embed_dim} must be a multiple of "
                             f"num_heads {num_heads}, and that of kv_heads {kv_heads}.")
        self.embed_dim, self.num_heads, self.kv_heads = embed_dim, num_heads, kv_heads
        check_share("MultiHeadAttention: dropout", dropout)
        self.dropout = dropout
        self.rng = None if rng is None else generator(rng)
        width = embed_dim // num_heads * kv_heads
        options = {"bias": bias, "init": init, "rng": self.rng}
        self.q_proj = Dense(embed_dim, embed_dim, **options)
        self.k_proj = Dense(kdim or embed_dim, width, **options)
        self.v_proj = Dense(vdim or embed_dim, width, **options)
        self.out_proj = Dense(embed_dim, embed_dim, **options)
        self.positions = positions

    def forward(self, query, key=None, value=None, key_padding_mask=None,
                need_weights: bool = False, attn_mask=None, is_causal: bool = False,
                cache: KVCache | None = None):
        """y, or (y, weights) if `need_weights`: for drawing, (N, num_heads, T, S).

        PyTorch returns weights unless told not to, and their mean over the heads.

        - `key_padding_mask` (N, S): True where a key is padding
        - `attn_mask` (T, S), (N, T, S) or (N, num_heads, T, S): True where a query may attend
          (PyTorch's layer means the opposite), or floats to be added to the scores
        - `is_causal`: no query sees a later key; no mask is needed besides
        - `cache`: the queries go on where it ends, and its keys are seen as well as the new ones
        """
        _check_sequences(query, key)
        if key is not None and (self.positions is not None or cache is not None):
            raise ValueError("positions and cache are for self-attention; leave out key and value.")
        key = query if key is None else key
        start = 0 if cache is None else cache.length
        q = _split(self.q_proj(query), self.num_heads)
        k = _split(self.k_proj(key), self.kv_heads)
        v = _split(self.v_proj(key if value is None else value), self.kv_heads)
        bias = None
        if self.positions is not None:
            q, k, bias = self.positions(q, k, start)
        if cache is not None:
            k, v = cache.append(k, v)
        mask = joined(bias, by_head(attn_mask), not_padding(key_padding_mask, k))
        how: dict[str, Any] = {"is_causal": is_causal, "query_offset": start,
                               "enable_gqa": self.kv_heads != self.num_heads}
        p = self.dropout if self.training else 0.0
        y = F.scaled_dot_product_attention(q, k, v, mask, p, rng=self.rng, **how)
        y = self.out_proj(_merge(y))
        return (y, F.attention_weights(q, k, mask, **how)) if need_weights else y

    def flops(self, input_shape, output_shape):
        n, t, _ = input_shape              # scores and mixture; the projections count themselves
        return 4 * n * t * t * self.embed_dim

    def extra_repr(self):
        groups = "" if self.kv_heads == self.num_heads else f", kv_heads={self.kv_heads}"
        dropout = f", dropout={self.dropout}" if self.dropout else ""
        return f"{self.embed_dim}, {self.num_heads}{dropout}{groups}"


def _split(x, heads):                      # (N, T, heads · d)
    n, t, width = x.shape
    return x.reshape(n, t, heads, width // heads).transpose(0, 2, 1, 3)    # (N, heads, T, d)


def _merge(x):                             # (N, heads, T, d)
    n, heads, t, d = x.shape
    return x.transpose(0, 2, 1, 3).reshape(n, t, heads * d)                # (N, T, heads · d)


def _check_sequences(query, key):
    for name, x in (("query", query), ("key", key)):
        if x is not None and x.ndim != 3:
            raise ValueError(f"The {name} has shape {x.shape}; it must be (N, T, features).")
