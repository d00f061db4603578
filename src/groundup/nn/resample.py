"""Layers that change the size of an image without weights (chapters 12 and 17)."""

from groundup import functional as F
from groundup.functional.window import Numbers
from groundup.nn.module import Module


class Upsample(Module):
    """An image at another size, or larger by a factor; see `F.interpolate`.

    >>> from groundup import Tensor
    >>> Upsample(scale_factor=2)(Tensor([[[1.0, 2.0]]]))
    Tensor([[[1., 1., 2., 2.]]])
    """

    def __init__(self, size: Numbers | None = None, scale_factor=None, mode: str = "nearest",
                 align_corners: bool = False):
        if (size is None) == (scale_factor is None):
            raise ValueError("Upsample: give either size or scale_factor.")
        self.size, self.scale_factor = size, scale_factor
        self.mode, self.align_corners = mode, align_corners

    def forward(self, x):
        return F.interpolate(x, self.size, self.scale_factor, self.mode, self.align_corners)

    def extra_repr(self):
        to = f"size={self.size}" if self.size is not None else f"scale_factor={self.scale_factor}"
        corners = ", align_corners=True" if self.align_corners else ""
        return f"{to}, mode={self.mode!r}{corners}"


class PixelShuffle(Module):
    """Each r² channels become one that is r times as large: (N, C·r², H, W) -> (N, C, H·r, W·r).

    >>> from groundup import Tensor
    >>> PixelShuffle(2)(Tensor([[[[1.0]], [[2.0]], [[3.0]], [[4.0]]]]))
    Tensor([[[[1., 2.],
              [3., 4.]]]])
    """

    def __init__(self, upscale_factor: int):
        self.upscale_factor = upscale_factor

    def forward(self, x):
        return F.pixel_shuffle(x, self.upscale_factor)

    def extra_repr(self):
        return f"{self.upscale_factor}"


class PixelUnshuffle(Module):
    """The way back from `PixelShuffle`: (N, C, H·r, W·r) -> (N, C·r², H, W).

    >>> from groundup import Tensor
    >>> PixelUnshuffle(2)(Tensor([[[[1.0, 2.0], [3.0, 4.0]]]])).shape
    (1, 4, 1, 1)
    """

    def __init__(self, downscale_factor: int):
        self.downscale_factor = downscale_factor

    def forward(self, x):
        return F.pixel_unshuffle(x, self.downscale_factor)

    def extra_repr(self):
        return f"{self.downscale_factor}"


class Unfold(Module):
    """What a kernel sees at each place, as a column: (N, C, H, W) -> (N, C·kh·kw, places).

    >>> from groundup import Tensor
    >>> Unfold(2)(Tensor([[[[1.0, 2.0], [3.0, 4.0]]]]))
    Tensor([[[1.],
             [2.],
             [3.],
             [4.]]])
    """

    def __init__(self, kernel_size: Numbers, dilation: Numbers = 1, padding: Numbers = 0,
                 stride: Numbers = 1):
        self.kernel_size, self.dilation = kernel_size, dilation
        self.padding, self.stride = padding, stride

    def forward(self, x):
        return F.unfold(x, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self):
        return (f"kernel_size={self.kernel_size}, dilation={self.dilation}, "
                f"padding={self.padding}, stride={self.stride}")


class Fold(Unfold):
    """Columns put back where `Unfold` took them from, added up where they overlap; see `F.fold`.

    >>> from groundup import Tensor
    >>> Fold(output_size=2, kernel_size=1)(Tensor([[[1.0, 2.0, 3.0, 4.0]]]))
    Tensor([[[[1., 2.],
              [3., 4.]]]])
    """

    def __init__(self, output_size: Numbers, kernel_size: Numbers, dilation: Numbers = 1,
                 padding: Numbers = 0, stride: Numbers = 1):
        super().__init__(kernel_size, dilation, padding, stride)
        self.output_size = output_size

    def forward(self, x):
        return F.fold(x, self.output_size, self.kernel_size, self.dilation, self.padding,
                      self.stride)

    def extra_repr(self):
        return f"output_size={self.output_size}, {super().extra_repr()}"
