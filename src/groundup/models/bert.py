"""BERT: a transformer that looks both ways, and learned from filling gaps in texts (18.2)."""

from collections.abc import Callable
from functools import partial

from groundup import nn
from groundup.autograd import Tensor
from groundup.backend import Rng, generator
from groundup.nn.init import normal

small = partial(normal, std=0.02)


class BERT(nn.Module):
    """Tokens, their places, and of which of two texts they are; `depth` blocks that look at all.

    ids (N, T), type_ids (N, T) 0 or 1 (by default 0), mask (N, T) True where there is a token and
    no padding (by default everywhere), as `WordPieceTokenizer` makes them; y (N, T, width), what
    each token means where it stands; what stands at padding means nothing. T is at most
    `max_length`. The blocks normalize last, and `hidden` is the width within them, by default four
    times `width`. `dropout` acts on every sum and within the blocks; `init` starts the tables.

    `gu.io.from_huggingface` gives one that has read a lot. Raises `ValueError` for longer texts and
    as the layers do. Devlin et al., "BERT: pre-training of deep bidirectional transformers" (2019).

    >>> model = BERT(vocab_size=30, max_length=16, width=8, depth=2, heads=2, rng=0)
    >>> model([[2, 5, 7, 3], [2, 4, 3, 0]], mask=[[True] * 4, [True] * 3 + [False]]).shape
    (2, 4, 8)
    """

    def __init__(self, vocab_size: int, max_length: int, width: int, depth: int, heads: int,
                 hidden: int | None = None, *, types: int = 2, activation: str | Callable = "gelu",
                 eps: float = 1e-12, dropout: float = 0.1, init=small, rng: Rng = None):
        rng = None if rng is None else generator(rng)
        self.embedding = nn.Embedding(vocab_size, width, init=init, rng=rng)
        self.positions = nn.LearnedPositions(max_length, width, init=init, rng=rng)
        self.types = nn.Embedding(types, width, init=init, rng=rng)
        self.norm = nn.LayerNorm(width, eps)
        self.dropout = nn.Dropout(dropout, rng)
        self.blocks = nn.TransformerEncoder(
            lambda: nn.TransformerEncoderLayer(width, heads, hidden or 4 * width, dropout,
                                               activation, layer_norm_eps=eps, rng=rng), depth)

    def forward(self, ids, type_ids=None, mask=None):
        kind = self.types.weight[0] if type_ids is None else self.types(type_ids)
        x = self.positions(self.embedding(ids)) + kind                          # (N, T, width)
        return self.blocks(self.dropout(self.norm(x)),
                           src_key_padding_mask=None if mask is None else ~Tensor(mask))
