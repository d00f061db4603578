"""A layer as a table: every weight times its input, the sum of each row, the bias (chapter 2)."""

import numpy as np
from numpy.typing import ArrayLike

from groundup.backend import require
from groundup.viz import style
from groundup.viz.arrays import as_array

_wide, _tall = 0.98, 0.62                  # inches: a cell


def products(inputs: ArrayLike, weights: ArrayLike, biases: ArrayLike, ax=None,
             title: str | None = None):
    """Draw every product of a layer, a row for each neuron, and what becomes of it on the right.

    inputs: (n,), written above; weights: (k, n); biases: (k,). A cell holds weight · input, blue
    where it pushes the neuron down and orange where it pushes it up.

    Returns the figure, or `ax` if given. Raises `ValueError` for shapes that do not fit.

    >>> figure = products([1, 2], [[0.5, -1.0]], [3])
    >>> [t.get_text() for t in figure.axes[0].texts][-1]
    '1.5'
    """
    inputs, weights = as_array(inputs, "inputs").astype(float), as_array(weights, "weights")
    biases = as_array(biases, "biases").astype(float)
    if weights.ndim != 2 or inputs.shape != weights.shape[1:] or biases.shape != weights.shape[:1]:
        raise ValueError(f"inputs {inputs.shape}, weights {weights.shape} and biases "
                         f"{biases.shape} do not fit; expected (n,), (k, n) and (k,).")
    table = weights * inputs                                             # (k, n)
    k, n = table.shape
    width, height = (n + 4) * _wide, (k + 1) * _tall + 0.15
    result, ax = style.stage(ax, width, height + (0.4 if title else 0))
    low, high = style.symmetric_limits(table)
    for i, value in enumerate(inputs):
        _write(ax, i, -1, f"input {i + 1}", f"{value:.4g}")
    for column, head in ((n, "sum"), (n + 1, "+ bias"), (n + 2, "= output")):
        _write(ax, column, -1, head, "")
    for j in range(k):
        ax.text(-0.62, j, f"neuron {j + 1}", ha="right", va="center", fontsize=style.TEXT,
                color=style.theme(ax).ink)
        for i in range(n):
            color = style.diverging()((table[j, i] - low) / (high - low))
            _cell(ax, i, j, color, number(table[j, i]),
                  f"{number(weights[j, i])} · {number(inputs[i])}")
        for column, value in ((n, table[j].sum()), (n + 1, biases[j]),
                              (n + 2, table[j].sum() + biases[j])):
            ax.text(column, j, number(value), ha="center", va="center",
                    fontsize=style.TITLE if column == n + 2 else style.TEXT,
                    fontweight="bold" if column == n + 2 else "normal", color=style.theme(ax).ink)
    ax.set(xlim=(-1.65, n + 2.6), ylim=(k - 0.45, -1.55))
    ax.set_axis_off()
    style.entitle(ax, title)
    return result


def number(value: float) -> str:
    """A number in few characters, with a true minus.

    >>> number(-0.9100000001), number(2.0)
    ('−0.91', '2')
    """
    return f"{value:.4g}".replace("-", "−") if abs(value) > 1e-12 else "0"


def _write(ax, column: int, row: int, head: str, below: str) -> None:
    on = style.theme(ax)
    ax.text(column, row + (-0.2 if below else 0.15), head, ha="center", va="center",
            fontsize=style.SMALL, color=on.faint)
    if below:
        ax.text(column, row + 0.18, below, ha="center", va="center", fontsize=style.TITLE,
                fontweight="bold", color=on.ink)


def _cell(ax, column: int, row: int, color, product: str, factors: str) -> None:
    rectangle = require("matplotlib.patches", extra="viz").Rectangle
    ax.add_patch(rectangle((column - 0.47, row - 0.44), 0.94, 0.88, facecolor=color[:3],
                           edgecolor=style.theme(ax).line, linewidth=0.6))
    ink = style.ink_on(np.asarray(color[:3]))
    ax.text(column, row - 0.12, product, ha="center", va="center", fontsize=style.TITLE,
            fontweight="bold", color=ink)
    ax.text(column, row + 0.24, factors, ha="center", va="center", fontsize=style.SMALL, color=ink)
