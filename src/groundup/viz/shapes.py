"""Matrices as boxes: shapes that must fit, row meets column, and what broadcasting stretches."""

import math

import numpy as np
from numpy.typing import ArrayLike

from groundup.backend import require
from groundup.viz import style
from groundup.viz.arrays import as_array

_cell, _gap = 0.2, 0.34                    # inches: a cell of a box, the room of a sign
_big = 0.56                                # inches: a cell with a number in it


def shape_boxes(*terms, title: str | None = None, ax=None):
    """Boxes as tall as their rows and as wide as their columns, with the signs between them.

    terms: in turn a pair (name, shape) and a sign, such as ("x", (3, 4)), "@", ("W", (4, 2)).
    The two sides that meet at "@" (columns on the left, rows on the right) are blue-green if they
    agree, vermilion if not. A shape (n,) is drawn as a row. Sides of more than 12 are drawn shorter
    than they are, without cells.

    Returns the figure, or `ax` if given. Raises `ValueError` if names and signs do not alternate.

    >>> figure = shape_boxes(("x", (3, 4)), "@", ("W", (4, 2)), "=", ("z", (3, 2)))
    >>> [text.get_text() for text in figure.axes[0].texts][:5]
    ['x', '(3, 4)', '@', 'W', '(4, 2)']
    """
    things, signs = terms[::2], terms[1::2]
    if len(terms) % 2 == 0 or not all(isinstance(sign, str) for sign in signs) or any(
            isinstance(thing, str) for thing in things):
        raise ValueError("Expected boxes and signs in turn: (name, shape), '@', (name, shape), …")
    sizes = [_sides(shape) for _, shape in things]
    widths = [max(_cell * wide, 0.075 * max(len(name), len(str(shape))))
              for (_, wide), (name, shape) in zip(sizes, things)]
    width, tall = sum(widths) + _gap * len(signs), _cell * max(high for high, _ in sizes)
    width_of_title = 0.105 * len(title or "")
    result, ax = style.stage(ax, max(width, width_of_title) + 0.3, tall + (0.95 if title else 0.65))
    left = 0.0
    for i, (name, shape) in enumerate(things):
        (high, wide), middle = sizes[i], left + widths[i] / 2
        corner = middle - _cell * wide / 2, -_cell * high / 2
        _box(ax, corner, _cell * high, _cell * wide, cells=_rows_columns(shape))
        _write(ax, middle, corner[1] - 0.14, name, bold=True)
        _write(ax, middle, -corner[1] + 0.15, str(tuple(shape)))
        if i < len(signs):
            _write(ax, left + widths[i] + _gap / 2, 0, signs[i], size=style.TITLE)
            if signs[i] == "@":
                fits = _rows_columns(shape)[1] == _rows_columns(things[i + 1][1])[0]
                color = style.RIGHT if fits else style.WRONG
                ax.plot([corner[0], corner[0] + _cell * wide], [corner[1]] * 2, color=color, lw=4)
                x = left + widths[i] + _gap + (widths[i + 1] - _cell * sizes[i + 1][1]) / 2
                half = _cell * sizes[i + 1][0] / 2
                ax.plot([x, x], [-half, half], color=color, lw=4)
        left += widths[i] + _gap
    _frame(ax, (-0.1, width + 0.1), (-tall / 2 - 0.3, tall / 2 + 0.3), title)
    return result


def row_meets_column(a: ArrayLike, b: ArrayLike, row: int, column: int,
                     names: tuple[str, str, str] = ("a", "b", "a @ b"), title: str | None = None,
                     ax=None):
    """The product of two matrices as Falk drew it: a on the left, b above, their product between.

    a (N, K), b (K, M): row `row` of a and column `column` of b are lit, and the entry of the
    product (N, M) where they cross.

    Returns the figure, or `ax` if given. Raises `ValueError` if K is not the same in both.

    >>> figure = row_meets_column([[1, 2]], [[3, 4, 5], [6, 7, 8]], row=0, column=2)
    >>> [text.get_text() for text in figure.axes[0].texts if text.get_fontweight() == "bold"]
    ['a', 'b', '21', 'a @ b']
    """
    a, b = as_array(a, "a"), as_array(b, "b")
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0]:
        raise ValueError(f"a has shape {a.shape} and b {b.shape}; expected (N, K) and (K, M).")
    (n, k), m, apart = a.shape, b.shape[1], 0.5
    result, ax = style.stage(ax, _big * (k + m) + apart + 1.2,
                             _big * (k + n) + apart + (0.85 if title else 0.5))
    corner, cross = _big * k + apart, _big * k + apart
    tint = style.mix(style.theme(ax).paper, style.ORANGE, 0.35)
    lit = {"a": lambda i, j: i == row, "b": lambda i, j: j == column,
           "c": lambda i, j: (i, j) == (row, column)}
    for key, array, place, name in (("a", a, (0, cross), names[0]), ("b", b, (corner, 0), names[1]),
                                    ("c", a @ b, (corner, cross), names[2])):
        _numbers(ax, array, place, lambda i, j, key=key: tint if lit[key](i, j) else None,
                 bold=lit["c"] if key == "c" else None)
        middle = place[1] + _big * array.shape[0] / 2
        if key == "a":
            _write(ax, _big * k / 2, cross - 0.32, name, bold=True)
            _write(ax, _big * k / 2, cross - 0.13, str(array.shape))
        else:
            x = corner + _big * m + 0.1
            _write(ax, x, middle - 0.1, name, bold=True, align="left")
            _write(ax, x, middle + 0.1, str(array.shape), align="left")
    _frame(ax, (-0.1, corner + _big * m + 0.9), (-0.1, cross + _big * n + 0.1), title)
    return result


def broadcast_sum(a: ArrayLike, b: ArrayLike, names: tuple[str, str, str] = ("a", "b", "a + b"),
                  title: str | None = None, ax=None):
    """The sum of two arrays, with what broadcasting copies in faint numbers on a grey ground.

    a (N, M), b (M,), (1, M) or (N, 1): b is stretched to (N, M); nothing is copied in memory.

    Returns the figure, or `ax` if given. Raises `ValueError` if b cannot be stretched so.

    >>> figure = broadcast_sum(np.zeros((2, 3)), [1, 2, 3])
    >>> [text.get_text() for text in figure.axes[0].texts if text.get_fontweight() == "bold"]
    ['a', 'b', 'a + b']
    """
    a, b = as_array(a, "a"), as_array(b, "b")
    try:
        wide = np.broadcast_to(b, a.shape)
    except ValueError:
        raise ValueError(f"b has shape {b.shape}, which does not stretch to {a.shape}.") from None
    if a.ndim != 2 or not b.ndim:
        raise ValueError(f"a has shape {a.shape} and b {b.shape}; expected (N, M) and one or two "
                         "axes.")
    (n, m), rows, columns = a.shape, *_rows_columns(b.shape)
    block, room = _big * 1.1 * m, 0.45
    result, ax = style.stage(ax, 3 * block + 2 * room + 0.3, _big * n + (0.95 if title else 0.65))
    on = style.theme(ax)
    for i, (array, name, shape) in enumerate(((a, names[0], a.shape), (wide, names[1], b.shape),
                                              (a + b, names[2], a.shape))):
        left = i * (block + room)
        copied = (lambda r, c: r >= rows or c >= columns) if i == 1 else (lambda r, c: False)
        _numbers(ax, array, (left, 0), lambda r, c, f=copied: on.box if f(r, c) else None,
                 wide=1.1, faint=copied)
        _write(ax, left + block / 2, -0.14, name, bold=True)
        _write(ax, left + block / 2, _big * n + 0.15, str(tuple(shape)) + (
            f" stretched to {a.shape}" if i == 1 and b.shape != a.shape else ""))
        if i < 2:
            _write(ax, left + block + room / 2, _big * n / 2, "+="[i], size=style.TITLE)
    _frame(ax, (-0.1, 3 * block + 2 * room + 0.1), (-0.3, _big * n + 0.3), title)
    return result


# Pieces ------------------------------------------------------------------------------------------


def _rows_columns(shape) -> tuple[int, int]:
    rows, columns = (1, *shape)[-2:]
    return int(rows), int(columns)


def _sides(shape) -> tuple[float, float]:
    """Height and width in cells; beyond 12, a doubling adds one cell only."""
    high, wide = (size if size <= 12 else 12 + math.log2(size / 12)
                  for size in _rows_columns(shape))
    return high, wide


def _box(ax, corner, high: float, wide: float, cells: tuple[int, int], fill=None) -> None:
    patch = require("matplotlib.patches", extra="viz").Rectangle
    on = style.theme(ax)
    ax.add_patch(patch(corner, wide, high, facecolor=fill or on.box, edgecolor=on.faint, lw=1))
    if max(cells) > 12:
        return
    for i in range(1, cells[0]):
        y = corner[1] + high * i / cells[0]
        ax.plot([corner[0], corner[0] + wide], [y, y], color=on.line, lw=0.6)
    for j in range(1, cells[1]):
        x = corner[0] + wide * j / cells[1]
        ax.plot([x, x], [corner[1], corner[1] + high], color=on.line, lw=0.6)


def _numbers(ax, array, corner, fill, wide: float = 1.0, bold=None, faint=None) -> None:
    """A grid of cells with numbers; `fill`, `bold` and `faint` are asked with row and column."""
    patch = require("matplotlib.patches", extra="viz").Rectangle
    on, width = style.theme(ax), _big * wide
    for (i, j), value in np.ndenumerate(array):
        x, y = corner[0] + width * j, corner[1] + _big * i
        ax.add_patch(patch((x, y), width, _big, facecolor=fill(i, j) or on.paper, edgecolor=on.line,
                           lw=0.8))
        color = on.faint if faint and faint(i, j) else on.ink
        _write(ax, x + width / 2, y + _big / 2, f"{value:.4g}".replace("-", "−"), color=color,
               bold=bool(bold and bold(i, j)))


def _write(ax, x: float, y: float, text: str, size: float = style.SMALL, bold: bool = False,
           align: str = "center", color: str | None = None) -> None:
    ax.text(x, y, text, ha=align, va="center", fontsize=size, color=color or style.theme(ax).ink,
            fontweight="bold" if bold else "normal")


def _frame(ax, across: tuple[float, float], down: tuple[float, float], title: str | None) -> None:
    ax.set(xlim=across, ylim=down[::-1], aspect="equal", anchor="W")
    ax.set_axis_off()
    style.entitle(ax, title)
