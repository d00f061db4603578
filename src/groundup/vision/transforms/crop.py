"""Crop: a part of the picture, in the middle or anywhere."""

import numpy as np

from groundup.vision.sample import MIN_VISIBLE, Sample
from groundup.vision.transforms.part import Part
from groundup.vision.transforms.resize import resize
from groundup.vision.transforms.transform import Transform, height_and_width


def crop(sample: Sample, top: int, left: int, height: int, width: int,
         min_visible: float = MIN_VISIBLE) -> Sample:
    """The part of `height` × `width` pixels whose upper left pixel is (top, left).

    Boxes are clipped, and dropped where less than `min_visible` of their area is left. Raises
    `ValueError` if the part is not wholly inside the picture.

    >>> sample = Sample(np.arange(12.0).reshape(1, 3, 4), boxes=[[1.0, 1.0, 3.0, 3.0]])
    >>> part = crop(sample, top=1, left=2, height=2, width=2)
    >>> part.image.tolist(), part.boxes.tolist()
    ([[[6.0, 7.0], [10.0, 11.0]]], [[0.0, 0.0, 1.0, 2.0]])
    """
    rows, columns = sample.size
    if top < 0 or left < 0 or height < 1 or width < 1 or top + height > rows \
            or left + width > columns:
        raise ValueError(f"A part of {height} × {width} pixels from row {top} and column {left} "
                         f"is not inside a picture of {rows} × {columns}.")
    part = (..., slice(top, top + height), slice(left, left + width))
    boxes = sample.boxes
    if boxes is not None:
        boxes = boxes - np.array([left, top, left, top], boxes.dtype)
    mask = None if sample.mask is None else sample.mask[part]
    return sample.replace(image=sample.image[part], boxes=boxes, mask=mask).trim(min_visible)


class CenterCrop(Transform):
    """The middle of the picture, `size` pixels high and wide; odd rests go to the lower right.

    >>> CenterCrop((2, 1))(np.arange(12.0).reshape(1, 4, 3))
    array([[[4.], [7.]]])
    """

    def __init__(self, size: int | tuple[int, int], min_visible: float = MIN_VISIBLE):
        self.size, self.min_visible = height_and_width(size), min_visible

    def apply(self, sample: Sample, rng: np.random.Generator) -> Sample:
        """The crop."""
        height, width = self.size
        top, left = (sample.size[0] - height) // 2, (sample.size[1] - width) // 2
        return crop(sample, top, left, height, width, self.min_visible)


class RandomCrop(Transform):
    """A part of `size`, (height, width), from anywhere in the picture, each place equally likely.

    >>> RandomCrop(2)(np.arange(9.0).reshape(1, 3, 3), rng=0)
    array([[[4., 5.], [7., 8.]]])
    """

    def __init__(self, size: int | tuple[int, int], min_visible: float = MIN_VISIBLE):
        self.size, self.min_visible = height_and_width(size), min_visible

    def apply(self, sample: Sample, rng: np.random.Generator) -> Sample:
        """Draw the place, then crop."""
        height, width = self.size
        if height > sample.size[0] or width > sample.size[1]:
            raise ValueError(f"The crop is {height} × {width}, larger than the picture of "
                             f"{sample.size[0]} × {sample.size[1]}: resize first.")
        top  = int(rng.integers(sample.size[0] - height + 1))
        left = int(rng.integers(sample.size[1] - width + 1))
        return crop(sample, top, left, height, width, self.min_visible)


class RandomResizedCrop(Transform):
    """Crop to a `Part` of random area, shape and place, then resize it to `size`.

    Objects appear larger or smaller, and a little stretched. Raises `ValueError` for ranges
    without sense.

    >>> RandomResizedCrop(8, scale=(0.3, 1.0))(np.zeros((3, 32, 32)), rng=0).shape
    (3, 8, 8)
    """

    def __init__(self, size: int | tuple[int, int], scale: tuple[float, float] = (0.3, 1.0),
                 ratio: tuple[float, float] = (3 / 4, 4 / 3), min_visible: float = MIN_VISIBLE):
        self.size, self.part = height_and_width(size), Part(scale, ratio)
        self.min_visible = min_visible

    def apply(self, sample: Sample, rng: np.random.Generator) -> Sample:
        """Draw the part, crop to it, resize it."""
        part = crop(sample, *self.part.draw(sample.size, rng), self.min_visible)
        return resize(part, self.size)
