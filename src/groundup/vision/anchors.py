"""Anchors: the few box sizes that a detector starts from, found in the data (chapter 13.3).

Boxes are compared by size alone, as if they shared a corner, in the distance 1 − IoU: with the
Euclidean distance large boxes would draw all the anchors to themselves. Source: Redmon and
Farhadi, "YOLO9000: better, faster, stronger" (2017), section 2.
"""

import numpy as np
from numpy.typing import ArrayLike

from groundup.backend import Rng, default_dtype, generator


def size_iou(a: ArrayLike, b: ArrayLike) -> np.ndarray:
    """IoU of boxes that share a corner, from (width, height): (N, 2), (M, 2) -> (N, M).

    >>> size_iou([[2.0, 2.0]], [[2.0, 1.0], [4.0, 4.0]])
    array([[0.5 , 0.25]])
    """
    a, b = _sizes(a), _sizes(b)
    shared = np.minimum(a[:, None], b).prod(axis=-1)
    return shared / (a.prod(axis=-1)[:, None] + b.prod(axis=-1) - shared)


def anchor_fit(sizes: ArrayLike, anchors: ArrayLike) -> float:
    """How well the anchors fit: the mean, over boxes, of the IoU with the best anchor.

    sizes (N, 2) and anchors (K, 2), widths and heights in one unit.

    >>> round(anchor_fit([[2.0, 2.0], [4.0, 4.0]], [[2.0, 2.0]]), 3)
    0.625
    """
    return float(size_iou(sizes, anchors).max(axis=1).mean())


def kmeans_anchors(sizes: ArrayLike, count: int, iterations: int = 100,
                   rng: Rng = None) -> np.ndarray:
    """The `count` sizes around which boxes gather: k-means with the distance 1 − IoU.

    sizes: (N, 2), width and height of the boxes of a data set, in any unit. The first centres are
    boxes, each drawn with a probability in proportion to its squared distance from those before
    (k-means++). A mean need not raise the IoU, so the best of all rounds is returned.

    Returns (count, 2), smallest area first. Raises `ValueError` if there are fewer different sizes
    than anchors, or for sizes that are not above 0.

    >>> sizes = [[10, 10], [11, 9], [9, 11], [50, 20], [52, 22], [48, 18]]
    >>> kmeans_anchors(sizes, 2, rng=0)
    array([[10., 10.], [50., 20.]], dtype=float32)
    """
    sizes = _sizes(sizes)
    different = len(np.unique(sizes, axis=0))
    if not 1 <= count <= different:
        raise ValueError(f"count is {count}; expected 1 to {different}, since the data have "
                         f"{different} different sizes.")
    if iterations < 1:
        raise ValueError(f"iterations is {iterations}; expected at least 1.")
    centres = _first_centres(sizes, count, generator(rng))
    best, nearest = centres, np.full(len(sizes), -1)
    for _ in range(iterations):
        likeness = size_iou(sizes, centres)
        before, nearest = nearest, likeness.argmax(axis=1)
        if np.array_equal(before, nearest):
            break
        centres = np.array([sizes[nearest == k].mean(axis=0) if (nearest == k).any()
                            else sizes[likeness.max(axis=1).argmin()]    # the worst served box
                            for k in range(count)])
        best = max(best, centres, key=lambda c: anchor_fit(sizes, c))
    return best[np.argsort(best.prod(axis=1), kind="stable")].astype(default_dtype())


def _first_centres(sizes: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    centres = sizes[rng.integers(len(sizes))][None]
    while len(centres) < count:
        distance = np.square(1 - size_iou(sizes, centres).max(axis=1))
        chosen = rng.choice(len(sizes), p=distance / distance.sum())
        centres = np.concatenate([centres, sizes[chosen][None]])
    return centres


def _sizes(sizes: ArrayLike) -> np.ndarray:
    sizes = np.asarray(sizes, dtype=np.float64)
    if sizes.ndim != 2 or sizes.shape[1] != 2 or not len(sizes):
        raise ValueError(f"The sizes have shape {sizes.shape}; expected (N, 2): width, height.")
    if not (np.isfinite(sizes).all() and (sizes > 0).all()):
        raise ValueError("Every width and height must be a number above 0.")
    return sizes
