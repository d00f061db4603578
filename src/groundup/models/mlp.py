"""Multilayer perceptron: dense layers with an activation between them (chapters 3 and 4)."""

from collections.abc import Callable, Sequence

import numpy as np

from groundup import nn
from groundup.backend import Rng, generator


class MLP(nn.Sequential):
    """Dense, activation and dropout for each hidden size, then a dense layer without activation.

    `hidden` is one size or several, `activation` makes a layer (`nn.ReLU`, `nn.Tanh`), and
    `dropout` is the share of hidden activations dropped in training; 0 leaves the layers out.
    The output are logits or plain values: the loss knows what to do with them. Raises as `Dense`
    and `Dropout` do for senseless sizes and shares.

    >>> MLP(2, [64, 64], 3).num_parameters()
    4547
    """

    def __init__(self, in_features: int, hidden: int | Sequence[int], out_features: int,
                 activation: Callable[[], nn.Module] = nn.ReLU, dropout: float = 0.0,
                 rng: Rng = None):
        rng = None if rng is None else generator(rng)   # one generator: no two layers start equal
        layers: list[nn.Module] = []
        for size in [hidden] if isinstance(hidden, int | np.integer) else hidden:
            layers += [nn.Dense(in_features, size, rng=rng), activation()]
            if dropout:
                layers.append(nn.Dropout(dropout, rng=rng))
            in_features = size
        super().__init__(*layers, nn.Dense(in_features, out_features, rng=rng))
