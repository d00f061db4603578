"""Small data sets in the plane, each hard in its own way: moons, circles, blobs and XOR.

`samples` is the number in each class; rows come class after class. The shape is exact and evenly
spaced; only the noise is random: normal, with standard deviation `noise` in both coordinates.
"""

import numpy as np

from groundup.backend import Rng, default_dtype, generator
from groundup.data.datasets.book import at_least_one

Points = tuple[np.ndarray, np.ndarray]


def moons(samples: int = 100, noise: float = 0.1, rng: Rng = None) -> Points:
    """Two half circles that reach into one another: (cos t, sin t) and (1 − cos t, ½ − sin t).

    Shapes: x (2 · samples, 2), y (2 · samples,). Raises `ValueError` if `samples` is below 1.

    >>> x, y = moons(3, noise=0); x.round(3).tolist(), y.tolist()
    ([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, 0.5], [1.0, -0.5], [2.0, 0.5]], [0, 0, 0, 1, 1, 1])
    """
    at_least_one(samples=samples)
    t = np.linspace(0, np.pi, samples)
    return with_noise([(np.cos(t), np.sin(t)), (1 - np.cos(t), 0.5 - np.sin(t))], noise, rng)


def circles(samples: int = 100, noise: float = 0.05, factor: float = 0.5,
            rng: Rng = None) -> Points:
    """A circle of radius 1 (class 0) around one of radius `factor` (class 1).

    Shapes: x (2 · samples, 2), y (2 · samples,). Raises `ValueError` if `samples` is below 1.

    >>> x, y = circles(4, noise=0); np.linalg.norm(x, axis=1).tolist()
    [1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5]
    """
    at_least_one(samples=samples)
    x, y = around_the_circle(samples)
    return with_noise([(x, y), (factor * x, factor * y)], noise, rng)


def blobs(samples: int = 100, classes: int = 3, noise: float = 0.2, rng: Rng = None) -> Points:
    """Round clouds whose centres stand evenly on the circle of radius 1.

    Shapes: x (classes · samples, 2), y (classes · samples,). Raises `ValueError` if `samples` or
    `classes` is below 1.

    >>> x, y = blobs(1, classes=4, noise=0); x.round(3).tolist(), y.tolist()
    ([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [-0.0, -1.0]], [0, 1, 2, 3])
    """
    at_least_one(samples=samples, classes=classes)
    ones = np.ones(samples)
    return with_noise([(ones * x, ones * y) for x, y in zip(*around_the_circle(classes))],
                      noise, rng)


def xor(samples: int = 100, noise: float = 0.2, rng: Rng = None) -> Points:
    """Clouds around the corners (±1, ±1); class 1 where the signs differ. No line separates them.

    The samples of a class go to its two corners in turn; `xor(2, noise=0)` is the four points of
    the classical problem. Shapes: x (2 · samples, 2), y (2 · samples,). Raises `ValueError` if
    `samples` is below 1. Source: Minsky and Papert, "Perceptrons" (1969).

    >>> x, y = xor(2, noise=0); x.tolist(), y.tolist()
    ([[1.0, 1.0], [-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0]], [0, 0, 1, 1])
    """
    at_least_one(samples=samples)
    sign = 1.0 - 2.0 * (np.arange(samples) % 2)
    return with_noise([(sign, sign), (sign, -sign)], noise, rng)


def around_the_circle(points: int) -> Points:
    angle = 2 * np.pi * np.arange(points) / points
    return np.cos(angle), np.sin(angle)


def with_noise(shapes, noise: float, rng: Rng) -> Points:
    """Stack one (first, second coordinate) a class, label the rows and move each a little."""
    x = np.concatenate([np.column_stack(shape) for shape in shapes])
    y = np.repeat(np.arange(len(shapes)), [len(shape[0]) for shape in shapes])
    return (x + noise * generator(rng).standard_normal(x.shape)).astype(default_dtype()), y
