"""From what `fit` is given to batches in the model's dtype: the one place that converts data."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from groundup.autograd import Tensor
from groundup.data import ArrayDataset, DataLoader
from groundup.data.dataset import common_length


def as_batches(data: Any, batch_size: int, dtype: np.dtype, shuffle: bool) -> Any:
    """Something to iterate over once an epoch that yields tuples (x, target) of arrays.

    - A pair (x, y) of arrays, or an `ArrayDataset`, is converted and checked for NaN now.
    - Another dataset is cut into batches, which are converted as they come.
    - A `DataLoader`, or any other iterable of batches, is used as it is but for the conversion.

    Floating-point fields, x and targets alike, become `dtype`; integers (labels, tokens) stay.
    Tuples of more than two fields are several inputs and, last, the target.

    Raises `TypeError` for what is none of these, `ValueError` for empty data, unequal lengths,
    and NaN or infinity in arrays.

    >>> batches = as_batches(([[0.5], [1.5]], [0, 1]), 32, np.dtype("float32"), shuffle=True)
    >>> (x, y), = batches
    >>> x.dtype, sorted(y.tolist())
    (dtype('float32'), [0, 1])
    """
    if isinstance(data, ArrayDataset):
        data = data.arrays
    elif isinstance(data, list) and data and all(isinstance(a, np.ndarray | Tensor) for a in data):
        data = tuple(data)
    if isinstance(data, tuple):
        return _from_arrays(data, batch_size, dtype, shuffle)
    if isinstance(data, DataLoader):
        if isinstance(data.dataset, ArrayDataset):
            _check_fields(data.dataset.arrays)
        return Converted(data, dtype)
    if isinstance(data, np.ndarray | Tensor):
        raise TypeError(f"Training needs inputs and targets, and this is one array of shape "
                        f"{data.shape}: pass (x, y).")
    if isinstance(data, str | dict):
        raise TypeError(f"Training needs inputs and targets, not a {type(data).__name__}: pass "
                        "(x, y).")
    if hasattr(data, "__getitem__") and hasattr(data, "__len__"):
        if not len(data):
            raise ValueError("The dataset is empty.")
        return Converted(DataLoader(data, batch_size, shuffle), dtype)
    if hasattr(data, "__iter__") and not hasattr(data, "__next__"):
        return Converted(data, dtype)
    hint = " A generator is used up after one epoch." if hasattr(data, "__next__") else ""
    raise TypeError(f"The data can be (x, y), a dataset or a DataLoader, "
                    f"not {type(data).__name__}.{hint}")


class Converted:
    """The batches of a loader, with floating-point fields in one dtype.

    >>> loader = DataLoader((np.ones((4, 2)), np.arange(4)), batch_size=4)
    >>> [[field.dtype.name for field in batch] for batch in Converted(loader, np.dtype("f4"))]
    [['float32', 'int64']]
    """

    def __init__(self, loader: Any, dtype: np.dtype):
        self.loader, self.dtype = loader, dtype

    def __len__(self) -> int:
        return len(self.loader)

    def __iter__(self) -> Iterator[tuple]:
        for batch in self.loader:
            yield tuple(convert(field, self.dtype) for field in batch)


def convert(field: Any, dtype: np.dtype) -> np.ndarray:
    """An array in `dtype` if it holds floating-point numbers, else as it is.

    Values too large for `dtype` become infinite. Raises `TypeError` for what are no numbers.

    >>> convert([1.5, 2.5], np.dtype("f4")), convert([1, 2], np.dtype("f4"))
    (array([1.5, 2.5], dtype=float32), array([1, 2]))
    """
    array = field.data if isinstance(field, Tensor) else np.asarray(field)
    if array.dtype.kind not in "fiub":
        raise TypeError(f"The data hold {array.dtype.name} values, and a model takes numbers: "
                        "turn names of classes into 0, 1, 2, ... first.")
    if array.dtype.kind != "f" or array.dtype == dtype:
        return array
    with np.errstate(over="ignore"):
        return array.astype(dtype)


def check_finite(array: np.ndarray, what: str) -> None:
    """Raise `ValueError` naming the place of the first NaN or infinity; integers pass.

    >>> check_finite(np.array([[1.0, 2.0], [3.0, np.nan]]), "x")
    Traceback (most recent call last):
    ValueError: x holds nan in row 1, column 1 (counted from 0; 1 of 4 values is not finite). ...
    """
    if array.dtype.kind != "f":
        return
    with np.errstate(over="ignore", invalid="ignore"):
        if np.isfinite(array.sum()):                    # one pass without a temporary
            return
    bad = ~np.isfinite(array)
    count = int(bad.sum())
    if count:
        row, *rest = (int(i) for i in np.unravel_index(bad.argmax(), array.shape))
        place = f"row {row}" + (f", column {rest[0]}" if len(rest) == 1 else
                                f" at {rest}" if rest else "")
        raise ValueError(
            f"{what} holds {array[(row, *rest)]} in {place} (counted from 0; {count:,} of "
            f"{array.size:,} values {'is' if count == 1 else 'are'} not finite). "
            "Remove or fill such rows first.")


def _from_arrays(fields: tuple, batch_size: int, dtype: np.dtype, shuffle: bool) -> Any:
    if len(fields) < 2:
        raise ValueError("Training needs inputs and targets: pass (x, y).")
    arrays = tuple(convert(field, dtype) for field in fields)
    if not common_length(arrays, "Training"):
        raise ValueError(f"There are no samples: x has shape {arrays[0].shape}.")
    _check_fields(arrays)
    loader = DataLoader(arrays, batch_size, shuffle)
    if len(arrays[0]) <= batch_size:
        return [arrays]                 # one batch holds everything: no order to draw, no copy
    return loader


def _check_fields(arrays: tuple) -> None:
    *inputs, target = arrays
    for i, x in enumerate(inputs):
        check_finite(x, "x" if len(inputs) == 1 else f"Input {i}")
    check_finite(target, "The target")
