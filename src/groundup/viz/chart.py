"""Lines as text, over each other: learning curves in a terminal."""

from collections.abc import Sequence

import numpy as np

from groundup.viz import style
from groundup.viz.text import paint

LETTERS = "ABCDEFGH"
_dots = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])     # Unicode, U+2800


def chart(curves: Sequence[Sequence[float]], width: int = 60, height: int = 10,
          color: bool = True) -> str:
    """Curves of shape (epochs,) each, NaN where there is nothing, with axes, in `height` lines.

    In colour, fine dots (Braille characters), the first curve in the first colour of `tone`, and so
    on; plain, the letters A, B, … . Where curves meet, the later one is seen. Raises
    `ValueError` if no curve has a number, or for more than eight curves.

    >>> print(chart([[0, 1, 2], [2, 1, 0]], width=12, height=3, color=False))
    2 │BBB   AAA
    1 │   BBB
    0 │AAA   BBB
       1       3
    """
    rows = [np.asarray(curve, float) for curve in curves]
    values = np.concatenate([row[np.isfinite(row)] for row in rows]) if rows else np.array([])
    if not values.size or len(rows) > len(LETTERS):
        raise ValueError("A chart shows one to eight curves with a number in at least one, and "
                         f"these are {len(rows)} with {values.size}.")
    low, high = values.min(), values.max()
    labels = [_label(value) for value in np.linspace(high, low, height)]
    shown = {0, height // 2, height - 1}
    margin = max(len(labels[i]) for i in shown)
    wide, last = width - margin - 2, max(map(len, rows))
    draw = _braille if color else _letters
    lines = [f"{labels[i] if i in shown else '':>{margin}} │{line}".rstrip()
             for i, line in enumerate(draw(rows, last, low, high, wide, height))]
    return "\n".join([*lines, f"{'':{margin}}  1{last if last > 1 else '':>{wide - 1}}"])


def tone(number: int) -> str:
    """The colour of the curve with this number: that of figures, to be read on black as well.

    >>> tone(1)
    '#E69F00'
    """
    return style.readable(style.series(number, style.DARK)[0], style.DARK.paper)


def _heights(row: np.ndarray, last: int, low: float, high: float, columns: int,
             steps: int) -> np.ndarray:
    """At each column the step of the curve, counted from the top; -1 where it has none."""
    known = np.flatnonzero(np.isfinite(row))
    found = np.full(columns, -1)
    if known.size:
        at = np.linspace(0, last - 1, columns)
        inside = (at >= known[0]) & (at <= known[-1])
        if last == 1:
            inside[1:] = False                              # a point, not a line
        y = np.interp(at[inside], known, row[known])
        found[inside] = np.round((high - y) / ((high - low) or 1) * (steps - 1))
    return found


def _letters(rows, last, low, high, wide, height) -> list[str]:
    grid = np.full((height, wide), " ")
    for letter, row in zip(LETTERS, rows):
        steps = _heights(row, last, low, high, wide, height)
        columns = np.flatnonzero(steps >= 0)
        grid[steps[columns], columns] = letter
    return ["".join(line) for line in grid]


def _braille(rows, last, low, high, wide, height) -> list[str]:
    """Two by four dots in a character; a steep line is filled from dot to dot."""
    bits, owner = np.zeros((height, wide), int), np.full((height, wide), -1)
    for number, row in enumerate(rows):
        steps = _heights(row, last, low, high, 2 * wide, 4 * height)
        before = -1
        for column, step in enumerate(steps):
            if step >= 0:
                start = step if before < 0 else before
                for dot in range(min(start, step), max(start, step) + 1):
                    cell = dot // 4, column // 2
                    if owner[cell] != number:               # one colour a character
                        owner[cell], bits[cell] = number, 0
                    bits[cell] |= _dots[dot % 4, column % 2]
            before = step
    return ["".join(paint(chr(0x2800 + bit), tone(who)) if bit else " "
                    for bit, who in zip(line, whose)) for line, whose in zip(bits, owner)]


def _label(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0e}"
