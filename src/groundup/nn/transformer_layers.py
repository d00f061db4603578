"""The blocks of a transformer: look around, then think it over, each beside a road straight on.

    x + Branch(Norm(x))     with norm_first: the road stays free, deep stacks train well
    Norm(x + Branch(x))     without: as in the paper

(chapter 18; Vaswani et al., "Attention is all you need", 2017; Xiong et al., "On layer
normalization in the transformer architecture", 2020.)
"""

from collections.abc import Callable

from groundup import functional as F
from groundup.backend import Rng, generator
from groundup.nn.attention import MultiHeadAttention
from groundup.nn.dense import Dense
from groundup.nn.dropout import Dropout
from groundup.nn.init import xavier_uniform
from groundup.nn.kv_cache import KVCache
from groundup.nn.module import Module
from groundup.nn.normalization import LayerNorm

ACTIVATIONS: dict[str, Callable] = {"relu": F.relu, "gelu": F.gelu}


class TransformerLayer(Module):
    """What encoder and decoder layers share: residual branches, of which the last is a network."""

    def __init__(self, d_model: int, dim_feedforward: int, dropout: float,
                 activation: str | Callable, norm_first: bool, bias: bool, rng: Rng):
        if isinstance(activation, str) and activation not in ACTIVATIONS:
            raise ValueError(f"{type(self).__name__}: activation is 'relu', 'gelu' or a function, "
                             f"not {activation!r}.")
        self.activation = ACTIVATIONS[activation] if isinstance(activation, str) else activation
        self.norm_first = norm_first
        self.linear1 = Dense(d_model, dim_feedforward, bias, init=xavier_uniform, rng=rng)
        self.linear2 = Dense(dim_feedforward, d_model, bias, init=xavier_uniform, rng=rng)
        self.dropout = Dropout(dropout, rng)

    def residual(self, x, norm, branch):
        """x with what a branch has to say about it, normalized before or after."""
        if self.norm_first:
            return x + self.dropout(branch(norm(x)))
        return norm(x + self.dropout(branch(x)))

    def feed_forward(self, x):
        """The same small network at every place: (N, T, d_model) -> (N, T, d_model)."""
        return self.linear2(self.dropout(self.activation(self.linear1(x))))


class TransformerEncoderLayer(TransformerLayer):
    """Self-attention and a small network, each a residual branch: (N, T, d_model) -> the same.

    Options and names are PyTorch's, with batch_first=True; from `layer_norm_eps` on by keyword.
    `kv_heads` and `positions` are those of `MultiHeadAttention`. With `is_causal` it is the block
    of a GPT.

    >>> from groundup import Tensor
    >>> layer = TransformerEncoderLayer(8, 2, dim_feedforward=16, norm_first=True, rng=0)
    >>> layer(Tensor([[[1.0] * 8] * 5]), is_causal=True).shape
    (1, 5, 8)
    """

    def __init__(self, d_model: int, nhead: int, dim_feedforward: int = 2048,
                 dropout: float = 0.1, activation: str | Callable = "relu", *,
                 layer_norm_eps: float = 1e-5, norm_first: bool = False, bias: bool = True,
                 kv_heads: int | None = None, positions: Module | None = None, rng: Rng = None):
        rng = None if rng is None else generator(rng)
        self.self_attn = MultiHeadAttention(d_model, nhead, dropout, bias, kv_heads=kv_heads,
                                            positions=positions, rng=rng)
        super().__init__(d_model, dim_feedforward, dropout, activation, norm_first, bias, rng)
        self.norm1 = LayerNorm(d_model, layer_norm_eps, bias=bias)
        self.norm2 = LayerNorm(d_model, layer_norm_eps, bias=bias)

    def forward(self, src, src_mask=None, src_key_padding_mask=None, is_causal: bool = False,
                cache: KVCache | None = None):
        """y of src's shape; masks, `is_causal` and `cache` as in `MultiHeadAttention`."""
        def look(x):
            return self.self_attn(x, key_padding_mask=src_key_padding_mask, attn_mask=src_mask,
                                  is_causal=is_causal, cache=cache)

        x = self.residual(src, self.norm1, look)
        return self.residual(x, self.norm2, self.feed_forward)


class TransformerDecoderLayer(TransformerLayer):
    """As the encoder's, with a second attention in between, to what the encoder remembers.

    tgt (N, T, d_model), memory (N, S, d_model); y of tgt's shape.

    >>> from groundup import Tensor
    >>> layer = TransformerDecoderLayer(8, 2, dim_feedforward=16, rng=0)
    >>> layer(Tensor([[[1.0] * 8] * 3]), Tensor([[[0.5] * 8] * 5]), tgt_is_causal=True).shape
    (1, 3, 8)
    """

    def __init__(self, d_model: int, nhead: int, dim_feedforward: int = 2048,
                 dropout: float = 0.1, activation: str | Callable = "relu", *,
                 layer_norm_eps: float = 1e-5, norm_first: bool = False, bias: bool = True,
                 kv_heads: int | None = None, positions: Module | None = None, rng: Rng = None):
        rng = None if rng is None else generator(rng)
        self.self_attn = MultiHeadAttention(d_model, nhead, dropout, bias, kv_heads=kv_heads,
                                            positions=positions, rng=rng)
        self.multihead_attn = MultiHeadAttention(d_model, nhead, dropout, bias, kv_heads=kv_heads,
                                                 rng=rng)
        super().__init__(d_model, dim_feedforward, dropout, activation, norm_first, bias, rng)
        self.norm1 = LayerNorm(d_model, layer_norm_eps, bias=bias)
        self.norm2 = LayerNorm(d_model, layer_norm_eps, bias=bias)
        self.norm3 = LayerNorm(d_model, layer_norm_eps, bias=bias)

    def forward(self, tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None,
                memory_key_padding_mask=None, tgt_is_causal: bool = False,
                cache: KVCache | None = None):
        """y of tgt's shape; `cache` is that of the attention of tgt to itself."""
        def look(x):
            return self.self_attn(x, key_padding_mask=tgt_key_padding_mask, attn_mask=tgt_mask,
                                  is_causal=tgt_is_causal, cache=cache)

        def remember(x):
            return self.multihead_attn(x, memory, memory, attn_mask=memory_mask,
                                       key_padding_mask=memory_key_padding_mask)

        x = self.residual(tgt, self.norm1, look)
        x = self.residual(x, self.norm2, remember)
        return self.residual(x, self.norm3, self.feed_forward)
