"""Errors of numbers that ask for a quantile, or follow outliers less (chapter 15.2)."""

from math import log

from groundup.autograd import Tensor, maximum
from groundup.functional.softplus import softplus
from groundup.losses.inputs import matching, reduce


def quantile(prediction, target, *, q: float = 0.5, reduction: str = "mean") -> Tensor:
    """Pinball loss, max(q e, (q - 1) e) with e = target - prediction: least at the q-quantile.

    Both of one shape; a prediction that is too low costs q for each unit, one too high 1 - q.
    `reduction` is "mean", "sum" or "none". Raises `ValueError` for different shapes and unless
    0 < q < 1. Koenker and Bassett, "Regression Quantiles" (1978).

    >>> quantile([0.0, 0.0], [10.0, -10.0], q=0.9, reduction="none")
    Tensor([9., 1.])
    """
    if not 0 < q < 1:
        raise ValueError(f"quantile: q is {q}; it lies between 0 and 1.")
    x, y = matching("quantile", prediction, target)
    return reduce("quantile", maximum(q * (y - x), (q - 1) * (y - x)), reduction)


def log_cosh(prediction, target, *, reduction: str = "mean") -> Tensor:
    """log cosh(prediction - target): e²/2 near 0 and |e| - log 2 far out, smooth in between.

    Both of one shape; `reduction` is "mean", "sum" or "none". Raises `ValueError` for different
    shapes. Exact for errors of any size, as e + softplus(-2 e) - log 2.

    >>> log_cosh([0.0, 1000.0], [0.0, 0.0], reduction="none").numpy().round(2)
    array([  0.  , 999.31], dtype=float32)
    """
    x, y = matching("log_cosh", prediction, target)
    return reduce("log_cosh", (x - y) + softplus(-2 * (x - y)) - log(2), reduction)
