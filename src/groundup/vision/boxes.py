"""Boxes: their formats, and how well two of them agree (chapter 13.1).

A box is (x1, y1, x2, y2) in pixels, unless a function says otherwise. Pixel i covers the span from
i to i + 1, so a box around `image[:, y1:y2, x1:x2]` is x2 − x1 wide: nowhere is a 1 added. Sizes of
pictures are (height, width), as in an array's shape. Corners and areas keep the boxes' dtype;
the likenesses `iou`, `giou`, `diou` and `ciou` are float64, like the metrics.
"""

import numpy as np
from numpy.typing import ArrayLike

from groundup.backend import default_dtype
from groundup.metrics.boxes import as_boxes as _checked
from groundup.metrics.boxes import pairwise_iou as iou

FORMATS = ("xyxy", "xywh", "cxcywh")
Size = tuple[int, int]


def convert(boxes: ArrayLike, source: str, target: str) -> np.ndarray:
    """The same boxes (..., 4) in another format.

    "xyxy": two corners; "xywh": the upper left corner, width and height (COCO); "cxcywh": the
    centre, width and height (YOLO). Units stay as they are. Raises `ValueError` for other formats
    and shapes.

    >>> convert([10.0, 20.0, 4.0, 6.0], "cxcywh", "xyxy")
    array([ 8., 17., 12., 23.], dtype=float32)
    """
    for name in (source, target):
        if name not in FORMATS:
            raise ValueError(f"{name!r} is not a format of boxes; expected one of {FORMATS}.")
    boxes = _floats(boxes)
    if boxes.shape[-1:] != (4,):
        raise ValueError(f"The boxes have shape {boxes.shape}; expected (..., 4).")
    first, second = boxes[..., :2], boxes[..., 2:]
    low, size = {"xyxy": (first, second - first),
                 "xywh": (first, second),
                 "cxcywh": (first - second / 2, second)}[source]
    parts = {"xyxy": (low, second if source == "xyxy" else low + size),
             "xywh": (low, size),
             "cxcywh": (low + size / 2, size)}[target]
    return np.concatenate(parts, axis=-1)


def to_unit(boxes: ArrayLike, size: Size) -> np.ndarray:
    """Boxes (..., 4) in pixels as shares of the picture's (height, width); for every format.

    >>> to_unit([16.0, 8.0, 32.0, 24.0], size=(32, 64))
    array([0.25, 0.25, 0.5 , 0.75], dtype=float32)
    """
    return _floats(boxes) / _sides(size)


def to_pixels(boxes: ArrayLike, size: Size) -> np.ndarray:
    """Boxes (..., 4) given as shares of the picture, in pixels: undoes `to_unit`.

    >>> to_pixels([0.25, 0.25, 0.5, 0.75], size=(32, 64))
    array([16.,  8., 32., 24.], dtype=float32)
    """
    return _floats(boxes) * _sides(size)


def area(boxes: ArrayLike) -> np.ndarray:
    """(x2 − x1)(y2 − y1) of boxes (N, 4), in square pixels (N,).

    >>> area([[0.0, 0.0, 4.0, 3.0]])
    array([12.], dtype=float32)
    """
    x1, y1, x2, y2 = as_boxes(boxes).T
    return (x2 - x1) * (y2 - y1)


def clip(boxes: ArrayLike, size: Size) -> np.ndarray:
    """The part of each box (N, 4) inside a picture of (height, width).

    Of a box that is wholly outside, an empty box at the border is left.

    >>> clip([[-5.0, 2.0, 8.0, 40.0]], size=(32, 64))
    array([[ 0.,  2.,  8., 32.]], dtype=float32)
    """
    boxes = as_boxes(boxes)
    return np.clip(boxes, 0, _sides(size).astype(boxes.dtype))


def giou(a: ArrayLike, b: ArrayLike) -> np.ndarray:
    """Generalized IoU: IoU − |C \\ (A ∪ B)| / |C|, with C the smallest box around both; in −1..1.

    Of every box in `a` (N, 4) with every box in `b` (M, 4): (N, M). Below 0 it still says how far
    apart two boxes are. Errors as in `iou`. Source: Rezatofighi et al., "Generalized intersection
    over union" (2019).

    >>> giou([[0, 0, 1, 1]], [[2, 0, 3, 1]]).round(4)
    array([[-0.3333]])
    """
    a, b = _checked(a, "boxes"), _checked(b, "boxes")
    u = iou(a, b)
    union = (area(a)[:, None] + area(b)) / (1 + u)          # |A| + |B| = |A ∪ B| + |A ∩ B|
    hull = _hull(a, b).prod(axis=-1)
    return u - _ratio(hull - union, hull)


def diou(a: ArrayLike, b: ArrayLike) -> np.ndarray:
    """Distance IoU: IoU − ρ² / c², ρ from centre to centre, c the diagonal of the box around both.

    Shapes and errors as in `giou`; in −1..1. Source: Zheng et al., "Distance-IoU loss" (2020).

    >>> diou([[0, 0, 2, 2]], [[2, 0, 4, 2]])
    array([[-0.2]])
    """
    a, b = _checked(a, "boxes"), _checked(b, "boxes")
    apart = (a[:, None, :2] + a[:, None, 2:] - b[:, :2] - b[:, 2:]) / 2
    distance, diagonal = np.square(apart).sum(axis=-1), np.square(_hull(a, b)).sum(axis=-1)
    return iou(a, b) - _ratio(distance, diagonal)


def ciou(a: ArrayLike, b: ArrayLike) -> np.ndarray:
    """Complete IoU: DIoU − α v, where v compares the shapes of the boxes.

    v = (2/π · (arctan(w/h) − arctan(w'/h')))² and α = v / (1 − IoU + v). Shapes and errors as in
    `giou`. Source: Zheng et al., "Distance-IoU loss" (2020).

    >>> ciou([[0, 0, 2, 2]], [[0, 0, 2, 1]]).round(4)
    array([[0.4655]])
    """
    a, b = _checked(a, "boxes"), _checked(b, "boxes")
    v = np.square((_angle(a)[:, None] - _angle(b)) * (2 / np.pi))
    return diou(a, b) - _ratio(v, 1 - iou(a, b) + v) * v


def as_boxes(boxes: ArrayLike) -> np.ndarray:
    """Boxes as floats (N, 4) with x1 ≤ x2 and y1 ≤ y2; an empty list is (0, 4).

    Raises `ValueError` for other shapes, for NaN and infinity, and for exchanged corners.

    >>> as_boxes([]).shape
    (0, 4)
    """
    boxes = _floats(boxes)
    checked = _checked(boxes, "boxes")
    if not np.isfinite(checked).all():
        raise ValueError("The boxes hold infinity; expected places in a picture.")
    return boxes.reshape(checked.shape)


def _floats(boxes: ArrayLike) -> np.ndarray:
    array = np.asarray(boxes)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"The boxes hold {array.dtype} values; expected real numbers.")
    wanted = array.dtype if isinstance(boxes, np.ndarray) and array.dtype.kind == "f" \
        else default_dtype()
    return array.astype(wanted, copy=False)


def _sides(size: Size) -> np.ndarray:
    height, width = size
    if height <= 0 or width <= 0:
        raise ValueError(f"The picture's size is {size}; expected (height, width) above 0.")
    return np.array([width, height, width, height], np.float32)


def _hull(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Width and height of the smallest box around each pair, (N, M, 2)."""
    return np.maximum(a[:, None, 2:], b[:, 2:]) - np.minimum(a[:, None, :2], b[:, :2])


def _angle(boxes: np.ndarray) -> np.ndarray:
    width, height = (boxes[:, 2:] - boxes[:, :2]).T
    return np.arctan2(width, height)                    # arctan(w / h), also of a flat box


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
