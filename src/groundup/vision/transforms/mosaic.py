"""Mosaic: four pictures around one point, so that a batch shows more objects at more places."""

from collections.abc import Sequence

import numpy as np

from groundup.backend import Rng, generator
from groundup.vision.sample import MIN_VISIBLE, Sample
from groundup.vision.transforms.crop import RandomCrop
from groundup.vision.transforms.resize import resize
from groundup.vision.transforms.transform import height_and_width


def mosaic(samples: Sequence[Sample], size: int | tuple[int, int],
           min_visible: float = MIN_VISIBLE, rng: Rng = None) -> Sample:
    """Four samples as the four quarters of one of `size`, unequal ones: they meet anywhere in the
    middle half of the picture.

    Each sample is resized to `size`, and a random part of it as large as its quarter is shown.
    Boxes are clipped to the quarter, and dropped where less than `min_visible` is left. Either all
    samples have boxes, labels or a mask, or none. Raises `ValueError` if there are not four, or
    they do not fit together. Source: Bochkovskiy et al., "YOLOv4" (2020).

    >>> four = [Sample(np.full((1, 8, 8), k / 4), boxes=[], labels=[]) for k in range(4)]
    >>> mosaic(four, 8, rng=0).image[0, [0, 0, 7, 7], [0, 7, 0, 7]]
    array([0.  , 0.25, 0.5 , 0.75])
    """
    height, width = height_and_width(size)
    if min(height, width) < 2:
        raise ValueError(f"The size is {size}; four quarters need at least 2 × 2 pixels.")
    _check(samples)
    rng = generator(rng)
    middle_y, middle_x = (max(1, int(rng.integers(n // 4, 3 * n // 4 + 1)))
                          for n in (height, width))
    quarters = []
    for i, sample in enumerate(samples):
        top, left = (i // 2) * middle_y, (i % 2) * middle_x
        tall = height - middle_y if top else middle_y
        wide = width - middle_x if left else middle_x
        shown = RandomCrop((tall, wide), min_visible)(resize(sample, (height, width)), rng)
        if shown.boxes is not None:
            offset = np.array([left, top, left, top], shown.boxes.dtype)
            shown = shown.replace(boxes=shown.boxes + offset)
        quarters.append(shown)

    def joined(name):
        parts = [getattr(quarter, name) for quarter in quarters]
        return None if parts[0] is None else np.concatenate(parts)

    return Sample(_square([q.image for q in quarters]), joined("boxes"), joined("labels"),
                  None if quarters[0].mask is None else _square([q.mask for q in quarters]))


def _square(quarters: list[np.ndarray]) -> np.ndarray:
    upper_left, upper_right, lower_left, lower_right = quarters
    return np.concatenate([np.concatenate([upper_left, upper_right], axis=-1),
                           np.concatenate([lower_left, lower_right], axis=-1)], axis=-2)


def _check(samples: Sequence[Sample]) -> None:
    if len(samples) != 4:
        raise ValueError(f"A mosaic is made of 4 samples, not of {len(samples)}.")
    if len({len(sample.image) for sample in samples}) > 1:
        raise ValueError("The samples differ in their numbers of channels: use Grayscale(3).")
    for name in ("boxes", "labels", "mask"):
        if len({getattr(sample, name) is None for sample in samples}) > 1:
            raise ValueError(f"Some samples have {name} and some have none; a picture without "
                             "objects has boxes=[] and labels=[].")
    if samples[0].boxes is None and samples[0].labels is not None:
        raise ValueError("Samples with labels but no boxes show one thing each: use cutmix.")
