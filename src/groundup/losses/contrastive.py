"""Losses of comparison: which belongs to which, and which is the better one (chapter 15.2)."""

import numpy as np

from groundup.autograd import Tensor, concatenate, sqrt
from groundup.functional.relu import relu
from groundup.losses.cross_entropy import cross_entropy
from groundup.losses.inputs import matching, reduce


def info_nce(query, key, *, temperature: float = 0.1, reduction: str = "mean") -> Tensor:
    """Find your own key among those of the batch: cross-entropy over cosines.

        loss_i = -log ( exp(cos(q_i, k_i) / τ) / Σ_j exp(cos(q_i, k_j) / τ) )

    query and key (N, D), row i of one belonging to row i of the other; `reduction` is "mean",
    "sum" or "none". Add that of (key, query) for a loss that is symmetric, as CLIP's. Raises
    `ValueError` for shapes that do not fit and unless temperature > 0. Van den Oord, Li and
    Vinyals, "Representation Learning with Contrastive Predictive Coding" (2018).

    >>> round(info_nce(np.eye(2), np.eye(2), temperature=1.0).item(), 4)     # ln(1 + 1/e)
    0.3133
    """
    query, key = _rows("info_nce", query, key, temperature)
    logits = _unit(query) @ _unit(key).T / temperature
    return cross_entropy(logits, np.arange(len(query)), reduction=reduction)


def nt_xent(x1, x2, *, temperature: float = 0.5, reduction: str = "mean") -> Tensor:
    """`info_nce` of two views among each other: each of 2 N rows finds its partner.

        loss_i = -log ( exp(cos(z_i, z_partner) / τ) / Σ_{j≠i} exp(cos(z_i, z_j) / τ) )

    x1 and x2 (N, D), row i of both being views of one sample; "none" gives (2 N,). Raises as
    `info_nce`. Chen et al., "A Simple Framework for Contrastive Learning" (SimCLR, 2020).

    >>> x = np.eye(2)
    >>> round(nt_xent(x, x, temperature=1.0).item(), 4)                      # ln(1 + 2/e)
    0.5514
    """
    x1, x2 = _rows("nt_xent", x1, x2, temperature)
    n = len(x1)
    z = _unit(concatenate([x1, x2]))
    itself = np.where(np.eye(2 * n, dtype=bool), -np.inf, 0).astype(z.dtype)
    logits = z @ z.T / temperature + itself
    return cross_entropy(logits, np.roll(np.arange(2 * n), n), reduction=reduction)


def margin_ranking(x1, x2, target, *, margin: float = 0.0, reduction: str = "mean") -> Tensor:
    """max(0, margin - target · (x1 - x2)): x1 should be larger where the target is 1, less at -1.

    All of one shape; `reduction` is "mean", "sum" or "none". Raises `ValueError` for different
    shapes and targets other than 1 and -1. Herbrich, Graepel and Obermayer, "Large Margin Rank
    Boundaries for Ordinal Regression" (2000).

    >>> margin_ranking([3.0, 1.0], [1.0, 2.0], [1, 1], margin=1.0)
    Tensor(1.)
    """
    x1, x2 = matching("margin_ranking", x1, x2)
    x1, order = matching("margin_ranking", x1, target)
    if not np.isin(order.data, (1, -1)).all():
        raise ValueError("margin_ranking: the target is 1 (the first is to be larger) or -1, no "
                         "more. From 0 and 1, use 2 * target - 1.")
    return reduce("margin_ranking", relu(margin - order * (x1 - x2)), reduction)


def _rows(name, a, b, temperature):
    a, b = matching(name, a, b)
    if a.ndim != 2:
        raise ValueError(f"{name}: both must be (N, D), one row for each sample, not {a.shape}.")
    if not temperature > 0:
        raise ValueError(f"{name}: temperature is {temperature}; it must be positive.")
    return a, b


def _unit(x):
    """Rows of length 1; a row of zeros stays."""
    return x / sqrt((x * x).sum(axis=1, keepdims=True) + 1e-12)
