"""Dropout of larger pieces: whole channels of a sequence, and whole samples of a branch."""

from groundup.autograd import Tensor
from groundup.backend import Rng
from groundup.functional.dropout import silence
from groundup.functional.floats import floats


def dropout1d(x, p: float = 0.5, training: bool = True, rng: Rng = None) -> Tensor:
    """Dropout of whole channels of a sequence: each is 0 with probability p, else x / (1 - p).

    x and y (N, C, L). Raises `ValueError` unless 0 <= p < 1 and x has three axes. Tompson et al.,
    "Efficient Object Localization Using Convolutional Networks" (2015).

    >>> dropout1d(Tensor([[[1.0, 2.0], [3.0, 4.0]]]), p=0.5, rng=6)
    Tensor([[[0., 0.],
             [6., 8.]]])
    """
    x = floats(x)
    if x.ndim != 3:
        raise ValueError(f"dropout1d: x has shape {x.shape}; it must be (N, C, L).")
    return silence(x, p, training, rng, (*x.shape[:2], 1), "dropout1d")


def drop_path(x, p: float = 0.5, training: bool = True, rng: Rng = None) -> Tensor:
    """Stochastic depth: a branch is left out for whole samples, 0 with probability p for each.

        y_n = x_n · keep_n / (1 - p),   to be used as  x + drop_path(branch(x))

    x and y (N, ...). Raises `ValueError` unless 0 <= p < 1 and x has an axis of samples. Huang et
    al., "Deep networks with stochastic depth" (2016).

    >>> drop_path(Tensor([[1.0, 2.0], [3.0, 4.0]]), p=0.5, rng=6)
    Tensor([[0., 0.],
            [6., 8.]])
    """
    x = floats(x)
    if x.ndim < 1:
        raise ValueError("drop_path: x is a single number; it must be (N, ...).")
    return silence(x, p, training, rng, (x.shape[0], *[1] * (x.ndim - 1)), "drop_path")
