"""Transforms that move a picture's boxes and mask along with it (chapters 12.5 and 13.3).

A lower-case function takes a `Sample`, or for colours an image, and does one exact thing; a
capitalised class holds the settings, and draws from `rng` when it is called.
"""

from groundup.vision.transforms.affine import RandomRotate, affine, rotate
from groundup.vision.transforms.color import (
    ColorJitter,
    Grayscale,
    Normalize,
    brightness,
    contrast,
    gray,
    hue,
    saturation,
)
from groundup.vision.transforms.crop import CenterCrop, RandomCrop, RandomResizedCrop, crop
from groundup.vision.transforms.erase import RandomErase, erase
from groundup.vision.transforms.flip import RandomFlip, flip
from groundup.vision.transforms.mix import cutmix, mixup
from groundup.vision.transforms.mosaic import mosaic
from groundup.vision.transforms.noise import GaussianBlur, GaussianNoise, blur
from groundup.vision.transforms.resize import Resize, resize
from groundup.vision.transforms.transform import Compose, RandomApply, Transform

__all__ = [
    "CenterCrop", "ColorJitter", "Compose", "GaussianBlur", "GaussianNoise", "Grayscale",
    "Normalize", "RandomApply", "RandomCrop", "RandomErase", "RandomFlip", "RandomResizedCrop",
    "RandomRotate", "Resize", "Transform", "affine", "blur", "brightness", "contrast", "crop",
    "cutmix", "erase", "flip", "gray", "hue", "mixup", "mosaic", "resize", "rotate", "saturation",
]
