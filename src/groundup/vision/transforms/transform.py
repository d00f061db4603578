"""What every transform is: a callable that takes a sample, or a picture alone, and a generator."""

from collections.abc import Sequence

import numpy as np

from groundup.backend import Rng, generator
from groundup.vision.sample import Sample


class Transform:
    """The base of transforms; a subclass writes `apply(sample, rng) -> Sample`.

    Called with a `Sample` it returns one; called with an image (C, H, W) it returns an image. All
    randomness comes from `rng`: equal generators give equal results, and inputs are never changed.

    >>> class Negative(Transform):
    ...     def apply(self, sample, rng):
    ...         return sample.replace(image=1 - sample.image)
    >>> Negative()([[[0.0, 0.25]]])
    array([[[1.  , 0.75]]])
    """

    def __call__(self, sample, rng: Rng = None):
        """Transform a `Sample`, or an image (C, H, W) alone."""
        if isinstance(sample, Sample):
            return self.apply(sample, generator(rng))
        return self.apply(Sample(sample), generator(rng)).image

    def apply(self, sample: Sample, rng: np.random.Generator) -> Sample:
        """The transform itself."""
        raise NotImplementedError(f"{type(self).__name__} does not define apply(sample, rng).")

    def __repr__(self):
        values = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({values})"


class Compose(Transform):
    """One transform after the other, all drawing from one generator.

    >>> from groundup.vision.transforms import CenterCrop, RandomFlip
    >>> augment = Compose([RandomFlip(), CenterCrop(24)])
    >>> augment(np.zeros((3, 32, 32)), rng=0).shape
    (3, 24, 24)
    """

    def __init__(self, transforms: Sequence[Transform]):
        for each in transforms:
            if not isinstance(each, Transform):
                raise TypeError(f"{each!r} is not a transform; expected instances such as "
                                "RandomFlip().")
        self.transforms = list(transforms)

    def apply(self, sample: Sample, rng: np.random.Generator) -> Sample:
        """Each in turn."""
        for transform in self.transforms:
            sample = transform(sample, rng)
        return sample


class RandomApply(Transform):
    """The transform with probability `p`, otherwise nothing.

    >>> from groundup.vision.transforms import CenterCrop
    >>> RandomApply(CenterCrop(24), p=0.0)(np.zeros((3, 32, 32))).shape
    (3, 32, 32)
    """

    def __init__(self, transform: Transform, p: float = 0.5):
        self.transform, self.p = transform, probability(p)

    def apply(self, sample: Sample, rng: np.random.Generator) -> Sample:
        """A coin first, then perhaps the transform."""
        return self.transform(sample, rng) if rng.random() < self.p else sample


def probability(p: float) -> float:
    """p, if it is one.

    >>> probability(1.5)
    Traceback (most recent call last):
    ValueError: p is 1.5; expected a probability from 0 to 1.
    """
    if not 0 <= p <= 1:
        raise ValueError(f"p is {p}; expected a probability from 0 to 1.")
    return p


def height_and_width(size: int | tuple[int, int]) -> tuple[int, int]:
    """A size as (height, width); one number is a square.

    >>> height_and_width(32)
    (32, 32)
    """
    height, width = (size, size) if isinstance(size, int | float | np.number) else size
    if not (height == int(height) > 0 and width == int(width) > 0):
        raise ValueError(f"The size is {size}; expected whole pixels above 0: (height, width).")
    return int(height), int(width)
