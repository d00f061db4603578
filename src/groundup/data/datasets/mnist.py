"""MNIST and Fashion-MNIST: 28x28 grey images of 10 digits and of 10 kinds of clothing (18.2).

The files are looked for in the folder that GROUNDUP_DATA names, then in the cache, and else
downloaded into the cache.
"""

import os
from pathlib import Path
from typing import NamedTuple

import numpy as np

from groundup.backend import default_dtype
from groundup.data.datasets.download import cache_folder, fetch, is_whole
from groundup.data.errors import DataError
from groundup.data.idx import read_idx

Part = tuple[np.ndarray, np.ndarray]

FASHION_CLASSES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                   "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")


class Source(NamedTuple):
    """Where a set of IDX files comes from: `files` maps each name to its size in bytes and MD5."""

    name: str
    mirrors: tuple[str, ...]
    files: dict[str, tuple[int, str]]


MNIST = Source(
    name="mnist",
    mirrors=("https://ossci-datasets.s3.amazonaws.com/mnist/",
             "https://storage.googleapis.com/cvdf-datasets/mnist/"),
    files={"train-images-idx3-ubyte.gz": (9_912_422, "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
           "train-labels-idx1-ubyte.gz": (28_881, "d53e105ee54ea40749a09fcbcd1e9432"),
           "t10k-images-idx3-ubyte.gz": (1_648_877, "9fb629c4189551a2d022fa330f9573f3"),
           "t10k-labels-idx1-ubyte.gz": (4_542, "ec29112dd5afa0611ce80d1b7f02629c")},
)
FASHION_MNIST = Source(
    name="fashion_mnist",
    mirrors=("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
             "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/"),
    files={"train-images-idx3-ubyte.gz": (26_421_880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
           "train-labels-idx1-ubyte.gz": (29_515, "25c81989df183df01b3e8a0aad5dffbe"),
           "t10k-images-idx3-ubyte.gz": (4_422_102, "bef4ecab320f06d8554ea6380940ec79"),
           "t10k-labels-idx1-ubyte.gz": (5_148, "bb300cfdad3c16e7a12a480ee83cd310")},
)


def mnist(flat: bool = False) -> tuple[Part, Part]:
    """Handwritten digits: `(x_train, y_train), (x_test, y_test)`, 60,000 and 10,000.

    Shapes: x (N, 1, 28, 28) in 0..1, or (N, 784) with `flat=True`; y (N,), 0 to 9. Raises
    `DataError` if the files are damaged or cannot be fetched. Source: Y. LeCun, C. Cortes and
    C. Burges, "The MNIST database of handwritten digits".

    >>> (x_train, y_train), (x_test, y_test) = mnist()      # doctest: +SKIP
    """
    return read(MNIST, flat)


def fashion_mnist(flat: bool = False) -> tuple[Part, Part]:
    """Pictures of clothing, harder than digits; the classes are `FASHION_CLASSES`.

    Shapes, sizes and errors as in `mnist`. Source: H. Xiao, K. Rasul and R. Vollgraf,
    "Fashion-MNIST" (arXiv 1708.07747).

    >>> (x_train, y_train), (x_test, y_test) = fashion_mnist()      # doctest: +SKIP
    >>> FASHION_CLASSES[9]
    'Ankle boot'
    """
    return read(FASHION_MNIST, flat)


def read(source: Source, flat: bool = False) -> tuple[Part, Part]:
    """Both parts of a set, from wherever its files are."""
    folder = own_folder(source)
    if folder is None:
        folder = cache_folder() / source.name
        fetch(source.files, source.mirrors, folder)
    return read_part(folder, "train", flat), read_part(folder, "t10k", flat)


def own_folder(source: Source) -> Path | None:
    """The set's folder in GROUNDUP_DATA, if there is one. Its files are not compared with the
    official checksums, since the images may be there in another order or be a part of them."""
    root = os.environ.get("GROUNDUP_DATA")
    if not root:
        return None
    if not os.path.isdir(root) or not os.access(root, os.R_OK | os.X_OK):
        raise DataError(f"GROUNDUP_DATA is {root!r}, which is not a folder that can be read. "
                        "Correct it, or unset it to use the cache.")
    folder = Path(root, source.name)
    return folder if os.path.isdir(folder) else None


def place(source: Source) -> str:
    """Where `read` would find the set now.

    >>> place(MNIST) in ("GROUNDUP_DATA", "cache", "to be downloaded")
    True
    """
    if own_folder(source):
        return "GROUNDUP_DATA"
    folder = cache_folder() / source.name
    try:
        whole = all(is_whole(folder / name, *facts) for name, facts in source.files.items())
    except OSError:                             # `read` will say what is wrong with the cache
        whole = False
    return "cache" if whole else "to be downloaded"


def read_part(folder: Path, prefix: str, flat: bool) -> Part:
    images = read_idx(folder / f"{prefix}-images-idx3-ubyte.gz")
    labels = read_idx(folder / f"{prefix}-labels-idx1-ubyte.gz")
    n = len(images)
    if images.shape != (n, 28, 28) or images.dtype != np.uint8:
        raise DataError(f"The {prefix} images in {folder} should be bytes of shape (N, 28, 28), "
                        f"but are {images.dtype} of shape {images.shape}.")
    if labels.shape != (n,) or labels.dtype != np.uint8 or labels.max() > 9:
        raise DataError(f"The {prefix} labels in {folder} should be {n} bytes 0..9, as many as "
                        f"images, but are {labels.dtype} of shape {labels.shape}, up to "
                        f"{labels.max()}.")
    x = images.astype(default_dtype())
    x /= 255
    return x.reshape((n, 784) if flat else (n, 1, 28, 28)), labels.astype(np.int64)
