"""Boxes, and mean average precision: by hand, by another way, and stored numbers of COCO's code."""

from pathlib import Path

import numpy as np
import pytest

from groundup import metrics

STORED = Path(__file__).parent.parent / "parity" / "references" / "detection.npz"


def scene(seed, images=12, classes=3):
    """Objects, and detections that hit them more or less, some twice, some not at all."""
    rng = np.random.default_rng(seed)
    predictions, targets = [], []
    for _ in range(images):
        G = int(rng.integers(0, 6))
        corner, side = rng.uniform(0, 60, (G, 2)), rng.uniform(8, 40, (G, 2))
        true, labels = np.hstack([corner, corner + side]), rng.integers(0, classes, G)
        near = np.repeat(true, 2, axis=0) + rng.normal(0, 2.5, (2 * G, 4))
        near[:, 2:] = np.maximum(near[:, 2:], near[:, :2] + 1)
        away = rng.uniform(0, 50, (4, 2))
        boxes = np.vstack([near, np.hstack([away, away + rng.uniform(5, 30, (4, 2))])])
        called = np.concatenate([np.repeat(labels, 2), rng.integers(0, classes, 4)])
        scores = rng.random(len(boxes)).round(2)                # with ties
        predictions.append((boxes, scores, called))
        targets.append((true, labels))
    return predictions, targets


def test_pairwise_iou_by_hand():
    boxes = [[0, 0, 4, 4], [2, 2, 6, 6], [10, 10, 12, 11], [3, 3, 3, 3]]
    np.testing.assert_allclose(metrics.pairwise_iou(boxes, boxes[:2]), [
        [1, 4 / 28], [4 / 28, 1], [0, 0], [0, 0]])
    assert metrics.pairwise_iou([], boxes).shape == (0, 4)
    assert metrics.pairwise_iou([boxes[3]], [boxes[3]])[0, 0] == 0      # no area, no overlap


def test_average_precision_by_hand():
    scores, right = [0.9, 0.8, 0.7, 0.6], [1, 0, 1, 0]
    # recall 1/4, 1/4, 2/4, 2/4 with precision 1, 1/2, 2/3, 1/2
    assert metrics.average_precision(scores, right, 4, "all") == pytest.approx(
        0.25 * 1 + 0.25 * 2 / 3)
    assert metrics.average_precision(scores, right, 4) == pytest.approx(
        (26 * 1 + 25 * 2 / 3) / 101)
    assert metrics.average_precision([], [], 3) == 0.0
    assert metrics.average_precision([0.5], [True], 1, "all") == 1.0


def test_an_object_is_found_once_and_by_the_surest():
    box = [0, 0, 10, 10]
    prediction = [([box, box], [0.6, 0.9], [0, 0])]
    assert metrics.mean_average_precision(prediction, [([box], [0])], 0.5) == 1.0
    prediction = [([box, [40, 40, 50, 50]], [0.6, 0.9], [0, 0])]
    assert metrics.mean_average_precision(prediction, [([box], [0])], 0.5) == 0.5
    assert metrics.mean_average_precision([([box], [0.9], [1])], [([box], [0])], 0.5) == 0.0
    assert metrics.mean_average_precision([([], [], [])], [([box], [0])]) == 0.0


def test_a_class_without_objects_does_not_count_and_only_the_best_are_taken():
    box = [0, 0, 10, 10]
    prediction = [([box, box], [0.9, 0.95], [0, 7])]
    metric = metrics.MeanAveragePrecision().update(prediction, [([box], [0])])
    assert metric.compute() == 1.0 and list(metric.table()) == [0]
    many = [([[50, 50, 60, 60], box], [0.9, 0.8], [0, 0])]
    assert metrics.mean_average_precision(many, [([box], [0])], max_detections=1) == 0.0


def test_streaming_is_the_whole():
    predictions, targets = scene(5)
    whole = metrics.mean_average_precision(predictions, targets)
    metric = metrics.MeanAveragePrecision()
    for part in (slice(0, 1), slice(1, 7), slice(7, None)):
        metric.update(predictions[part], targets[part])
    assert metric.compute() == pytest.approx(whole, rel=1e-12)
    metric.reset()
    with pytest.raises(ValueError, match="call update"):
        metric.compute()


@pytest.mark.parametrize("seed", range(4))
def test_equal_to_the_stored_numbers_of_pycocotools(seed):
    """Made by tests/parity/test_detection.py, which compares live where pycocotools is."""
    stored = np.load(STORED)[f"table{seed}"]                    # (classes, thresholds)
    table = metrics.MeanAveragePrecision().update(*scene(seed)).table()
    np.testing.assert_allclose(np.array(list(table.values())), stored, rtol=1e-9)


@pytest.mark.parametrize(("call", "message"), [
    (lambda: metrics.pairwise_iou([0, 0, 1, 1], [[0, 0, 1, 1]]), r"must be \(N, 4\)"),
    (lambda: metrics.pairwise_iou([[0, 0, 1, 1]], [[5, 5, 1, 1]]), "does not end right of"),
    (lambda: metrics.pairwise_iou([[0, 0, np.nan, 1]], [[0, 0, 1, 1]]), "nan"),
    (lambda: metrics.average_precision([0.5], [True], 0), "at least one object"),
    (lambda: metrics.average_precision([0.5], [True, False], 1), r"must be \(detections,\)"),
    (lambda: metrics.average_precision([0.5], [True], 1, "11"), "interpolation is '101' or 'all'"),
    (lambda: metrics.MeanAveragePrecision(0.0), "above 0 and up to 1"),
    (lambda: metrics.MeanAveragePrecision(interpolation="voc"), "interpolation is"),
    (lambda: metrics.mean_average_precision([], [([], [])]), "predictions for 0 images"),
    (lambda: metrics.mean_average_precision([([], [])], [([], [])]), "is .boxes, scores, labels"),
    (lambda: metrics.mean_average_precision([([[0, 0, 1, 1]], [0.5], [])], [([], [])]),
     r"of lengths \[1, 1, 0\]"),
    (lambda: metrics.mean_average_precision([([[0, 0, 1, 1]], [np.nan], [1])], [([], [])]), "NaN"),
    (lambda: metrics.mean_average_precision([([], [], [])], [([], [])]), "no objects to find"),
])
def test_inputs_that_make_no_sense(call, message):
    with pytest.raises(ValueError, match=message):
        call()
