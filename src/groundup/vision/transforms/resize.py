"""Resize: the picture with more or fewer pixels.

Each new pixel is a weighted mean of old ones, the weights falling linearly with the distance
(bilinear). When the picture shrinks, the triangle of weights grows with the step from one new pixel
to the next, so that every old pixel counts: fine stripes turn grey instead of false coarse stripes
(aliasing). There is no switch for it; Pillow does the same, to the rounding. A mask holds numbers
of classes, of which a mean makes no sense: its new pixels take the nearest old one.
"""

import numpy as np

from groundup.vision.sample import Sample
from groundup.vision.transforms.transform import Transform, height_and_width


def resize(sample: Sample, size: int | tuple[int, int]) -> Sample:
    """The sample at `size`, (height, width) or the side of a square; boxes grow along.

    No box is dropped, however small. Raises `ValueError` for a size that is not above 0.

    >>> sample = Sample(np.array([[[0.0, 1.0]]]), boxes=[[0.0, 0.0, 1.0, 1.0]])
    >>> wide = resize(sample, (1, 4))
    >>> wide.image.tolist(), wide.boxes.tolist()
    ([[[0.0, 0.25, 0.75, 1.0]]], [[0.0, 0.0, 2.0, 1.0]])
    """
    height, width = height_and_width(size)
    if (height, width) == sample.size:
        return sample
    rows, columns = sample.size
    down, across = triangle(rows, height), triangle(columns, width)
    dtype = sample.image.dtype
    image = down.astype(dtype) @ sample.image @ across.T.astype(dtype)
    boxes, mask = sample.boxes, sample.mask
    if boxes is not None:
        growth = np.array([width / columns, height / rows] * 2)
        boxes = (boxes * growth).astype(boxes.dtype)
    if mask is not None:
        mask = mask[nearest(rows, height)[:, None], nearest(columns, width)]
    return sample.replace(image=image, boxes=boxes, mask=mask)


class Resize(Transform):
    """`resize` as a transform.

    >>> Resize((8, 16))(np.zeros((3, 32, 32))).shape
    (3, 8, 16)
    """

    def __init__(self, size: int | tuple[int, int]):
        self.size = height_and_width(size)

    def apply(self, sample: Sample, rng: np.random.Generator) -> Sample:
        """The resize."""
        return resize(sample, self.size)


def triangle(old: int, new: int) -> np.ndarray:
    """The weight of each of `old` pixels in each of `new` ones, (new, old); every row sums to 1.

    max(0, 1 − |distance| / reach), from centre to centre in old pixels; `reach` is one old pixel,
    or one new pixel if that is larger.

    >>> triangle(4, 2).round(3)
    array([[0.429, 0.429, 0.143, 0.   ],
           [0.   , 0.143, 0.429, 0.429]])
    """
    step = old / new
    centres = (np.arange(new) + 0.5) * step
    distance = np.abs(centres[:, None] - (np.arange(old) + 0.5))
    weight = np.maximum(0, 1 - distance / max(step, 1))
    return weight / weight.sum(axis=1, keepdims=True)


def nearest(old: int, new: int) -> np.ndarray:
    """For each new pixel, the old pixel in which its centre lies (new,).

    >>> nearest(4, 2), nearest(2, 4)
    (array([1, 3]), array([0, 0, 1, 1]))
    """
    return (2 * np.arange(new) + 1) * old // (2 * new)
