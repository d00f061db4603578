"""Anchors: the clusters are found, the same seed gives the same anchors, and more fit better."""

import numpy as np
import pytest

from groundup.vision import anchor_fit, iou, kmeans_anchors, size_iou

CLUSTERS = np.array([[10.0, 12.0], [40.0, 20.0], [60.0, 90.0]])


def sizes(rng, count=40):
    return np.concatenate([c * rng.uniform(0.9, 1.1, (count, 2)) for c in CLUSTERS])


def test_size_iou_is_the_iou_of_boxes_that_share_a_corner(rng):
    a, b = rng.uniform(1, 9, (6, 2)), rng.uniform(1, 9, (7, 2))
    corner = np.hstack([np.zeros_like(a), a]), np.hstack([np.zeros_like(b), b])
    np.testing.assert_allclose(size_iou(a, b), iou(*corner), rtol=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_the_clusters_are_found(seed, rng):
    found = kmeans_anchors(sizes(rng), 3, rng=seed)
    np.testing.assert_allclose(found, CLUSTERS, rtol=0.04)
    assert found.dtype == np.float32


def test_the_same_seed_gives_the_same_anchors_and_areas_rise(rng):
    data = rng.uniform(5, 60, (200, 2))
    first, again = kmeans_anchors(data, 5, rng=3), kmeans_anchors(data, 5, rng=3)
    assert np.array_equal(first, again)
    assert (np.diff(first.prod(axis=1)) >= 0).all()


def test_more_anchors_fit_better_and_all_sizes_fit_exactly(rng):
    data = rng.uniform(5, 60, (60, 2))
    fit = [anchor_fit(data, kmeans_anchors(data, k, rng=0)) for k in (1, 3, 9, 60)]
    assert fit == sorted(fit)
    np.testing.assert_allclose(fit[-1], 1, rtol=1e-6)


def test_no_round_makes_it_worse_than_the_first(rng):
    data = rng.uniform(5, 60, (100, 2))
    fit = [anchor_fit(data, kmeans_anchors(data, 4, iterations=n, rng=1)) for n in (1, 2, 5, 50)]
    assert np.all(np.diff(fit) > -1e-6)


@pytest.mark.parametrize("data, count, says", [
    (np.ones((5, 2)), 2, "1 different sizes"),
    (np.ones((5, 4)), 1, r"shape \(5, 4\); expected \(N, 2\)"),
    ([[1.0, 0.0]], 1, "above 0"),
    ([[1.0, 2.0]], 0, "count is 0"),
])
def test_bad_input_is_told_what_was_expected(data, count, says):
    with pytest.raises(ValueError, match=says):
        kmeans_anchors(data, count, rng=0)
