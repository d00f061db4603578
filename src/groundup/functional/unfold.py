"""Unfolding an image into columns, and folding columns back, also im2col and col2im (chapter 12).

A column holds what a kernel sees at one place, so that a convolution is a product of matrices.
Folding adds columns up where they overlap: each of the two is the other's gradient.
"""

from math import prod

from groundup.autograd import Tensor, fused, pad, stack
from groundup.backend import xp
from groundup.functional.window import (
    Numbers,
    check_fit,
    check_images,
    gather,
    make_window,
    per_axis,
    scatter,
)


def unfold_forward(x, *, window):
    """(N, C, *size) -> (N, C·taps, places)."""
    places = window.places(x.shape[2:])
    y = xp.empty((len(x), x.shape[1] * prod(window.kernel), prod(places)), x.dtype)
    gather(window.pad(x).swapaxes(0, 1), window, _columns(y, window, places))
    return y, (x.shape[2:], window)


def fold_forward(x, *, size, window):
    """(N, C·taps, places) -> (N, C, *size)."""
    y = window.padded_zeros((len(x), x.shape[1] // prod(window.kernel), *size), x.dtype)
    scatter(_columns(x, window, window.places(size)), window, y.swapaxes(0, 1))
    return window.crop(y, size), window


def unfold_backward(state, g):
    size, window = state
    return (lambda: fold_forward(g, size=size, window=window)[0],)


def fold_backward(window, g):
    return (lambda: unfold_forward(g, window=window)[0],)


def _columns(x, window, places):
    """(N, C·taps, places) seen as (C, *kernel, N, *places)."""
    x = x.reshape(len(x), x.shape[1] // prod(window.kernel), *window.kernel, *places)
    axes = len(window.kernel)
    return x.transpose(*range(1, axes + 2), 0, *range(axes + 2, 2 * axes + 2))


def unfold_reference(x, *, window):
    places = window.places(x.shape[2:])
    x = pad(x, window.widths)
    columns = stack([x[seen] for _, seen in window.taps(places)], axis=2)     # (N, C, taps, …)
    return columns.reshape(x.shape[0], x.shape[1] * prod(window.kernel), prod(places))


def fold_reference(x, *, size, window):
    places, taps = window.places(size), prod(window.kernel)
    x = x.reshape(x.shape[0], x.shape[1] // taps, taps, *places)
    parts = (x[:, :, i] for i in range(taps))
    return stamp(parts, window, places, size)


def stamp(parts, window, places, size):
    """One map (N, C, *places) for each tap, put where that tap looks, and added up: a definition.

    Zeros between the entries set them `stride` apart, zeros around them put them in their place.
    """
    apart = [(0, 0), (0, 0), *(w for s in window.stride for w in ((0, 0), (0, s - 1)))]
    ends = [(n - 1) * s + 1 for n, s in zip(places, window.stride)]
    padded = window.padded_size(size)
    y = 0
    for (_, seen), part in zip(window.taps(places), parts):
        lead = part.shape[:2]
        part = pad(part.reshape(*lead, *(m for n in places for m in (n, 1))), apart)
        part = part.reshape(*lead, *(n * s for n, s in zip(places, window.stride)))
        part = part[(..., *map(slice, ends))]
        around = [(at.start, n - at.start - end) for at, n, end in zip(seen[1:], padded, ends)]
        y = y + pad(part, [(0, 0), (0, 0), *around])
    return window.crop(y, size)


_unfold = fused(unfold_forward, unfold_backward, unfold_reference, name="unfold")
_fold = fused(fold_forward, fold_backward, fold_reference, name="fold")


def unfold(x, kernel_size: Numbers, dilation: Numbers = 1, padding: Numbers = 0,
           stride: Numbers = 1) -> Tensor:
    """What a kernel sees at each place, as a column: (N, C, H, W) -> (N, C·kh·kw, places).

    A row is one tap of one channel; places and taps are numbered row by row. Works for one to
    three spatial axes. Raises `ValueError` for a kernel that does not fit.

    >>> unfold(Tensor([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]]), 2)
    Tensor([[[1., 2.],
             [2., 3.],
             [4., 5.],
             [5., 6.]]])
    """
    size = check_images("unfold", x)
    window = make_window("unfold", len(size), kernel_size, stride, padding, dilation)
    check_fit("unfold", window, size)
    return _unfold(x, window=window)


def fold(x, output_size: Numbers, kernel_size: Numbers, dilation: Numbers = 1,
         padding: Numbers = 0, stride: Numbers = 1) -> Tensor:
    """Columns put back where `unfold` took them from, added up where they overlap.

    x (N, C·kh·kw, places), output_size (H, W), where one number means a square; returns
    (N, C, H, W). Folding what was unfolded multiplies each entry by how often it was seen. Raises
    `ValueError` where the columns do not fit the places or the taps.

    >>> fold(Tensor([[[1.0, 2.0], [2.0, 3.0]]]), output_size=(3,), kernel_size=2)
    Tensor([[[1., 4., 3.]]])
    """
    axes = len(output_size) if isinstance(output_size, tuple | list) else 2
    size = per_axis("fold", "output_size", output_size, axes, least=1)
    window = make_window("fold", axes, kernel_size, stride, padding, dilation)
    places, taps = check_fit("fold", window, size), prod(window.kernel)
    if x.ndim != 3 or x.shape[1] % taps or x.shape[2] != prod(places):
        raise ValueError(f"fold: a kernel {window.kernel} fits {prod(places)} times into {size}, "
                         f"so x must be (N, C·{taps}, {prod(places)}); its shape is {x.shape}.")
    return _fold(x, size=size, window=window)
