"""Convolution and its transpose, for one to three spatial axes, with ONNX's ways to pad."""

from math import prod

import numpy as np

from groundup import functional as F
from groundup.io.onnx.errors import UnsupportedModel
from groundup.io.onnx.operators.shapes import padded
from groundup.io.onnx.values import afford, whole

CONVOLUTIONS = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
TRANSPOSED = {1: F.conv_transpose1d, 2: F.conv_transpose2d}


def pairs(pads) -> list[tuple[int, int]]:
    """[before, before, ..., after, after] as (before, after) for each axis.

    >>> pairs([1, 2, 3, 4])
    [(1, 3), (2, 4)]
    """
    half = len(pads) // 2
    return list(zip(pads[:half], pads[half:]))


def paddings(auto_pad, pads, size, stride, reach) -> list[tuple[int, int]]:
    """(before, after) for each axis; SAME pads until ⌈size / stride⌉ kernels fit.

    >>> paddings("SAME_UPPER", None, size=(5,), stride=(2,), reach=(2,))
    [(0, 1)]
    """
    if auto_pad == "NOTSET":
        return pairs(pads) if pads else [(0, 0)] * len(size)
    if auto_pad == "VALID":
        return [(0, 0)] * len(size)
    missing = [max(0, (-(-n // s) - 1) * s + r - n) for n, s, r in zip(size, stride, reach)]
    return halves(auto_pad, missing)


def halves(auto_pad, amounts) -> list[tuple[int, int]]:
    """Amounts in two halves, of which the odd one is larger at the end for SAME_UPPER.

    >>> halves("SAME_LOWER", [3])
    [(2, 1)]
    """
    if auto_pad not in ("SAME_UPPER", "SAME_LOWER", "NOTSET"):
        raise ValueError(f"auto_pad {auto_pad!r} is none of NOTSET, VALID, SAME_UPPER, SAME_LOWER")
    small = [(n // 2, n - n // 2) for n in amounts]
    return small if auto_pad == "SAME_UPPER" else [(b, a) for a, b in small]


def chosen(table, x):
    """The function for as many spatial axes as x has."""
    if x.ndim - 2 not in table:
        raise UnsupportedModel(f"images have {min(table)} to {max(table)} spatial axes here, and "
                               f"this one has shape {x.shape}")
    return table[x.ndim - 2]


def surrounded(x, widths, fill=0.0):
    """Images with their spatial axes padded, as far as memory allows."""
    afford(*x.shape[:2], *(n + a + b for n, (a, b) in zip(x.shape[2:], widths)))
    return padded(x, [(0, 0), (0, 0), *widths], fill)


def conv(x, w, b=None, *, auto_pad="NOTSET", dilations=None, group=1, kernel_shape=None,
         pads=None, strides=None):
    function, axes = chosen(CONVOLUTIONS, x), x.ndim - 2
    stride, dilation = tuple(strides or [1] * axes), tuple(dilations or [1] * axes)
    reach = [d * (k - 1) + 1 for k, d in zip(w.shape[2:], dilation)]
    x = surrounded(x, paddings(auto_pad, pads, x.shape[2:], stride, reach))
    afford(len(x), len(w), *x.shape[2:])
    return function(x, w, b, stride, 0, dilation, group)


def conv_transpose(x, w, b=None, *, auto_pad="NOTSET", dilations=None, group=1,
                   kernel_shape=None, output_padding=None, output_shape=None, pads=None,
                   strides=None):
    """All that is stamped, then cut to what is wanted; the bias comes after, everywhere."""
    function, axes = chosen(TRANSPOSED, x), x.ndim - 2
    stride, dilation = tuple(strides or [1] * axes), tuple(dilations or [1] * axes)
    extra = output_padding or [0] * axes
    full = [(n - 1) * s + d * (k - 1) + 1
            for n, s, d, k in zip(x.shape[2:], stride, dilation, w.shape[2:])]
    afford(len(x), w.shape[1] * group, *full)
    if auto_pad.startswith("SAME") and not output_shape:
        output_shape = [n * s for n, s in zip(x.shape[2:], stride)]
    if output_shape:
        cut = halves(auto_pad, [n + e - m for n, e, m in zip(full, extra, output_shape[-axes:])])
    else:
        cut = pairs(pads) if pads and auto_pad == "NOTSET" else [(0, 0)] * axes
    y = function(x, w, None, stride, 0, 0, group, dilation)
    y = surrounded(y, [(-before, e - after) for (before, after), e in zip(cut, extra)])
    return y if b is None else y + np.reshape(b, (-1, *[1] * axes))


def col2im(x, image_shape, block_shape, *, dilations=None, pads=None, strides=None):
    """Columns put back where a kernel took them from, added up where they overlap."""
    size, block = whole(image_shape), whole(block_shape)
    widths = pairs(pads or [0] * 2 * len(size))
    around = [n + a + b for n, (a, b) in zip(size, widths)]
    afford(len(x), x.shape[1] // prod(block), *around)
    y = F.fold(x, tuple(around), tuple(block), tuple(dilations or [1] * len(size)), 0,
               tuple(strides or [1] * len(size)))
    return padded(y, [(0, 0), (0, 0), *((-a, -b) for a, b in widths)])


def causal_conv(x, weight, bias=None, past_state=None, *, activation="none"):
    """Each channel convolved with the past alone; and the last inputs, for the next call."""
    before = weight.shape[2] - 1
    seen = (padded(x, [(0, 0), (0, 0), (before, 0)]) if past_state is None
            else np.concatenate([past_state, x], axis=2))
    y = F.conv1d(seen, weight, bias, groups=x.shape[1])
    if activation not in ("none", "silu", "swish"):
        raise ValueError(f"activation {activation!r} is none of none, silu, swish")
    return (y if activation == "none" else F.silu(y)), seen[:, :, seen.shape[2] - before:]


OPERATORS = {"CausalConvWithState": causal_conv, "Col2Im": col2im, "Conv": conv,
             "ConvTranspose": conv_transpose}
