"""Embedding layers: a learned vector for every token, and bags of them (chapter 17)."""

from functools import partial

from groundup import functional as F
from groundup.autograd import Tensor
from groundup.backend import Rng
from groundup.functional.embedding import checked_padding
from groundup.nn.checks import check_init, check_sizes
from groundup.nn.init import normal
from groundup.nn.module import Module
from groundup.nn.parameter import Parameter

unit_normal = partial(normal, std=1.0)


class Embedding(Module):
    """A table with a vector for every token: ids (...) -> (..., embedding_dim).

    weight (num_embeddings, embedding_dim), by default normal with variance 1; the row
    `padding_idx` starts at 0 and stays there. Raises `ValueError` for ids outside the table.

    Tied weights score every token by the same table that reads them in:

    >>> from groundup import functional as F
    >>> embedding = Embedding(10, 4, rng=0)
    >>> h = embedding([[1, 2, 3]])
    >>> F.dense(h, embedding.weight.T).shape
    (1, 3, 10)
    """

    def __init__(self, num_embeddings: int, embedding_dim: int, padding_idx: int | None = None, *,
                 init=unit_normal, rng: Rng = None):
        name = type(self).__name__
        check_sizes(name, num_embeddings=num_embeddings, embedding_dim=embedding_dim)
        check_init(name, init)
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        self.padding_idx = checked_padding(name, padding_idx, num_embeddings)
        self.weight = Parameter(init((num_embeddings, embedding_dim), rng=rng))
        if padding_idx is not None:
            self.weight.data[padding_idx] = 0

    @classmethod
    def from_pretrained(cls, weight, freeze: bool = True, **options):
        """An embedding with a given table (V, D), by default not learned further.

        >>> Embedding.from_pretrained(Tensor([[1.0, 2.0], [3.0, 4.0]]))([1]).tolist()
        [[3.0, 4.0]]
        """
        weight = Tensor(weight)
        layer = cls(*weight.shape, init=lambda shape, rng: weight.data, **options)
        return layer.freeze() if freeze else layer

    def forward(self, ids):
        return F.embedding(ids, self.weight, self.padding_idx)

    def extra_repr(self):
        padding = "" if self.padding_idx is None else f", padding_idx={self.padding_idx}"
        return f"{self.num_embeddings}, {self.embedding_dim}{padding}"


class EmbeddingBag(Embedding):
    """The mean or sum of the vectors of each bag of tokens: ids (B, L) -> (B, embedding_dim).

    Bags of unequal size are given as ids (n,) with `offsets` (B,), the places where they begin, or
    filled up with `padding_idx`, which is left out. See `F.embedding_bag`.

    >>> layer = EmbeddingBag(10, 4, rng=0)
    >>> layer([[1, 2, 3], [4, 5, 6]]).shape, layer([1, 2, 3, 4], offsets=[0, 3]).shape
    ((2, 4), (2, 4))
    """

    def __init__(self, num_embeddings: int, embedding_dim: int, padding_idx: int | None = None,
                 mode: str = "mean", *, init=unit_normal, rng: Rng = None):
        super().__init__(num_embeddings, embedding_dim, padding_idx, init=init, rng=rng)
        if mode not in ("mean", "sum"):
            raise ValueError(f"EmbeddingBag: mode is 'mean' or 'sum', not {mode!r}.")
        self.mode = mode

    def forward(self, ids, offsets=None):
        return F.embedding_bag(ids, self.weight, offsets, self.mode, self.padding_idx)

    def extra_repr(self):
        return f"{super().extra_repr()}, mode={self.mode!r}"
