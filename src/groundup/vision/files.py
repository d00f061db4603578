"""Pictures in and out of files: PNG, JPEG and what else Pillow reads."""

import warnings
from pathlib import Path

import numpy as np

from groundup.backend import default_dtype, require
from groundup.data.errors import DataError

MAX_PIXELS = 50_000_000


def read_image(path: str | Path, color: bool = True, max_pixels: int = MAX_PIXELS) -> np.ndarray:
    """The picture in a file as floats in 0..1, (3, H, W), or (1, H, W) with `color=False`.

    It is turned upright as its EXIF orientation asks, what is transparent is put on white, 16 bits
    are kept, and of an animation the first picture is read. Raises `DataError` for a file that is
    missing, damaged, no picture, or larger than `max_pixels` (seen before it is unpacked).

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_image(f"{folder}/red.png", [[[1.0]], [[0.0]], [[0.2]]])
    ...     read_image(f"{folder}/red.png").ravel()
    array([1. , 0. , 0.2], dtype=float32)
    """
    Image = require("PIL.Image", extra="cli")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")             # of Pillow's size limit: ours is checked
            with Image.open(path) as image:
                width, height = image.size
                if width * height > max_pixels:
                    raise DataError(f"{width} × {height} pixels, and {max_pixels:,} are allowed: "
                                    "make it smaller, or raise max_pixels")
                return _channels(image, color)
    except Image.UnidentifiedImageError:
        raise DataError(f"{path} is not a picture that Pillow can read, such as PNG or JPEG."
                        ) from None
    except DataError as error:
        raise DataError(f"{path} has {error}.") from None
    except Exception as error:              # Pillow's decoders raise errors of many kinds
        raise DataError(f"{path} cannot be read ({error or type(error).__name__}). Check that it "
                        "is there and whole.") from error


def write_image(path: str | Path, image) -> None:
    """Write an image, (1, H, W) or (3, H, W) in 0..1, in the format that the suffix names.

    Values are rounded to 8 bits. Raises `ValueError` for other shapes and for values outside 0..1,
    which come from noise or `Normalize`; `DataError` if the file cannot be written.

    >>> write_image("red.png", np.full((3, 2, 2), 2.0))
    Traceback (most recent call last):
    ValueError: The image holds values from 2.0 to 2.0; expected 0 to 1: ...
    """
    Image = require("PIL.Image", extra="cli")
    image = np.asarray(image)
    if image.ndim != 3 or image.shape[0] not in (1, 3) or not image.size:
        raise ValueError(f"The image has shape {image.shape}; expected (1, H, W) or (3, H, W).")
    low, high = image.min(), image.max()
    if not (low >= 0 and high <= 1):                    # NaN, too, compares as False
        raise ValueError(f"The image holds values from {low} to {high}; expected 0 to 1: "
                         "undo Normalize, or clip it.")
    pixels = np.round(255 * image).astype(np.uint8)
    picture = Image.fromarray(pixels[0] if len(pixels) == 1 else pixels.transpose(1, 2, 0))
    try:
        picture.save(path)
    except (OSError, ValueError) as error:              # no such folder; unknown suffix
        raise DataError(f"{path} cannot be written: {error}.") from error


def _channels(image, color: bool) -> np.ndarray:
    """A Pillow image as (C, H, W) in 0..1."""
    Image, ImageOps = require("PIL.Image", extra="cli"), require("PIL.ImageOps", extra="cli")
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith(("I", "F")):               # more than 8 bits
        grey = np.asarray(image, dtype=default_dtype()) / 65535
        if image.mode == "F" or grey.min() < 0 or grey.max() > 1:
            raise DataError("32 bits a pixel, of which the range is not known: save it with 8 "
                            "or 16")
        return np.repeat(grey[None], 3 if color else 1, axis=0)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    pixels = np.asarray(image.convert("RGB" if color else "L"), dtype=default_dtype()) / 255
    return np.ascontiguousarray(pixels.transpose(2, 0, 1)) if color else pixels[None]
