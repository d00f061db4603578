"""A picture file, made to look like the pictures that a network was trained on."""

import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np

from groundup.backend import require
from groundup.cli.errors import UserError

SMALLEST, MILLIONS = 4, 50             # pixels of a side at least, million pixels in all at most
WORKING = 256                          # pixels: the longest side while the ink is looked for
FINE = 4                               # the drawing is fitted on a grid so many times finer
GREY_LEVELS = 8                        # of 255: a picture of less contrast is blank


class Frame(NamedTuple):
    """How a data set's pictures are laid out, so that others can be laid out alike.

    `size` is the side in pixels; the drawing's longer side is `box` of them, and the middle of its
    outline ("box") or its centre of mass ("mass") is the middle of the picture. `ink` is the mean
    brightness to which strokes are thickened or thinned; None leaves shades as they are.
    """

    size: int
    box: int
    centre: str
    ink: float | None = None


def read_picture(path: str | Path, frame: Frame) -> np.ndarray:
    """The drawing in a picture file, light on dark in 0..1, as (size, size).

    The background is the commonest colour of the border and the drawing is what differs from it,
    so that black on white, white on black and colours come out alike. Raises `UserError` for what
    cannot be read or shows nothing.
    """
    image = open_picture(Path(path))
    distance = distance_from_background(image)
    if distance.max() < GREY_LEVELS / 255:
        raise UserError(f"{path} shows one colour only: draw something that stands out.")
    light = distance / distance.max()
    if light.shape == (frame.size, frame.size):         # nothing to fit: laid out already
        return light.astype(np.float32)
    ink = frame.ink
    if ink is None:
        return fit(light, frame)
    strokes = np.clip(2 * light - 0.5, 0, 1)            # paper becomes black, ink white
    weights = [fit(thicken(strokes, step), frame) for step in range(-4, 13)]
    return min(weights, key=lambda picture: abs(float(picture.mean()) - ink))


def open_picture(path: Path):
    """The picture as a Pillow image in RGB, upright, its longest side at most `WORKING` pixels."""
    Image = require("PIL.Image", extra="cli")
    if path.is_dir():
        raise UserError(f"{path} is a folder; name the picture files in it.")
    if not path.exists():
        raise UserError(f"There is no file {path}.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")             # Pillow's own limit is above ours
            with Image.open(path) as image:
                check_size(path, *image.size)
                return small_and_opaque(image)
    except UserError:
        raise
    except Image.UnidentifiedImageError:
        raise UserError(f"{path} is not a picture: a PNG or JPEG file is needed.") from None
    except Image.DecompressionBombError:
        raise UserError(f"{path} is too large: at most {MILLIONS} million pixels are read; make it "
                        "smaller.") from None
    except PermissionError:
        raise UserError(f"{path} cannot be opened: you have no right to read it.") from None
    except Exception as error:          # Pillow's decoders raise errors of many kinds
        raise UserError(f"{path} is damaged and cannot be read ({error}): save it anew.") from error


def check_size(path: Path, width: int, height: int) -> None:
    if min(width, height) < SMALLEST:
        raise UserError(f"{path} has {width} × {height} pixels, too few to show anything; at least "
                        f"{SMALLEST} × {SMALLEST} are needed.")
    if width * height > MILLIONS * 10**6:
        raise UserError(f"{path} has {width} × {height} pixels; at most {MILLIONS} million are "
                        "read: make it smaller.")


def small_and_opaque(image):
    """Reduce, turn upright, and put what is transparent on white, or on black if it is light."""
    Image, ImageOps = require("PIL.Image", extra="cli"), require("PIL.ImageOps", extra="cli")
    if image.mode.startswith(("I", "F")):               # 16 bits and more a pixel
        values = np.asarray(image, dtype=float)
        span = values.max() - values.min()
        image = Image.fromarray(np.uint8(255 * (values - values.min()) / (span or 1)))
    image = ImageOps.exif_transpose(image).convert("RGBA")
    image.thumbnail((WORKING, WORKING))
    pixels = np.asarray(image, dtype=float)
    opacity = pixels[..., 3]
    light = (pixels[..., :3].mean(axis=2) * opacity).sum() > 128 * opacity.sum()
    transparent = opacity.min() < 255
    paper = Image.new("RGBA", image.size, "black" if light and transparent else "white")
    return Image.alpha_composite(paper, image).convert("RGB")


def distance_from_background(image) -> np.ndarray:
    """How far each pixel's colour is from that of the border's median, 0..1, as (H, W)."""
    pixels = np.asarray(image, dtype=float) / 255                           # (H, W, 3)
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    return np.sqrt(np.square(pixels - np.median(border, axis=0)).mean(axis=2))


def thicken(strokes: np.ndarray, step: int) -> np.ndarray:
    """Let strokes grow by `step` 64ths of the drawing's longer side, or shrink if negative."""
    Image, ImageFilter = require("PIL.Image", extra="cli"), require("PIL.ImageFilter", extra="cli")
    drawing = crop(strokes)
    scale = 64 / max(drawing.shape)
    height, width = (max(1, round(scale * side)) for side in drawing.shape)
    image = Image.fromarray(np.uint8(255 * drawing)).resize((width, height))
    image = Image.fromarray(np.pad(np.asarray(image), abs(step) + 1))
    spread = ImageFilter.MaxFilter if step > 0 else ImageFilter.MinFilter
    grown = np.asarray(image.filter(spread(2 * abs(step) + 1)), dtype=float) / 255
    return grown if grown.max() > 0.5 else strokes      # nothing would be left of a thin stroke


def crop(light: np.ndarray) -> np.ndarray:
    """The rectangle around all that is brighter than half of the brightest."""
    rows, columns = np.nonzero(light > 0.5 * light.max())
    return light[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def fit(light: np.ndarray, frame: Frame) -> np.ndarray:
    """Crop to the drawing, scale it into the frame's box, centre it, and average fine pixels."""
    Image = require("PIL.Image", extra="cli")
    drawing = crop(light)
    scale = FINE * frame.box / max(drawing.shape)
    height, width = (max(1, round(scale * side)) for side in drawing.shape)
    drawing = Image.fromarray(np.uint8(255 * drawing)).resize((width, height))
    drawing = np.asarray(drawing, dtype=float) / 255

    side = FINE * frame.size
    middle = np.array([height, width]) / 2
    if frame.centre == "mass":
        weight = drawing / drawing.sum()
        middle = np.array([weight.sum(axis=1) @ np.arange(height),
                           weight.sum(axis=0) @ np.arange(width)])
    corner = np.clip(np.round(side / 2 - middle).astype(int), 0, (side - height, side - width))
    canvas = np.zeros((side, side))
    canvas[corner[0] : corner[0] + height, corner[1] : corner[1] + width] = drawing
    blocks = canvas.reshape(frame.size, FINE, frame.size, FINE).mean(axis=(1, 3))
    return (blocks / blocks.max()).astype(np.float32)
