"""Suppression equals the papers' loops, written out over pairs of boxes."""

import math

import numpy as np
import pytest

from groundup.vision import iou, nms, soft_nms


def crowd(rng, count, classes=3):
    low = rng.uniform(0, 20, (count, 2))
    boxes = np.hstack([low, low + rng.uniform(4, 12, (count, 2))])
    return boxes, rng.random(count), rng.integers(classes, size=count)


def naive_nms(boxes, scores, threshold, labels):
    """Keep a box unless a surer one of its class that was kept overlaps it by more."""
    u, keep = iou(boxes, boxes), []
    for i in sorted(range(len(boxes)), key=lambda i: -scores[i]):
        if all(u[i, j] <= threshold or labels[i] != labels[j] for j in keep):
            keep.append(i)
    return keep


def naive_soft_nms(boxes, scores, decay, min_score, labels):
    """Algorithm of Bodla et al. 2017, figure 2."""
    u, scores = iou(boxes, boxes), list(scores)
    rest, keep = {i for i in range(len(boxes)) if scores[i] >= min_score}, []
    while rest:
        m = max(rest, key=lambda i: scores[i])
        rest.remove(m)
        keep.append(m)
        for i in list(rest):
            if labels[i] == labels[m]:
                scores[i] *= decay(u[m, i])
            if scores[i] < min_score:
                rest.remove(i)
    return keep, [scores[i] for i in keep]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.5, 1.0])
def test_nms_is_the_naive_loop(seed, threshold):
    boxes, scores, labels = crowd(np.random.default_rng(seed), 60)
    one = np.zeros(60)
    assert nms(boxes, scores, threshold).tolist() == naive_nms(boxes, scores, threshold, one)
    assert nms(boxes, scores, threshold, labels).tolist() == \
        naive_nms(boxes, scores, threshold, labels)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("method, decay", [
    ("gaussian", lambda u: math.exp(-u * u / 0.4)),
    ("linear", lambda u: 1 - u if u >= 0.3 else 1.0)])
def test_soft_nms_is_the_naive_loop(seed, method, decay):
    boxes, scores, labels = crowd(np.random.default_rng(seed), 50)
    for classes in (None, labels):
        index, score = soft_nms(boxes, scores, method, sigma=0.4, min_score=0.05, labels=classes)
        expected = naive_soft_nms(boxes, scores, decay, 0.05,
                                  np.zeros(50) if classes is None else classes)
        assert index.tolist() == expected[0]
        np.testing.assert_allclose(score, expected[1], rtol=1e-12)
        assert (np.diff(score) <= 0).all()


def test_with_classes_is_class_by_class(rng):
    boxes, scores, labels = crowd(rng, 80)
    together = nms(boxes, scores, 0.4, labels)
    for k in range(3):
        own = np.flatnonzero(labels == k)
        assert set(own[nms(boxes[own], scores[own], 0.4)]) == set(together[labels[together] == k])


def test_kept_boxes_stay_when_suppressed_again(rng):
    boxes, scores, _ = crowd(rng, 100)
    keep = nms(boxes, scores, 0.3)
    assert nms(boxes[keep], scores[keep], 0.3).tolist() == list(range(len(keep)))
    likeness = iou(boxes[keep], boxes[keep]) - np.eye(len(keep))
    assert likeness.max() <= 0.3


def test_ties_bounds_and_nothing():
    same = [[0, 0, 2, 2]] * 3
    assert nms(same, [0.5, 0.5, 0.5]).tolist() == [0]
    half = [[0, 0, 2, 2], [0, 0, 2, 1]]                         # IoU is 0.5, not above it
    assert nms(half, [0.9, 0.8], threshold=0.5).tolist() == [0, 1]
    assert nms([], []).shape == (0,) and nms([], []).dtype == np.int64
    assert [part.shape for part in soft_nms([], [])] == [(0,), (0,)]
    scores = np.array([0.9, 0.8], np.float32)
    assert soft_nms(half, scores)[1].dtype == np.float32
    assert scores.tolist() == np.array([0.9, 0.8], np.float32).tolist()     # left as they were


@pytest.mark.parametrize("call, says", [
    (lambda b: nms(b, [0.5]), r"scores have shape \(1,\) for 2 boxes"),
    (lambda b: nms(b, [0.5, np.nan]), "NaN"),
    (lambda b: nms(b, [0.5, 0.4], labels=[1]), "labels have shape"),
    (lambda b: nms(b, [0.5, 0.4], threshold=50), "threshold is 50"),
    (lambda b: soft_nms(b, [0.5, 0.4], "hard"), "method is 'hard'"),
    (lambda b: soft_nms(b, [0.5, 0.4], sigma=0), "sigma is 0"),
    (lambda b: soft_nms(b, [0.5, -3.0]), "negative"),
])
def test_bad_input_is_told_what_was_expected(call, says):
    with pytest.raises(ValueError, match=says):
        call([[0, 0, 1, 1], [0, 0, 2, 2]])
