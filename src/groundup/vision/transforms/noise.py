"""Noise and blur: what a bad camera does."""

import numpy as np

from groundup.vision.sample import Sample
from groundup.vision.transforms.transform import Transform


class GaussianNoise(Transform):
    """Add normal noise of standard deviation `std` to every pixel and clip to 0..1.

    >>> GaussianNoise(0.1)(np.full((1, 1, 2), 0.5), rng=0).round(3)
    array([[[0.513, 0.487]]])
    """

    def __init__(self, std: float):
        if std < 0:
            raise ValueError(f"std is {std}; expected 0 or more.")
        self.std = float(std)

    def apply(self, sample: Sample, rng: np.random.Generator) -> Sample:
        """Draw the noise and add it."""
        noise = rng.standard_normal(sample.image.shape).astype(sample.image.dtype)
        return sample.replace(image=np.clip(sample.image + self.std * noise, 0, 1))


def blur(image: np.ndarray, sigma: float) -> np.ndarray:
    """Mean with the neighbours, weighted by exp(−d² / 2σ²), d and σ in pixels: first down, then
    across, which is the same as both at once.

    Neighbours farther than 3σ are left out; at the border the picture (C, H, W) is mirrored.

    >>> blur(np.array([[[0.0, 0.0, 1.0, 0.0, 0.0]]]), 0.5).round(3)
    array([[[0.   , 0.106, 0.787, 0.106, 0.   ]]])
    """
    if sigma == 0:
        return image
    reach = int(np.ceil(3 * sigma))
    weights = np.exp(-np.arange(-reach, reach + 1) ** 2 / (2 * sigma ** 2))
    weights = (weights / weights.sum()).astype(image.dtype)
    for _ in range(2):                                  # the last axis, then the one before
        length = image.shape[-1]
        padded = np.pad(image, ((0, 0), (0, 0), (reach, reach)), mode="symmetric")
        image = sum(w * padded[..., i : i + length] for i, w in enumerate(weights))
        image = image.swapaxes(-1, -2)
    return image


class GaussianBlur(Transform):
    """`blur` with σ uniform in the range `sigma`, in pixels.

    >>> GaussianBlur((0.5, 1.0))(np.ones((1, 4, 4)), rng=0)[0, 0, 0].round(3)
    np.float64(1.0)
    """

    def __init__(self, sigma: tuple[float, float] = (0.1, 1.0)):
        if not 0 <= sigma[0] <= sigma[1]:
            raise ValueError(f"sigma is {sigma}; expected (low, high), 0 ≤ low ≤ high.")
        self.sigma = sigma

    def apply(self, sample: Sample, rng: np.random.Generator) -> Sample:
        """Draw σ, then blur."""
        return sample.replace(image=blur(sample.image, rng.uniform(*self.sigma)))
