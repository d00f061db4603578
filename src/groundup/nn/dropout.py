"""Dropout as a layer: in training some activations stay away, in use all are there (chapter 10)."""

from groundup import functional as F
from groundup.backend import Rng, generator
from groundup.functional.dropout import check_share
from groundup.nn.module import Module


class Dropout(Module):
    """In training: 0 with probability p, x / (1 − p) otherwise. In evaluation mode: x.

    x and y have one shape. `rng` is the source of its masks, the shared one by default. Raises
    `ValueError` unless p is at least 0 and less than 1. Srivastava et al., "Dropout: a simple way
    to prevent neural networks from overfitting" (2014).

    >>> from groundup import Tensor
    >>> layer = Dropout(0.5, rng=0)
    >>> sorted(set(layer(Tensor([1.0] * 20)).tolist())), layer.eval()(Tensor([1.0])).tolist()
    ([0.0, 2.0], [1.0])
    """

    def __init__(self, p: float = 0.5, rng: Rng = None):
        check_share(f"{type(self).__name__}: p", p)
        self.p = p
        self.rng = None if rng is None else generator(rng)     # made once: no two masks are equal

    def forward(self, x):
        return F.dropout(x, self.p, self.training, self.rng)

    def infer(self, x):
        return x

    def extra_repr(self):
        return f"{self.p}"


class Dropout2d(Dropout):
    """Dropout of whole channels of (N, C, H, W): neighbouring pixels tell the same.

    In training a channel is 0 with probability p, and x / (1 − p) otherwise. Raises `ValueError`
    unless p is at least 0 and less than 1. Tompson et al., "Efficient object localization using
    convolutional networks" (2015).

    >>> from groundup import Tensor
    >>> Dropout2d(0.5).eval()(Tensor([[[[1.0, 2.0]]]])).shape
    (1, 1, 1, 2)
    """

    def forward(self, x):
        return F.dropout2d(x, self.p, self.training, self.rng)

    def infer(self, x):
        return x
