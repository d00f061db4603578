"""Transposed convolution: every entry of a map stamps its kernel into a larger image (chapter 17).

It is what carries the gradient back through a convolution, used forward; and a convolution is what
carries its own gradient back.
"""

from groundup.autograd import Tensor, einsum, fused
from groundup.functional.conv import check_bias, check_weight
from groundup.functional.correlation import correlate, spread, weigh
from groundup.functional.unfold import stamp
from groundup.functional.window import Numbers, check_images, make_window, per_axis


def forward(x, W, b, *, size, window, groups):    # x (N, C, *places) · W (C, O/groups, *kernel)
    y = spread(x, W, size, window, groups)        # y (N, O, *size)
    if b is not None:
        y += b.reshape(-1, *(1,) * len(size))
    return y, (x, W, window, groups)


def backward(state, g):
    x, W, window, groups = state
    return (
        lambda: correlate(g, W, x.shape[2:], window, groups),
        lambda: weigh(g, x, window, groups),
        lambda: g.sum(axis=tuple(range(2, g.ndim))).sum(axis=0),
    )


def reference(x, W, b, *, size, window, groups):
    """For each tap: the map times its weights, added to the places where the tap looks."""
    axes, places = "xyz"[:len(size)], x.shape[2:]
    maps = x.reshape(x.shape[0], groups, x.shape[1] // groups, *places)
    K = W.reshape(groups, W.shape[0] // groups, *W.shape[1:])
    parts = (einsum(f"ngc{axes},gco->ngo{axes}", maps, K[(..., *tap)])
             .reshape(x.shape[0], K.shape[2] * groups, *places) for tap, _ in window.taps(places))
    y = stamp(parts, window, places, size)
    return y if b is None else y + b.reshape(-1, *(1,) * len(size))


_conv_transpose = fused(forward, backward, reference, name="conv_transpose")


def conv_transpose1d(x, weight, bias=None, stride: Numbers = 1, padding: Numbers = 0,
                     output_padding: Numbers = 0, groups: int = 1,
                     dilation: Numbers = 1) -> Tensor:
    """Transposed convolution along one axis; see `conv_transpose2d`.

    x (N, C, L), weight (C, O/groups, k), bias (O,) or None; returns (N, O, L').

    >>> conv_transpose1d(Tensor([[[1.0, 2.0]]]), Tensor([[[1.0, 10.0]]]), stride=2)
    Tensor([[[ 1., 10.,  2., 20.]]])
    """
    return _checked("conv_transpose1d", 1, x, weight, bias, stride, padding, output_padding,
                    groups, dilation)


def conv_transpose2d(x, weight, bias=None, stride: Numbers = 1, padding: Numbers = 0,
                     output_padding: Numbers = 0, groups: int = 1,
                     dilation: Numbers = 1) -> Tensor:
    """Stamps of a kernel, `stride` apart, as strong as the entries of x, added up:

        y[o, i·stride + u, j·stride + v] += x[c, i, j] · W[c, o, u, v]   for all c, i, j, u, v.

    x (N, C, H, W), weight (C, O/groups, kh, kw), bias (O,) or None; returns (N, O, H', W') with
    H' = (H − 1) stride − 2 padding + dilation (kh − 1) + output_padding + 1: `padding` is cut off
    at the edges, and `output_padding` adds rows at the end, to choose among the sizes from which a
    convolution of that stride leads to H. Raises `ValueError` where shapes do not fit, and for an
    output_padding that is not smaller than stride or dilation. Zeiler et al., "Deconvolutional
    networks" (2010).

    >>> image = Tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
    >>> conv_transpose2d(image, Tensor([[[[1.0, 1.0]]]]), stride=(1, 2))
    Tensor([[[[1., 1., 2., 2.],
              [3., 3., 4., 4.]]]])
    """
    return _checked("conv_transpose2d", 2, x, weight, bias, stride, padding, output_padding,
                    groups, dilation)


def _checked(name, axes, x, weight, bias, stride, padding, output_padding, groups, dilation):
    places = check_images(name, x, axes)
    check_weight(name, weight, axes, groups, "(in_channels, out_channels/groups, *kernel)")
    if x.shape[1] != weight.shape[0]:
        raise ValueError(f"{name}: x has {x.shape[1]} channels (shape {x.shape}), the weight "
                         f"expects {weight.shape[0]} (shape {weight.shape}, that is "
                         "(in, out/groups, *kernel)).")
    check_bias(name, bias, weight.shape[1] * groups)
    per_axis(name, "padding", padding, axes)
    window = make_window(name, axes, weight.shape[2:], stride, padding, dilation)
    extra = per_axis(name, "output_padding", output_padding, axes)
    if any(e >= max(s, d) for e, s, d in zip(extra, window.stride, window.dilation)):
        raise ValueError(f"{name}: output_padding {extra} must be smaller than the stride "
                         f"{window.stride} or the dilation {window.dilation}: more would be rows "
                         "that no stamp reaches.")
    size = tuple((n - 1) * s - sum(pair) + reach + e for n, s, pair, reach, e
                 in zip(places, window.stride, window.padding, window.reach, extra))
    if min(size) < 1:
        raise ValueError(f"{name}: padding {padding} cuts off everything: the output would measure "
                         f"{size}. Use less padding.")
    return _conv_transpose(x, weight, bias, size=size, window=window, groups=groups)
