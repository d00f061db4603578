"""Silhouette: is each point nearer to its own cluster than to the next one?"""

import numpy as np
from numpy.typing import ArrayLike

from groundup.metrics.inputs import as_labels


def silhouette(x: ArrayLike, labels: ArrayLike) -> float:
    """The mean over all points of how clearly each belongs to its own cluster, -1 to 1.

        s = (b - a) / max(a, b),    and 0 for a cluster of one point

    with a the mean distance to the other points of its cluster, and b the smallest mean distance
    to those of another cluster. x (N, D), labels (N,). It takes all N² distances. Raises
    `ValueError` unless there are at least 2 clusters and fewer than points.
    Source: Rousseeuw 1987.

    >>> silhouette([[0.0], [1.0], [10.0], [11.0]], [0, 0, 1, 1]).__round__(4)
    0.8997
    """
    x, labels = np.asarray(x, dtype=np.float64), as_labels(labels, "labels")
    if x.ndim != 2 or labels.shape != x.shape[:1]:
        raise ValueError(f"x has shape {x.shape} and labels {labels.shape}; they must be (N, D) "
                         "and (N,).")
    if not np.isfinite(x).all():
        raise ValueError("x holds NaN or infinity.")
    _, which, counts = np.unique(labels, return_inverse=True, return_counts=True)
    n, clusters = len(x), len(counts)
    if not 2 <= clusters < n:
        raise ValueError(f"A silhouette needs at least 2 clusters and fewer clusters than points; "
                         f"there are {clusters} clusters of {n} points.")
    sums = np.empty((n, clusters))                      # of the distances to each cluster's points
    member = np.eye(clusters)[which]
    for i, point in enumerate(x):
        sums[i] = np.sqrt(((x - point) ** 2).sum(axis=1)) @ member
    every, own = np.arange(n), counts[which]
    a = sums[every, which] / np.maximum(own - 1, 1)
    means = sums / counts
    means[every, which] = np.inf
    b = means.min(axis=1)
    largest = np.maximum(a, b)
    s = np.divide(b - a, largest, out=np.zeros(n), where=largest > 0)
    return float(np.where(own > 1, s, 0).mean())
