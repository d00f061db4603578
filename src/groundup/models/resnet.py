"""ResNet: layers that learn what to add to their input, so that a hundred can be stacked (12.4)."""

from collections.abc import Sequence

from groundup import functional as F
from groundup import nn
from groundup.autograd import pad
from groundup.backend import Rng, generator


class ResNet(nn.Sequential):
    """A convolution, stages of residual blocks of two convolutions each, a mean, a dense layer.

    x (N, in_channels, H, W) -> logits (N, classes). Each stage has `blocks` blocks of its width;
    every stage but the first begins with stride 2, halving H and W. With `residual=False` nothing
    is added: the plain stack, with the same parameters, that the paper compares with. Weighted
    layers: 2 · blocks · len(widths) + 2. Raises `ValueError` without stages or with falling
    widths. He et al., "Deep residual learning for image recognition" (2016), section 4.2.

    >>> model = ResNet(blocks=3, widths=[16, 32, 64])           # the paper's ResNet-20
    >>> model.num_parameters(), ResNet(3, [16, 32, 64], residual=False).num_parameters()
    (269434, 269434)
    """

    def __init__(self, blocks: int = 2, widths: Sequence[int] = (16, 32), in_channels: int = 1,
                 classes: int = 10, residual: bool = True, rng: Rng = None):
        if not len(widths) or blocks < 1 or sorted(widths) != list(widths):
            raise ValueError("ResNet needs a block or more and widths that do not fall, such as "
                             f"blocks=2, widths=[16, 32]; not {blocks} and {list(widths)}.")
        rng = None if rng is None else generator(rng)
        layers: list[nn.Module] = [
            nn.Conv2d(in_channels, widths[0], 3, padding=1, bias=False, rng=rng),
            nn.BatchNorm2d(widths[0]), nn.ReLU()]
        before = widths[0]
        for stage, width in enumerate(widths):
            for block in range(blocks):
                stride = 2 if stage and not block else 1
                layers.append(ResidualBlock(before, width, stride, residual, rng=rng))
                before = width
        super().__init__(*layers, nn.GlobalAvgPool(), nn.Dense(before, classes, rng=rng))


class ResidualBlock(nn.Module):
    """y = ReLU(x + f(x)), f being convolution, norm, ReLU, convolution, norm.

    x (N, in, H, W) -> y (N, out, ⌈H / stride⌉, ⌈W / stride⌉). Where that is another shape, x is
    sampled every `stride` pixels and filled up with channels of zeros (the paper's option A, which
    has nothing to learn). Raises `ValueError` for fewer channels out than in.

    >>> from groundup import Tensor
    >>> ResidualBlock(2, 4, stride=2, rng=0)(Tensor([[[[1.0] * 6] * 6] * 2])).shape
    (1, 4, 3, 3)
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1,
                 residual: bool = True, rng: Rng = None):
        if out_channels < in_channels:
            raise ValueError(f"A residual block adds channels; it cannot make {out_channels} of "
                             f"{in_channels}.")
        rng = None if rng is None else generator(rng)
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False, rng=rng)
        self.norm1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False, rng=rng)
        self.norm2 = nn.BatchNorm2d(out_channels)
        self.stride, self.residual = stride, residual
        self.new_channels = out_channels - in_channels

    def forward(self, x):
        y = F.relu(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(y))
        return F.relu(self._shortcut(x) + y if self.residual else y)

    def _shortcut(self, x):
        if self.stride > 1:
            x = x[:, :, ::self.stride, ::self.stride]
        if self.new_channels:
            x = pad(x, ((0, 0), (0, self.new_channels), (0, 0), (0, 0)))
        return x

    def extra_repr(self):
        return "" if self.residual else "residual=False"
