"""Resampling, padding and pixel shuffle: values by hand, NumPy as oracle, gradients, faults."""

import importlib

import numpy as np
import pytest

from groundup import functional as F
from groundup.autograd import Tensor, grad, gradcheck

MODES = {"constant": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("padding", [0, 2, (1, 3), (1, 0, 2, 3), (0, 0, 1, 2)])
@pytest.mark.parametrize("shape", [(2, 3, 5, 4), (1, 2, 4, 5, 4)])
def test_pad_as_numpy(mode, padding, shape, rng):
    x = rng.normal(size=shape)
    numbers = (padding,) * (2 * (x.ndim - 2)) if isinstance(padding, int) else padding
    pairs = [*zip(numbers[::2], numbers[1::2])]
    width = [(0, 0)] * (x.ndim - len(pairs)) + pairs[::-1]
    value = {"constant_values": 7.0} if mode == "constant" else {}
    y = F.pad(x, padding, mode, 7.0)
    np.testing.assert_array_equal(y.data, np.pad(x, width, MODES[mode], **value))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("order", [1, 2])
def test_pad_gradients(mode, order, rng):
    x = rng.normal(size=(1, 2, 4, 3))
    assert gradcheck(lambda x: F.pad(x, (2, 1, 0, 3), mode, 7.0) ** 3, x, order=order)


@pytest.mark.parametrize(("call", "message"), [
    (lambda x: F.pad(x, 1, "mirror"), "mode is 'constant', 'reflect'.* not 'mirror'"),
    (lambda x: F.pad(x, (1, 2, 3)), "pairs .* the last first; got"),
    (lambda x: F.pad(x, (1,) * 6), "for 1 to 2 axes"),
    (lambda x: F.pad(x, -1), "padding is a whole number of at least 0"),
    (lambda x: F.pad(x, 3, "reflect"), "'reflect' needs 4 entries along the axis .* there are 3"),
    (lambda x: F.pad(x, 4, "circular"), "'circular' needs 4 entries"),
    (lambda x: F.interpolate(x), "one of the two"),
    (lambda x: F.interpolate(x, 3, 2.0), "not both"),
    (lambda x: F.interpolate(x, 3, mode="linear"), "'nearest' or 'bilinear', not 'linear'"),
    (lambda x: F.interpolate(x, scale_factor=0.1), r"got 0.1 for an image of \(3, 3\)"),
    (lambda x: F.interpolate(x, (1, 2, 3)), "size is a whole number of at least 1, or 2"),
    (lambda x: F.pixel_shuffle(x, 2), "2 channels do not divide into groups of 2² = 4"),
    (lambda x: F.pixel_unshuffle(x, 2), "3×3 does not divide by 2"),
])
def test_faults_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call(np.ones((1, 2, 3, 3)))


def test_nearest_repeats_pixels(rng):
    x = rng.normal(size=(2, 3, 4, 5))
    np.testing.assert_array_equal(F.interpolate(x, scale_factor=(2, 3)).data,
                                  x.repeat(2, axis=2).repeat(3, axis=3))
    np.testing.assert_array_equal(F.interpolate(x, (2, 5)).data, x[:, :, ::2])


@pytest.mark.parametrize(("align_corners", "positions"), [
    (False, [0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3]), (True, np.linspace(0, 3, 8))])
def test_linear_reads_on_a_straight_line(align_corners, positions):
    line = 5 + 2 * np.arange(4.0)
    y = F.interpolate(line[None, None], 8, mode="linear", align_corners=align_corners)
    np.testing.assert_allclose(y.data[0, 0], 5 + 2 * np.array(positions))
    square = F.interpolate(line[None, None, :, None] * line, 8, mode="bilinear",
                           align_corners=align_corners)
    np.testing.assert_allclose(square.data[0, 0], np.outer(y.data, y.data))


@pytest.mark.parametrize(("options"), [
    {"size": (7, 2)}, {"scale_factor": 2}, {"scale_factor": (1.7, 0.6), "mode": "bilinear"},
    {"size": (3, 9), "mode": "bilinear"}, {"size": (1, 6), "mode": "bilinear",
                                           "align_corners": True}])
def test_interpolation_is_its_plain_definition(options, rng):
    module = importlib.import_module("groundup.functional.resample")
    x = Tensor(rng.normal(size=(2, 2, 4, 5)), requires_grad=True)
    fused = F.interpolate(x, **options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_mix", module._mix.reference)
        plain = F.interpolate(x, **options)
    np.testing.assert_allclose(fused.data, plain.data, rtol=1e-12)
    seed = rng.normal(size=fused.shape)
    np.testing.assert_allclose(grad(fused, x, seed).data, grad(plain, x, seed).data, rtol=1e-10)
    assert gradcheck(lambda x: F.interpolate(x, **options) ** 2, x.data, order=2)


def test_an_infinite_pixel_stays_where_it_is():
    y = F.interpolate(np.array([[[1.0, -np.inf, 2.0]]]), scale_factor=2).data
    assert np.isinf(y).sum() == 2 and not np.isnan(y).any()


def test_an_empty_batch():
    x = np.ones((0, 4, 3, 3))
    assert F.pad(x, 1, "reflect").shape == (0, 4, 5, 5)
    assert F.interpolate(x, 5, mode="bilinear").shape == (0, 4, 5, 5)
    assert F.pixel_shuffle(x, 2).shape == (0, 1, 6, 6)


def test_pixel_shuffle_there_and_back(rng):
    x = rng.normal(size=(2, 18, 3, 4))
    y = F.pixel_shuffle(x, 3)
    assert y.shape == (2, 2, 9, 12)
    assert y.data[1, 1, 3 * 2 + 1, 3 * 3 + 2] == x[1, 9 + 3 * 1 + 2, 2, 3]
    np.testing.assert_array_equal(F.pixel_unshuffle(y, 3).data, x)
    assert gradcheck(lambda x: F.pixel_shuffle(x, 3) ** 2, x, order=2)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(dtype, rng):
    image = rng.normal(size=(1, 4, 3, 3)).astype(dtype)
    for f in (lambda x: F.pad(x, 1, "reflect"), lambda x: F.pad(x, 1),
              lambda x: F.interpolate(x, 5), lambda x: F.interpolate(x, 5, mode="bilinear"),
              lambda x: F.pixel_shuffle(x, 2)):
        x = Tensor(image, requires_grad=True)
        y = f(x)
        y.sum().backward()
        assert y.dtype == x.grad.dtype == dtype
