"""Convolution: the same small kernel looks at every place of an image (chapter 12)."""

from groundup.autograd import Tensor, einsum, fused, pad
from groundup.functional.correlation import correlate, spread, weigh
from groundup.functional.window import Numbers, Window, check_fit, check_images, make_window
from groundup.kernels import twin


@twin
def forward(x, W, b, *, window, groups):   # x (N, C, *size) · W (O, C/groups, *kernel) · b (O,)
    y = correlate(x, W, window.places(x.shape[2:]), window, groups)
    if b is not None:
        y += _along_channels(b, y.ndim)
    return y, (x, W, window, groups)       # y (N, O, *places)


@twin
def backward(state, g):
    x, W, window, groups = state
    return (
        lambda: spread(g, W, x.shape[2:], window, groups),
        lambda: weigh(x, g, window, groups),
        lambda: g.sum(axis=tuple(range(2, g.ndim))).sum(axis=0),
    )


def reference(x, W, b, *, window, groups):
    """For each tap: what it sees at all places, times its weights, summed over the channels."""
    places, axes = window.places(x.shape[2:]), "xyz"[:len(window.kernel)]
    x = pad(x, window.widths)
    x = x.reshape(x.shape[0], groups, x.shape[1] // groups, *x.shape[2:])
    K = W.reshape(groups, W.shape[0] // groups, *W.shape[1:])
    y = sum(einsum(f"ngc{axes},goc->ngo{axes}", x[seen], K[(..., *tap)])
            for tap, seen in window.taps(places))
    y = y.reshape(x.shape[0], W.shape[0], *places)
    return y if b is None else y + _along_channels(b, y.ndim)


def _along_channels(b, ndim):
    return b.reshape(-1, *(1,) * (ndim - 2))


_conv = fused(forward, backward, reference, name="conv")


def conv1d(x, weight, bias=None, stride: Numbers = 1, padding: Numbers | str = 0,
           dilation: Numbers = 1, groups: int = 1) -> Tensor:
    """Convolution along one axis, such as time; see `conv2d`.

    x (N, C, L), weight (O, C/groups, k), bias (O,) or None; returns (N, O, places).

    >>> differences = conv1d(Tensor([[[1.0, 4.0, 9.0, 16.0]]]), Tensor([[[-1.0, 1.0]]]))
    >>> differences
    Tensor([[[3., 5., 7.]]])
    """
    return _checked("conv1d", 1, x, weight, bias, stride, padding, dilation, groups)


def conv2d(x, weight, bias=None, stride: Numbers = 1, padding: Numbers | str = 0,
           dilation: Numbers = 1, groups: int = 1) -> Tensor:
    """At every place of an image, the sum of what a kernel sees, weighted by the kernel:

        y[o, i, j] = b[o] + Σ over c, u, v of  W[o, c, u, v] · x[c, i·stride + u, j·stride + v].

    (Mathematicians turn the kernel around first, and call this a cross-correlation.)

    x (N, C, H, W), weight (O, C/groups, kh, kw), bias (O,) or None; returns (N, O, H', W') with
    H' = ⌊(H + 2 padding − dilation (kh − 1) − 1) / stride⌋ + 1. Options are one number, or one an
    axis. `padding` surrounds the image with zeros; "valid" is none, and "same" keeps the size at
    stride 1, with the odd zero of an even kernel at the end. `dilation` sets the taps apart.
    `groups` cuts the channels into parts that do not mix; with groups = C each has its own kernel.
    Raises `ValueError` where shapes do not fit, `TypeError` for images of integers.

    >>> image = Tensor([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]]])
    >>> conv2d(image, Tensor([[[[1.0, 0.0], [0.0, 1.0]]]]))
    Tensor([[[[ 6.,  8.],
              [12., 14.]]]])
    """
    return _checked("conv2d", 2, x, weight, bias, stride, padding, dilation, groups)


def conv3d(x, weight, bias=None, stride: Numbers = 1, padding: Numbers | str = 0,
           dilation: Numbers = 1, groups: int = 1) -> Tensor:
    """Convolution of volumes or films; see `conv2d`.

    x (N, C, D, H, W), weight (O, C/groups, kd, kh, kw), bias (O,) or None.

    >>> conv3d(Tensor([[[[[1.0, 2.0]], [[3.0, 4.0]]]]]), Tensor([[[[[1.0, 1.0]]]]]))
    Tensor([[[[[3.]],
              [[7.]]]]])
    """
    return _checked("conv3d", 3, x, weight, bias, stride, padding, dilation, groups)


def _checked(name, axes, x, weight, bias, stride, padding, dilation, groups):
    window = checked_window(name, axes, x, weight, bias, stride, padding, dilation, groups)
    return _conv(x, weight, bias, window=window, groups=groups)


def checked_window(name, axes, x, weight, bias, stride, padding, dilation, groups) -> Window:
    """How the kernel moves over the images; raises where the arguments do not fit together."""
    size = check_images(name, x, axes)
    check_weight(name, weight, axes, groups, "(out_channels, in_channels/groups, *kernel)")
    window = make_window(name, axes, weight.shape[2:], stride, padding, dilation)
    if x.shape[1] != weight.shape[1] * groups:
        last = x.shape[-1] == weight.shape[1] * groups
        order = (0, axes + 1, *range(1, axes + 1))
        hint = f" If channels come last in x, use x.transpose{order}." if last else ""
        raise ValueError(
            f"{name}: x has {x.shape[1]} channels (shape {x.shape}), the weight expects "
            f"{weight.shape[1] * groups}: groups={groups} times the {weight.shape[1]} of its "
            f"second axis (shape {weight.shape}, that is (out, in/groups, *kernel)).{hint}"
        )
    check_bias(name, bias, weight.shape[0])
    check_fit(name, window, size)
    return window


def check_weight(name, weight, axes, groups, layout) -> None:
    """Raise unless the weight has as many axes as the layout says, and its first divides."""
    if weight.ndim != axes + 2:
        raise ValueError(f"{name}: the weight must be {layout}, with {axes + 2} axes; its shape "
                         f"is {weight.shape}.")
    if groups < 1 or weight.shape[0] % groups:
        raise ValueError(f"{name}: groups={groups} must divide the first axis of the weight, whose "
                         f"shape is {weight.shape}.")


def check_bias(name, bias, channels) -> None:
    """Raise unless there is one bias for each channel of the output, or none."""
    if bias is not None and bias.shape != (channels,):
        raise ValueError(f"{name}: the output has {channels} channels, so the bias must have shape "
                         f"({channels},), not {bias.shape}.")
