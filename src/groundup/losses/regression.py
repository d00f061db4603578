"""How wrong is a number? Squared, absolute and Huber's error (chapter 6.1).

Squares punish the large error most, and so follow outliers; absolute errors punish all alike;
Huber's loss is the first near 0 and the second far out.
"""

import numpy as np

from groundup.autograd import Tensor, abs, fused, square
from groundup.losses.inputs import matching, reduce


def mse(prediction, target, *, reduction: str = "mean") -> Tensor:
    """Mean squared error: (prediction - target)², averaged over all entries.

    Both of one shape; `reduction` is "mean", "sum" or "none". Raises `ValueError` for different
    shapes, which would broadcast. Legendre (1805).

    >>> mse([1.0, 2.0], [1.0, 4.0])
    Tensor(2.)
    """
    x, y = matching("mse", prediction, target)
    return reduce("mse", square(x - y), reduction)


def l1(prediction, target, *, reduction: str = "mean") -> Tensor:
    """Mean absolute error: |prediction - target|, averaged over all entries.

    Both of one shape; `reduction` is "mean", "sum" or "none". Raises `ValueError` for different
    shapes. Laplace (1774).

    >>> l1([1.0, 2.0], [1.0, 4.0])
    Tensor(1.)
    """
    x, y = matching("l1", prediction, target)
    return reduce("l1", abs(x - y), reduction)


# ---- Huber: a parabola that goes on as a line -----------------------------------------------


def huber_forward(x, y, delta):
    error = x - y
    size = np.abs(error)
    bent = size.clip(0, delta)
    return bent * (size - 0.5 * bent), (error, delta)


def huber_backward(state, g):
    error, delta = state
    slope = error.clip(-delta, delta)
    return lambda: g * slope, lambda: -g * slope


def huber_reference(x, y, delta):
    error = x - y
    inside = np.abs(error) <= delta
    return np.where(inside, 0.5 * error * error, delta * (np.abs(error) - 0.5 * delta))


_huber = fused(huber_forward, huber_backward, huber_reference, name="huber")


def huber(prediction, target, *, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    """With e = prediction - target: e²/2 while |e| <= delta, and delta · (|e| - delta/2) beyond.

    Both of one shape; `reduction` is "mean", "sum" or "none". Raises `ValueError` for different
    shapes and unless delta > 0. Huber, "Robust Estimation of a Location Parameter" (1964).

    >>> huber([1.0, 4.0], [0.0, 0.0], reduction="none")
    Tensor([0.5, 3.5])
    """
    x, y = matching("huber", prediction, target)
    if not delta > 0:
        raise ValueError(f"huber: delta is {delta}; it must be positive.")
    return reduce("huber", _huber(x, y, delta=delta), reduction)


def smooth_l1(prediction, target, *, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    """Huber's loss divided by beta, so that far out it is the absolute error: slope 1.

    Both of one shape; `reduction` is "mean", "sum" or "none"; beta = 0 is `l1`. Raises
    `ValueError` for different shapes and unless beta >= 0. Girshick, "Fast R-CNN" (2015).

    >>> smooth_l1([1.0, 4.0], [0.0, 0.0], reduction="none", beta=2.0)
    Tensor([0.25, 3.  ])
    """
    if not beta >= 0:
        raise ValueError(f"smooth_l1: beta is {beta}; it must not be negative.")
    x, y = matching("smooth_l1", prediction, target)
    return reduce("smooth_l1", _huber(x, y, delta=beta) / beta if beta else abs(x - y), reduction)
