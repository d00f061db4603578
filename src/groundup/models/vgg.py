"""VGG: nothing but 3x3 convolutions, and twice the channels at half the size (12.4)."""

from collections.abc import Sequence

from groundup import nn
from groundup.backend import Rng, generator


class VGG(nn.Sequential):
    """For each width `convolutions` times 3x3 convolution, batch norm and ReLU, then pooling.

    x (N, in_channels, H, W) -> logits (N, classes). Each width halves H and W, which must last
    that long. Two 3x3 kernels see as far as one of 5x5, with fewer weights and a bend more between
    them. The mean over what is left of H and W takes the place of the paper's wide dense layers,
    so that any size will do. Raises `ValueError` without a width. Simonyan and Zisserman, "Very
    deep convolutional networks for large-scale image recognition" (2015).

    >>> VGG([16, 32]).num_parameters()
    16794
    """

    def __init__(self, widths: Sequence[int] = (32, 64), in_channels: int = 1, classes: int = 10,
                 convolutions: int = 2, rng: Rng = None):
        if not len(widths):
            raise ValueError("VGG needs the width of one stage at least, such as widths=[16, 32].")
        rng = None if rng is None else generator(rng)
        layers: list[nn.Module] = []
        for width in widths:
            for _ in range(convolutions):
                layers += [nn.Conv2d(in_channels, width, 3, padding=1, bias=False, rng=rng),
                           nn.BatchNorm2d(width), nn.ReLU()]      # the norm has its own bias
                in_channels = width
            layers.append(nn.MaxPool2d(2))                        # (N, width, H / 2, W / 2)
        super().__init__(*layers, nn.GlobalAvgPool(), nn.Dense(in_channels, classes, rng=rng))
