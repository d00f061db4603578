"""Pictures: images, weights as images, and the mistakes that a classifier is surest of."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from groundup.viz import style
from groundup.viz.arrays import as_array, as_pictures, class_labels, class_numbers

_gap, _line = 0.12, 0.17                   # inches: between pictures, and a line of text
_most = 400                                # pictures; more are slow to draw and too small to see


def images(x: ArrayLike, titles: Sequence[str] | None = None, columns: int | None = None, ax=None,
           title: str | None = None):
    """A grid of grey or colour images, each with its own title above it if titles are given.

    x: (N, H, W), (N, 1, H, W), (N, 3, H, W), or one image (H, W).
    columns: images a row; as many as fit a notebook by default.

    Returns the figure, or `ax` if given. Raises `ValueError` for other shapes.

    >>> figure = images(np.zeros((6, 1, 8, 8)), titles="ABCDEF", columns=3)
    >>> len(figure.axes[0].images), [t.get_text() for t in figure.axes[0].texts]
    (6, ['A', 'B', 'C', 'D', 'E', 'F'])
    """
    x = as_pictures(x)
    return _mosaic(x, titles, columns, ax, title, cmap=style.IMAGES, limits=(0, 1))


def weights(array: ArrayLike, shape: tuple[int, int] | None = None, columns: int | None = None,
            ax=None, title: str | None = None):
    """Signed numbers as a picture: blue negative, white zero, orange positive, symmetric limits.

    array: a matrix (I, O) shows as one picture, with its numbers inside where they have room; a
        vector as a row. Kernels (O, I, H, W) show as O rows of I pictures.
    shape: (H, W) with H·W = I shows each column of a dense layer's matrix as a picture: what the
        unit looks for in an image.

    Returns the figure, or `ax` if given. Raises `ValueError` for shapes that do not fit.

    >>> figure = weights([[0.5, -1.0], [0.0, 2.0]])
    >>> figure.axes[0].images[0].get_clim(), len(figure.axes[0].texts)
    ((-2.0, 2.0), 4)
    >>> len(weights(np.eye(64, 10), shape=(8, 8)).axes[0].images)
    10
    """
    array = as_array(array, "The weights").astype(float)
    if array.ndim == 1:
        array = array[None]
    if array.ndim not in (2, 4) or not array.size:
        raise ValueError(f"The weights have shape {array.shape}; expected (I, O), or (O, I, H, W).")
    limits = style.symmetric_limits(array)
    if array.ndim == 4:
        columns = columns or (array.shape[1] if array.shape[1] > 1 else None)
        tiles = array.reshape(-1, *array.shape[2:])
    elif shape is not None:
        if np.prod(shape) != len(array):
            raise ValueError(f"A unit has {len(array)} weights, which do not fill a picture of "
                             f"{shape[0]} × {shape[1]}.")
        tiles = array.T.reshape(-1, *shape)
    else:
        return _matrix(array, limits, ax, title)
    return _mosaic(tiles, None, columns, ax, title, cmap=style.diverging(), limits=limits)


def worst_mistakes(x: ArrayLike, target: ArrayLike, probability: ArrayLike,
                   class_names: Sequence[str] | None = None, count: int = 12,
                   columns: int | None = None, ax=None):
    """The images of the wrong answers with the highest probability, surest first.

    x: images (N, H, W), (N, 1, H, W) or (N, 3, H, W).
    target: true classes (N,).
    probability: (N, K), as softmax gives it.

    Returns the figure, or `ax` if given; it says so if nothing is wrong. Raises `ValueError` for
    shapes that do not fit.

    >>> figure = worst_mistakes(np.zeros((2, 8, 8)), [1, 0], [[0.9, 0.1], [0.6, 0.4]])
    >>> figure.axes[0].texts[0].get_text()
    'said 0 (90 %), is 1'
    """
    x, probability = as_pictures(x), as_array(probability, "probability")
    if probability.ndim != 2 or len(probability) != len(x):
        raise ValueError(f"probability has shape {probability.shape} for {len(x)} images; "
                         f"expected ({len(x)}, K).")
    target = class_numbers(target, "target", rows=len(x))
    if target.max() >= probability.shape[1]:
        raise ValueError(f"target names class {target.max()}, but probability has "
                         f"{probability.shape[1]} classes.")
    if count < 1:
        raise ValueError(f"count is {count}; expected at least 1.")
    names = class_labels(class_names, probability.shape[1])
    said, sure = probability.argmax(axis=1), probability.max(axis=1)
    wrong = np.flatnonzero(said != target)
    if not len(wrong):
        result, ax = style.stage(ax, 4.5, 1.0)
        ax.set_axis_off()
        ax.text(0, 0.5, f"No mistakes among {len(x)} images.", fontsize=style.TEXT,
                color=style.readable(style.RIGHT, style.theme(ax).paper))
        return result
    worst = wrong[np.argsort(-sure[wrong], kind="stable")][:count]
    long = max(map(len, names)) > 4                                     # then on two lines
    titles = [f"said {names[said[i]]} ({100 * sure[i]:.0f} %),{chr(10) if long else ' '}"
              f"is {names[target[i]]}" for i in worst]
    title = f"The {len(worst)} surest of {len(wrong)} mistakes among {len(x)} images"
    return _mosaic(x[worst], titles, columns, ax, title, style.IMAGES, (0, 1), color=style.WRONG)


def _mosaic(tiles, titles, columns, ax, title, cmap, limits, color=None):
    """Pictures side by side on one pair of axes whose unit is an inch, so that text has room."""
    titles = [""] * len(tiles) if titles is None else [str(each) for each in titles]
    columns, side, tall, head = _measure(tiles.shape, titles, columns)
    top = 0.42 if title else _gap
    width = max(columns * (side + _gap) + _gap, 0.105 * len(title or ""))
    height = top + -(-len(tiles) // columns) * (tall + head + _gap)
    result, ax = style.stage(ax, width, height)
    if result is not ax:
        result.set_layout_engine("none")
        ax.set_position((0, 0, 1, 1))
    on = style.theme(ax)
    for i, (tile, name) in enumerate(zip(tiles, titles)):
        row, column = divmod(i, columns)
        left, above = _gap + column * (side + _gap), top + head + row * (tall + head + _gap)
        ax.imshow(tile, cmap=cmap, vmin=limits[0], vmax=limits[1], interpolation="nearest",
                  extent=(left, left + side, above + tall, above))
        ax.plot(*_frame(left, above, side, tall), color=on.line, linewidth=0.6)
        if name:
            ax.text(left, above - 0.04, name, fontsize=style.SMALL, linespacing=1.15,
                    color=style.readable(color or on.ink, on.paper), va="bottom")
    if title:
        ax.text(_gap, 0.14, title, fontsize=style.TITLE, fontweight="bold", color=on.ink, va="top")
    ax.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    ax.set_axis_off()
    return result


def _measure(shape: tuple[int, ...], titles: list[str], columns: int | None):
    """Columns, and in inches the width and height of a picture and the height of its title."""
    count = shape[0]
    if count > _most:
        raise ValueError(f"{count} pictures are too many to see, at most {_most} fit: take a part "
                         "of them, for example x[:100].")
    if len(titles) != count:
        raise ValueError(f"There are {len(titles)} titles for {count} images.")
    if columns is not None and columns < 1:
        raise ValueError(f"columns is {columns}; expected at least 1.")
    needed = 0.082 * max(len(line) for each in titles for line in each.split("\n"))   # 9 points
    side = max(needed, 1.1 if count <= 24 else 0.66)
    if columns is None:
        rows = -(-count // max(1, int(style.WIDTH / (side + _gap))))
        columns = -(-count // rows)                                     # rows of equal length
    columns = min(columns, count)
    side = max(needed, min(side, style.WIDTH / columns - _gap))
    head = _line * max(each.count("\n") + 1 for each in titles) if any(titles) else 0.0
    return columns, side, side * shape[1] / shape[2], head


def _frame(left: float, above: float, wide: float, tall: float):
    """The outline of a picture, since a white weight or a black pixel would melt into the paper."""
    right, under = left + wide, above + tall
    return [left, right, right, left, left], [above, above, under, under, above]


def _matrix(array: np.ndarray, limits: tuple[float, float], ax, title: str | None):
    rows, columns = array.shape
    numbers = rows <= 20 and columns <= 12
    cell = 0.55 if numbers else min(0.3, 6 / columns, 6 / rows)         # inches
    wide, tall = max(columns * cell, 1.2) + (0.6 if numbers else 1.4), max(rows * cell, 1.0) + 0.9
    result, ax = style.stage(ax, wide, tall)
    on, cmap = style.theme(ax), style.diverging()
    low, high = limits
    picture = ax.imshow(array, cmap=cmap, vmin=low, vmax=high, interpolation="nearest")
    if numbers:
        texts, unit = number_texts(array)
        for (i, j), text in np.ndenumerate(texts):
            ink = style.ink_on(cmap((array[i, j] - low) / (high - low)))
            ax.text(j, i, text, ha="center", va="center", color=ink, fontsize=style.SMALL)
        ax.plot(*_frame(-0.5, -0.5, columns, rows), color=on.line, linewidth=0.8)
    else:
        unit = ""
        bar = ax.figure.colorbar(picture, ax=ax, shrink=0.8, aspect=24)
        bar.outline.set_visible(False)
        bar.ax.tick_params(colors=on.faint, labelsize=style.SMALL, length=0)
    ax.xaxis.get_major_locator().set_params(integer=True, min_n_ticks=1)
    ax.yaxis.get_major_locator().set_params(integer=True, min_n_ticks=1)
    ax.set(xlabel="output", ylabel="input")
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    style.entitle(ax, title or f"({rows}, {columns}){unit}")
    return result


def number_texts(array: np.ndarray) -> tuple[np.ndarray, str]:
    """The numbers as short texts of one precision, and the power of ten taken out of all of them.

    >>> texts, unit = number_texts(np.array([[0.0021, -0.0003]]))
    >>> texts.tolist(), unit
    ([['2.10', '−0.30']], ' × 10⁻³')
    """
    _, largest = style.symmetric_limits(array)
    power = int(np.floor(np.log10(largest)))
    power = 0 if -1 <= power <= 2 else power
    array = array / 10.0 ** power
    whole = np.isfinite(array).all() and np.array_equal(array, np.round(array))
    decimals = 0 if whole or largest >= 100 * 10.0 ** power else 2
    texts = [[f"{value:.{decimals}f}".replace("-", "−") for value in row] for row in array]
    digits = str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return np.array(texts), f" × 10{digits}" if power else ""
