"""LeNet: the sizes of the paper, and of smaller pictures."""

import numpy as np
import pytest

from groundup.models import LeNet


def test_parameters_as_in_the_paper():
    """LeCun 1998, with all 6 · 16 connections between the two convolutions."""
    conv = (25 + 1) * 6 + (6 * 25 + 1) * 16
    dense = (16 * 5 * 5 + 1) * 120 + (120 + 1) * 84 + (84 + 1) * 10
    assert LeNet().num_parameters() == conv + dense == 61706


@pytest.mark.parametrize("size, side", [(4, 1), (8, 2), (19, 4), (20, 3), (28, 5), (32, 6)])
def test_any_size(size, side):
    model = LeNet(3, classes=7, size=size, rng=0)
    assert model.predict(np.zeros((2, 3, size, size), "float32")).shape == (2, 7)
    dense = next(layer for layer in model if type(layer).__name__ == "Dense")
    assert dense.in_features == 16 * side ** 2


def test_too_small():
    with pytest.raises(ValueError, match="size is 3 and must be at least 4"):
        LeNet(size=3)


def test_another_size_than_promised():
    with pytest.raises(ValueError, match="400"):
        LeNet(size=28).predict(np.zeros((1, 1, 32, 32), "float32"))
