"""Generated scenes: circles, squares and triangles before an even ground, boxed (chapter 13).

Small enough to learn in minutes, with all that makes detection hard: any number of objects, of any
size, colour and place, partly hidden, under noise.
"""

import numpy as np

from groundup.backend import Rng, default_dtype, generator
from groundup.vision.sample import Sample
from groundup.vision.transforms.transform import height_and_width

CLASSES = ("circle", "square", "triangle")
SMALLEST, LARGEST = 0.15, 0.45             # side of a shape, of the picture's shorter side
HIDDEN = 0.25                              # two boxes share at most this part of the smaller one
CONTRAST = 0.4                             # at least so far is some channel from the ground's
TRIES = 20                                 # places tried before a crowded scene goes without one


def scene(size: int | tuple[int, int] = 64, objects: tuple[int, int] = (1, 4),
          noise: float = 0.03, rng: Rng = None) -> Sample:
    """One scene: image (3, H, W) in 0..1, boxes (N, 4), labels (N,) in `CLASSES`, mask (H, W).

    The number of objects is uniform in `objects` (a crowded scene may get fewer), the side of each
    in 0.15..0.45 of the picture's shorter side; a later one lies over an earlier one, of which the
    box stays whole. `noise` is the standard deviation of normal noise on every pixel. Raises
    `ValueError` for sides below 16 pixels or other ranges without sense.

    >>> sample = scene(rng=1)
    >>> sample.image.shape, [CLASSES[label] for label in sample.labels]
    ((3, 64, 64), ['square', 'square', 'triangle', 'circle'])
    """
    height, width = height_and_width(size)
    _check(min(height, width), objects, noise)
    rng = generator(rng)
    ground = rng.random(3)
    image = np.broadcast_to(ground[:, None, None], (3, height, width)).copy()
    mask = np.zeros((height, width), np.int64)
    boxes: list[list[int]] = []
    labels: list[int] = []
    for _ in range(rng.integers(objects[0], objects[1] + 1)):
        box = _free_place(boxes, height, width, rng)
        if box is None:
            break
        label = int(rng.integers(len(CLASSES)))
        x1, y1, x2, y2 = box
        inside = shape(label, x2 - x1)
        image[:, y1:y2, x1:x2][:, inside] = _color(ground, rng)[:, None]
        mask[y1:y2, x1:x2][inside] = label + 1
        boxes.append(box)
        labels.append(label)
    image += noise * rng.standard_normal(image.shape)
    dtype = default_dtype()
    return Sample(np.clip(image, 0, 1).astype(dtype), np.array(boxes, dtype).reshape(-1, 4),
                  np.array(labels, np.int64), mask)


def scenes(count: int, size: int | tuple[int, int] = 64, objects: tuple[int, int] = (1, 4),
           noise: float = 0.03, rng: Rng = None) -> list[Sample]:
    """`count` scenes, one after the other from one generator; arguments as in `scene`.

    >>> len(scenes(3, size=32, rng=0))
    3
    """
    rng = generator(rng)
    return [scene(size, objects, noise, rng) for _ in range(count)]


def shape(label: int, side: int) -> np.ndarray:
    """Which pixels of a square of `side` belong to the shape of a class, (side, side).

    Each shape touches all four sides of its square.

    >>> shape(2, 4).astype(int)
    array([[0, 1, 1, 0],
           [0, 1, 1, 0],
           [1, 1, 1, 1],
           [1, 1, 1, 1]])
    """
    y, x = np.abs(np.indices((side, side)) + 0.5 - np.array([0, side / 2])[:, None, None])
    if CLASSES[label] == "circle":
        return x ** 2 + (y - side / 2) ** 2 <= (side / 2) ** 2
    if CLASSES[label] == "square":
        return np.ones((side, side), bool)
    return x <= (np.floor(y) + 1) / 2      # a row's half width, at its lower edge


def _free_place(boxes: list[list[int]], height: int, width: int,
                rng: np.random.Generator) -> list[int] | None:
    """A square that shares little with those that are there, or None if there is no room."""
    shorter = min(height, width)
    for _ in range(TRIES):
        side = round(shorter * rng.uniform(SMALLEST, LARGEST))
        x, y = int(rng.integers(width - side + 1)), int(rng.integers(height - side + 1))
        box = [x, y, x + side, y + side]
        if all(_shared(box, other) <= HIDDEN for other in boxes):
            return box
    return None


def _shared(a: list[int], b: list[int]) -> float:
    """The intersection of two squares as a share of the smaller one."""
    wide, tall = (min(a[i + 2], b[i + 2]) - max(a[i], b[i]) for i in (0, 1))
    return max(wide, 0) * max(tall, 0) / min(a[2] - a[0], b[2] - b[0]) ** 2


def _color(ground: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Any colour that stands out from the ground."""
    while True:
        color = rng.random(3)
        if np.abs(color - ground).max() >= CONTRAST:
            return color


def _check(shorter: int, objects: tuple[int, int], noise: float) -> None:
    if shorter < 16:
        raise ValueError(f"The scene's shorter side is {shorter} pixels; shapes need at least 16.")
    if not 0 <= objects[0] <= objects[1]:
        raise ValueError(f"objects is {objects}; expected (fewest, most), 0 ≤ fewest ≤ most.")
    if noise < 0:
        raise ValueError(f"noise is {noise}; expected a standard deviation, 0 or more.")
