"""VGG: as many convolutions as asked for, and any size of picture."""

import numpy as np
import pytest

from groundup import nn
from groundup.models import VGG


@pytest.mark.parametrize("widths, convolutions, channels", [([8], 1, 1), ([4, 8, 8], 2, 3),
                                                            ([16, 32], 3, 1)])
def test_parameters_and_layers(widths, convolutions, channels):
    model = VGG(widths, channels, classes=5, convolutions=convolutions)
    expected, before = 0, channels
    for width in widths:
        expected += 9 * before * width + 9 * width ** 2 * (convolutions - 1)
        expected += 2 * width * convolutions            # scale and shift of each norm
        before = width
    assert model.num_parameters() == expected + (before + 1) * 5
    convs = [layer for layer in model if isinstance(layer, nn.Conv2d)]
    assert len(convs) == convolutions * len(widths)
    assert all(conv.kernel_size == 3 for conv in convs)


@pytest.mark.parametrize("size", [8, 28, 32])
def test_any_size(size):
    model = VGG([4, 8], rng=0)
    assert model.predict(np.zeros((2, 1, size, size), "float32")).shape == (2, 10)


def test_no_stage():
    with pytest.raises(ValueError, match="one stage at least"):
        VGG([])


def test_more_halvings_than_pixels():
    with pytest.raises(ValueError):
        VGG([2, 2, 2, 2]).predict(np.zeros((1, 1, 8, 8), "float32"))
