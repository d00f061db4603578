"""Samples: parts that do not fit together are refused, and boxes are trimmed by one rule."""

import numpy as np
import pytest

from groundup.vision import Sample

IMAGE = np.zeros((3, 8, 16), np.float32)


def test_parts_become_arrays():
    sample = Sample(IMAGE, boxes=[[0, 0, 4, 4]], labels=[1], mask=np.zeros((8, 16), int))
    assert sample.size == (8, 16)
    assert sample.boxes.dtype == np.float32 and sample.labels.dtype == np.int64
    empty = Sample(IMAGE, boxes=[], labels=[])
    assert empty.boxes.shape == (0, 4) and empty.labels.dtype == np.int64
    assert Sample(IMAGE, labels=[0.2, 0.8]).labels.tolist() == [0.2, 0.8]


def test_trim_keeps_what_is_visible_enough():
    boxes = [[-4, 0, 4, 4], [-9, 0, 1, 4], [15.5, 0, 16, 8], [20, 20, 30, 30], [2, 2, 3, 3]]
    sample = Sample(IMAGE, boxes, labels=[0, 1, 2, 3, 4])
    assert sample.trim(min_visible=0.5).labels.tolist() == [0, 4]       # 2 is half a pixel wide
    assert sample.trim(min_visible=0.1).labels.tolist() == [0, 1, 4]
    assert sample.trim(min_visible=1.0).boxes.tolist() == [[2, 2, 3, 3]]
    assert Sample(IMAGE).trim().boxes is None
    assert Sample(IMAGE, boxes).trim(0.5).labels is None


@pytest.mark.parametrize("parts, error, says", [
    (dict(image=np.zeros((2, 3, 8, 8))), ValueError, r"shape \(2, 3, 8, 8\); expected \(C, H, W\)"),
    (dict(image=np.zeros((8, 8))), ValueError, r"image\[None\]"),
    (dict(image=np.zeros((3, 8, 8), np.uint8)), TypeError, "divide by 255"),
    (dict(boxes=[[4, 0, 2, 1]]), ValueError, r"\[4.0, 0.0, 2.0, 1.0\]"),
    (dict(boxes=[[0, 0, 1, 1]], labels=[1, 2]), ValueError, r"shape \(2,\) for 1 boxes"),
    (dict(boxes=[[0, 0, 1, 1]], labels=[0.5]), TypeError, "class numbers"),
    (dict(mask=np.zeros((16, 8), int)), ValueError, r"\(16, 8\)"),
    (dict(mask=np.zeros((8, 16))), ValueError, "float64"),
])
def test_parts_that_do_not_fit_are_refused(parts, error, says):
    with pytest.raises(error, match=says):
        Sample(**{"image": IMAGE, **parts})


def test_min_visible_is_a_share():
    with pytest.raises(ValueError, match="min_visible is 50"):
        Sample(IMAGE, boxes=[]).trim(50)
