"""Layers on images: shape, function, gradient, saving, repr, both dtypes, faults."""

from functools import partial

import numpy as np
import pytest

from groundup import Tensor, nn
from groundup import functional as F

from .harness import check_saving_freezing_and_copying, check_shape_dtype_repr_and_function, every

IMAGE, LINE = (2, 4, 6, 8), (2, 4, 9)

LAYERS = [
    (lambda: nn.Conv1d(4, 3, 2, rng=0), LINE, (2, 3, 8), "Conv1d(4, 3, kernel_size=2)",
     lambda x, W, b: F.conv1d(x, W, b)),
    (lambda: nn.Conv2d(4, 6, (3, 2), 2, 1, groups=2, bias=False, rng=0), IMAGE, (2, 6, 3, 5),
     "Conv2d(4, 6, kernel_size=(3, 2), stride=2, padding=1, groups=2, bias=False)",
     lambda x, W: F.conv2d(x, W, None, 2, 1, groups=2)),
    (lambda: nn.Conv2d(4, 3, 2, padding="same", dilation=3, padding_mode="circular", rng=0), IMAGE,
     (2, 3, 6, 8), "Conv2d(4, 3, kernel_size=2, padding='same', dilation=3, "
     "padding_mode='circular')",
     lambda x, W, b: F.conv2d(F.pad(x, (1, 2, 1, 2), "circular"), W, b, dilation=3)),
    (lambda: nn.Conv2d(4, 3, 3, 2, (1, 2), padding_mode="reflect", rng=0), IMAGE, (2, 3, 3, 5),
     "Conv2d(4, 3, kernel_size=3, stride=2, padding=(1, 2), padding_mode='reflect')",
     lambda x, W, b: F.conv2d(F.pad(x, (2, 2, 1, 1), "reflect"), W, b, 2)),
    (lambda: nn.Conv3d(1, 2, (1, 2, 3), rng=0), (2, 1, 3, 4, 5), (2, 2, 3, 3, 3),
     "Conv3d(1, 2, kernel_size=(1, 2, 3))", lambda x, W, b: F.conv3d(x, W, b)),
    (lambda: nn.ConvTranspose1d(4, 3, 2, 2, rng=0), LINE, (2, 3, 18),
     "ConvTranspose1d(4, 3, kernel_size=2, stride=2)",
     lambda x, W, b: F.conv_transpose1d(x, W, b, 2)),
    (lambda: nn.ConvTranspose2d(4, 6, 3, 2, 1, 1, groups=2, dilation=2, rng=0), IMAGE,
     (2, 6, 14, 18), "ConvTranspose2d(4, 6, kernel_size=3, stride=2, padding=1, output_padding=1, "
     "groups=2, dilation=2)", lambda x, W, b: F.conv_transpose2d(x, W, b, 2, 1, 1, 2, 2)),
    (partial(nn.MaxPool1d, 3, 2), LINE, (2, 4, 4), "MaxPool1d(3, stride=2)",
     lambda x: F.max_pool1d(x, 3, 2)),
    (partial(nn.MaxPool2d, 3, 2, 1, ceil_mode=True), IMAGE, (2, 4, 4, 5),
     "MaxPool2d(3, stride=2, padding=1, ceil_mode=True)",
     lambda x: F.max_pool2d(x, 3, 2, 1, ceil_mode=True)),
    (partial(nn.AvgPool1d, 3), LINE, (2, 4, 3), "AvgPool1d(3)", lambda x: F.avg_pool1d(x, 3)),
    (partial(nn.AvgPool2d, (2, 3), 2, 1, count_include_pad=False), IMAGE, (2, 4, 4, 4),
     "AvgPool2d((2, 3), stride=2, padding=1, count_include_pad=False)",
     lambda x: F.avg_pool2d(x, (2, 3), 2, 1, count_include_pad=False)),
    (partial(nn.AdaptiveAvgPool1d, 4), LINE, (2, 4, 4), "AdaptiveAvgPool1d(4)",
     lambda x: F.adaptive_avg_pool1d(x, 4)),
    (partial(nn.AdaptiveAvgPool2d, (3, None)), IMAGE, (2, 4, 3, 8),
     "AdaptiveAvgPool2d((3, None))", lambda x: F.adaptive_avg_pool2d(x, (3, 8))),
    (partial(nn.AdaptiveMaxPool1d, 4), LINE, (2, 4, 4), "AdaptiveMaxPool1d(4)",
     lambda x: F.adaptive_max_pool1d(x, 4)),
    (partial(nn.AdaptiveMaxPool2d, 4), IMAGE, (2, 4, 4, 4), "AdaptiveMaxPool2d(4)",
     lambda x: F.adaptive_max_pool2d(x, 4)),
    (nn.GlobalAvgPool, IMAGE, (2, 4), "GlobalAvgPool()", F.global_avg_pool),
    (nn.GlobalMaxPool, IMAGE, (2, 4), "GlobalMaxPool()", F.global_max_pool),
    (partial(nn.Upsample, scale_factor=2), IMAGE, (2, 4, 12, 16),
     "Upsample(scale_factor=2, mode='nearest')", lambda x: F.interpolate(x, scale_factor=2)),
    (partial(nn.Upsample, 5, mode="bilinear", align_corners=True), IMAGE, (2, 4, 5, 5),
     "Upsample(size=5, mode='bilinear', align_corners=True)",
     lambda x: F.interpolate(x, 5, mode="bilinear", align_corners=True)),
    (partial(nn.PixelShuffle, 2), IMAGE, (2, 1, 12, 16), "PixelShuffle(2)",
     lambda x: F.pixel_shuffle(x, 2)),
    (partial(nn.PixelUnshuffle, 2), IMAGE, (2, 16, 3, 4), "PixelUnshuffle(2)",
     lambda x: F.pixel_unshuffle(x, 2)),
    (partial(nn.Unfold, 2, stride=2), IMAGE, (2, 16, 12),
     "Unfold(kernel_size=2, dilation=1, padding=0, stride=2)", lambda x: F.unfold(x, 2, stride=2)),
    (partial(nn.Fold, (4, 4), 2), (1, 8, 9), (1, 2, 4, 4),
     "Fold(output_size=(4, 4), kernel_size=2, dilation=1, padding=0, stride=1)",
     lambda x: F.fold(x, (4, 4), 2)),
    (partial(nn.ConstantPad1d, (1, 2), 3.0), LINE, (2, 4, 12), "ConstantPad1d((1, 2), 3.0)",
     lambda x: F.pad(x, (1, 2), value=3.0)),
    (partial(nn.ConstantPad2d, 1, 3.0), IMAGE, (2, 4, 8, 10), "ConstantPad2d(1, 3.0)",
     lambda x: F.pad(x, 1, value=3.0)),
    (partial(nn.ZeroPad2d, (1, 0, 2, 0)), IMAGE, (2, 4, 8, 9), "ZeroPad2d((1, 0, 2, 0))",
     lambda x: F.pad(x, (1, 0, 2, 0))),
    (partial(nn.ReflectionPad1d, 2), LINE, (2, 4, 13), "ReflectionPad1d(2)",
     lambda x: F.pad(x, 2, "reflect")),
    (partial(nn.ReflectionPad2d, 2), IMAGE, (2, 4, 10, 12), "ReflectionPad2d(2)",
     lambda x: F.pad(x, 2, "reflect")),
    (partial(nn.ReplicationPad1d, 2), LINE, (2, 4, 13), "ReplicationPad1d(2)",
     lambda x: F.pad(x, 2, "replicate")),
    (partial(nn.ReplicationPad2d, 2), IMAGE, (2, 4, 10, 12), "ReplicationPad2d(2)",
     lambda x: F.pad(x, 2, "replicate")),
    (partial(nn.CircularPad2d, 2), IMAGE, (2, 4, 10, 12), "CircularPad2d(2)",
     lambda x: F.pad(x, 2, "circular")),
]


@every(LAYERS)
def test_shape_dtype_repr_and_function(make, inside, outside, text, function):
    check_shape_dtype_repr_and_function(make, inside, outside, text, function)


@every(LAYERS)
def test_saving_freezing_and_copying(make, inside, outside, text, function):
    check_saving_freezing_and_copying(make, inside, outside, text, function)


def test_weights_start_as_they_say():
    layer = nn.Conv2d(64, 100, 3, groups=2, rng=0)
    assert layer.weight.shape == (100, 32, 3, 3)
    assert layer.weight.data.var() == pytest.approx(2 / (32 * 9), rel=0.03)
    np.testing.assert_array_equal(layer.bias.data, 0)
    assert (layer.weight.data == nn.Conv2d(64, 100, 3, groups=2, rng=0).weight.data).all()
    assert (nn.Conv2d(2, 3, 2, init=nn.init.ones).weight.data == 1).all()


def test_arithmetic_is_counted():
    conv, back = nn.Conv2d(4, 6, 3, groups=2), nn.ConvTranspose2d(4, 6, 3)
    assert conv.flops((1, 4, 5, 5), (1, 6, 3, 3)) == 2 * 6 * 9 * (2 * 9)
    assert back.flops((1, 4, 5, 5), (1, 6, 7, 7)) == 2 * 4 * 25 * (6 * 9)
    model = nn.Sequential(conv, nn.ReLU(), nn.MaxPool2d(3), nn.Flatten(), nn.Dense(6, 2))
    assert model.summary((4, 5, 5)).parameters == 6 * 18 + 6 + 6 * 2 + 2


@pytest.mark.parametrize(("make", "error", "message"), [
    (lambda: nn.Conv2d(0, 3, 3), ValueError, "Conv2d: in_channels must be a whole number"),
    (lambda: nn.Conv2d(1, 3.0, 3), TypeError, "Conv2d: out_channels must be a whole number"),
    (lambda: nn.Conv2d(4, 6, 3, groups=4), ValueError,
     "Conv2d: groups=4 must divide in_channels=4 and out_channels=6"),
    (lambda: nn.Conv2d(1, 1, (3, 3, 3)), ValueError, "Conv2d: kernel_size is a whole number"),
    (lambda: nn.Conv1d(1, 1, 3, stride=2, padding="same"), ValueError, "needs stride 1"),
    (lambda: nn.Conv1d(1, 1, 3, padding_mode="mirror"), ValueError, "zeros, reflect, replicate"),
    (lambda: nn.ConvTranspose2d(1, 1, 0), ValueError, "ConvTranspose2d: kernel_size is a whole"),
    (lambda: nn.MaxPool2d(0), ValueError, "MaxPool2d: kernel_size is a whole number"),
    (lambda: nn.AvgPool2d(2, stride=0), ValueError, "AvgPool2d: stride is a whole number"),
    (lambda: nn.Upsample(), ValueError, "either size or scale_factor"),
])
def test_senseless_layers_are_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_faults_in_use_name_the_layer():
    with pytest.raises(ValueError, match=r"x has 3 channels .* weight expects 4") as caught:
        nn.Conv2d(4, 8, 3)(Tensor(np.ones((1, 3, 5, 5), np.float32)))
    assert caught.value.__notes__ == ["This happened in Conv2d(4, 8, kernel_size=3)."]
    with pytest.raises(ValueError, match="ZeroPad2d: x must have 4 axes"):
        nn.ZeroPad2d(1)(Tensor(np.ones((1, 3, 5), np.float32)))


def test_a_small_network_learns_to_tell_bars_apart(rng):
    x = np.zeros((40, 1, 6, 6), np.float32)
    label = np.arange(40) % 2
    for image, upright, at in zip(x[:, 0], label, rng.integers(0, 6, 40)):
        image[:, at] += upright
        image[at] += 1 - upright
    model = nn.Sequential(nn.Conv2d(1, 4, 3, rng=0), nn.ReLU(), nn.GlobalMaxPool(),
                          nn.Dense(4, 1, rng=1))
    for _ in range(100):
        model.zero_grad()
        loss = ((model(Tensor(x))[:, 0] - label) ** 2).mean()
        loss.backward()
        for p in model.parameters():
            p.data -= 0.1 * p.grad
            p.touch()
    assert loss.item() < 0.05
