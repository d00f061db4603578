"""U-Net: shapes and sizes, and what goes through which level."""

import numpy as np
import pytest

from groundup.models import UNet


@pytest.mark.parametrize("depth, width", [(0, 3), (1, 4), (2, 4), (3, 2)])
def test_parameters(depth, width):
    def double(before, after):
        return 9 * before * after + 9 * after ** 2 + 4 * after

    widths = [width * 2 ** level for level in range(depth + 1)]
    expected = double(3, width) + sum(double(w, 2 * w) for w in widths[:-1])        # down
    expected += sum(4 * 2 * w * w + w + double(2 * w, w) for w in widths[:-1])      # up
    assert UNet(3, 5, width, depth).num_parameters() == expected + 5 * (width + 1)


@pytest.mark.parametrize("size", [(8, 8), (28, 28), (32, 16)])
def test_every_pixel_gets_an_answer(size):
    model = UNet(2, 4, width=2, depth=2, rng=0)
    assert model.predict(np.zeros((3, 2, *size), "float32")).shape == (3, 4, *size)


def test_only_the_bottom_sees_far(rng):
    """A pixel changes answers as far away as the kernels of all levels reach, and no farther."""
    def reach(depth):
        model = UNet(1, 1, width=2, depth=depth, rng=0)
        x = rng.random((1, 1, 64, 64), "float32")
        changed = x.copy()
        changed[0, 0, 32, 32] += 10
        moved = np.abs(model.predict(x) - model.predict(changed))[0, 0]
        return np.abs(np.argwhere(moved > 1e-6) - 32).max()

    assert reach(0) == 2                    # two kernels of 3x3
    assert reach(1) in range(6, 12)
    assert reach(3) > 16


@pytest.mark.parametrize("shape", [(1, 1, 10, 8), (1, 1, 8, 9), (1, 8, 8)])
def test_sizes_that_do_not_divide(shape):
    with pytest.raises(ValueError, match="divide by 4"):
        UNet(1, 1, width=2, depth=2).predict(np.zeros(shape, "float32"))
