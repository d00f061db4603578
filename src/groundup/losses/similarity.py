"""Losses that bring like together and push unlike apart (chapters 15.2 and 17)."""

import numpy as np

from groundup.autograd import Tensor, abs, minimum, sqrt
from groundup.functional.relu import relu
from groundup.losses.inputs import matching, reduce


def cosine_embedding(x1, x2, target, *, margin: float = 0.0, reduction: str = "mean") -> Tensor:
    """1 - cos(x1, x2) for pairs that belong together (1), max(0, cos - margin) for others (-1).

    x1 and x2 (N, D) or (D,), target (N,) or (); `reduction` is "mean", "sum" or "none". Raises
    `ValueError` for shapes that do not fit and targets other than 1 and -1. Hadsell, Chopra and
    LeCun, "Dimensionality Reduction by Learning an Invariant Mapping" (2006), for the idea.

    >>> cosine_embedding([[1.0, 0.0], [1.0, 0.0]], [[0.0, 1.0], [2.0, 0.0]], [1, -1],
    ...                  reduction="none")
    Tensor([1., 1.])
    """
    x1, x2 = matching("cosine_embedding", x1, x2)
    same = np.asarray(target)
    if not x1.ndim or same.shape != x1.shape[:-1]:
        raise ValueError(
            f"cosine_embedding: for vectors of shape {x1.shape} the target must have shape "
            f"{x1.shape[:-1]}, one number for each pair, not {same.shape}."
        )
    if not np.isin(same, (1, -1)).all():
        raise ValueError("cosine_embedding: the target says 1 (together) or -1 (apart), no more. "
                         "From 0 and 1, use 2 * target - 1.")
    eps = 1e-12                            # the cosine of a zero vector is 0
    lengths = ((x1 * x1).sum(axis=-1) + eps) * ((x2 * x2).sum(axis=-1) + eps)
    cosine = (x1 * x2).sum(axis=-1) / sqrt(lengths)
    losses = (1 - cosine) * (same == 1) + relu(cosine - margin) * (same == -1)
    return reduce("cosine_embedding", losses, reduction)


def triplet_margin(anchor, positive, negative, *, margin: float = 1.0, p: float = 2.0,
                   eps: float = 1e-6, swap: bool = False, reduction: str = "mean") -> Tensor:
    """max(0, d(anchor, positive) - d(anchor, negative) + margin), d being the p-norm distance.

    All (N, D) or (D,). d(a, b) = (Σ |a - b + eps|^p)^(1/p). With `swap`, the negative counts from
    the positive if it is closer to that. `reduction` is "mean", "sum" or "none". Raises
    `ValueError` for different shapes and unless p >= 1. Schroff, Kalenichenko and Philbin,
    "FaceNet" (2015).

    >>> triplet_margin([[0.0]], [[1.0]], [[3.0]], margin=3.0)
    Tensor(1.)
    """
    if not p >= 1:
        raise ValueError(f"triplet_margin: p is {p}; a norm has p >= 1.")
    anchor, positive = matching("triplet_margin", anchor, positive)
    anchor, negative = matching("triplet_margin", anchor, negative)

    def distance(a, b):
        return (abs(a - b + eps) ** p).sum(axis=-1) ** (1 / p)

    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = minimum(far, distance(positive, negative))
    return reduce("triplet_margin", relu(near - far + margin), reduction)
