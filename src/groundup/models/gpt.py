"""GPT: a transformer that looks back only, and so learns to write (chapter 18.2)."""

from functools import partial
from math import prod, sqrt

import numpy as np
from numpy.typing import ArrayLike

from groundup import functional as F
from groundup import nn
from groundup.backend import Rng, generator
from groundup.models.generation import write_on
from groundup.nn.checks import check_sizes
from groundup.nn.init import normal
from groundup.nn.state import evaluating

STD = 0.02                                  # of the weights at the start


class GPT(nn.Module):
    """Tokens and their places, `depth` blocks of attention to the past, and scores of the next.

    ids (B, T) -> logits (B, T, vocab_size), T at most `context`; the logits at t have seen the
    tokens up to t. The blocks normalize first and use GELU, as GPT-2's. With `tied` the table that
    reads tokens in also scores them. `positions` is "learned", a vector for each place, or
    "rotary", queries and keys turned by their places (`nn.Rotary`).

    Weights start normal with standard deviation 0.02, and smaller by √(2 · depth) where a block
    adds to the stream, so that its sum starts no larger in deep models. Raises `ValueError` for
    texts beyond the context, and as the layers do. Radford et al., "Language models are
    unsupervised multitask learners" (2019), in the form of Karpathy's nanoGPT.

    >>> model = GPT(vocab_size=65, context=32, width=16, depth=2, heads=4, rng=0)
    >>> model([[1, 2, 3]]).shape, model.num_parameters()
    ((1, 3, 65), 8144)
    """

    def __init__(self, vocab_size: int, context: int, width: int, depth: int, heads: int, *,
                 dropout: float = 0.0, tied: bool = True, positions: str = "learned",
                 rng: Rng = None):
        if positions not in ("learned", "rotary"):
            raise ValueError(f"GPT: positions is 'learned' or 'rotary', not {positions!r}.")
        check_sizes("GPT", vocab_size=vocab_size, context=context, width=width, depth=depth)
        rng = None if rng is None else generator(rng)
        learned, small = positions == "learned", partial(normal, std=STD)
        self.context = context
        self.embedding = nn.Embedding(vocab_size, width, init=small, rng=rng)
        self.positions = (nn.LearnedPositions(context, width, init=small, rng=rng)
                          if learned else None)
        self.dropout = nn.Dropout(dropout, rng)
        self.blocks = nn.TransformerEncoder(
            lambda: nn.TransformerEncoderLayer(
                width, heads, 4 * width, dropout, "gelu", norm_first=True,
                positions=None if learned else nn.Rotary(), rng=rng),
            depth, nn.LayerNorm(width))
        self.head = None if tied else nn.Dense(width, vocab_size, bias=False, init=small, rng=rng)
        self._start_small(depth, rng)

    def _start_small(self, depth: int, rng: Rng) -> None:
        for name, p in self.blocks.named_parameters():
            if p.ndim == 2:
                adds = name.endswith(("out_proj.weight", "linear2.weight"))
                p.data[...] = normal(p.shape, rng, std=STD / sqrt(2 * depth) if adds else STD)

    def forward(self, ids, caches: list[nn.KVCache] | None = None):
        """Logits (B, T, V); with `caches`, one for each block, the tokens follow on those there."""
        x = self.embedding(ids)                                             # (B, T, C)
        start = caches[0].length if caches else 0
        if start + x.shape[1] > self.context:
            raise ValueError(f"This text has {start + x.shape[1]} tokens; the context of the model "
                             f"is {self.context}. Leave out the first ones.")
        if self.positions is not None:
            x = self.positions(x, start)
        x = self.blocks(self.dropout(x), is_causal=True, caches=caches)     # (B, T, C)
        return F.dense(x, self.embedding.weight.T) if self.head is None else self.head(x)

    def generate(self, prompt: ArrayLike, length: int, *, temperature: float = 1.0,
                 top_k: int | None = None, top_p: float | None = None, rng: Rng = None,
                 cached: bool = True) -> np.ndarray:
        """The prompt, ids (T,) or (B, T), with `length` tokens more, drawn as by `text.sample`.

        Of a text beyond the context the last tokens are read. Keys and values of tokens that were
        read are kept, so that each new token costs one step; beyond the context every place
        changes with each token, and all is read anew. `cached=False` always does that: slower, the
        same text. Raises `ValueError` for an empty prompt and senseless options.

        >>> model = GPT(10, context=8, width=8, depth=1, heads=2, rng=0)
        >>> model.generate([1, 2, 3], 4, temperature=0).shape
        (7,)
        """
        seen = np.empty((len(np.atleast_2d(prompt)), 0), np.int64)
        caches: list[nn.KVCache] = []

        def read(new):                                                      # (B, t)
            nonlocal seen, caches
            seen = np.concatenate([seen, new], axis=1)
            if not cached:
                return self(seen[:, -self.context:])
            if not caches or seen.shape[1] > self.context:
                new = seen[:, -self.context:]
                caches = [nn.KVCache() for _ in self.blocks.layers]
            return self(new, caches)

        with evaluating(self):
            return write_on(read, prompt, length, rng, temperature=temperature, top_k=top_k,
                            top_p=top_p)

    def flops(self, input_shape, output_shape):
        tied = self.head is None                # the product with the table; a head counts itself
        return 2 * prod(output_shape) * self.embedding.embedding_dim if tied else 0
