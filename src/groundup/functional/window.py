"""Windows: where a kernel stands on an image, and what each of its taps sees (chapter 12).

A kernel of k×k has k² taps. Instead of cutting out the window of every place, look at one tap at
all places at once: that is a slice of the image. Convolution, pooling and unfolding are loops over
these few slices. Images have any number of spatial axes here: (N, C, *spatial).
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from math import ceil
from operator import index
from typing import NamedTuple

import numpy as np

from groundup.backend import xp

Numbers = int | Sequence[int]              # for all spatial axes, or one for each


class Window(NamedTuple):
    """A kernel and its steps, one entry for each spatial axis; padding is (before, after)."""

    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[tuple[int, int], ...]
    dilation: tuple[int, ...]

    @property
    def reach(self) -> tuple[int, ...]:
        """How far the kernel stretches: d (k − 1) + 1."""
        return tuple(d * (k - 1) + 1 for k, d in zip(self.kernel, self.dilation))

    def padded_size(self, size) -> tuple[int, ...]:
        """The spatial size of an image with its padding."""
        return tuple(n + before + after for n, (before, after) in zip(size, self.padding))

    @lru_cache(maxsize=1024)               # a Window never changes  # noqa: B019
    def places(self, size) -> tuple[int, ...]:
        """How often the kernel fits: ⌊(n + padding − reach) / stride⌋ + 1, for each axis."""
        return tuple((n - reach) // s + 1
                     for n, reach, s in zip(self.padded_size(size), self.reach, self.stride))

    def taps(self, places) -> Iterator[tuple[tuple[int, ...], tuple]]:
        """Each tap, and the index of a padded image that yields what it sees at all places."""
        for tap in product(*map(range, self.kernel)):
            starts = [t * d for t, d in zip(tap, self.dilation)]
            seen = (slice(start, start + s * (n - 1) + 1, s)
                    for start, s, n in zip(starts, self.stride, places))
            yield tap, (..., *seen)

    def pad(self, x, value=0.0):
        """An array with its padding around it."""
        if not any(map(any, self.padding)):
            return x
        y = xp.full((*x.shape[:2], *self.padded_size(x.shape[2:])), value, x.dtype)
        self.crop(y, x.shape[2:])[...] = x
        return y

    def padded_zeros(self, shape, dtype):
        """Zeros for images of a shape (N, C, *size) and their padding."""
        return xp.zeros((*shape[:2], *self.padded_size(shape[2:])), dtype)

    def crop(self, x, size):
        """The image inside its padding, as a view."""
        return x[(..., *(slice(before, before + n) for (before, _), n in zip(self.padding, size)))]

    @property
    def widths(self) -> list[tuple[int, int]]:
        """The padding of all axes, as `autograd.pad` takes it."""
        return [(0, 0), (0, 0), *self.padding]


def gather(image, window, columns):
    """What every tap sees: image (C, N, *padded) -> columns (C, *kernel, N, *places), in place."""
    spatial = len(window.kernel)
    for tap, seen in window.taps(columns.shape[-spatial:]):
        columns[:, *tap] = image[seen]


def scatter(columns, window, image):
    """The way back, its adjoint: every tap adds what it holds to where it had looked, in place."""
    spatial = len(window.kernel)
    for tap, seen in window.taps(columns.shape[-spatial:]):
        image[seen] += columns[:, *tap]


# ---- reading arguments ----------------------------------------------------------------------


def per_axis(name, option, value, axes, least=0) -> tuple[int, ...]:
    """A number, or one number for each spatial axis, as a tuple; anything else is refused."""
    values = tuple(value) if isinstance(value, tuple | list) else (value,) * axes
    try:
        numbers = tuple(map(index, values))
    except TypeError:
        numbers = ()
    if len(numbers) != axes or min(numbers, default=0) < least:
        raise ValueError(f"{name}: {option} is a whole number of at least {least}, or {axes} of "
                         f"them, one for each spatial axis; got {value!r}.")
    return numbers


def make_window(name, axes, kernel, stride=1, padding=0, dilation=1) -> Window:
    """A `Window` from arguments as a caller writes them; padding may be "same" or "valid"."""
    kernel = per_axis(name, "kernel_size", kernel, axes, least=1)
    stride = per_axis(name, "stride", stride, axes, least=1)
    dilation = per_axis(name, "dilation", dilation, axes, least=1)
    if padding == "same":
        if set(stride) != {1}:
            raise ValueError(f'{name}: padding="same" keeps the size, which needs stride 1; got '
                             f"stride {stride}. Give the padding as a number instead.")
        totals = [d * (k - 1) for k, d in zip(kernel, dilation)]
        pairs = tuple((total // 2, total - total // 2) for total in totals)
    elif isinstance(padding, str) and padding != "valid":
        raise ValueError(f'{name}: padding is "same", "valid" or numbers, not {padding!r}.')
    else:
        amounts = per_axis(name, "padding", 0 if padding == "valid" else padding, axes)
        pairs = tuple((p, p) for p in amounts)
    return Window(kernel, stride, pairs, dilation)


def check_images(name, x, axes=None) -> tuple[int, ...]:
    """Raise unless x is a batch of images of floats; return their spatial size.

    `axes` is how many spatial axes they have; without it, one to three.
    """
    axes = axes or min(max(1, x.ndim - 2), 3)
    letters = ["L", "H, W", "D, H, W"][axes - 1]
    if x.ndim != axes + 2:
        one = " One image needs a batch axis: x[None]." if x.ndim == axes + 1 else ""
        raise ValueError(f"{name}: x must be (N, C, {letters}), and has shape {x.shape}.{one}")
    if 0 in x.shape[1:]:
        raise ValueError(f"{name}: images need a channel and a pixel at least; x has shape "
                         f"{x.shape}.")
    if x.dtype.kind != "f":
        raise TypeError(f"{name}: x holds {x.dtype}; images here are floating-point numbers. "
                        "Convert them, for example with x.astype('float32').")
    return x.shape[2:]


def check_fit(name, window, size) -> tuple[int, ...]:
    """Raise unless the kernel fits into the padded image; return the number of places."""
    places = window.places(size)
    if min(places) < 1:
        raise ValueError(
            f"{name}: a kernel of {window.kernel} with dilation {window.dilation} reaches over "
            f"{window.reach}, and the padded image measures only {window.padded_size(size)}. Use a "
            "smaller kernel, more padding, or larger images."
        )
    return places


def pooling_window(name, x, axes, kernel, stride, padding, dilation, ceil_mode) -> Window:
    """The window of a pooling: steps of its own size by default, and padding of at most half.

    With `ceil_mode` a last window that reaches over the edge counts too, if it starts inside the
    image or the padding before it: the padding after grows by what is missing.
    """
    size = check_images(name, x, axes)
    window = make_window(name, axes, kernel, kernel if stride is None else stride, padding,
                         dilation)
    if any(2 * before > k for (before, _), k in zip(window.padding, window.kernel)):
        raise ValueError(f"{name}: padding {padding} is more than half of the kernel "
                         f"{window.kernel}, so that windows of nothing but padding could arise.")
    if ceil_mode:
        window = window._replace(padding=tuple(map(_ceil, size, *window[:3], window.reach)))
    check_fit(name, window, size)
    return window


def _ceil(n, kernel, stride, padding, reach):
    before, after = padding
    places = ceil((n + before + after - reach) / stride) + 1
    if (places - 1) * stride >= n + before:
        places -= 1
    return before, max(after, (places - 1) * stride + reach - n - before)


def tap_views(x, window, places) -> Iterator[np.ndarray]:
    """What each tap in turn sees of a padded image, array or tensor."""
    return (x[seen] for _, seen in window.taps(places))
