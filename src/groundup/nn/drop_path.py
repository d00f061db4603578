"""Dropout of larger pieces as layers, and dropout for SELUs (chapter 10)."""

from groundup import functional as F
from groundup.nn.dropout import Dropout


class Dropout1d(Dropout):
    """Dropout of whole channels of (N, C, L); see `F.dropout1d`.

    >>> from groundup import Tensor
    >>> Dropout1d(0.5).eval()(Tensor([[[1.0, 2.0]]]))
    Tensor([[[1., 2.]]])
    """

    def forward(self, x):
        return F.dropout1d(x, self.p, self.training, self.rng)


class DropPath(Dropout):
    """Stochastic depth, a branch left out for whole samples (N, ...); see `F.drop_path`.

    >>> from groundup import Tensor
    >>> DropPath(0.5, rng=6)(Tensor([[1.0, 2.0], [3.0, 4.0]]))
    Tensor([[0., 0.],
            [6., 8.]])
    """

    def forward(self, x):
        return F.drop_path(x, self.p, self.training, self.rng)


class AlphaDropout(Dropout):
    """Dropout that keeps mean 0 and variance 1, to stand behind a SELU; see `F.alpha_dropout`.

    >>> from groundup import Tensor
    >>> AlphaDropout(0.5).eval()(Tensor([1.0, 2.0]))
    Tensor([1., 2.])
    """

    def forward(self, x):
        return F.alpha_dropout(x, self.p, self.training, self.rng)
