"""Positions told by waves: attention by itself does not know which word came first (chapter 18)."""

import numpy as np

from groundup.backend import default_dtype


def sinusoidal_positions(length: int, dim: int, start: int = 0, *, base: float = 10000.0,
                         dtype=None) -> np.ndarray:
    """Sine and cosine waves, from fast to slow, sampled at each position:

        P[t, 2i] = sin(t ω_i),  P[t, 2i + 1] = cos(t ω_i),  ω_i = base^(-2i / dim)

    An array (length, dim) for t = start, start + 1, ...; an odd `dim` ends with a sine. A shift in
    time turns each pair by a fixed angle, so relative places are a linear matter. Vaswani et al.,
    "Attention is all you need" (2017).

    >>> sinusoidal_positions(2, 4).round(4)
    array([[0.    , 1.    , 0.    , 1.    ],
           [0.8415, 0.5403, 0.01  , 1.    ]], dtype=float32)
    """
    angles = position_angles(length, dim, start, base)
    waves = np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(length, -1)
    return waves[:, :dim].astype(dtype or default_dtype())


def position_angles(length: int, dim: int, start: int = 0, base: float = 10000.0) -> np.ndarray:
    """t · base^(-2i / dim) for each position t (rows) and pair i of features, in float64.

    >>> position_angles(3, 4, base=100.0).tolist()
    [[0.0, 0.0], [1.0, 0.1], [2.0, 0.2]]
    """
    frequencies = base ** (-np.arange(0, dim, 2) / dim)
    return np.arange(start, start + length)[:, None] * frequencies
