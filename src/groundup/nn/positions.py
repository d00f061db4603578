"""Positions as layers: added to what comes in, or told to attention itself (chapter 18).

`SinusoidalPositions` and `LearnedPositions` stand between the embedding and the first block.
`Rotary` and `ALiBi` are given to attention as `positions`: modules that take queries, keys and
the place of the first of them, and return both and what is to be added to the scores, if anything.
"""

from functools import partial

from groundup import functional as F
from groundup.autograd import Tensor
from groundup.backend import Rng
from groundup.nn.checks import check_init, check_sizes
from groundup.nn.init import truncated_normal
from groundup.nn.module import Module
from groundup.nn.parameter import Parameter


class SinusoidalPositions(Module):
    """x plus waves that tell each place apart; see `F.sinusoidal_positions`. Nothing is learned.

    x (N, T, dim) and y have one shape; `start` is the place of the first row.

    >>> SinusoidalPositions(4)(Tensor([[[0.0] * 4]]))
    Tensor([[[0., 1., 0., 1.]]])
    """

    def __init__(self, dim: int, base: float = 10000.0):
        check_sizes("SinusoidalPositions", dim=dim)
        self.dim, self.base = dim, base

    def forward(self, x, start: int = 0):
        _check_features(x, self.dim)
        return x + F.sinusoidal_positions(x.shape[-2], self.dim, start, base=self.base,
                                          dtype=x.dtype)

    def extra_repr(self):
        return f"{self.dim}"


class LearnedPositions(Module):
    """x plus a learned vector for each place, of which there are `max_length`.

    x (N, T, dim) and y have one shape; `start` is the place of the first row. Raises `ValueError`
    for a text that goes beyond `max_length`.

    >>> layer = LearnedPositions(16, 4, rng=0)
    >>> bool((layer(Tensor([[[0.0] * 4]]), start=2).data == layer.weight.data[2]).all())
    True
    """

    def __init__(self, max_length: int, dim: int, *, init=truncated_normal, rng: Rng = None):
        check_sizes("LearnedPositions", max_length=max_length, dim=dim)
        check_init("LearnedPositions", init)
        self.max_length, self.dim = max_length, dim
        self.weight = Parameter(init((max_length, dim), rng=rng))

    def forward(self, x, start: int = 0):
        _check_features(x, self.dim)
        end = start + x.shape[-2]
        if end > self.max_length:
            raise ValueError(f"This text reaches place {end}, and only {self.max_length} were "
                             "learned. Shorten it, or make the layer with a larger max_length.")
        return x + self.weight[start:end]

    def extra_repr(self):
        return f"{self.max_length}, {self.dim}"


class Rotary(Module):
    """Queries and keys turned by their places, so that scores feel distances; see `F.rotary`.

    >>> from groundup import nn
    >>> nn.MultiHeadAttention(8, 2, positions=Rotary(), rng=0)(Tensor([[[1.0] * 8] * 3])).shape
    (1, 3, 8)
    """

    def __init__(self, base: float = 10000.0, interleaved: bool = False):
        self.base, self.interleaved = base, interleaved

    def forward(self, q, k, start: int = 0):
        turn = partial(F.rotary, start=start, base=self.base, interleaved=self.interleaved)
        return turn(q), turn(k), None

    def extra_repr(self):
        return f"base={self.base:g}" + (", interleaved=True" if self.interleaved else "")


class ALiBi(Module):
    """Scores lowered by distance, more in some heads than in others; see `F.alibi_bias`.

    >>> from groundup import nn
    >>> nn.MultiHeadAttention(8, 2, positions=ALiBi(), rng=0)(Tensor([[[1.0] * 8] * 3])).shape
    (1, 3, 8)
    """

    def forward(self, q, k, start: int = 0):
        heads, queries = q.shape[-3], q.shape[-2]
        bias = F.alibi_bias(heads, queries, start + k.shape[-2], start, dtype=q.dtype)
        return q, k, Tensor(bias)


def _check_features(x, dim):
    if x.ndim < 2 or x.shape[-1] != dim:
        raise ValueError(f"Positions of {dim} features need x (..., T, {dim}), not {x.shape}.")
