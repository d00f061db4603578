"""U-Net: down to see what it is, up again to say where, with short cuts between."""

from groundup import nn
from groundup.autograd import concatenate
from groundup.backend import Rng, generator


class UNet(nn.Module):
    """Something for every pixel: x (N, in_channels, H, W) -> y (N, out_channels, H, W).

    `depth` times, two convolutions are followed by pooling that halves the image, and the
    channels, at first `width`, are doubled; on the way back up, each level sees what the way down
    had at that size. H and W must divide by 2^depth. Logits for `cross_entropy` come out, or plain
    values. Raises `ValueError` for other sizes. Ronneberger, Fischer and Brox, "U-Net:
    Convolutional networks for biomedical image segmentation" (2015), padded and with batch norm.

    >>> from groundup import Tensor
    >>> UNet(3, 2, width=4, depth=2, rng=0)(Tensor([[[[0.0] * 8] * 8] * 3])).shape
    (1, 2, 8, 8)
    """

    def __init__(self, in_channels: int = 1, out_channels: int = 1, width: int = 16,
                 depth: int = 2, rng: Rng = None):
        rng = None if rng is None else generator(rng)
        widths = [width * 2 ** level for level in range(depth + 1)]
        self.depth = depth
        self.down = nn.ModuleList(
            double_convolution(before, after, rng)
            for before, after in zip([in_channels, *widths], widths))       # the last: the bottom
        self.pool = nn.MaxPool2d(2)
        self.enlarge = nn.ModuleList(
            nn.ConvTranspose2d(2 * size, size, 2, stride=2, rng=rng) for size in widths[-2::-1])
        self.up = nn.ModuleList(
            double_convolution(2 * size, size, rng) for size in widths[-2::-1])
        self.head = nn.Conv2d(width, out_channels, 1, rng=rng)

    def forward(self, x):
        self._check(x)
        seen = []                                       # on the way down: width · 2^i, H / 2^i
        for convolve in self.down:
            x = convolve(self.pool(x) if seen else x)
            seen.append(x)
        seen.pop()                                      # the bottom is x itself
        for enlarge, convolve in zip(self.enlarge, self.up):
            x = convolve(concatenate([seen.pop(), enlarge(x)], axis=1))
        return self.head(x)

    def _check(self, x):
        if x.ndim != 4 or any(size % 2 ** self.depth for size in x.shape[2:]):
            raise ValueError(f"UNet of depth {self.depth} takes (N, C, H, W) with H and W that "
                             f"divide by {2 ** self.depth}; x has shape {x.shape}. Pad or crop it.")


def double_convolution(in_channels: int, out_channels: int, rng: Rng = None) -> nn.Sequential:
    """Twice convolution 3x3, batch norm and ReLU: (N, in, H, W) -> (N, out, H, W).

    >>> len(double_convolution(1, 4))
    6
    """
    rng = None if rng is None else generator(rng)
    layers: list[nn.Module] = []
    for before in (in_channels, out_channels):
        layers += [nn.Conv2d(before, out_channels, 3, padding=1, bias=False, rng=rng),
                   nn.BatchNorm2d(out_channels), nn.ReLU()]
    return nn.Sequential(*layers)
