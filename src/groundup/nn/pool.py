"""Pooling layers: the largest or the mean value of every window, or of every bin (chapter 12)."""

from groundup import functional as F
from groundup.functional.max_pool import forward as max_pool_forward
from groundup.functional.window import Numbers, make_window, pooling_window
from groundup.nn.module import Module


class MaxPool(Module):
    """Max pooling over one or two spatial axes; the classes below say how many."""

    axes = 0

    def __init__(self, kernel_size: Numbers, stride: Numbers | None = None, padding: Numbers = 0,
                 dilation: Numbers = 1, ceil_mode: bool = False):
        make_window(type(self).__name__, self.axes, kernel_size,
                    kernel_size if stride is None else stride, padding, dilation)
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding
        self.dilation, self.ceil_mode = dilation, ceil_mode

    def forward(self, x):
        pool = (F.max_pool1d, F.max_pool2d)[self.axes - 1]
        return pool(x, self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode)

    def infer(self, x):
        window = pooling_window(type(self).__name__, x, self.axes, self.kernel_size, self.stride,
                                self.padding, self.dilation, self.ceil_mode)
        return max_pool_forward(x, window=window)[0]

    def extra_repr(self):
        return described(self, stride=None, padding=0, dilation=1, ceil_mode=False)


class MaxPool1d(MaxPool):
    """The largest value of every window along one axis: (N, C, L) -> (N, C, L').

    >>> from groundup import Tensor
    >>> MaxPool1d(2)(Tensor([[[1.0, 3.0, 2.0, 0.0]]]))
    Tensor([[[3., 2.]]])
    """

    axes = 1


class MaxPool2d(MaxPool):
    """The largest value of every window: (N, C, H, W) -> (N, C, H', W'); see `F.max_pool2d`.

    >>> from groundup import Tensor
    >>> MaxPool2d(2)(Tensor([[[[1.0, 3.0], [2.0, 0.0]]]]))
    Tensor([[[[3.]]]])
    """

    axes = 2


class AvgPool(Module):
    """Average pooling over one or two spatial axes; the classes below say how many."""

    axes = 0

    def __init__(self, kernel_size: Numbers, stride: Numbers | None = None, padding: Numbers = 0,
                 ceil_mode: bool = False, count_include_pad: bool = True):
        make_window(type(self).__name__, self.axes, kernel_size,
                    kernel_size if stride is None else stride, padding)
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding
        self.ceil_mode, self.count_include_pad = ceil_mode, count_include_pad

    def forward(self, x):
        pool = (F.avg_pool1d, F.avg_pool2d)[self.axes - 1]
        return pool(x, self.kernel_size, self.stride, self.padding, self.ceil_mode,
                    self.count_include_pad)

    def extra_repr(self):
        return described(self, stride=None, padding=0, ceil_mode=False, count_include_pad=True)


class AvgPool1d(AvgPool):
    """The mean of every window along one axis: (N, C, L) -> (N, C, L').

    >>> from groundup import Tensor
    >>> AvgPool1d(2)(Tensor([[[1.0, 3.0, 2.0, 0.0]]]))
    Tensor([[[2., 1.]]])
    """

    axes = 1


class AvgPool2d(AvgPool):
    """The mean of every window: (N, C, H, W) -> (N, C, H', W'); see `F.avg_pool2d`.

    >>> from groundup import Tensor
    >>> AvgPool2d(2)(Tensor([[[[1.0, 3.0], [2.0, 0.0]]]]))
    Tensor([[[[1.5]]]])
    """

    axes = 2


class AdaptivePool(Module):
    """Pooling to a given size; the classes below say of how many axes, and by what."""

    def __init__(self, output_size: Numbers):
        self.output_size = output_size

    def extra_repr(self):
        return f"{self.output_size}"


class AdaptiveAvgPool1d(AdaptivePool):
    """The mean of each of `output_size` bins: (N, C, L) -> (N, C, output_size).

    >>> from groundup import Tensor
    >>> AdaptiveAvgPool1d(2)(Tensor([[[1.0, 2.0, 3.0]]]))
    Tensor([[[1.5, 2.5]]])
    """

    def forward(self, x):
        return F.adaptive_avg_pool1d(x, self.output_size)


class AdaptiveAvgPool2d(AdaptivePool):
    """The mean of each bin: (N, C, H, W) -> (N, C, *output_size); see `F.adaptive_avg_pool2d`.

    >>> from groundup import Tensor
    >>> AdaptiveAvgPool2d(1)(Tensor([[[[1.0, 2.0], [3.0, 4.0]]]]))
    Tensor([[[[2.5]]]])
    """

    def forward(self, x):
        return F.adaptive_avg_pool2d(x, self.output_size)


class AdaptiveMaxPool1d(AdaptivePool):
    """The largest value of each of `output_size` bins: (N, C, L) -> (N, C, output_size).

    >>> from groundup import Tensor
    >>> AdaptiveMaxPool1d(2)(Tensor([[[1.0, 2.0, 3.0]]]))
    Tensor([[[2., 3.]]])
    """

    def forward(self, x):
        return F.adaptive_max_pool1d(x, self.output_size)


class AdaptiveMaxPool2d(AdaptivePool):
    """The largest value of each bin: (N, C, H, W) -> (N, C, *output_size).

    >>> from groundup import Tensor
    >>> AdaptiveMaxPool2d(1)(Tensor([[[[1.0, 2.0], [3.0, 4.0]]]]))
    Tensor([[[[4.]]]])
    """

    def forward(self, x):
        return F.adaptive_max_pool2d(x, self.output_size)


class GlobalAvgPool(Module):
    """The mean of each channel, (N, C, *spatial) -> (N, C): ready for a `Dense` layer.

    >>> from groundup import Tensor
    >>> GlobalAvgPool()(Tensor([[[[1.0, 2.0], [3.0, 4.0]]]]))
    Tensor([[2.5]])
    """

    def forward(self, x):
        return F.global_avg_pool(x)


class GlobalMaxPool(Module):
    """The largest value of each channel, (N, C, *spatial) -> (N, C).

    >>> from groundup import Tensor
    >>> GlobalMaxPool()(Tensor([[[[1.0, 2.0], [3.0, 4.0]]]]))
    Tensor([[4.]])
    """

    def forward(self, x):
        return F.global_max_pool(x)


def described(layer, **defaults):
    """The kernel, and the options that are not as usual."""
    told = [f"{name}={getattr(layer, name)!r}" for name, usual in defaults.items()
            if getattr(layer, name) != usual]
    return ", ".join([f"{layer.kernel_size}", *told])
