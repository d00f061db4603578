"""Transformer encoder: every token sees all others, then each answers, or all as one (18.2)."""

from groundup import nn
from groundup.autograd import Tensor
from groundup.backend import Rng, generator
from groundup.nn.init import truncated_normal

POOLING = ("none", "mean", "first")


class TransformerEncoder(nn.Module):
    """Tokens and their places, `depth` blocks of attention to all, and a dense layer on top.

    ids (B, T) -> y (B, T, out_features) with pooling "none", for tasks that ask of each token; or
    (B, out_features) of the whole text, as its "mean" over real tokens, or from what its "first"
    token has gathered (BERT puts one there for that). T is at most `max_length`. Tokens
    `padding_idx` are seen by none and counted nowhere. `nn.TransformerEncoder` is the stack of
    blocks inside, which normalize first.

    Raises `ValueError` for longer texts, for texts of padding alone, and as the layers do. Devlin
    et al., "BERT: pre-training of deep bidirectional transformers" (2019), with GELU as there.

    >>> model = TransformerEncoder(30, 2, max_length=16, width=8, depth=1, heads=2,
    ...                            pooling="mean", padding_idx=0, rng=0)
    >>> model([[5, 3, 7], [4, 0, 0]]).shape
    (2, 2)
    """

    def __init__(self, vocab_size: int, out_features: int, max_length: int, width: int, depth: int,
                 heads: int, *, pooling: str = "none", dropout: float = 0.0,
                 padding_idx: int | None = None, rng: Rng = None):
        if pooling not in POOLING:
            raise ValueError(f"TransformerEncoder: pooling is one of {', '.join(POOLING)}, not "
                             f"{pooling!r}.")
        rng = None if rng is None else generator(rng)
        self.pooling, self.padding_idx = pooling, padding_idx
        self.embedding = nn.Embedding(vocab_size, width, padding_idx,
                                      init=truncated_normal, rng=rng)    # no louder than places
        self.positions = nn.LearnedPositions(max_length, width, rng=rng)
        self.dropout = nn.Dropout(dropout, rng)
        self.blocks = nn.TransformerEncoder(
            lambda: nn.TransformerEncoderLayer(width, heads, 4 * width, dropout, "gelu",
                                               norm_first=True, rng=rng),
            depth, nn.LayerNorm(width))
        self.head = nn.Dense(width, out_features, rng=rng)

    def forward(self, ids):
        return self.head(self.pool(self.encode(ids), self.padding(ids)))

    def encode(self, ids):
        """What each token means where it stands, (B, T) -> (B, T, width)."""
        x = self.dropout(self.positions(self.embedding(ids)))               # (B, T, C)
        return self.blocks(x, src_key_padding_mask=self.padding(ids))       # (B, T, C)

    def padding(self, ids) -> Tensor | None:
        """True where a token is padding, (B, T), or None if no token is meant as such."""
        if self.padding_idx is None:
            return None
        padding = Tensor(ids) == self.padding_idx
        if padding.data.all(axis=-1).any():
            raise ValueError(f"A text is padding ({self.padding_idx}) alone: nothing to read. "
                             "Leave it out of the batch.")
        return padding

    def pool(self, x, padding: Tensor | None):
        """One vector for the whole text, (B, T, C) -> (B, C), unless pooling is "none"."""
        if self.pooling == "none":
            return x
        if self.pooling == "first":
            return x[:, 0]
        return mean_of_tokens(x, None if padding is None else ~padding)


def mean_of_tokens(x, mask) -> Tensor:
    """The mean over the tokens of a text: x (N, T, C), mask (N, T) True where one is -> (N, C)."""
    if mask is None:
        return x.mean(axis=1)
    mask = Tensor(mask)
    share = mask / mask.sum(axis=1, keepdims=True)                          # (N, T)
    return (x * share[..., None].astype(x.dtype)).sum(axis=1)
