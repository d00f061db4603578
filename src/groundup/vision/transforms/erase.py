"""Erase: paint over a part, so that a model must not hang on one detail.

Boxes, labels and mask stay: the object is still there, behind the patch.
"""

import numpy as np

from groundup.vision.sample import Sample
from groundup.vision.transforms.part import Part
from groundup.vision.transforms.transform import Transform


def erase(sample: Sample, top: int, left: int, height: int, width: int,
          fill: float = 0.0) -> Sample:
    """Set the `height` × `width` pixels from (top, left) on to `fill`; what lies outside is cut.

    >>> erase(Sample(np.ones((1, 2, 3))), top=0, left=1, height=1, width=5).image
    array([[[1., 0., 0.],
            [1., 1., 1.]]])
    """
    image = sample.image.copy()
    image[:, max(top, 0) : max(top + height, 0), max(left, 0) : max(left + width, 0)] = fill
    return sample.replace(image=image)


class RandomErase(Transform):
    """`erase` a `Part` of random area, shape and place, filled with `fill`.

    Sources: Zhong et al., "Random erasing data augmentation" (2017); with `ratio=(1, 1)` DeVries
    and Taylor, "Cutout" (2017), but wholly inside. Raises `ValueError` for ranges without sense.

    >>> (RandomErase(scale=(0.25, 0.25), ratio=(1, 1))(np.ones((1, 4, 4)), rng=0) == 0).sum()
    np.int64(4)
    """

    def __init__(self, scale: tuple[float, float] = (0.02, 0.3),
                 ratio: tuple[float, float] = (0.3, 3.3), fill: float = 0.0):
        self.part, self.fill = Part(scale, ratio), fill

    def apply(self, sample: Sample, rng: np.random.Generator) -> Sample:
        """Draw the patch, then paint it."""
        return erase(sample, *self.part.draw(sample.size, rng), self.fill)
