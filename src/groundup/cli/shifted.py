"""Pictures that are moved a little each time they are looked at, as augmentation (9.3)."""

import numpy as np
from numpy.typing import ArrayLike

from groundup.backend import Rng, generator
from groundup.data import ArrayDataset


class Shifted(ArrayDataset):
    """Samples (x, y) whose pictures x (N, C, H, W) come moved by up to `limit` pixels, then flat.

    Each batch draws its shifts anew, evenly from -limit to limit, down and across. `limit` is at
    most 1 pixel; between pixels, brightness is interpolated.

    >>> data = Shifted(np.ones((5, 1, 8, 8)), [0, 1, 2, 3, 4], limit=0.5, rng=0)
    >>> x, y = data[np.array([3, 1])]; x.shape, y.tolist()
    ((2, 64), [3, 1])
    """

    def __init__(self, x: ArrayLike, y: ArrayLike, limit: float, rng: Rng = None):
        super().__init__(x, y)
        self.limit, self._rng = limit, rng if rng is None else generator(rng)

    def __getitem__(self, index) -> tuple:
        x, y = super().__getitem__(index)
        shift = generator(self._rng).uniform(-self.limit, self.limit, (2, len(x)))
        x = move(move(x, shift[0], axis=2), shift[1], axis=3)
        return x.reshape(len(x), -1), y


def move(x: np.ndarray, shift: np.ndarray, axis: int) -> np.ndarray:
    """Move each picture of x (N, C, H, W) by its own shift (N,) in -1..1 pixels along an axis.

    x'[i] = (1 - |s|) x[i] + |s| x[i ∓ 1], with the pixel at the edge repeated.

    >>> row = np.array([0.0, 1.0, 0.0]).reshape(1, 1, 1, 3)
    >>> move(row, np.array([0.25]), axis=3).ravel().tolist()
    [0.0, 0.75, 0.25]
    """
    shift = shift.reshape(-1, 1, 1, 1).astype(x.dtype)
    edge = [(int(a == axis), int(a == axis)) for a in range(4)]
    padded = np.pad(x, edge, mode="edge")
    size = x.shape[axis]
    before = padded.take(range(size), axis)
    after = padded.take(range(2, size + 2), axis)
    return (1 - abs(shift)) * x + np.maximum(shift, 0) * before + np.maximum(-shift, 0) * after
