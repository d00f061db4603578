"""Convolutional layers, and transposed ones: one small kernel for every place (chapter 12)."""

from functools import lru_cache
from math import prod

import numpy as np

from groundup import functional as F
from groundup.backend import Rng
from groundup.functional.conv import forward as conv_forward
from groundup.functional.window import Numbers, Window, make_window, per_axis
from groundup.nn.checks import check_init, check_sizes
from groundup.nn.init import kaiming_uniform, zeros
from groundup.nn.module import Module
from groundup.nn.parameter import Parameter

EDGES = {"zeros": "constant", "reflect": "reflect", "replicate": "replicate",
         "circular": "circular"}


class Conv(Module):
    """Convolution over any number of spatial axes; the classes below say how many."""

    axes = 0

    def __init__(self, in_channels: int, out_channels: int, kernel_size: Numbers,
                 stride: Numbers = 1, padding: Numbers | str = 0, dilation: Numbers = 1,
                 groups: int = 1, bias: bool = True, padding_mode: str = "zeros", *,
                 init=kaiming_uniform, rng: Rng = None):
        name = type(self).__name__
        window = make_window(name, self.axes, kernel_size, stride, padding, dilation)
        check_channels(name, in_channels, out_channels, groups)
        check_init(name, init)
        if padding_mode not in EDGES:
            raise ValueError(f"{name}: padding_mode is one of {', '.join(EDGES)}, not "
                             f"{padding_mode!r}.")
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding
        self.dilation, self.groups, self.padding_mode = dilation, groups, padding_mode
        self.around = [n for pair in reversed(window.padding) for n in pair]    # last axis first
        shape = (out_channels, in_channels // groups, *window.kernel)
        self.weight = Parameter(init(shape, rng=rng))
        self.bias = Parameter(zeros((out_channels,))) if bias else None

    def forward(self, x):
        convolve, padding = (F.conv1d, F.conv2d, F.conv3d)[self.axes - 1], self.padding
        if self.padding_mode != "zeros":
            x, padding = F.pad(x, self.around, self.padding_mode), 0
        return convolve(x, self.weight, self.bias, self.stride, padding, self.dilation,
                        self.groups)

    def infer(self, x):
        if self.padding_mode != "zeros":
            return Module.infer(self, x)
        return conv_forward(x, *self.operands(), window=self.window(x), groups=self.groups)[0]

    def operands(self):
        """Weight and bias as arrays; None for a bias that is not there."""
        return self.weight.data, None if self.bias is None else self.bias.data

    def window(self, x: np.ndarray) -> Window:
        """How the kernel moves over an array. Raises `ValueError` for one that does not fit.

        >>> Conv2d(1, 4, 3, stride=2, rng=0).window(np.zeros((1, 1, 5, 5), "float32")).stride
        (2, 2)
        """
        W = self.weight.data
        if x.ndim == W.ndim and x.shape[1] == W.shape[1] * self.groups and x.dtype == W.dtype:
            window = _window(W.shape[2:], self.stride, self.padding, self.dilation)
            if min(window.places(x.shape[2:])) > 0:
                return window
        raise ValueError(f"{self.headline()} cannot take an array of {x.dtype}, shape {x.shape}.")

    def flops(self, input_shape, output_shape):
        return 2 * prod(output_shape) * prod(self.weight.shape[1:])

    def extra_repr(self):
        return described(self, stride=1, padding=0, dilation=1, groups=1, padding_mode="zeros")


@lru_cache(maxsize=256)
def _window(kernel, stride, padding, dilation):
    return make_window("conv", len(kernel), kernel, stride, padding, dilation)


class Conv1d(Conv):
    """Convolution along one axis, such as time: x (N, in, L) -> (N, out, L'); see `Conv2d`.

    >>> from groundup import Tensor
    >>> Conv1d(2, 3, 2, rng=0)(Tensor([[[1.0, 2.0, 3.0]] * 2])).shape
    (1, 3, 2)
    """

    axes = 1


class Conv2d(Conv):
    """Each output channel is the same weighted sum of what a kernel sees, at every place.

    x (N, in_channels, H, W), weight (out_channels, in_channels/groups, *kernel_size), bias
    (out_channels,); y (N, out_channels, H', W'). `F.conv2d` has the formula and says what the
    options do. `padding_mode` fills the padding with "zeros", or as "reflect", "replicate" or
    "circular" of `F.pad`. Weights start from `init(shape, rng=rng)`, biases at 0. Raises
    `TypeError` or `ValueError` for sizes that make no sense.

    >>> from groundup import Tensor
    >>> layer = Conv2d(1, 4, 3, padding="same", rng=0)
    >>> layer(Tensor([[[[1.0, 2.0], [3.0, 4.0]]]])).shape
    (1, 4, 2, 2)
    """

    axes = 2


class Conv3d(Conv):
    """Convolution of volumes or films: x (N, in, D, H, W) -> (N, out, D', H', W'); see `Conv2d`.

    >>> from groundup import Tensor
    >>> Conv3d(1, 2, 1, rng=0)(Tensor([[[[[1.0, 2.0]]]]])).shape
    (1, 2, 1, 1, 2)
    """

    axes = 3


class ConvTranspose(Module):
    """Transposed convolution over one or two spatial axes; the classes below say how many."""

    axes = 0

    def __init__(self, in_channels: int, out_channels: int, kernel_size: Numbers,
                 stride: Numbers = 1, padding: Numbers = 0, output_padding: Numbers = 0,
                 groups: int = 1, bias: bool = True, dilation: Numbers = 1, *,
                 init=kaiming_uniform, rng: Rng = None):
        name = type(self).__name__
        kernel = per_axis(name, "kernel_size", kernel_size, self.axes, least=1)
        check_channels(name, in_channels, out_channels, groups)
        check_init(name, init)
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding
        self.output_padding, self.groups, self.dilation = output_padding, groups, dilation
        self.weight = Parameter(init((in_channels, out_channels // groups, *kernel), rng=rng))
        self.bias = Parameter(zeros((out_channels,))) if bias else None

    def forward(self, x):
        convolve = (F.conv_transpose1d, F.conv_transpose2d)[self.axes - 1]
        return convolve(x, self.weight, self.bias, self.stride, self.padding, self.output_padding,
                        self.groups, self.dilation)

    def flops(self, input_shape, output_shape):
        return 2 * prod(input_shape) * prod(self.weight.shape[1:])

    def extra_repr(self):
        return described(self, stride=1, padding=0, output_padding=0, groups=1, dilation=1)


class ConvTranspose1d(ConvTranspose):
    """Transposed convolution along one axis: x (N, in, L) -> (N, out, L').

    >>> from groundup import Tensor
    >>> ConvTranspose1d(2, 3, 4, stride=2, padding=1, rng=0)(Tensor([[[1.0, 2.0]] * 2])).shape
    (1, 3, 4)
    """

    axes = 1


class ConvTranspose2d(ConvTranspose):
    """Every entry stamps its kernel into a larger image: x (N, in, H, W) -> (N, out, H', W').

    weight (in_channels, out_channels/groups, *kernel_size), bias (out_channels,).
    `F.conv_transpose2d` has the formula and says what the options do. A kernel that is a multiple
    of the stride avoids chequered outputs. Weights start from `init(shape, rng=rng)`, biases at 0.

    >>> from groundup import Tensor
    >>> layer = ConvTranspose2d(1, 3, 4, stride=2, padding=1, rng=0)
    >>> layer(Tensor([[[[1.0, 2.0]]]])).shape
    (1, 3, 2, 4)
    """

    axes = 2


def check_channels(name, in_channels, out_channels, groups):
    check_sizes(name, in_channels=in_channels, out_channels=out_channels, groups=groups)
    if in_channels % groups or out_channels % groups:
        raise ValueError(f"{name}: groups={groups} must divide in_channels={in_channels} and "
                         f"out_channels={out_channels}.")


def described(layer, **defaults):
    """Channels, kernel, and the options that are not as usual."""
    told = [f"{layer.in_channels}", f"{layer.out_channels}", f"kernel_size={layer.kernel_size}"]
    told += [f"{name}={getattr(layer, name)!r}" for name, usual in defaults.items()
             if getattr(layer, name) != usual]
    return ", ".join(told + ([] if layer.bias is not None else ["bias=False"]))
