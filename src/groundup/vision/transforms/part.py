"""A rectangle somewhere in a picture, of random area and shape: what to crop, erase or exchange."""

import numpy as np


class Part:
    """Draws (top, left, height, width), wholly inside a picture of a given size.

    Its share of the picture's area is uniform in `scale`, the logarithm of width / height uniform
    in the logarithms of `ratio`, and each place equally likely; what does not fit is cut to the
    picture's sides. Source: Szegedy et al., "Going deeper with convolutions" (2015), section 6.

    >>> Part(scale=(1.0, 1.0), ratio=(1.0, 1.0)).draw((8, 8), np.random.default_rng(0))
    (0, 0, 8, 8)
    """

    def __init__(self, scale: tuple[float, float], ratio: tuple[float, float]):
        if not 0 < scale[0] <= scale[1] <= 1:
            raise ValueError(f"scale is {scale}; expected shares of the area, 0 < low ≤ high ≤ 1.")
        if not 0 < ratio[0] <= ratio[1]:
            raise ValueError(f"ratio is {ratio}; expected width / height, 0 < low ≤ high.")
        self.scale, self.ratio = scale, ratio

    def draw(self, size: tuple[int, int], rng: np.random.Generator) -> tuple[int, int, int, int]:
        """One such rectangle in a picture of (height, width)."""
        rows, columns = size
        area = rng.uniform(*self.scale) * rows * columns
        shape = np.exp(rng.uniform(*np.log(self.ratio)))                # width / height
        height = int(np.clip(round(np.sqrt(area / shape)), 1, rows))
        width  = int(np.clip(round(np.sqrt(area * shape)), 1, columns))
        top, left = rng.integers(rows - height + 1), rng.integers(columns - width + 1)
        return int(top), int(left), height, width

    def __repr__(self):
        return f"Part(scale={self.scale}, ratio={self.ratio})"
