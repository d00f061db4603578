"""Boxes on a picture: what is there, or what a detector found, and how surely (chapter 13)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from groundup.viz import style
from groundup.viz.arrays import as_array, as_pictures, class_labels, class_numbers

_side = 3.4                                # inches: the longer side of the picture


def boxes(image: ArrayLike, boxes: ArrayLike, labels: ArrayLike | None = None,
          scores: ArrayLike | None = None, class_names: Sequence[str] | None = None, ax=None,
          title: str | None = None):
    """A picture with boxes drawn on it, in the colour of their class, its name and score above.

    image: (H, W), (1, H, W) or (3, H, W).
    boxes: (N, 4), x1, y1, x2, y2 in pixels, where pixel i spans i to i + 1.
    labels: class numbers (N,); without them all boxes have one colour and no name.
    scores: (N,); the surest box is drawn last, on top.

    Returns the figure, or `ax` if given. Raises `ValueError` for shapes that do not fit.

    >>> figure = boxes(np.zeros((3, 32, 32)), [[4, 8, 20, 24]], [1], [0.93], ["cat", "dog"])
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['dog 0.93']
    """
    array = as_array(image, "The image")
    if array.ndim not in (2, 3):
        raise ValueError(f"The image has shape {array.shape}; expected (H, W), (1, H, W) or "
                         "(3, H, W): one picture.")
    picture = as_pictures(array if array.ndim == 2 else array[None])[0]
    places = _places(boxes)
    numbers, names = _classes(labels, class_names, len(places))
    surest = _scores(scores, len(places))
    height, width = picture.shape[:2]
    scale = _side / max(height, width)
    result, ax = style.stage(ax, scale * width + 0.3, scale * height + (0.6 if title else 0.3))
    on = style.theme(ax)
    ax.imshow(picture, cmap=style.IMAGES, vmin=0, vmax=1, interpolation="nearest",
              extent=(0, width, height, 0))
    for i in np.argsort(surest, kind="stable"):
        text = [] if names is None else [names[numbers[i]]]
        text += [] if scores is None else [f"{surest[i]:.2f}"]
        _box(ax, places[i], " ".join(text), style.series(int(numbers[i]), on)[0], (height, width))
    ax.set(xlim=(0, width), ylim=(height, 0), aspect="equal", xticks=[], yticks=[])
    ax.spines[:].set(visible=True, color=on.line, linewidth=0.6)
    style.entitle(ax, title)
    return result


def _box(ax, place: np.ndarray, text: str, color: str, size: tuple[int, int]) -> None:
    """One box: its colour on a line of the ink that stands out from it, and a tag at its corner."""
    ink, (x1, y1, x2, y2) = style.ink_on(color), place.tolist()
    corners = [x1, x2, x2, x1, x1], [y1, y1, y2, y2, y1]
    for line, thick in ((ink, 3.0), (color, 1.8)):
        ax.plot(*corners, color=line, linewidth=thick, solid_joinstyle="miter")
    if not text:
        return
    inside, left = y1 < 0.09 * size[0], x1 < 0.6 * size[1]              # where the tag has room
    ax.annotate(text, (x1 if left else x2, y1), (0, -2.5 if inside else 2.5),
                textcoords="offset points", ha="left" if left else "right",
                va="top" if inside else "bottom", color=ink, fontsize=style.SMALL - 1,
                bbox={"boxstyle": "square,pad=0.2", "facecolor": color, "linewidth": 0})


def _places(boxes: ArrayLike) -> np.ndarray:
    places = as_array(boxes, "boxes").astype(float)
    if places.shape == (0,):
        places = places.reshape(0, 4)
    if places.ndim != 2 or places.shape[1] != 4:
        raise ValueError(f"boxes has shape {places.shape}; expected (N, 4): x1, y1, x2, y2.")
    return places


def _classes(labels: ArrayLike | None, class_names: Sequence[str] | None,
             count: int) -> tuple[np.ndarray, list[str] | None]:
    """A class number for each box, and the names of the classes, if there are any."""
    if labels is None:
        return np.zeros(count, int), None
    numbers = class_numbers(labels, "labels", rows=count)
    most = int(numbers.max(initial=-1)) + 1
    names = class_labels(class_names, most if class_names is None else len(class_names))
    if most > len(names):
        raise ValueError(f"labels names class {most - 1}, but there are {len(names)} class names.")
    return numbers, names


def _scores(scores: ArrayLike | None, count: int) -> np.ndarray:
    surest = np.zeros(count) if scores is None else as_array(scores, "scores")
    if surest.shape != (count,):
        raise ValueError(f"scores has shape {surest.shape} for {count} boxes; expected ({count},).")
    return surest
