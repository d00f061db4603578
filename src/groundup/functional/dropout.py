"""Dropout: in training each number is silenced by chance, so that none is relied upon (chapter 10).

What is left is scaled up by 1 / (1 - p): the expected value stays the same, and at evaluation time
there is nothing to do.
"""

from numbers import Real

import numpy as np

from groundup.autograd import Tensor, fused
from groundup.backend import Rng, generator
from groundup.functional.floats import floats


def forward(x, kept, p):                   # kept: True where a number stays
    y = x * kept
    y *= 1 / (1 - p)
    return y, (kept, p)


def backward(state, g):                    # what was silenced gets no blame
    kept, p = state
    return forward(g, kept, p)[0], None


def reference(x, kept, p):
    return x * kept * (1 / (1 - p))


_dropout = fused(forward, backward, reference, name="dropout")


def dropout(x, p: float = 0.5, training: bool = True, rng: Rng = None) -> Tensor:
    """Each number is 0 with probability p, and x / (1 - p) otherwise; x itself unless `training`.

    x and y have one shape. Raises `ValueError` unless 0 <= p < 1. Srivastava et al., "Dropout: A
    Simple Way to Prevent Neural Networks from Overfitting" (2014); scaled in training, not after.

    >>> dropout(Tensor([1.0, 2.0, 3.0, 4.0]), p=0.5, rng=1)
    Tensor([0., 4., 6., 8.])
    >>> dropout(Tensor([1.0, 2.0]), training=False)
    Tensor([1., 2.])
    """
    x = floats(x)
    return silence(x, p, training, rng, x.shape, "dropout")


def dropout2d(x, p: float = 0.5, training: bool = True, rng: Rng = None) -> Tensor:
    """Dropout of whole channels: neighbouring pixels tell the same, so they go together.

    x and y (N, C, H, W). Raises `ValueError` unless 0 <= p < 1 and x has four axes. Tompson et
    al., "Efficient Object Localization Using Convolutional Networks" (2015).

    >>> dropout2d(Tensor([[[[1.0, 2.0]], [[3.0, 4.0]]]]), p=0.5, rng=6)
    Tensor([[[[0., 0.]],
    <BLANKLINE>
             [[6., 8.]]]])
    """
    x = floats(x)
    if x.ndim != 4:
        raise ValueError(f"dropout2d: x has shape {x.shape}; it must be (N, C, H, W).")
    return silence(x, p, training, rng, (*x.shape[:2], 1, 1), "dropout2d")


def silence(x, p, training, rng, shape, name) -> Tensor:
    """Dropout with one draw for each entry of `shape`, which is stretched over x.

    >>> silence(Tensor([[1.0, 2.0], [3.0, 4.0]]), 0.5, True, 6, (2, 1), "rows")
    Tensor([[0., 0.],
            [6., 8.]])
    """
    check_share(f"{name}: p", p)
    if not training or p == 0:
        return x
    return _dropout(x, draw_kept(shape, p, rng), p=p)


def draw_kept(shape, p: float, rng: Rng) -> np.ndarray:
    """Which entries of `shape` stay: each is True with probability 1 - p.

    >>> draw_kept(4, 0.5, rng=1).tolist()
    [False, True, True, True]
    """
    return generator(rng).random(shape, dtype="float32") >= p


def check_share(what: str, p: float) -> None:
    """Raise `ValueError` unless p, the share that is silenced, is at least 0 and less than 1.

    >>> check_share("Dropout: p", 1.0)
    Traceback (most recent call last):
    ValueError: Dropout: p is 1.0; the share that is silenced must be in [0, 1).
    """
    if not isinstance(p, Real) or not 0 <= p < 1:
        raise ValueError(f"{what} is {p!r}; the share that is silenced must be in [0, 1).")
