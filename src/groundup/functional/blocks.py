"""Cutting a large array of scores into blocks that fit into the processor's cache."""

from collections.abc import Iterator
from itertools import product

from groundup.autograd.sweep import unbroadcast

BLOCK = 1 << 17                            # scores held at once: 512 KiB in float32


def blocks(shape: tuple[int, ...], width: int) -> Iterator[tuple[slice, ...]]:
    """Slices that cut rows of `width` numbers, arranged in `shape`, into blocks of whole rows.

    A block has at most `BLOCK` numbers, or else one row. It spans the last axes as far as they
    fit, a piece of the axis before them, and one place of each axis before that.

    >>> list(blocks((2, 4), width=BLOCK // 2))
    [(slice(0, 1, None), slice(0, 2, None)), (slice(0, 1, None), slice(2, 4, None)),
     (slice(1, 2, None), slice(0, 2, None)), (slice(1, 2, None), slice(2, 4, None))]
    """
    cut, inner = len(shape) - 1, max(width, 1)
    while cut > 0 and inner * shape[cut] <= BLOCK:
        inner *= max(shape[cut], 1)
        cut -= 1
    steps = [1] * cut + [max(1, BLOCK // inner)] + [max(n, 1) for n in shape[cut + 1:]]
    for corner in product(*(range(0, n, step) for n, step in zip(shape, steps))):
        yield tuple(slice(i, min(i + step, n)) for i, step, n in zip(corner, steps, shape))


def part(x, block):
    """A view of what a block sees of x: an axis of length 1 serves every block."""
    return x[tuple(slice(None) if n == 1 else s for n, s in zip(x.shape, block))]


def add_part(total, d):
    """Add a gradient in place, summed over the axes along which `total` served more than once."""
    total += unbroadcast(d, total.shape)
