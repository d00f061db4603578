"""Padding: what stands beyond the edges of an image (chapter 12)."""

from collections.abc import Sequence

from groundup.autograd import Tensor, concatenate
from groundup.autograd import pad as surround
from groundup.functional.window import check_images, per_axis


def pad(x, padding: int | Sequence[int], mode: str = "constant", value: float = 0.0) -> Tensor:
    """An image with more around it: (N, C, *spatial), with one to three spatial axes.

    `padding` is one number for all sides, or a pair for each axis **from the last one on**, as
    PyTorch orders them: (left, right, top, bottom, front, back); axes that are left out stay.
    For a b c d, two more on each side are, by `mode`:

        constant   v v a b c d v v        (value v)
        reflect    c b a b c d c b        (needs more entries than padding)
        replicate  a a a b c d d d
        circular   c d a b c d a b        (needs as many entries as padding)

    Raises `ValueError` for another mode, for numbers that are no pairs or are negative (to cut
    off, slice: x[..., 1:-1]), and for an image too small to be reflected or repeated.

    >>> pad(Tensor([[[1.0, 2.0, 3.0]]]), (2, 1), mode="reflect")
    Tensor([[[3., 2., 1., 2., 3., 2.]]])
    """
    size = check_images("pad", x)
    pairs = _pairs(padding, len(size))
    if mode == "constant":
        return surround(x, [(0, 0)] * (x.ndim - len(pairs)) + pairs[::-1], value)
    if mode not in EDGES:
        raise ValueError(f"pad: mode is 'constant', {', '.join(map(repr, EDGES))}, not {mode!r}.")
    for axis, (before, after) in zip((-1, -2, -3), pairs):
        if before or after:
            parts = EDGES[mode](x.swapaxes(axis, 0), before, after)
            x = concatenate([part for part in parts if part.shape[0]]).swapaxes(axis, 0)
    return x if isinstance(x, Tensor) else Tensor(x)


def _pairs(padding, axes):
    """The numbers as pairs (before, after), the last axis first."""
    if not isinstance(padding, tuple | list):
        padding = per_axis("pad", "padding", padding, 1) * (2 * axes)
    if len(padding) % 2 or not 2 <= len(padding) <= 2 * axes:
        raise ValueError(f"pad: padding is one number, or pairs (before, after) for 1 to {axes} "
                         f"axes, the last first; got {padding!r}.")
    numbers = per_axis("pad", "padding", padding, len(padding))
    return list(zip(numbers[::2], numbers[1::2]))


# Each returns what belongs before, the image, and what belongs after, along the first axis.


def _reflected(x, before, after):
    n = x.shape[0]
    _need("reflect", n, max(before, after) + 1)
    return x[1 : before + 1][::-1], x, x[n - 1 - after : n - 1][::-1]


def _replicated(x, before, after):
    _need("replicate", x.shape[0], 1)
    return x[[0] * before], x, x[[-1] * after]


def _circular(x, before, after):
    n = x.shape[0]
    _need("circular", n, max(before, after))
    return x[n - before :], x, x[:after]


def _need(mode, entries, least):
    if entries < least:
        raise ValueError(f"pad: mode {mode!r} needs {least} entries along the axis for this "
                         f"padding, and there are {entries}. Pad less, or with mode='constant'.")


EDGES = {"reflect": _reflected, "replicate": _replicated, "circular": _circular}
