"""Losses of boxes: how badly one covers the other, and how far it still is when they are apart.

Boxes are (..., 4): left, top, right, bottom, each paired with the target of its row. All losses
start from the intersection over union; where boxes are apart that is 0 and has no slope, and so
the later ones add a term that pulls them together.
"""

import numpy as np

from groundup.autograd import Tensor, maximum, minimum, primitive
from groundup.functional.relu import relu
from groundup.losses.inputs import matching, reduce

EPS = 1e-7                                  # so that 0 / 0 is 0

arctan = primitive(np.arctan, vjp=[lambda g, x: g / (1 + x * x)])


def iou(prediction, target, *, reduction: str = "mean") -> Tensor:
    """1 - IoU, the shared area over that of both together.

    prediction and target (..., 4) as left, top, right, bottom; `reduction` is "mean", "sum" or
    "none", (...). Raises `ValueError` for other shapes and target boxes that end before they
    begin. Yu et al., "UnitBox" (2016), without their logarithm.

    >>> iou([[0.0, 0.0, 2.0, 2.0]], [[1.0, 0.0, 3.0, 2.0]]).item().__round__(4)      # 1 - 2/6
    0.6667
    """
    overlap, *_ = _overlap("iou", prediction, target)
    return reduce("iou", 1 - overlap, reduction)


def giou(prediction, target, *, reduction: str = "mean") -> Tensor:
    """1 - IoU + the share of the smallest box around both that neither fills.

    Arguments and errors as in `iou`. Rezatofighi et al., "Generalized Intersection over Union"
    (2019).

    >>> giou([[0.0, 0.0, 1.0, 1.0]], [[2.0, 0.0, 3.0, 1.0]]).item().__round__(4)     # 1 - 0 + 1/3
    1.3333
    """
    overlap, together, around, *_ = _overlap("giou", prediction, target)
    hull = around[..., 0] * around[..., 1]
    return reduce("giou", 1 - overlap + (hull - together) / (hull + EPS), reduction)


def diou(prediction, target, *, reduction: str = "mean") -> Tensor:
    """1 - IoU + d² / c²: the distance of the centres over the diagonal of the box around both.

    Arguments and errors as in `iou`. Zheng et al., "Distance-IoU Loss" (2020).

    >>> diou([[0.0, 0.0, 1.0, 1.0]], [[2.0, 0.0, 3.0, 1.0]]).item().__round__(4)     # 1 - 0 + 4/10
    1.4
    """
    overlap, _, around, p, t = _overlap("diou", prediction, target)
    return reduce("diou", 1 - overlap + _distance(around, p, t), reduction)


def ciou(prediction, target, *, reduction: str = "mean") -> Tensor:
    """`diou` + α v, with v how much the proportions of the boxes differ.

        v = 4/π² (arctan(w'/h') - arctan(w/h))²,    α = v / (1 - IoU + v)

    α is a weight, not differentiated, as in the paper. Arguments and errors as in `iou`. Zheng et
    al., "Distance-IoU Loss" (2020).

    >>> ciou([[0.0, 0.0, 2.0, 2.0]], [[0.0, 0.0, 2.0, 2.0]]).item().__round__(4)
    0.0
    """
    overlap, _, around, p, t = _overlap("ciou", prediction, target)
    difference = _angle(t) - _angle(p)
    v = 4 / np.pi ** 2 * difference * difference
    alpha = (v / (1 - overlap + v + EPS)).detach()
    return reduce("ciou", 1 - overlap + _distance(around, p, t) + alpha * v, reduction)


def _overlap(name, prediction, target):
    """IoU and area together (...), sides of the box around both (..., 2), and both boxes."""
    p, t = matching(name, prediction, target)
    if not p.ndim or p.shape[-1] != 4:
        raise ValueError(f"{name}: the boxes have shape {p.shape}; they must be (..., 4): left, "
                         "top, right, bottom.")
    if not (t.data[..., 2:] >= t.data[..., :2]).all():
        raise ValueError(f"{name}: a target box ends before it begins. Boxes are left, top, "
                         "right, bottom.")
    shared = relu(minimum(p[..., 2:], t[..., 2:]) - maximum(p[..., :2], t[..., :2]))
    shared = shared[..., 0] * shared[..., 1]
    together = _area(p) + _area(t) - shared
    around = maximum(p[..., 2:], t[..., 2:]) - minimum(p[..., :2], t[..., :2])
    return shared / (together + EPS), together, around, p, t


def _area(box):
    sides = box[..., 2:] - box[..., :2]
    return sides[..., 0] * sides[..., 1]


def _distance(around, p, t):
    """The squared distance of the centres over that of opposite corners of the box around."""
    apart = (p[..., :2] + p[..., 2:] - t[..., :2] - t[..., 2:]) / 2
    return (apart * apart).sum(axis=-1) / ((around * around).sum(axis=-1) + EPS)


def _angle(box):
    sides = box[..., 2:] - box[..., :2]
    return arctan(sides[..., 0] / (sides[..., 1] + EPS))
