"""Alpha dropout: for networks of SELUs, whose signals keep mean 0 and variance 1 (chapter 10)."""

import math

from groundup.autograd import Tensor, fused, where
from groundup.backend import Rng
from groundup.functional.dropout import check_share, draw_kept
from groundup.functional.floats import floats

SILENT = -1.7580993408473766               # -λα: what a SELU gives for very negative inputs


def forward(x, kept, a, b):
    y = a * x
    y[~kept] = a * SILENT
    y += b
    return y, (kept, a)


def backward(state, g):
    kept, a = state
    return g * kept * a, None


def reference(x, kept, a, b):
    return where(kept, x, SILENT) * a + b


_alpha_dropout = fused(forward, backward, reference, name="alpha_dropout")


def alpha_dropout(x, p: float = 0.5, training: bool = True, rng: Rng = None) -> Tensor:
    """Each number is set with probability p to what a silent SELU gives, α' = -1.758:

        y = a (x or α') + b,   a = 1 / √((1 - p)(1 + p α'²)),   b = -a p α'

    a and b give inputs of mean 0 and variance 1 the same mean and variance back. x and y have one
    shape; x itself unless `training`. Raises `ValueError` unless 0 <= p < 1. Klambauer et al.,
    "Self-normalizing neural networks" (2017).

    >>> alpha_dropout([1.0, 2.0, 3.0, 4.0], p=0.5, rng=1).tolist()[1] > 2
    True
    >>> alpha_dropout([1.0, 2.0], training=False)
    Tensor([1., 2.])
    """
    x = floats(x)
    check_share("alpha_dropout: p", p)
    if not training or p == 0:
        return x
    kept = draw_kept(x.shape, p, rng)
    a = 1 / math.sqrt((1 - p) * (1 + p * SILENT**2))
    return _alpha_dropout(x, kept, a=a, b=-a * p * SILENT)
