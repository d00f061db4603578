"""What data sets there are, and one way to load each: for the command line and for curiosity."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from groundup.data.datasets.book import spiral
from groundup.data.datasets.digits import SAMPLES, digits, digits_file
from groundup.data.datasets.mnist import (
    FASHION_CLASSES,
    FASHION_MNIST,
    MNIST,
    Source,
    fashion_mnist,
    mnist,
    place,
)
from groundup.data.datasets.shapes import blobs, circles, moons, xor
from groundup.data.split import split

PER_CLASS = 500                                 # samples of each class in a generated set


class Entry(NamedTuple):
    """A line of the catalogue. `shape` is that of one sample; `size` is in bytes, as stored.

    >>> Entry("xor", "four clouds", 100, (2,), ("0", "1"), "generated").size
    0
    """

    name: str
    about: str
    samples: int
    shape: tuple[int, ...]
    class_names: tuple[str, ...]
    place: str
    size: int = 0


class Loaded(NamedTuple):
    """A data set ready to train on; `shape` is that of one sample.

    x (N, *shape) in the default dtype, y (N,) class indices.

    >>> load("xor").shape
    (2,)
    """

    name: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    class_names: tuple[str, ...]
    shape: tuple[int, ...]


# name: (what it is, number of classes, draw(seed) -> x, y)
GENERATED: dict[str, tuple[str, int, Callable]] = {
    "spiral": ("three arms of a spiral", 3, lambda seed: spiral(PER_CLASS, 3, seed)),
    "moons": ("two interleaving half circles", 2, lambda seed: moons(PER_CLASS, rng=seed)),
    "circles": ("a circle within a circle", 2, lambda seed: circles(PER_CLASS, rng=seed)),
    "blobs": ("three round clouds", 3, lambda seed: blobs(PER_CLASS, rng=seed)),
    "xor": ("four clouds, opposite ones alike", 2, lambda seed: xor(PER_CLASS, rng=seed)),
}
# name: (what it is, names of the classes, where from, read() -> train, test)
DOWNLOADED: dict[str, tuple[str, tuple[str, ...], Source, Callable]] = {
    "mnist": ("handwritten digits", tuple("0123456789"), MNIST, mnist),
    "fashion_mnist": ("pictures of clothing", FASHION_CLASSES, FASHION_MNIST, fashion_mnist),
}


def catalogue() -> list[Entry]:
    """Every data set that `load` knows, with its official size and where it would come from now:
    generated, scikit-learn, GROUNDUP_DATA, cache, or to be downloaded.

    Raises `DataError` if GROUNDUP_DATA names no folder.

    >>> [entry.name for entry in catalogue()]
    ['spiral', 'moons', 'circles', 'blobs', 'xor', 'digits', 'mnist', 'fashion_mnist']
    """
    entries = [Entry(name, about, PER_CLASS * classes, (2,), numbered(classes), "generated")
               for name, (about, classes, _) in GENERATED.items()]
    entries.append(digits_entry())
    for name, (about, class_names, source, _) in DOWNLOADED.items():
        size = sum(size for size, _ in source.files.values())
        entries.append(Entry(name, about, 70_000, (1, 28, 28), class_names,
                             place(source), size))
    return entries


def load(name: str, seed: int = 0) -> Loaded:
    """A data set of the catalogue by its name, in a training and a test part.

    Where there is no official split, a fifth of each class is set aside. `seed` fixes the drawing
    and the split. Raises `ValueError` for an unknown name, and what the data set itself raises.

    >>> data = load("spiral")
    >>> data.x_train.shape, data.x_test.shape, data.shape, data.class_names
    ((1200, 2), (300, 2), (2,), ('0', '1', '2'))
    """
    if name in DOWNLOADED:
        _, class_names, _, read = DOWNLOADED[name]
        (x_train, y_train), (x_test, y_test) = read()
    else:
        if name in GENERATED:
            _, classes, draw = GENERATED[name]
            x, y = draw(seed)
        elif name == "digits":
            classes, (x, y) = 10, digits(images=True)
        else:
            raise ValueError(unknown(name))
        class_names = numbered(classes)
        (x_train, y_train), (x_test, y_test) = split(x, y, stratify=y, rng=seed)
    return Loaded(name, x_train, y_train, x_test, y_test, class_names, x_train.shape[1:])


def numbered(classes: int) -> tuple[str, ...]:
    return tuple(map(str, range(classes)))


def digits_entry() -> Entry:
    try:
        size, source = digits_file().stat().st_size, "scikit-learn"
    except (ModuleNotFoundError, FileNotFoundError):
        size, source = 0, "scikit-learn, not installed: pip install 'groundup[data]'"
    return Entry("digits", "small handwritten digits", SAMPLES, (1, 8, 8), numbered(10), source,
                 size)


def unknown(name: str) -> str:
    from difflib import get_close_matches

    names = [*GENERATED, "digits", *DOWNLOADED]
    near = get_close_matches(str(name).lower(), names, n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(names)}."
    return f"There is no data set {name!r}. {hint}"
