"""A data set made of arrays that belong together row by row (chapter 5)."""

import numpy as np
from numpy.typing import ArrayLike


class ArrayDataset:
    """Samples as rows of one or more arrays: sample i is (x[i], y[i], ...).

    An index may be an integer (one sample), a slice or an array of integers (a batch at once).

    Shapes: every array (N, ...), with the same N. Raises `ValueError` if N differs.

    >>> data = ArrayDataset([[1., 2.], [3., 4.], [5., 6.]], [0, 1, 0])
    >>> len(data)
    3
    >>> x, y = data[np.array([2, 0])]; x.tolist(), y.tolist()
    ([[5.0, 6.0], [1.0, 2.0]], [0, 0])
    """

    def __init__(self, *arrays: ArrayLike):
        self.arrays = tuple(np.asarray(array) for array in arrays)
        self.length = common_length(self.arrays, "ArrayDataset")

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index) -> tuple:
        return tuple(array[index] for array in self.arrays)

    def __repr__(self) -> str:
        return f"ArrayDataset({', '.join(f'{a.shape} {a.dtype}' for a in self.arrays)})"


def common_length(arrays, caller: str) -> int:
    """The N that all arrays (N, ...) share, or a `ValueError` that names the lengths.

    >>> common_length([np.zeros((4, 2)), np.zeros(4)], "split")
    4
    >>> common_length([np.zeros((4, 2)), np.zeros(3)], "split")
    Traceback (most recent call last):
    ValueError: split needs arrays of one length, but these have lengths 4 and 3.
    """
    if not arrays:
        raise ValueError(f"{caller} needs at least one array.")
    if any(array.ndim == 0 for array in arrays):
        raise ValueError(f"{caller} needs arrays of shape (samples, ...), but one is a single "
                         "number. Give a list or an array with one row a sample.")
    lengths = [len(array) for array in arrays]
    if len(set(lengths)) > 1:
        *first, last = map(str, lengths)
        raise ValueError(f"{caller} needs arrays of one length, but these have lengths "
                         f"{', '.join(first)} and {last}.")
    return lengths[0]
