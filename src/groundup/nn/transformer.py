"""Transformers: blocks on top of each other (chapter 18).

Stacks take a function that makes a block, where PyTorch takes one block and copies it: copies
would all start with the same weights.
"""

from collections.abc import Callable
from functools import partial

from groundup.backend import Rng, generator
from groundup.nn.containers import ModuleList
from groundup.nn.module import Module
from groundup.nn.normalization import LayerNorm
from groundup.nn.transformer_layers import TransformerDecoderLayer, TransformerEncoderLayer


class TransformerEncoder(Module):
    """`num_layers` blocks made by `encoder_layer`, and at the end `norm`, if there is one.

    Raises `TypeError` for a block in the place of a function that makes one.

    >>> from groundup import Tensor
    >>> stack = TransformerEncoder(lambda: TransformerEncoderLayer(8, 2, 16), num_layers=3)
    >>> stack(Tensor([[[1.0] * 8] * 5])).shape, len(stack.layers)
    ((1, 5, 8), 3)
    """

    def __init__(self, encoder_layer: Callable[[], Module], num_layers: int,
                 norm: Module | None = None):
        self.layers, self.norm = _stack(encoder_layer, num_layers), norm

    def forward(self, src, mask=None, src_key_padding_mask=None, is_causal: bool = False,
                caches=None):
        """y of src's shape; `caches` is a list of a `KVCache` for each block."""
        for layer, cache in _with_caches(self.layers, caches):
            src = layer(src, src_mask=mask, src_key_padding_mask=src_key_padding_mask,
                        is_causal=is_causal, cache=cache)
        return src if self.norm is None else self.norm(src)


class TransformerDecoder(Module):
    """`num_layers` blocks made by `decoder_layer`, and at the end `norm`, if there is one.

    Raises `TypeError` for a block in the place of a function that makes one.

    >>> from groundup import Tensor
    >>> stack = TransformerDecoder(lambda: TransformerDecoderLayer(8, 2, 16), num_layers=2)
    >>> stack(Tensor([[[1.0] * 8] * 3]), Tensor([[[0.5] * 8] * 5])).shape
    (1, 3, 8)
    """

    def __init__(self, decoder_layer: Callable[[], Module], num_layers: int,
                 norm: Module | None = None):
        self.layers, self.norm = _stack(decoder_layer, num_layers), norm

    def forward(self, tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None,
                memory_key_padding_mask=None, tgt_is_causal: bool = False, caches=None):
        """y of tgt's shape; `caches` is a list of a `KVCache` for each block."""
        for layer, cache in _with_caches(self.layers, caches):
            tgt = layer(tgt, memory, tgt_mask=tgt_mask, memory_mask=memory_mask,
                        tgt_key_padding_mask=tgt_key_padding_mask,
                        memory_key_padding_mask=memory_key_padding_mask,
                        tgt_is_causal=tgt_is_causal, cache=cache)
        return tgt if self.norm is None else self.norm(tgt)


class Transformer(Module):
    """Encoder and decoder: src (N, S, d_model), tgt (N, T, d_model) -> (N, T, d_model).

    The decoder sees the past of tgt and all of src. `options` are those of the blocks.

    >>> from groundup import Tensor
    >>> model = Transformer(8, 2, 1, 1, dim_feedforward=16, rng=0)
    >>> src, tgt = Tensor([[[1.0] * 8] * 5]), Tensor([[[0.5] * 8] * 3])
    >>> model(src, tgt, tgt_is_causal=True).shape
    (1, 3, 8)
    """

    def __init__(self, d_model: int = 512, nhead: int = 8, num_encoder_layers: int = 6,
                 num_decoder_layers: int = 6, dim_feedforward: int = 2048, dropout: float = 0.1,
                 *, layer_norm_eps: float = 1e-5, bias: bool = True, rng: Rng = None, **options):
        rng = None if rng is None else generator(rng)
        block = (d_model, nhead, dim_feedforward, dropout)
        options |= {"layer_norm_eps": layer_norm_eps, "bias": bias, "rng": rng}
        self.encoder = TransformerEncoder(
            partial(TransformerEncoderLayer, *block, **options), num_encoder_layers,
            LayerNorm(d_model, layer_norm_eps, bias=bias))
        self.decoder = TransformerDecoder(
            partial(TransformerDecoderLayer, *block, **options), num_decoder_layers,
            LayerNorm(d_model, layer_norm_eps, bias=bias))

    def forward(self, src, tgt, src_mask=None, tgt_mask=None, memory_mask=None,
                src_key_padding_mask=None, tgt_key_padding_mask=None,
                memory_key_padding_mask=None, tgt_is_causal: bool = False):
        memory = self.encoder(src, src_mask, src_key_padding_mask)
        return self.decoder(tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask,
                            memory_key_padding_mask, tgt_is_causal)


def _stack(make, count):
    if isinstance(make, Module):
        name = type(make).__name__
        raise TypeError(f"A stack needs a function that makes a new {name} each time, so that no "
                        f"two start alike: pass lambda: {name}(...).")
    return ModuleList(make() for _ in range(count))


def _with_caches(layers, caches):
    caches = [None] * len(layers) if caches is None else caches
    if len(caches) != len(layers):
        raise ValueError(f"{len(caches)} caches for {len(layers)} blocks: make one for each, "
                         "[KVCache() for _ in model.layers].")
    return zip(layers, caches)
