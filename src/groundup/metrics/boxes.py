"""Intersection over union of boxes, which says how well one covers another."""

import numpy as np
from numpy.typing import ArrayLike


def pairwise_iou(boxes: ArrayLike, others: ArrayLike) -> np.ndarray:
    """Overlap of every box with every other: shared area / area of both together.

    boxes (N, 4) and others (M, 4) as left, top, right, bottom, in any one unit; returns (N, M),
    from 0 to 1, and 0 for boxes without area. Raises `ValueError` for other shapes and for boxes
    that end before they begin.

    >>> pairwise_iou([[0, 0, 2, 2]], [[0, 0, 2, 2], [1, 0, 3, 2], [5, 5, 6, 6]]).round(4)
    array([[1.    , 0.3333, 0.    ]])
    """
    a, b = as_boxes(boxes, "boxes")[:, None], as_boxes(others, "others")[None]
    sides = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    shared = np.maximum(sides, 0).prod(axis=-1)
    together = _area(a) + _area(b) - shared
    return np.divide(shared, together, out=np.zeros_like(shared), where=together > 0)


def as_boxes(boxes: ArrayLike, what: str) -> np.ndarray:
    """Boxes (N, 4) as float64, checked.

    >>> as_boxes([], "boxes").shape
    (0, 4)
    """
    array = np.asarray(boxes, dtype=np.float64)
    if not array.size:
        return np.zeros((0, 4))
    if array.ndim != 2 or array.shape[1] != 4:
        raise ValueError(f"The {what} have shape {array.shape}; they must be (N, 4): left, top, "
                         "right, bottom of each.")
    if not (array[:, 2:] >= array[:, :2]).all():        # NaN, too, compares as False
        wrong = array[~(array[:, 2:] >= array[:, :2]).all(axis=1)][0]
        raise ValueError(f"The {what} contain {wrong.tolist()}, which does not end right of and "
                         "below where it begins. Boxes are left, top, right, bottom.")
    return array


def _area(boxes: np.ndarray) -> np.ndarray:
    return (boxes[..., 2:] - boxes[..., :2]).prod(axis=-1)
