"""Scenes: boxes that fit their shapes, masks that name the classes, and one seed, one scene."""

import numpy as np
import pytest

from groundup import backend
from groundup.vision import iou, scene, scenes
from groundup.vision.scenes import CLASSES, shape


def test_a_single_shape_fills_its_box_and_its_mask():
    for seed in range(40):
        sample = scene((40, 56), objects=(1, 1), noise=0, rng=seed)
        rows, columns = np.nonzero(sample.mask)
        outline = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        assert sample.boxes.tolist() == [outline]
        assert set(np.unique(sample.mask)) == {0, sample.labels[0] + 1}
        colors = {tuple(c) for c in sample.image[:, sample.mask > 0].T}
        ground = {tuple(c) for c in sample.image[:, sample.mask == 0].T}
        assert len(colors) == len(ground) == 1
        assert np.abs(np.subtract(*colors, *ground)).max() >= 0.4 - 1e-6


@pytest.mark.parametrize("label, share", [(0, np.pi / 4), (1, 1.0), (2, 0.5)])
def test_shapes_have_their_areas_and_touch_their_squares(label, share):
    for side in (2, 3, 8, 25, 60):
        inside = shape(label, side)
        for edge in (inside[0], inside[-1], inside[:, 0], inside[:, -1]):
            assert edge.any()
        assert np.array_equal(inside, inside[:, ::-1])
    np.testing.assert_allclose(inside.mean(), share, atol=0.03)


def test_crowded_scenes_overlap_a_little_only():
    for sample in scenes(60, 48, objects=(2, 8), rng=0):
        assert len(sample.boxes) >= 1 and len(sample.boxes) == len(sample.labels)
        u = iou(sample.boxes, sample.boxes) - np.eye(len(sample.boxes))
        assert u.max() <= 0.25
        assert (sample.boxes >= 0).all() and (sample.boxes <= 48).all()


def test_all_classes_and_counts_appear():
    many = scenes(200, 32, objects=(0, 2), rng=0)
    assert {len(sample.boxes) for sample in many} == {0, 1, 2}
    counts = np.bincount(np.concatenate([sample.labels for sample in many]))
    assert len(counts) == len(CLASSES) and counts.min() > 40
    assert many[0].image.min() >= 0 and many[0].image.max() <= 1


def test_one_seed_one_scene_and_the_shared_generator_by_default():
    first, again, other = scene(rng=5), scene(rng=5), scene(rng=6)
    assert np.array_equal(first.image, again.image) and not np.array_equal(first.image, other.image)
    assert np.array_equal(first.boxes, again.boxes) and first.image.dtype == np.float32
    backend.seed(5)
    assert np.array_equal(scene().image, first.image)
    assert np.array_equal(scenes(2, rng=5)[0].image, first.image)


def test_noise_has_its_standard_deviation():
    clean, noisy = scene(64, noise=0, rng=1), scene(64, noise=0.05, rng=1)
    inner = (clean.image > 0.2) & (clean.image < 0.8)           # where nothing is clipped
    np.testing.assert_allclose((noisy.image - clean.image)[inner].std(), 0.05, rtol=0.05)


@pytest.mark.parametrize("options, says", [
    (dict(size=8), "shorter side is 8"), (dict(objects=(3, 1)), r"objects is \(3, 1\)"),
    (dict(noise=-1), "noise is -1"), (dict(size=(32.5, 32)), "whole pixels")])
def test_bad_input_is_told_what_was_expected(options, says):
    with pytest.raises(ValueError, match=says):
        scene(**options)
