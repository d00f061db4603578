"""Flip, crop, resize, rotate, mosaic: whatever moves paint moves the boxes and the mask with it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundup.vision import Sample
from groundup.vision.transforms import (
    CenterCrop,
    RandomCrop,
    RandomResizedCrop,
    affine,
    crop,
    flip,
    mosaic,
    resize,
    rotate,
)
from groundup.vision.transforms.resize import nearest, triangle


def painted(size, box):
    """A black picture with one white box, of which the mask is 1."""
    x1, y1, x2, y2 = box
    image, mask = np.zeros((3, *size), np.float32), np.zeros(size, np.int64)
    image[:, y1:y2, x1:x2] = mask[y1:y2, x1:x2] = 1
    return Sample(image, [[float(edge) for edge in box]], [0], mask)


@st.composite
def samples(draw):
    height, width = draw(st.integers(4, 24)), draw(st.integers(4, 24))
    x1, y1 = draw(st.integers(0, width - 1)), draw(st.integers(0, height - 1))
    x2, y2 = draw(st.integers(x1 + 1, width)), draw(st.integers(y1 + 1, height))
    return painted((height, width), (x1, y1, x2, y2))


def assert_box_covers_paint(sample, margin=1e-4):
    """Each painted pixel has its centre in the box; without a box, hardly any paint is left."""
    rows, columns = np.nonzero(sample.mask)
    if not len(sample.boxes):
        assert not len(rows) or min(np.ptp(rows), np.ptp(columns)) == 0
        return
    x1, y1, x2, y2 = sample.boxes[0]
    if len(rows):
        assert x1 - margin <= columns.min() + 0.5 and columns.max() + 0.5 <= x2 + margin
        assert y1 - margin <= rows.min() + 0.5 and rows.max() + 0.5 <= y2 + margin


def assert_box_fits_paint(sample):
    """Where the map is upright, the box is no larger than the paint, to the pixel."""
    rows, columns = np.nonzero(sample.mask)
    outline = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
    assert np.abs(sample.boxes[0] - outline).max() <= 0.5 + 1e-4


directions = st.sampled_from(["horizontal", "vertical"])


@given(samples(), directions)
def test_flip_twice_is_identity_and_once_moves_the_box(sample, direction):
    once = flip(sample, direction)
    assert_box_covers_paint(once)
    assert_box_fits_paint(once)
    assert np.array_equal(once.image[0], once.mask)
    twice = flip(once, direction)
    for part in ("image", "boxes", "labels", "mask"):
        assert np.array_equal(getattr(twice, part), getattr(sample, part))


@given(samples(), st.data())
def test_crop_moves_the_box(sample, data):
    height, width = (data.draw(st.integers(1, side)) for side in sample.size)
    top = data.draw(st.integers(0, sample.size[0] - height))
    left = data.draw(st.integers(0, sample.size[1] - width))
    part = crop(sample, top, left, height, width, min_visible=0)
    assert part.size == part.mask.shape == (height, width)
    assert np.array_equal(part.image[0], part.mask)
    assert len(part.boxes) == part.mask.any()
    assert_box_covers_paint(part)
    if len(part.boxes):
        assert_box_fits_paint(part)
    kept = crop(sample, top, left, height, width, min_visible=0.5)
    assert len(kept.boxes) == (part.mask.sum() >= 0.5 * sample.mask.sum()) * part.mask.any()


@given(samples(), st.integers(2, 40), st.integers(2, 40))
def test_resize_moves_the_box(sample, height, width):
    other = resize(sample, (height, width))
    assert other.image.dtype == np.float32 and other.size == (height, width)
    assert_box_covers_paint(other)
    if other.mask.any():
        assert_box_fits_paint(other)
    assert other.image.min() >= 0 and other.image.max() <= 1 + 1e-6
    back = resize(other, sample.size).boxes
    np.testing.assert_allclose(back, sample.boxes, atol=1e-4)


@given(samples(), st.floats(-400, 400))
def test_rotate_moves_the_box(sample, degrees):
    turned = rotate(sample, degrees, min_visible=0)
    assert turned.size == sample.size and turned.image.dtype == np.float32
    assert_box_covers_paint(turned)
    bright = turned.replace(mask=(turned.image[0] > 0.501).astype(int))
    assert_box_covers_paint(bright)


@given(samples(), st.lists(st.floats(-0.6, 0.6), min_size=4, max_size=4), st.floats(-5, 5))
def test_affine_moves_the_box(sample, changes, shift):
    matrix = np.column_stack([np.eye(2) + np.reshape(changes, (2, 2)) * 0.7, [shift, -shift]])
    assert_box_covers_paint(affine(sample, matrix, min_visible=0))


def test_rotation_by_full_and_quarter_turns_is_exact(rng):
    image, mask = rng.random((3, 7, 7)), rng.integers(0, 4, (7, 7))
    sample = Sample(image, [[1, 2, 4, 7]], [3], mask)
    for turns in (-4, -1, 0, 1, 2, 3, 8):
        turned = rotate(sample, 90 * turns)
        np.testing.assert_allclose(turned.image, np.rot90(image, turns, (1, 2)), atol=1e-13)
        assert np.array_equal(turned.mask, np.rot90(mask, turns))
    assert rotate(sample, 90).boxes.tolist() == [[2, 3, 7, 6]]
    assert rotate(sample, 360).boxes.tolist() == [[1, 2, 4, 7]]
    half = rotate(Sample(image[:, :4]), 180).image
    np.testing.assert_allclose(half, image[:, :4][:, ::-1, ::-1], atol=1e-13)


def test_there_and_back_by_any_angle_is_near_the_start(rng):
    y, x = np.indices((41, 41)) / 41
    image = np.stack([0.5 + 0.4 * np.sin(3 * x + 2 * y), x * y])
    back = rotate(rotate(Sample(image), 33), -33).image
    disc = (x - 0.5) ** 2 + (y - 0.5) ** 2 < 0.2
    np.testing.assert_allclose(back[:, disc], image[:, disc], atol=0.005)


def test_what_comes_from_outside_has_the_fill():
    sample = Sample(np.ones((1, 9, 9)), mask=np.ones((9, 9), int))
    turned = rotate(sample, 45, fill=0.25)
    np.testing.assert_allclose(turned.image[0, [0, 0, 8, 8], [0, 8, 0, 8]], 0.25)
    assert turned.mask[0, 0] == 0 and turned.mask[4, 4] == 1
    gone = affine(sample, [[1, 0, 50], [0, 1, 0]], fill=0.5)
    assert (gone.image == 0.5).all() and not gone.mask.any()


@pytest.mark.parametrize("new", [(5, 9), (48, 69), (17, 30), (1, 1), (80, 7), (16, 23)])
def test_resize_is_pillows_to_the_rounding(rng, new):
    Image = pytest.importorskip("PIL.Image", reason="the reference is Pillow: pip install pillow")
    plane = rng.random((16, 23)).astype(np.float32)
    mask = rng.integers(0, 255, (16, 23)).astype(np.uint8)
    ours = resize(Sample(plane[None], mask=mask), new)
    theirs = Image.fromarray(plane).resize(new[::-1], Image.Resampling.BILINEAR)
    np.testing.assert_allclose(ours.image[0], np.asarray(theirs), atol=1e-6)
    theirs = Image.fromarray(mask).resize(new[::-1], Image.Resampling.NEAREST)
    assert np.array_equal(ours.mask, np.asarray(theirs)) and ours.mask.dtype == np.uint8


def test_resize_round_trip_and_no_change(rng):
    smooth = resize(Sample(rng.random((3, 4, 4))), 32).image            # waves 8 pixels long
    back = resize(resize(Sample(smooth), 64), 32).image
    np.testing.assert_allclose(back, smooth, atol=0.03)
    sample = Sample(smooth)
    assert resize(sample, 32) is sample
    flat = resize(Sample(np.full((1, 13, 7), 0.3)), (5, 29)).image
    np.testing.assert_allclose(flat, 0.3, rtol=1e-12)


def test_fine_stripes_turn_grey():
    stripes = np.tile([0.0, 1.0], 32) * np.ones((1, 4, 1))
    np.testing.assert_allclose(resize(Sample(stripes), (4, 21)).image[..., 1:-1], 0.5, atol=0.05)


@given(st.integers(1, 30), st.integers(1, 30))
def test_weights_sum_to_one_and_indices_stay_inside(old, new):
    np.testing.assert_allclose(triangle(old, new).sum(axis=1), 1)
    index = nearest(old, new)
    assert index.min() >= 0 and index.max() < old and (np.diff(index) >= 0).all()


def test_center_crop_takes_the_middle():
    image = np.arange(30.0).reshape(1, 5, 6)
    assert CenterCrop((3, 2))(image).tolist() == image[:, 1:4, 2:4].tolist()
    assert CenterCrop((5, 6))(image).tolist() == image.tolist()


def test_random_crop_reaches_every_place_equally(rng):
    image = np.arange(12.0).reshape(1, 3, 4)
    corners = [RandomCrop((2, 2))(image, rng)[0, 0, 0] for _ in range(600)]
    values, counts = np.unique(corners, return_counts=True)
    assert values.tolist() == [0, 1, 2, 4, 5, 6] and counts.min() > 60


def test_resized_crop_shows_a_share_of_the_picture(rng):
    x = np.broadcast_to(np.arange(64) + 0.5, (1, 64, 64)) / 64          # each column its place
    spans = [np.ptp(RandomResizedCrop(32, scale=(0.25, 0.25), ratio=(1, 1))(x, rng))
             for _ in range(10)]
    np.testing.assert_allclose(spans, 0.5, atol=0.03)


def four(rng):
    for k in range(4):
        low = rng.integers(0, 20, 2)
        high = low + rng.integers(6, 12, 2)
        sample = painted((32, 32), (*low, *high))
        yield sample.replace(image=sample.image * (k + 1) / 4, labels=[k],
                             mask=sample.mask * (k + 1))


@pytest.mark.parametrize("seed", range(25))
def test_mosaic_moves_boxes_into_their_quarters(seed):
    rng = np.random.default_rng(seed)
    sample = mosaic(list(four(rng)), 32, min_visible=0, rng=rng)
    assert sample.size == (32, 32) and sample.image.dtype == np.float32
    assert np.array_equal(sample.image[0] * 4, sample.mask)
    for k in range(4):
        own = sample.replace(mask=(sample.mask == k + 1).astype(int),
                             boxes=sample.boxes[sample.labels == k],
                             labels=sample.labels[sample.labels == k])
        assert len(own.boxes) == own.mask.any()
        if len(own.boxes):
            assert_box_covers_paint(own)
            assert_box_fits_paint(own)
            x, y = (own.boxes[0, :2] + own.boxes[0, 2:]) / 2
            assert ((k % 2 == 0) or x >= 8) and ((k // 2 == 0) or y >= 8)


def test_mosaic_of_other_sizes_and_without_objects():
    empty = [Sample(np.full((1, 5 + k, 9), k / 4), [], []) for k in range(4)]
    sample = mosaic(empty, (20, 30), rng=0)
    assert sample.size == (20, 30) and sample.boxes.shape == (0, 4) and sample.labels.shape == (0,)
    assert mosaic([Sample(np.zeros((1, 4, 4)))] * 4, 2, rng=0).boxes is None


@pytest.mark.parametrize("call, says", [
    (lambda s: flip(s, "sideways"), "direction is 'sideways'"),
    (lambda s: crop(s, 0, 0, 9, 4), "9 × 4 pixels .* not inside a picture of 8 × 8"),
    (lambda s: crop(s, -1, 0, 4, 4), "from row -1"),
    (lambda s: CenterCrop(9)(s), "9 × 9"),
    (lambda s: RandomCrop((4, 9))(s), "resize first"),
    (lambda s: RandomResizedCrop(4, scale=(0, 1)), r"scale is \(0, 1\)"),
    (lambda s: RandomResizedCrop(4, ratio=(2, 1)), r"ratio is \(2, 1\)"),
    (lambda s: resize(s, (0, 4)), r"size is \(0, 4\)"),
    (lambda s: affine(s, np.zeros((2, 3))), "no map that can be undone"),
    (lambda s: affine(s, np.eye(3)), r"shape \(3, 3\)"),
    (lambda s: mosaic([s] * 3, 8), "4 samples, not of 3"),
    (lambda s: mosaic([s, s, s, s.replace(boxes=None, labels=None)], 8), "Some samples have boxes"),
    (lambda s: mosaic([s.replace(boxes=None)] * 4, 8), "use cutmix"),
    (lambda s: mosaic([s, s, s, s.replace(image=s.image[:1])], 8), "numbers of channels"),
    (lambda s: mosaic([s] * 4, 1), "at least 2 × 2"),
])
def test_bad_input_is_told_what_was_expected(call, says):
    with pytest.raises(ValueError, match=says):
        call(painted((8, 8), (1, 1, 4, 4)))
