"""Resizing: every axis on its own, each output a mix of the old entries around where it stands."""

import numpy as np

from groundup.io.onnx.values import afford, array, whole

# Where output j of m stands among the n old entries; `scale` is what m was asked to be over n.
PLACES = {
    "half_pixel": lambda j, n, m, scale: (j + 0.5) / scale - 0.5,
    "half_pixel_symmetric": lambda j, n, m, scale: (
        n / 2 * (1 - m / (scale * n)) + (j + 0.5) / scale - 0.5),
    "pytorch_half_pixel": lambda j, n, m, scale: (j + 0.5) / scale - 0.5 if m > 1 else 0 * j,
    "align_corners": lambda j, n, m, scale: (
        j * ((n - 1) / (n * scale - 1)) if n * scale != 1 else 0 * j),
    "asymmetric": lambda j, n, m, scale: j / scale,
    "tf_half_pixel_for_nn": lambda j, n, m, scale: (j + 0.5) / scale,
}
ROUNDED = {
    "round_prefer_floor": lambda at: np.ceil(at - 0.5),
    "round_prefer_ceil": lambda at: np.floor(at + 0.5),
    "floor": np.floor,
    "ceil": np.ceil,
}


def linear(distance, a):
    return np.maximum(1 - distance, 0)


def cubic(d, a):
    """Keys, "Cubic convolution interpolation for digital image processing" (1981)."""
    near = ((a + 2) * d - (a + 3)) * d * d + 1
    far = ((d - 5) * d + 8) * d * a - 4 * a
    return np.where(d <= 1, near, np.where(d < 2, far, 0))


KERNELS = {"linear": (linear, 1), "cubic": (cubic, 2)}         # and how far each reaches


def mixture(at, n, scale, mode, antialias, exclude_outside, a):
    """A matrix (m, n): how much of each old entry goes into each new one.

    Where an image shrinks, `antialias` widens the kernel, so that no entry is skipped.

    >>> mixture(np.array([0.0, 0.5]), 2, 1.0, "linear", False, False, -0.75)
    array([[1. , 0. ], [0.5, 0.5]])
    """
    kernel, reach = KERNELS[mode]
    narrow = min(scale, 1) if antialias else 1
    first = int(np.floor(-reach / narrow)) + 1
    floor = np.floor(at)
    around = floor[:, None] + np.arange(first, 2 * reach - first)       # (m, taps)
    weight = kernel(np.abs(around - at[:, None]) * narrow, a)
    if exclude_outside:
        weight = np.where((around < 0) | (around >= n), 0, weight)
    weight = weight / weight.sum(axis=1, keepdims=True)
    matrix = np.zeros(afford(len(at), n))
    rows = np.broadcast_to(np.arange(len(at))[:, None], around.shape)
    np.add.at(matrix, (rows, np.clip(around, 0, n - 1).astype(int)), weight)
    return matrix


def resize(X, roi=None, scales=None, sizes=None, *, antialias=0, axes=None,
           coordinate_transformation_mode="half_pixel", cubic_coeff_a=-0.75, exclude_outside=0,
           extrapolation_value=0.0, keep_aspect_ratio_policy="stretch", mode="nearest",
           nearest_mode="round_prefer_floor"):
    where, x = coordinate_transformation_mode, X
    _check(where, mode, nearest_mode, keep_aspect_ratio_policy)
    axes = list(range(x.ndim)) if axes is None else [axis % x.ndim for axis in axes]
    old = [x.shape[axis] for axis in axes]
    new, factors = _lengths(old, scales, sizes, keep_aspect_ratio_policy)
    shape = list(x.shape)
    outside = np.zeros((), bool)
    for i, (axis, n, m, scale) in enumerate(zip(axes, old, new, factors)):
        shape[axis] = m
        afford(*shape)
        j = np.arange(m, dtype=np.float64)
        if where == "tf_crop_and_resize":
            low, high = (array(roi)[k] * (n - 1.0) for k in (i, i + len(axes)))
            at = low + j * ((high - low) / (m - 1)) if m > 1 else (low + high) / 2 + 0 * j
            beyond = (at < 0) | (at > n - 1)
            outside = outside | beyond.reshape(-1, *[1] * (x.ndim - axis - 1))
        else:
            at = PLACES[where](j, n, m, scale)
        if n == m and np.array_equal(at, j):
            continue
        if mode == "nearest":
            index = np.clip(ROUNDED[nearest_mode](at), 0, n - 1).astype(int)
            x = x[(slice(None),) * axis + (index,)]
        else:
            matrix = mixture(at, n, scale, mode, antialias, exclude_outside, cubic_coeff_a)
            x = _mixed(x, matrix, axis)
    return np.where(outside, extrapolation_value, x) if outside.any() else x


def _check(where, mode, nearest_mode, policy):
    for option, given, known in (
            ("coordinate_transformation_mode", where, [*PLACES, "tf_crop_and_resize"]),
            ("mode", mode, ["nearest", *KERNELS]), ("nearest_mode", nearest_mode, ROUNDED),
            ("keep_aspect_ratio_policy", policy, ["stretch", "not_larger", "not_smaller"])):
        if given not in known:
            raise ValueError(f"{option} {given!r} is none of {', '.join(known)}")


def _lengths(old, scales, sizes, policy):
    """The new lengths, and by how much each axis grows."""
    if sizes is None or not array(sizes).size:
        factors = [float(s) for s in array(scales)]
        return [int(np.floor(n * s)) for n, s in zip(old, factors)], factors
    new = whole(sizes)
    factors = [m / n for m, n in zip(new, old)]
    if policy != "stretch":
        factors = [(min if policy == "not_larger" else max)(factors)] * len(old)
        new = [int(np.floor(n * s + 0.5)) for n, s in zip(old, factors)]
    return new, factors


def _mixed(x, matrix, axis):
    dtype = array(x).dtype
    if dtype.kind != "f":
        y = np.swapaxes(np.swapaxes(x, axis, -1) @ matrix.T, axis, -1)
        return np.rint(y).astype(dtype)
    return np.swapaxes(np.swapaxes(x, axis, -1) @ matrix.T.astype(dtype), axis, -1)


OPERATORS = {"Resize": resize}
