"""Boxes: formats there and back, and every likeness against its definition, pair by pair."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from groundup import vision
from groundup.metrics import pairwise_iou
from groundup.vision.boxes import FORMATS


def random_boxes(rng, count, side=10.0):
    low = rng.uniform(0, side, (count, 2))
    return np.hstack([low, low + rng.uniform(0, side / 2, (count, 2))])


def by_hand(a, b):
    """IoU, GIoU, DIoU and CIoU of one pair, from the papers' formulas in plain Python."""
    (x1, y1, x2, y2), (u1, v1, u2, v2) = a, b
    shared = max(0, min(x2, u2) - max(x1, u1)) * max(0, min(y2, v2) - max(y1, v1))
    union = (x2 - x1) * (y2 - y1) + (u2 - u1) * (v2 - v1) - shared
    iou = shared / union
    wide, tall = max(x2, u2) - min(x1, u1), max(y2, v2) - min(y1, v1)
    giou = iou - (wide * tall - union) / (wide * tall)
    rho2 = ((x1 + x2) / 2 - (u1 + u2) / 2) ** 2 + ((y1 + y2) / 2 - (v1 + v2) / 2) ** 2
    diou = iou - rho2 / (wide ** 2 + tall ** 2)
    angles = math.atan((x2 - x1) / (y2 - y1)), math.atan((u2 - u1) / (v2 - v1))
    v = 4 / math.pi ** 2 * (angles[0] - angles[1]) ** 2
    return iou, giou, diou, diou - v / (1 - iou + v) * v


def test_likenesses_are_their_formulas(rng):
    a, b = random_boxes(rng, 12), random_boxes(rng, 15)
    expected = np.array([[by_hand(p, q) for q in b] for p in a])
    for k, measure in enumerate((vision.iou, vision.giou, vision.diou, vision.ciou)):
        np.testing.assert_allclose(measure(a, b), expected[..., k], rtol=1e-12, atol=1e-12)


def test_iou_is_the_metrics_own():
    assert vision.iou is pairwise_iou


@pytest.mark.parametrize("measure", [vision.iou, vision.giou, vision.diou, vision.ciou])
def test_likenesses_are_one_for_the_same_box_and_symmetric(measure, rng):
    a = random_boxes(rng, 20)
    np.testing.assert_allclose(np.diag(measure(a, a)), 1, atol=1e-12)
    np.testing.assert_allclose(measure(a, a), measure(a, a).T, atol=1e-12)
    assert (measure(a, a) > -2).all() and measure(a, np.zeros((0, 4))).shape == (20, 0)


@pytest.mark.parametrize("measure", [vision.iou, vision.giou, vision.diou, vision.ciou])
def test_points_and_lines_give_finite_numbers(measure):
    flat = [[1, 1, 1, 1], [1, 1, 3, 1], [1, 1, 1, 3], [0, 0, 2, 2]]
    assert np.isfinite(measure(flat, flat)).all()


def test_far_boxes_are_told_apart_by_all_but_iou():
    box, others = [[0, 0, 1, 1]], [[2, 0, 3, 1], [20, 0, 21, 1]]
    assert vision.iou(box, others).tolist() == [[0, 0]]
    for measure in (vision.giou, vision.diou, vision.ciou):
        near, far = measure(box, others)[0]
        assert 0 > near > far > -1


whole = arrays(np.float64, (5, 4), elements=st.integers(0, 64).map(float))


@given(whole, st.sampled_from(FORMATS), st.sampled_from(FORMATS))
def test_formats_there_and_back(values, source, target):
    boxes = vision.convert(values, source, target)
    assert np.array_equal(vision.convert(boxes, target, source), values)


@given(whole, st.sampled_from(FORMATS), st.sampled_from(FORMATS))
def test_unit_boxes_convert_alike(values, source, target):
    unit = vision.convert(vision.to_unit(values, (32, 64)), source, target)
    np.testing.assert_allclose(vision.to_pixels(unit, (32, 64)),
                               vision.convert(values, source, target), atol=1e-12)


def test_the_three_formats_of_one_box():
    formats = {"xyxy": [1, 2, 5, 10], "xywh": [1, 2, 4, 8], "cxcywh": [3, 6, 4, 8]}
    for source, box in formats.items():
        for target, expected in formats.items():
            assert vision.convert(box, source, target).tolist() == expected
    assert vision.convert(np.ones((2, 3, 4)), "xywh", "xyxy").shape == (2, 3, 4)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(dtype):
    boxes = np.array([[1, 2, 5, 10]], dtype)
    for result in (vision.convert(boxes, "xyxy", "cxcywh"), vision.to_unit(boxes, (16, 16)),
                   vision.to_pixels(boxes, (16, 16)), vision.clip(boxes, (4, 4)),
                   vision.area(boxes), vision.as_boxes(boxes)):
        assert result.dtype == dtype
    assert vision.as_boxes([[1, 2, 3, 4]]).dtype == np.float32


def test_clipped_boxes_lie_inside():
    boxes = [[-4, -4, 2, 2], [3, 1, 99, 99], [50, 50, 60, 60]]
    assert vision.clip(boxes, (8, 16)).tolist() == [[0, 0, 2, 2], [3, 1, 16, 8], [16, 8, 16, 8]]


@pytest.mark.parametrize("call, says", [
    (lambda: vision.convert([1, 2, 3, 4], "xyxy", "yolo"), "'yolo' is not a format"),
    (lambda: vision.convert([1, 2, 3], "xyxy", "xywh"), r"shape \(3,\); expected"),
    (lambda: vision.as_boxes([1, 2, 3, 4]), r"shape \(4,\)"),
    (lambda: vision.giou([[3, 0, 1, 1]], [[0, 0, 1, 1]]), r"\[3.0, 0.0, 1.0, 1.0\]"),
    (lambda: vision.as_boxes([[0, 0, np.inf, 1]]), "infinity"),
    (lambda: vision.to_unit([[0, 0, 1, 1]], (0, 4)), r"size is \(0, 4\)"),
])
def test_bad_input_is_told_what_was_expected(call, says):
    with pytest.raises(ValueError, match=says):
        call()
    with pytest.raises(TypeError, match="real numbers"):
        vision.as_boxes([["a", "b", "c", "d"]])
