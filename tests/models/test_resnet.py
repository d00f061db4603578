"""ResNet: shapes, the published size, what the shortcut does, and what it is for."""

import numpy as np
import pytest

from groundup import nn
from groundup.autograd import Tensor
from groundup.models import ResidualBlock, ResNet


@pytest.mark.parametrize("blocks, widths", [(1, [4]), (2, [4, 8]), (3, [16, 32, 64])])
def test_parameters_and_depth(blocks, widths):
    model = ResNet(blocks, widths, in_channels=3)
    expected, before = 27 * widths[0] + 2 * widths[0], widths[0]
    for width in widths:
        expected += 9 * before * width + 9 * width ** 2 * (2 * blocks - 1) + 4 * width * blocks
        before = width
    assert model.num_parameters() == expected + (before + 1) * 10
    weighted = [m for m in model.modules() if isinstance(m, nn.Conv2d | nn.Dense)]
    assert len(weighted) == 2 * blocks * len(widths) + 2
    assert ResNet(blocks, widths, 3, residual=False).num_parameters() == model.num_parameters()


def test_the_papers_resnet_20_has_0_27_million_parameters():
    assert round(ResNet(3, [16, 32, 64], in_channels=3).num_parameters() / 1e6, 2) == 0.27


@pytest.mark.parametrize("size", [8, 9, 28, 32])
def test_any_size(size):
    model = ResNet(1, [4, 8, 8], rng=0)
    assert model.predict(np.zeros((2, 1, size, size), "float32")).shape == (2, 10)


def silenced(*args, **kwargs):
    """A block whose f(x) is 0."""
    block = ResidualBlock(*args, **kwargs, rng=0)
    block.norm2.weight.data[:] = 0
    return block


def test_a_block_that_adds_nothing_lets_x_pass(rng):
    x = Tensor(rng.random((2, 3, 5, 5), "float32"))
    np.testing.assert_array_equal(silenced(3, 3)(x).data, x.data)
    assert (silenced(3, 3, residual=False)(x).data == 0).all()


def test_the_shortcut_samples_and_fills_up(rng):
    x = rng.random((2, 3, 5, 5), "float32")
    y = silenced(3, 5, stride=2)(Tensor(x)).data
    assert y.shape == (2, 5, 3, 3)
    np.testing.assert_array_equal(y[:, :3], x[:, :, ::2, ::2])
    assert (y[:, 3:] == 0).all()


def test_gradients_keep_their_size_on_the_way_down(rng):
    """Through 40 plain blocks with batch norm they explode; a shortcut keeps them in bounds."""
    x, blame = rng.random((8, 8, 8, 8), "float32"), rng.standard_normal((8, 8, 8, 8), "float32")
    size = {}
    for residual in (True, False):
        y = bottom = Tensor(x, requires_grad=True)
        for seed in range(40):
            y = ResidualBlock(8, 8, residual=residual, rng=seed)(y)
        y.backward(blame)
        size[residual] = np.sqrt((bottom.grad ** 2).mean())
    assert size[True] < 1e3
    assert size[False] > 1e4


@pytest.mark.parametrize("blocks, widths", [(0, [4]), (1, []), (1, [8, 4])])
def test_senseless_sizes(blocks, widths):
    with pytest.raises(ValueError, match="widths that do not fall"):
        ResNet(blocks, widths)


def test_a_block_cannot_lose_channels():
    with pytest.raises(ValueError, match="cannot make 2 of 4"):
        ResidualBlock(4, 2)


def test_the_repr_tells_a_plain_block():
    assert "residual=False" in repr(ResidualBlock(1, 1, residual=False))
    assert "residual" not in repr(ResidualBlock(1, 1))
