"""Yours, expected, and the difference, side by side, with the numbers in the cells."""

from dataclasses import dataclass
from html import escape

import numpy as np

from groundup.learn.compare import Difference, as_array
from groundup.viz import style
from groundup.viz.text import paint

MOST = 8                                   # rows and columns that are drawn


@dataclass(frozen=True, eq=False)
class Panels:
    """Two matrices of one shape (R, C), and which of their numbers disagree."""

    got: np.ndarray
    expected: np.ndarray
    wrong: np.ndarray
    caption: str = ""                      # which slice it is, where it is not the whole

    @property
    def gaps(self) -> np.ndarray | None:
        """got − expected; None for true and false, and for complex numbers."""
        if {self.got.dtype.kind, self.expected.dtype.kind} & {"b", "c"}:
            return None
        with np.errstate(all="ignore"):
            return self.got - self.expected


def panels(difference: Difference | None, rows: int = MOST, columns: int = MOST) -> Panels | None:
    """The matrices to draw of a difference; None if there is nothing to hold side by side.

    Of arrays with more than two axes it is the slice of shape (R, C) with the first wrong number;
    of long ones, at most so many rows and columns around it.

    >>> wrong = np.array([False, True])
    >>> drawn = panels(Difference("value", "", np.ones(2), np.array([1.0, 3.0]), (1,), wrong))
    >>> drawn.got.shape, drawn.gaps.tolist()
    ((1, 2), [[0.0, -2.0]])
    """
    if difference is None or difference.wrong is None or difference.wrong.ndim == 0:
        return None
    arrays = [as_array(difference.got), as_array(difference.expected), difference.wrong]
    place, caption = difference.place or (), ""
    if difference.wrong.ndim > 2:
        outer = place[:-2]
        arrays = [array[outer] for array in arrays]                     # type: ignore[index]
        caption = "[" + ", ".join(map(str, outer)) + ", :, :]"
    got, expected, wrong = (np.atleast_2d(array) for array in arrays)   # type: ignore[arg-type]
    row, column = place[-2] if len(place) > 1 else 0, place[-1]
    window = (_window(wrong.shape[0], row, rows), _window(wrong.shape[1], column, columns))
    if any(piece != slice(0, size) for piece, size in zip(window, wrong.shape)):
        starts = ", ".join(f"{piece.start}:{piece.stop}" for piece in window)
        caption = f"[{', '.join(map(str, place[:-2]))}{', ' if place[:-2] else ''}{starts}]"
        return Panels(got[window], expected[window], wrong[window], caption)
    return Panels(got, expected, wrong, caption)


def terminal(drawn: Panels, color: bool = True) -> list[str]:
    """The three matrices as lines of text, the wrong numbers in colour; the first line names them.

    >>> lines = terminal(Panels(np.eye(2), np.eye(2) * 2, np.eye(2, dtype=bool)), color=False)
    >>> print(*lines, sep="\\n")
    got   expected   difference
    1 0   2 0        -1  0
    0 1   0 2         0 -1
    """
    blocks = [_block("got", drawn.got, drawn.wrong, color),
              _block("expected", drawn.expected, None, color)]
    if drawn.gaps is not None:
        blocks.append(_block("difference", drawn.gaps, None, color))
    wide = [max(map(visible, block)) for block in blocks]
    return ["   ".join(cell + " " * (width - visible(cell)) for cell, width in zip(row, wide)
                      ).rstrip() for row in zip(*blocks)]


def html(drawn: Panels) -> str:
    """The three matrices as tables side by side, for a notebook; (R, C) numbers each."""
    gaps = drawn.gaps
    tables = [_table("yours", drawn.got, _marked(drawn.wrong)),
              _table("expected", drawn.expected, {})]
    if gaps is not None:
        tables.append(_table("difference", gaps, _tinted(gaps)))
    caption = f"<div style='opacity:.7'>{escape(drawn.caption)}</div>" if drawn.caption else ""
    return (f"{caption}<div style='display:flex;flex-wrap:wrap;gap:1.5em;margin:.4em 0'>"
            f"{''.join(tables)}</div>")


def number(value) -> str:
    """A number as briefly as it can be read.

    >>> number(0.1 + 0.2), number(np.float32(3)), number(np.True_), number(1e-12)
    ('0.3', '3', 'True', '1e-12')
    """
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    return str(int(value)) if isinstance(value, int | np.integer) else f"{value:.4g}"


def _window(size: int, place: int, most: int) -> slice:
    """At most so many places, the given one among them."""
    start = max(0, min(place - most // 2, size - most))
    return slice(start, min(size, start + most))


def _block(title: str, matrix: np.ndarray, wrong: np.ndarray | None, color: bool) -> list[str]:
    texts = [[number(value) for value in row] for row in matrix]
    wide = [max(map(len, column)) for column in zip(*texts)]
    lines = []
    for i, row in enumerate(texts):
        cells = [f"{text:>{width}}" for text, width in zip(row, wide)]
        if color and wrong is not None:
            cells = [paint(cell, style.WRONG, bold=True) if bad else cell
                     for cell, bad in zip(cells, wrong[i])]
        lines.append(" ".join(cells))
    return [f"{title:<{sum(wide) + len(wide) - 1}}", *lines]


def visible(text: str) -> int:
    """The length of a text without its colours.

    >>> visible(paint("four", style.WRONG))
    4
    """
    length, inside = 0, False
    for letter in text:
        inside = inside or letter == "\x1b"
        length += not inside
        inside = inside and letter != "m"
    return length


def _table(title: str, matrix: np.ndarray, looks: dict[tuple[int, int], str]) -> str:
    cell = "padding:.15em .5em;text-align:right;font-family:monospace;"
    rows = "".join(
        "<tr>" + "".join(f"<td style='{cell}{looks.get((i, j), '')}'>{number(value)}</td>"
                         for j, value in enumerate(row)) + "</tr>"
        for i, row in enumerate(matrix))
    return (f"<table style='border-collapse:collapse;margin:0'><caption style='text-align:left;"
            f"opacity:.7'>{title}</caption>{rows}</table>")


def _marked(wrong: np.ndarray) -> dict[tuple[int, int], str]:
    look = f"outline:2px solid {style.WRONG};outline-offset:-2px;"
    return {(int(i), int(j)): look for i, j in np.argwhere(wrong)}


def _tinted(gaps: np.ndarray) -> dict[tuple[int, int], str]:
    """Blue for too little, orange for too much; what is right stays without colour."""
    _, largest = style.symmetric_limits(gaps)
    looks = {}
    for (i, j), gap in np.ndenumerate(gaps):
        if np.isfinite(gap) and abs(gap) > 1e-12 * largest:
            tint = style.mix("#FFFFFF", style.POSITIVE if gap > 0 else style.NEGATIVE,
                             0.15 + 0.75 * min(1.0, abs(float(gap)) / largest))
            looks[i, j] = f"background:{tint};color:{style.ink_on(tint)};"
    return looks
