"""The data of the book, equal to the bit to its helper package nnfs 0.5.1 (3.4).

`nnfs.init()` replaces functions inside NumPy for the whole process, so that they give float32, and
seeds NumPy's global generator. Here the same roundings are written where they happen, and the
generator is a local one of the same kind: nothing outside these functions changes.
"""

import numpy as np

from groundup.backend import default_dtype
from groundup.data.loader import whole_number

LegacySeed = int | np.random.RandomState


def spiral(samples: int, classes: int, seed: LegacySeed = 0) -> tuple[np.ndarray, np.ndarray]:
    """Arms of a spiral, one a class: hard for a line, easy for a small network.

    r = 0..1 and t = 4c..4(c + 1) + 0.2 · noise, in even steps; the points of class c are
    (r sin 2.5t, r cos 2.5t). `samples` is the number in each class.

    `seed` is a number, or a `RandomState` that is drawn from and can be drawn from afterwards. So
    the book's order (the data first, then each layer's weights) can be repeated.

    Shapes: x (samples · classes, 2), y (samples · classes,). Source: A. Karpathy, CS231n, "Neural
    networks case study", as in nnfs 0.5.1. Raises `ValueError` for sizes below 1.

    >>> random = np.random.RandomState(0)
    >>> x, y = spiral(samples=100, classes=3, seed=random)
    >>> weights = 0.01 * random.randn(2, 64).astype("float32")       # the book's first layer
    >>> x[99], np.bincount(y).tolist()
    (array([-0.7005848 , -0.71356916], dtype=float32), [100, 100, 100])
    """
    def arm(c, random):
        r = np.linspace(0, 1, samples)
        t = np.linspace(c * 4, (c + 1) * 4, samples) + 0.2 * randn(random, samples)
        return r * np.sin(t * 2.5), r * np.cos(t * 2.5)

    return class_by_class(arm, samples, classes, seed)


def vertical(samples: int, classes: int, seed: LegacySeed = 0) -> tuple[np.ndarray, np.ndarray]:
    """Clouds side by side, one a class: class c is (c/3, 0.5) + 0.1 · noise.

    Sizes, shapes, `seed`, errors and source as in `spiral`.

    >>> x, y = vertical(samples=100, classes=3)
    >>> x.shape, [f"{x[y == c, 0].mean():.2f}" for c in range(3)]
    ((300, 2), ['0.01', '0.33', '0.67'])
    """
    def cloud(c, random):
        return 0.1 * randn(random, samples) + c / 3, 0.1 * randn(random, samples) + 0.5

    return class_by_class(cloud, samples, classes, seed)


def sine(samples: int = 1000) -> tuple[np.ndarray, np.ndarray]:
    """One period of a sine, for regression: x = i / samples, y = sin 2πx.

    Computed in float64 as in the book, and then rounded to the default dtype; nnfs itself stays in
    float64 here. Shapes: x, y (samples, 1). Raises `ValueError` if `samples` is below 1.

    >>> x, y = sine(4); x.ravel().tolist(), y.ravel().round(6).tolist()
    ([0.0, 0.25, 0.5, 0.75], [0.0, 1.0, 0.0, -1.0])
    """
    at_least_one(samples=samples)
    x = np.arange(samples).reshape(-1, 1) / samples
    return x.astype(default_dtype()), np.sin(2 * np.pi * x).astype(default_dtype())


def randn(random: np.random.RandomState, samples: int) -> np.ndarray:
    return random.randn(samples).astype(default_dtype())    # the rounding that nnfs.init() adds


def class_by_class(points, samples, classes, seed):
    """Stack points(c, random) -> (first, second coordinate) for c = 0, 1, ..., and the labels."""
    at_least_one(samples=samples, classes=classes)
    random = seed if isinstance(seed, np.random.RandomState) else np.random.RandomState(seed)
    x = np.concatenate([np.column_stack(points(c, random)) for c in range(classes)])
    return x.astype(default_dtype()), np.repeat(np.arange(classes), samples)


def at_least_one(**sizes: int) -> None:
    for name, size in sizes.items():
        whole_number(name, size, least=1)
