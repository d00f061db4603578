"""Colours against Pillow and colorsys, blur against its double sum, patches against their range."""

import colorsys

import numpy as np
import pytest

from groundup.vision import Sample
from groundup.vision.transforms import (
    ColorJitter,
    GaussianBlur,
    GaussianNoise,
    Grayscale,
    Normalize,
    RandomErase,
    blur,
    brightness,
    contrast,
    erase,
    gray,
    hue,
    saturation,
)


@pytest.fixture
def image(rng):
    return rng.random((3, 8, 10)).astype(np.float32)


@pytest.mark.parametrize("factor", [0.0, 0.4, 1.0, 1.7])
@pytest.mark.parametrize("ours, theirs", [(brightness, "Brightness"), (contrast, "Contrast"),
                                          (saturation, "Color")])
def test_light_and_colour_are_pillows(image, ours, theirs, factor):
    Image = pytest.importorskip("PIL.Image", reason="the reference is Pillow: pip install pillow")
    from PIL import ImageEnhance

    pixels = np.uint8(np.round(255 * image)).transpose(1, 2, 0)
    enhanced = getattr(ImageEnhance, theirs)(Image.fromarray(pixels)).enhance(factor)
    expected = np.asarray(enhanced).transpose(2, 0, 1) / 255
    got = ours(np.float32(pixels.transpose(2, 0, 1) / 255), factor)
    np.testing.assert_allclose(got, expected, atol=2 / 255)             # Pillow rounds to bytes


@pytest.mark.parametrize("turn", [-0.7, -0.25, 0.0, 0.1, 1 / 3, 0.5])
def test_hue_is_colorsys(image, turn):
    image[:, 0, :4] = [[0.5, 1, 0, 0.2], [0.5, 1, 0, 0.9], [0.5, 1, 0, 0.9]]    # also grey, ties
    got = hue(image.astype(np.float64), turn)
    for y, x in np.ndindex(image.shape[1:]):
        h, s, v = colorsys.rgb_to_hsv(*image[:, y, x].astype(float))
        np.testing.assert_allclose(got[:, y, x], colorsys.hsv_to_rgb((h + turn) % 1, s, v),
                                   atol=1e-12)


def test_factor_one_and_no_turn_change_nothing(image):
    for change, neutral in ((brightness, 1), (contrast, 1), (saturation, 1), (hue, 0), (hue, 1)):
        got = change(image, neutral)
        np.testing.assert_allclose(got, image, atol=1e-6)
        assert got.dtype == np.float32


def test_grey_images_have_light_but_no_colour(image):
    grey = image[:1]
    assert np.array_equal(saturation(grey, 0.3), grey) and np.array_equal(hue(grey, 0.3), grey)
    assert gray(grey) is grey
    assert np.array_equal(Grayscale(3)(grey), np.repeat(grey, 3, axis=0))
    np.testing.assert_allclose(brightness(grey, 0.5), grey / 2)


def test_jitter_stays_within_its_amounts(rng):
    image = np.full((3, 1, 1), 0.5)
    values = [ColorJitter(brightness=0.4)(image, rng)[0, 0, 0] for _ in range(200)]
    assert 0.3 <= min(values) < 0.32 and 0.68 < max(values) <= 0.7
    assert np.array_equal(ColorJitter()(image, rng), image)


def test_normalize_gives_standard_scores(image):
    mean, std = image.mean(axis=(1, 2)), image.std(axis=(1, 2))
    scores = Normalize(mean, std)(image)
    np.testing.assert_allclose(scores.mean(axis=(1, 2)), 0, atol=1e-6)
    np.testing.assert_allclose(scores.std(axis=(1, 2)), 1, rtol=1e-5)
    assert Normalize(mean.astype(float), 2)(image).dtype == np.float32


def test_blur_is_the_double_sum(rng):
    image, sigma = rng.random((2, 5, 9)), 0.8
    offsets = np.arange(-3, 4)
    weight = np.exp(-(offsets[:, None] ** 2 + offsets ** 2) / (2 * sigma ** 2))
    padded = np.pad(image, ((0, 0), (3, 3), (3, 3)), mode="symmetric")
    expected = [[(padded[:, y : y + 7, x : x + 7] * weight).sum(axis=(1, 2)) / weight.sum()
                 for x in range(9)] for y in range(5)]
    np.testing.assert_allclose(blur(image, sigma), np.moveaxis(expected, -1, 0), rtol=1e-12)
    assert blur(image, 0) is image
    assert blur(np.ones((1, 2, 2), np.float32), 4.0).dtype == np.float32       # wider than it


def test_noise_has_its_standard_deviation():
    noisy = GaussianNoise(0.05)(np.full((3, 64, 64), 0.5, np.float32), rng=0)
    np.testing.assert_allclose(noisy.std(), 0.05, rtol=0.03)
    assert noisy.dtype == np.float32
    wild = GaussianNoise(3.0)(np.full((1, 8, 8), 0.5), rng=0)
    assert wild.min() == 0 and wild.max() == 1


def test_erased_shares_lie_in_their_range(rng):
    image = np.ones((1, 30, 40))
    shares = [(RandomErase(scale=(0.1, 0.2), ratio=(0.5, 2))(image, rng) == 0).mean()
              for _ in range(100)]
    assert 0.09 < min(shares) < 0.12 and 0.18 < max(shares) < 0.22
    tall = RandomErase(scale=(0.3, 0.3), ratio=(0.05, 0.05))(image, rng)
    assert (tall == 0).any(axis=2).all()                        # too tall: cut to the sides


def test_erase_cuts_what_is_outside_and_leaves_the_targets():
    sample = Sample(np.ones((1, 4, 4)), [[0, 0, 2, 2]], [1], np.ones((4, 4), int))
    gone = erase(sample, top=-1, left=2, height=3, width=9, fill=0.5)
    assert (gone.image == 0.5).sum() == 4 and (gone.image[0, :2, 2:] == 0.5).all()
    assert np.array_equal(gone.boxes, sample.boxes) and np.array_equal(gone.mask, sample.mask)
    assert (erase(sample, -5, 0, 3, 3).image == 1).all()


@pytest.mark.parametrize("call, says", [
    (lambda: gray(np.zeros((2, 4, 4))), "2 channels"),
    (lambda: hue(np.zeros((4, 4, 4)), 0.1), "4 channels"),
    (lambda: ColorJitter(hue=0.6), "hue is 0.6; expected 0 to 0.5"),
    (lambda: ColorJitter(brightness=-1), "brightness is -1"),
    (lambda: Grayscale(2), "channels is 2"),
    (lambda: Normalize(0, [1, 0]), "every std above 0"),
    (lambda: Normalize([0, 0], 1)(np.zeros((3, 2, 2))), "mean has 2 values for 3 channels"),
    (lambda: RandomErase(scale=(0.5, 0.1)), "scale is"),
    (lambda: GaussianNoise(-1), "std is -1"),
    (lambda: GaussianBlur((2, 1)), "sigma is"),
])
def test_bad_input_is_told_what_was_expected(call, says):
    with pytest.raises(ValueError, match=says):
        call()
