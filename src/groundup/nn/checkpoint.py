"""Checkpoint: a part of a model that computes twice instead of remembering (chapter 8)."""

import numpy as np

from groundup import functional as F
from groundup.nn.module import Module


class Checkpoint(Module):
    """A layer whose inner steps are not kept for the way back but computed again.

    Values, gradients and the draws of dropout are those of the layer; see `F.checkpoint`.

    >>> from groundup import Tensor, nn
    >>> block = Checkpoint(nn.Sequential(nn.Dense(4, 8, rng=0), nn.Tanh(), nn.Dense(8, 4, rng=1)))
    >>> block(Tensor([[1.0] * 4])).sum().backward()
    >>> block.layer[0].weight.grad.shape
    (4, 8)
    """

    def __init__(self, layer: Module):
        self.layer = layer

    def forward(self, *inputs, **options):
        rngs = {id(value): value for module in self.layer.modules()
                for value in vars(module).values() if isinstance(value, np.random.Generator)}
        return F.checkpoint(self.layer, *inputs, rngs=tuple(rngs.values()), **options)
