"""Losses between distributions, and likelihoods of numbers and counts (chapters 15.2 and 18.3)."""

import math

import numpy as np

from groundup.autograd import Tensor, exp, log, where
from groundup.losses.inputs import as_constants, check_probabilities, matching, reduce


def kl_div(prediction, target, *, reduction: str = "mean", log_target: bool = False) -> Tensor:
    """Kullback-Leibler divergence, t · (log t - x), for log-probabilities x and probabilities t.

    Both of one shape. `log_target` says that the target holds logarithms too. The divergence of
    distributions is their sum, averaged over the rows of the batch: `reduction="batchmean"`.
    "mean", the default as in PyTorch, averages over all entries; "sum" and "none" as elsewhere.
    Raises `ValueError` for different shapes and targets that are no probabilities. Kullback and
    Leibler, "On Information and Sufficiency" (1951).

    >>> x = np.log([[0.5, 0.5]])
    >>> round(kl_div(x, [[1.0, 0.0]], reduction="batchmean").item(), 4)      # ln 2
    0.6931
    """
    x, t = matching("kl_div", prediction, target)
    if log_target:
        losses = exp(t) * (t - x)
    else:
        check_probabilities("kl_div", "targets", t.data,
                            " If these are logarithms, pass log_target=True.")
        some = t > 0                       # 0 · log 0 is 0
        losses = where(some, t * (log(where(some, t, 1.0)) - x), 0.0)
    if reduction != "batchmean":
        return reduce("kl_div", losses, reduction)
    if not x.ndim or not len(x):
        raise ValueError(f"kl_div: shape {x.shape} has no rows for the mean over a batch.")
    return losses.sum() / len(x)


def gaussian_nll(prediction, target, var, *, full: bool = False, eps: float = 1e-6,
                 reduction: str = "mean") -> Tensor:
    """(log v + (prediction - target)² / v) / 2, with the variance v a prediction too.

    prediction and target of one shape; var of that shape, or with a last axis of 1, or one
    number. Variances below `eps` count as eps, but get their gradient all the same. `full` adds
    log(2π) / 2. `reduction` is "mean", "sum" or "none". Raises `ValueError` for shapes that do not
    fit and negative variances. Nix and Weigend, "Estimating the Mean and Variance of the Target
    Probability Distribution" (1994).

    >>> gaussian_nll([1.0, 2.0], [1.0, 4.0], [1.0, 1.0])
    Tensor(1.)
    """
    x, t = matching("gaussian_nll", prediction, target)
    v = as_constants(var, x.dtype)
    if v.shape not in ((), x.shape, (*x.shape[:-1], 1)):
        raise ValueError(
            f"gaussian_nll: the variance has shape {v.shape}; it must be that of the prediction, "
            f"{x.shape}, or {(*x.shape[:-1], 1)}, or a single number."
        )
    if (v.data < 0).any():
        raise ValueError(f"gaussian_nll: a variance is never negative, and {v.data.min():.6g} is. "
                         "Let the network predict its logarithm, or use softplus.")
    v = v + (eps - v.data).clip(0, np.inf)
    losses = 0.5 * (log(v) + (x - t) ** 2 / v)
    return reduce("gaussian_nll", losses + 0.5 * math.log(2 * math.pi) if full else losses,
                  reduction)


def poisson_nll(prediction, target, *, log_input: bool = True, full: bool = False,
                eps: float = 1e-8, reduction: str = "mean") -> Tensor:
    """exp(x) - t x for counts t, with x the logarithm of the expected count.

    Both of one shape. With `log_input=False` x is the expected count itself: x - t log(x + eps).
    `full` adds Stirling's log t!, t log t - t + log(2πt) / 2, where t > 1. `reduction` is "mean",
    "sum" or "none". Raises `ValueError` for different shapes, and negative or NaN counts.

    >>> poisson_nll([0.0, 0.0], [1.0, 5.0])
    Tensor(1.)
    """
    x, t = matching("poisson_nll", prediction, target)
    if not (t.data >= 0).all():
        raise ValueError("poisson_nll: the target holds counts, and some are negative or NaN.")
    losses = exp(x) - t * x if log_input else x - t * log(x + eps)
    if full:
        many = t > 1
        n = where(many, t, 1.0)
        losses = losses + where(many, n * log(n) - n + 0.5 * log(2 * math.pi * n), 0.0)
    return reduce("poisson_nll", losses, reduction)
