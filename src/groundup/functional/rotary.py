"""Rotary positions: a query and a key are turned by their place before they meet (chapter 18).

Each pair of features is a point in a plane, turned by the angle t · ω_i at position t. The dot
product of two turned vectors depends on the difference of their places alone.
"""

from functools import lru_cache

import numpy as np

from groundup.autograd import Tensor, fused
from groundup.functional.floats import floats
from groundup.functional.positions import position_angles


def forward(x, cos, sin, interleaved):     # x (..., T, d) · cos and sin (T, d/2)
    y = np.empty_like(x)
    (a, b), (left, right) = _pairs(x, interleaved), _pairs(y, interleaved)
    left[...] = a * cos - b * sin
    right[...] = a * sin + b * cos
    return y, (cos, sin, interleaved)


def backward(state, g):                    # turned back
    cos, sin, interleaved = state
    return forward(g, cos, -sin, interleaved)[0], None, None


def reference(x, cos, sin, interleaved):
    a, b = _pairs(x, interleaved)
    turned = np.stack([a * cos - b * sin, a * sin + b * cos], axis=-1 if interleaved else -2)
    return turned.reshape(x.shape)


def _pairs(x, interleaved):
    """First and second coordinates of the points, as views."""
    if interleaved:
        return x[..., 0::2], x[..., 1::2]
    half = x.shape[-1] // 2
    return x[..., :half], x[..., half:]


_rotary = fused(forward, backward, reference, name="rotary")


def rotary(x, start: int = 0, *, base: float = 10000.0, interleaved: bool = False) -> Tensor:
    """Each pair of features (a, b) at position t turned by the angle t · base^(-2i / d):

        (a cos - b sin,  a sin + b cos)

    x (..., T, d) with positions start, start + 1, ...; returns the same shape. Pair i is made of
    features i and i + d/2, as in Llama's weights, or of 2i and 2i + 1 if `interleaved`, as in the
    paper. Raises `ValueError` for an odd d. Su et al., "RoFormer" (2021).

    >>> rotary([[1.0, 0.0], [1.0, 0.0]])
    Tensor([[1.        , 0.        ],
            [0.5403023 , 0.84147096]])
    """
    x = floats(x)
    if x.ndim < 2 or x.shape[-1] % 2:
        raise ValueError(f"rotary: x has shape {x.shape}; it must be (..., T, d) with an even d, "
                         "since features are turned in pairs.")
    cos, sin = _waves(*x.shape[-2:], start, base, x.dtype)
    return _rotary(x, cos, sin, interleaved=interleaved)


@lru_cache(maxsize=8)                      # every layer asks for the same, for queries and keys
def _waves(length, dim, start, base, dtype):
    angles = position_angles(length, dim, start, base)
    return np.cos(angles).astype(dtype), np.sin(angles).astype(dtype)
