"""What every figure asks of its input: arrays out of tensors, pictures in one layout, class names.

Each check says what came, what was expected, and what to do.
"""

from collections.abc import Sequence

import numpy as np


def as_array(x, name: str) -> np.ndarray:
    """The array of numbers behind an array, a Tensor, or a nested list.

    >>> as_array([[1, 2]], "x").shape
    (1, 2)
    """
    array = np.asarray(x.numpy() if hasattr(x, "numpy") else x)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} holds {array.dtype} values; expected real numbers.")
    return array


def as_pictures(x) -> np.ndarray:
    """Pictures between 0 (black) and 1 (white): (N, H, W) in grey or (N, H, W, 3) in colour.

    Takes (H, W), (N, H, W), (N, 1, H, W) or (N, 3, H, W). Values within 0 to 1, and colours of
    8 bits, are shown as they are; anything else is stretched from its smallest to its largest
    value, over all pictures together.

    >>> as_pictures(np.zeros((5, 3, 8, 8))).shape
    (5, 8, 8, 3)
    """
    x = as_array(x, "The images")
    if x.ndim == 2:
        x = x[None]
    if x.ndim == 4 and x.shape[1] in (1, 3):
        x = x[:, 0] if x.shape[1] == 1 else x.transpose(0, 2, 3, 1)
    elif x.ndim != 3:
        raise ValueError(
            f"The images have shape {x.shape}; expected (H, W), (N, H, W), (N, 1, H, W) or "
            "(N, 3, H, W): reshape flat rows first, for example x.reshape(-1, 28, 28)."
        )
    if x.size == 0:
        raise ValueError(f"The images have shape {x.shape}: there is nothing to show.")
    if not np.isfinite(x).all():
        raise ValueError("The images hold values that are not finite (NaN or infinity).")
    if x.ndim == 4 and x.dtype == np.uint8:
        return x / 255
    x = x.astype(float)
    low, high = min(x.min(), 0.0), max(x.max(), 1.0)
    if (low, high) != (0.0, 1.0):
        low, high = x.min(), x.max()
    return (x - low) / ((high - low) or 1.0)


def class_labels(class_names: Sequence[str] | None, count: int) -> list[str]:
    """The names of `count` classes: as given, or their numbers.

    >>> class_labels(None, 3)
    ['0', '1', '2']
    """
    if class_names is None:
        return [str(number) for number in range(count)]
    names = [str(name) for name in class_names]
    if len(names) != count:
        raise ValueError(f"There are {len(names)} class names for {count} classes.")
    return names


def class_numbers(y, name: str, rows: int) -> np.ndarray:
    """Class numbers as integers (N,), also from a column (N, 1).

    >>> class_numbers([[0.0], [2.0]], "y", rows=2)
    array([0, 2])
    """
    y = as_array(y, name)
    if y.shape not in ((rows,), (rows, 1)):
        raise ValueError(f"{name} has shape {y.shape}; expected ({rows},), a class number a row.")
    numbers = y.reshape(rows)
    if not np.array_equal(numbers, numbers.astype(np.int64)) or (rows and numbers.min() < 0):
        raise ValueError(f"{name} must hold class numbers 0, 1, 2, …; use argmax on one-hot rows.")
    return numbers.astype(np.int64)
