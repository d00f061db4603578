"""Flip: the mirror image, left to right or upside down."""

import numpy as np

from groundup.vision.sample import Sample
from groundup.vision.transforms.transform import Transform, probability


def flip(sample: Sample, direction: str = "horizontal") -> Sample:
    """Exchange left and right ("horizontal") or top and bottom ("vertical"): x becomes W − x.

    Shapes stay. Raises `ValueError` for another direction.

    >>> sample = Sample(np.arange(6.0).reshape(1, 2, 3), boxes=[[0.0, 0.0, 1.0, 2.0]])
    >>> flip(sample).image[0].tolist(), flip(sample).boxes.tolist()
    ([[2.0, 1.0, 0.0], [5.0, 4.0, 3.0]], [[2.0, 0.0, 3.0, 2.0]])
    """
    low, axis = _edge_and_axis(direction)
    boxes = sample.boxes
    if boxes is not None:
        boxes = boxes.copy()
        boxes[:, [low, low + 2]] = sample.image.shape[axis] - boxes[:, [low + 2, low]]
    mask = None if sample.mask is None else np.flip(sample.mask, axis)
    return sample.replace(image=np.flip(sample.image, axis), boxes=boxes, mask=mask)


class RandomFlip(Transform):
    """`flip` with probability `p`; shapes stay.

    >>> RandomFlip(p=1.0)(np.array([[[1.0, 2.0]]]))
    array([[[2., 1.]]])
    """

    def __init__(self, direction: str = "horizontal", p: float = 0.5):
        _edge_and_axis(direction)
        self.direction, self.p = direction, probability(p)

    def apply(self, sample: Sample, rng: np.random.Generator) -> Sample:
        """A coin, then perhaps the flip."""
        return flip(sample, self.direction) if rng.random() < self.p else sample


def _edge_and_axis(direction: str) -> tuple[int, int]:
    """The place of the coordinate that is mirrored in a box, and the axis of the image."""
    if direction not in ("horizontal", "vertical"):
        raise ValueError(f"direction is {direction!r}; expected 'horizontal' or 'vertical'.")
    return (0, -1) if direction == "horizontal" else (1, -2)
