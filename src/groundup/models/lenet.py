"""LeNet: convolve, shrink, convolve, shrink, decide: the first network that read cheques (12.4)."""

from groundup import nn
from groundup.backend import Rng, generator


class LeNet(nn.Sequential):
    """Two convolutions with pooling, then three dense layers: LeNet-5 with ReLU and max pooling.

    x (N, in_channels, size, size) -> logits (N, classes). The first convolution is padded, so
    that `size=28` sees what the paper's 32 pixels show; below 20 pixels the second is padded too,
    for otherwise nothing would be left. Raises `ValueError` below 4 pixels. LeCun et al.,
    "Gradient-based learning applied to document recognition" (1998), with the activation, pooling
    and full connections of later practice.

    >>> LeNet().num_parameters(), LeNet(size=8).num_parameters()
    (61706, 21386)
    """

    def __init__(self, in_channels: int = 1, classes: int = 10, size: int = 28, rng: Rng = None):
        if size < 4:
            raise ValueError(f"LeNet halves the image twice; size is {size} and must be at least "
                             "4 pixels.")
        rng = None if rng is None else generator(rng)
        padding = 2 if size < 20 else 0
        side = (size // 2 - 4 + 2 * padding) // 2
        super().__init__(
            nn.Conv2d(in_channels, 6, 5, padding=2, rng=rng), nn.ReLU(),    # (N, 6, size, size)
            nn.MaxPool2d(2),                                                # size // 2
            nn.Conv2d(6, 16, 5, padding=padding, rng=rng), nn.ReLU(),
            nn.MaxPool2d(2),                                                # (N, 16, side, side)
            nn.Flatten(),
            nn.Dense(16 * side * side, 120, rng=rng), nn.ReLU(),
            nn.Dense(120, 84, rng=rng), nn.ReLU(),
            nn.Dense(84, classes, rng=rng),
        )
