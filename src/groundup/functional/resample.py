"""Resampling: an image at another size, its values read between the old pixels (chapter 17).

Each axis is resampled on its own, and an output is a mix of one entry (nearest) or of two
neighbours (linear). Going back, what was mixed is added where it came from.
"""

import numpy as np

from groundup.autograd import Tensor, fused
from groundup.backend import xp
from groundup.functional.window import Numbers, check_images, per_axis

MODES = {"nearest": (1, 2, 3), "linear": (1,), "bilinear": (2,), "trilinear": (3,)}


def forward(x, *, axis, mix):              # n entries along the axis -> m: mix, (index, weight)s
    y, *others = [x.take(index, axis) * _along(weight, axis, x) for index, weight in mix]
    for other in others:
        y += other
    return y, (x.shape, axis, mix)


def backward(state, g):
    shape, axis, mix = state

    def dx():
        n, m = shape[axis], g.shape[axis]
        matrix = xp.zeros((m, n), g.dtype)             # who went into what
        for index, weight in mix:
            matrix[np.arange(m), index] += weight
        return (g.swapaxes(axis, -1) @ matrix).swapaxes(axis, -1)

    return (dx,)


def reference(x, *, axis, mix):
    after = (slice(None),) * (-axis - 1)   # axis counts from the end
    return sum(x[(..., index, *after)] * _along(weight, axis, x) for index, weight in mix)


def _along(weight, axis, x):
    return weight.astype(x.dtype).reshape(-1, *(1,) * (-axis - 1))


_mix = fused(forward, backward, reference, name="interpolate")


def interpolate(x, size: Numbers | None = None, scale_factor=None, mode: str = "nearest",
                align_corners: bool = False) -> Tensor:
    """An image at another `size`, or larger by `scale_factor`: one number, or one an axis.

    x (N, C, *spatial), with one to three spatial axes. mode "nearest" repeats pixels; "linear",
    "bilinear" and "trilinear", for one, two and three axes, draw straight lines between the
    middles of the pixels: output j stands at (j + ½) / scale − ½, held inside the image. With
    `align_corners` the middles of the corner pixels coincide: j (n − 1) / (m − 1). Large
    reductions skip pixels; average them with `adaptive_avg_pool2d` instead. Raises `ValueError`
    for other modes, and unless one of size and scale_factor is given.

    >>> interpolate(Tensor([[[0.0, 4.0]]]), scale_factor=2, mode="linear")
    Tensor([[[0., 1., 3., 4.]]])
    """
    old = check_images("interpolate", x)
    axes = len(old)
    if axes not in MODES.get(mode, ()):
        fitting = [repr(name) for name, known in MODES.items() if axes in known]
        raise ValueError(f"interpolate: an image with {axes} spatial axes takes the mode "
                         f"{' or '.join(fitting)}, not {mode!r}.")
    new, steps = _sizes(old, size, scale_factor)
    for axis, n, m, step in zip((-1, -2, -3), old[::-1], new[::-1], steps[::-1]):
        mix = _nearest(n, m, step) if mode == "nearest" else _linear(n, m, step, align_corners)
        x = _mix(x, axis=axis, mix=mix)
    return x


def _sizes(old, size, scale_factor):
    """The new size, and how far apart outputs stand in pixels of the old image."""
    axes = len(old)
    if (size is None) == (scale_factor is None):
        raise ValueError("interpolate: give either size or scale_factor, "
                         f"{'not both' if size is not None else 'one of the two'}.")
    if size is not None:
        new = per_axis("interpolate", "size", size, axes, least=1)
        return new, [n / m for n, m in zip(old, new)]
    factors = scale_factor if isinstance(scale_factor, tuple | list) else (scale_factor,) * axes
    new = tuple(int(n * factor) for n, factor in zip(old, factors))
    if len(factors) != axes or min(new) < 1:
        raise ValueError(f"interpolate: scale_factor is one number or {axes}, and leaves one pixel "
                         f"at least; got {scale_factor!r} for an image of {old}.")
    return new, [1 / factor for factor in factors]


def _nearest(n, m, step):
    # in single precision as PyTorch does it, so that both round to the same pixel
    index = np.floor(np.arange(m, dtype=np.float32) * np.float32(step)).astype(np.intp)
    return [(np.minimum(index, n - 1), np.ones(m))]


def _linear(n, m, step, align_corners):
    if align_corners:
        at = np.arange(m) * ((n - 1) / (m - 1) if m > 1 else 0)
    else:
        at = np.maximum((np.arange(m) + 0.5) * step - 0.5, 0)
    low = np.minimum(at.astype(np.intp), n - 1)
    high = np.minimum(low + 1, n - 1)
    share = np.minimum(at - low, 1)
    return [(low, 1 - share), (high, share)]
