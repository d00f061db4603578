"""ALiBi: a key that is further away counts less, by a slope for each head (chapter 18).

Nothing is learned and nothing is added to the words, so longer texts than those of training work.
Press, Smith and Lewis, "Train short, test long" (2022).
"""

import numpy as np

from groundup.backend import default_dtype


def alibi_slopes(heads: int) -> np.ndarray:
    """One slope for each head, a geometric row: 2^(-8 h / heads) for h = 1 ... heads.

    That holds for powers of two; other numbers of heads take the row of the next lower power,
    and then every second one of the row of its double. Shape (heads,), in float64.

    >>> alibi_slopes(4).tolist()
    [0.25, 0.0625, 0.015625, 0.00390625]
    >>> alibi_slopes(3).round(4).tolist()
    [0.0625, 0.0039, 0.25]
    """
    power = 1 << (heads.bit_length() - 1)
    return np.concatenate([_row(power), _row(2 * power)[::2][:heads - power]])


def _row(heads):
    return 2.0 ** (-8 / heads * np.arange(1, heads + 1))


def alibi_bias(heads: int, queries: int, keys: int, start: int = 0, *, dtype=None) -> np.ndarray:
    """What is added to the scores: -slope_h · |i - j| for the query at place i and key at place j.

    An array (heads, queries, keys); the first query is at place `start`, the first key at 0.

    >>> alibi_bias(1, 2, 3).tolist()                   # one head has the slope 1/256
    [[[0.0, -0.00390625, -0.0078125], [-0.00390625, 0.0, -0.00390625]]]
    """
    distance = np.abs(np.arange(start, start + queries)[:, None] - np.arange(keys))
    bias = -alibi_slopes(heads)[:, None, None] * distance
    return bias.astype(dtype or default_dtype()) + 0       # no negative zeros
