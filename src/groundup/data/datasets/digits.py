"""1,797 handwritten digits of 8x8 pixels, real and small, as scikit-learn ships them."""

import importlib.util
from pathlib import Path

import numpy as np

from groundup.backend import default_dtype
from groundup.data.errors import DataError

SAMPLES = 1797


def digits(images: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """The digits x in 0..1 and their labels y; there is no official split (see `data.split`).

    Read from the file inside scikit-learn; none of its code is imported, which would take a second.
    Shapes: x (1797, 64), or (1797, 1, 8, 8) with `images=True`; y (1797,). Raises
    `ModuleNotFoundError` if scikit-learn is not installed and `DataError` if its file is damaged.
    Source: E. Alpaydin and C. Kaynak, "Optical recognition of handwritten digits", UCI, 1998 (the
    test part).

    >>> x, y = digits()
    >>> x.shape, x.dtype, float(x.max()), np.bincount(y).tolist()
    ((1797, 64), dtype('float32'), 1.0, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    """
    return read_digits(digits_file(), images)


def digits_file() -> Path:
    sklearn = importlib.util.find_spec("sklearn")
    if sklearn is None or not sklearn.submodule_search_locations:
        raise ModuleNotFoundError("The digits come with scikit-learn: pip install "
                                  "'groundup[data]'", name="sklearn")
    return Path(sklearn.submodule_search_locations[0], "datasets", "data", "digits.csv.gz")


def read_digits(path: Path, images: bool) -> tuple[np.ndarray, np.ndarray]:
    import zlib

    try:
        table = np.loadtxt(path, delimiter=",", dtype=np.int64, max_rows=SAMPLES + 1)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise DataError(f"{path} cannot be read ({error}). Install scikit-learn again: "
                        "pip install --force-reinstall scikit-learn") from error
    x, y = table[..., :64], table[..., 64:].ravel()
    if table.shape != (SAMPLES, 65) or x.min() < 0 or x.max() > 16 or y.min() < 0 or y.max() > 9:
        raise DataError(f"{path} should hold {SAMPLES} rows of 64 pixels 0..16 and a label 0..9, "
                        "and does not. Install scikit-learn again.")
    shape = (SAMPLES, 1, 8, 8) if images else (SAMPLES, 64)
    return (x / 16).astype(default_dtype()).reshape(shape), y
