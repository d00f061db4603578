"""LoRA: a large layer stays as it is, and a small one beside it learns the difference (chapter 17).

Hu et al., "LoRA: low-rank adaptation of large language models" (2022).
"""

import copy
from math import prod, sqrt

from groundup import functional as F
from groundup.backend import Rng
from groundup.nn.checks import check_sizes
from groundup.nn.dense import Dense
from groundup.nn.init import kaiming_uniform, zeros
from groundup.nn.module import Module
from groundup.nn.parameter import Parameter


class LoRA(Module):
    """A frozen Dense layer plus a product of two thin matrices: y = x W + b + (alpha/rank) x A B.

    x (..., in_features), A (in_features, rank), B (rank, out_features); y (..., out_features).
    B starts at 0, so the start is the layer itself; only A and B learn. `alpha` is `rank` unless
    given. The layer is taken over, not copied, and frozen. Raises `TypeError` for another layer.

    >>> from groundup import Tensor
    >>> layer = LoRA(Dense(100, 100, rng=0), rank=2, rng=0)
    >>> sum(p.size for p in layer.parameters() if p.requires_grad), layer.num_parameters()
    (400, 10500)
    >>> layer.merge()
    Dense(100, 100)
    """

    def __init__(self, layer: Dense, rank: int, alpha: float | None = None, *, rng: Rng = None):
        if not isinstance(layer, Dense):
            raise TypeError(f"LoRA adapts a Dense layer, not {type(layer).__name__}.")
        check_sizes("LoRA", rank=rank)
        self.rank, self.alpha = rank, rank if alpha is None else alpha
        dtype, (inputs, outputs) = layer.weight.dtype, layer.weight.shape
        self.layer = layer.freeze()
        self.A = Parameter(kaiming_uniform((inputs, rank), rng=rng, gain=sqrt(1 / 3)), dtype=dtype)
        self.B = Parameter(zeros((rank, outputs)), dtype=dtype)

    def forward(self, x):
        return self.layer(x) + F.dense(F.dense(x, self.A), self.B) * (self.alpha / self.rank)

    def merge(self) -> Dense:
        """A plain Dense layer that does the same: W + (alpha/rank) A B. This one stays."""
        merged = copy.deepcopy(self.layer).unfreeze()
        merged.weight.data += (self.alpha / self.rank) * (self.A.data @ self.B.data)
        return merged

    def flops(self, input_shape, output_shape):
        return 2 * self.rank * (prod(input_shape) + prod(output_shape))

    def extra_repr(self):
        return f"rank={self.rank}, alpha={self.alpha:g}"
