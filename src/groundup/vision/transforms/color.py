"""Colour: brightness, contrast, saturation and hue, grey, and pixels as standard scores.

Colours are red, green and blue in 0..1. All but `Normalize` clip what leaves that range.
"""

import numpy as np
from numpy.typing import ArrayLike

from groundup.vision.sample import Sample
from groundup.vision.transforms.transform import Transform

LUMA = (0.299, 0.587, 0.114)               # how bright red, green and blue look (ITU-R BT.601)


def gray(image: np.ndarray) -> np.ndarray:
    """The brightness 0.299 R + 0.587 G + 0.114 B of (3, H, W), or (1, H, W) as it is -> (1, H, W).

    Raises `ValueError` for other numbers of channels.

    >>> gray(np.array([[[1.0]], [[0.5]], [[0.0]]])).tolist()
    [[[0.5925]]]
    """
    if len(image) == 1:
        return image
    if len(image) != 3:
        raise ValueError(f"The image has {len(image)} channels; expected 3 (red, green, blue), "
                         "or 1 (grey).")
    return np.tensordot(np.array([LUMA], image.dtype), image, axes=1)


def brightness(image: np.ndarray, factor: float) -> np.ndarray:
    """`factor` · x: 0 is black, 1 the image (C, H, W) itself.

    >>> brightness(np.array([[[0.25, 0.75]]]), 2.0).tolist()
    [[[0.5, 1.0]]]
    """
    return np.clip(float(factor) * image, 0, 1)


def contrast(image: np.ndarray, factor: float) -> np.ndarray:
    """m + `factor` · (x − m), with m the mean of the grey of (C, H, W): 0 is one even grey.

    >>> contrast(np.array([[[0.25, 0.75]]]), 0.5).tolist()
    [[[0.375, 0.625]]]
    """
    mean = gray(image).mean()
    return np.clip(mean + float(factor) * (image - mean), 0, 1)


def saturation(image: np.ndarray, factor: float) -> np.ndarray:
    """g + `factor` · (x − g), with g the grey of each pixel of (C, H, W): 0 takes the colour out.

    >>> saturation(np.array([[[1.0]], [[0.0]], [[0.0]]]), 0.0).ravel().round(3)
    array([0.299, 0.299, 0.299])
    """
    grey = gray(image)
    return np.clip(grey + float(factor) * (image - grey), 0, 1)


def hue(image: np.ndarray, turn: float) -> np.ndarray:
    """Turn the colour circle by the share `turn`: 1/3 takes red to green. Grey stays.

    The value V = max(R, G, B) and the chroma V − min(R, G, B) of each pixel stay; source: Smith,
    "Color gamut transform pairs" (1978). Values must be in 0..1 (C, H, W).

    >>> hue(np.array([[[1.0]], [[0.5]], [[0.5]]]), 1 / 3).ravel().round(3)
    array([0.5, 1. , 0.5])
    """
    if len(image) == 1:
        return image
    gray(image)                                         # refuses other numbers of channels
    red, green, blue = image
    value = image.max(axis=0)
    chroma = value - image.min(axis=0)
    safe = np.where(chroma > 0, chroma, 1)
    sixth = np.where(value == red, (green - blue) / safe,              # place on the circle, 0..6
                     np.where(value == green, 2 + (blue - red) / safe, 4 + (red - green) / safe))
    sixth = sixth + 6 * turn
    # A channel falls from V to V − chroma as the hue moves away from it, flat near both ends.
    away = [(n + sixth) % 6 for n in (5, 3, 1)]
    channels = [value - chroma * np.clip(np.minimum(k, 4 - k), 0, 1) for k in away]
    return np.stack(channels).astype(image.dtype)


class ColorJitter(Transform):
    """Random light and colour, in this order: brightness, contrast, saturation, hue.

    The factors of the first three are uniform in 1 − amount..1 + amount, the turn of the hue in
    −amount..amount (at most 0.5, half the circle). Grey images only change in the first two.

    >>> image = np.full((3, 2, 2), 0.5)
    >>> ColorJitter(brightness=0.4)(image, rng=0)[0, 0, 0].round(3)
    np.float64(0.555)
    """

    def __init__(self, brightness: float = 0.0, contrast: float = 0.0, saturation: float = 0.0,
                 hue: float = 0.0):
        most = {"brightness": 1, "contrast": 1, "saturation": 1, "hue": 0.5}
        amounts = dict(brightness=brightness, contrast=contrast, saturation=saturation, hue=hue)
        for name, amount in amounts.items():
            if not 0 <= amount <= most[name]:
                raise ValueError(f"{name} is {amount}; expected 0 to {most[name]}.")
        self.brightness, self.contrast = brightness, contrast
        self.saturation, self.hue = saturation, hue

    def apply(self, sample: Sample, rng: np.random.Generator) -> Sample:
        """Draw the three factors and the turn, then apply those that are asked for."""
        image = sample.image
        for change, amount, middle in ((brightness, self.brightness, 1),
                                       (contrast, self.contrast, 1),
                                       (saturation, self.saturation, 1), (hue, self.hue, 0)):
            if amount:
                image = change(image, middle + rng.uniform(-amount, amount))
        return sample.replace(image=image)


class Grayscale(Transform):
    """Colours to brightness, in one channel, or in three equal ones.

    >>> Grayscale()(np.ones((3, 4, 4))).shape, Grayscale(channels=3)(np.ones((3, 4, 4))).shape
    ((1, 4, 4), (3, 4, 4))
    """

    def __init__(self, channels: int = 1):
        if channels not in (1, 3):
            raise ValueError(f"channels is {channels}; expected 1 or 3.")
        self.channels = channels

    def apply(self, sample: Sample, rng: np.random.Generator) -> Sample:
        """The grey, as often as there are channels."""
        return sample.replace(image=np.repeat(gray(sample.image), self.channels, axis=0))


class Normalize(Transform):
    """(x − mean) / std per channel: put it last, since the colours need 0..1.

    mean, std: one number, or one a channel (C,). Raises `ValueError` for a std that is not above 0
    or a wrong number of channels.

    >>> Normalize(mean=0.5, std=0.25)(np.array([[[0.5, 1.0]]]))
    array([[[0., 2.]]])
    """

    def __init__(self, mean: ArrayLike, std: ArrayLike):
        self.mean, self.std = np.atleast_1d(mean), np.atleast_1d(std)
        if self.mean.ndim != 1 or self.std.ndim != 1 or not (self.std > 0).all():
            raise ValueError(f"Normalize got mean {self.mean} and std {self.std}; expected one "
                             "number, or one a channel, and every std above 0.")

    def apply(self, sample: Sample, rng: np.random.Generator) -> Sample:
        """The standard scores."""
        image = sample.image
        for name, values in (("mean", self.mean), ("std", self.std)):
            if len(values) not in (1, len(image)):
                raise ValueError(f"{name} has {len(values)} values for {len(image)} channels.")
        mean, std = (v.astype(image.dtype)[:, None, None] for v in (self.mean, self.std))
        return sample.replace(image=(image - mean) / std)
