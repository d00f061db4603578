"""The confusion matrix: which classes a classifier takes for which (chapter 12)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from groundup.viz import style
from groundup.viz.arrays import as_array, class_labels


def confusion_matrix(matrix: ArrayLike, class_names: Sequence[str] | None = None, ax=None,
                     title: str | None = None):
    """Counts of answers, true class by row and said class by column, with the recall of each row.

    matrix: (K, K); entry [i, j] counts the samples of class i that were called j. Right answers
        (the diagonal) are shaded blue-green, mistakes vermilion, each by its share of the row.

    Returns the figure, or `ax` if given. Raises `ValueError` if the matrix is not square or has
    negative entries.

    >>> figure = confusion_matrix([[8, 2], [1, 9]])
    >>> figure.axes[0].get_title("left")
    '17 of 20 right (85 %)'
    """
    matrix = check_confusion(matrix)
    count = len(matrix)
    names = class_labels(class_names, count)
    longest = max(map(len, names))
    cell = 0.27 if count > 12 else min(0.62, 5 / count)                # inches
    width, height = count * cell + 1.4 + 0.07 * longest, count * cell + 1.1
    result, ax = style.stage(ax, max(width, 3.4), height + (0.05 * longest if longest > 3 else 0))
    shares = _row_shares(matrix)
    tints = _tints(shares, style.theme(ax).paper)
    ax.imshow(tints, interpolation="nearest")
    for (i, j), value in np.ndenumerate(matrix):
        if value:
            ax.text(j, i, short_number(value, tight=count > 12), ha="center", va="center",
                    fontsize=style.SMALL if count > 8 else style.TEXT,
                    color=style.ink_on(tints[i, j]))
    _margins(ax, names, np.diag(shares), upright=longest * 0.075 > cell)
    style.entitle(ax, title or score_line(matrix))
    return result


def check_confusion(matrix: ArrayLike) -> np.ndarray:
    """The matrix as an array, if it is square, finite and not negative; else `ValueError`.

    >>> check_confusion([[1, 0], [0, 1]]).shape
    (2, 2)
    """
    matrix = as_array(matrix, "The confusion matrix")
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not matrix.size:
        raise ValueError(
            f"The confusion matrix has shape {matrix.shape}; expected (K, K): rows are true "
            "classes, columns are the answers."
        )
    if not np.isfinite(matrix).all() or (matrix < 0).any():
        raise ValueError("The confusion matrix holds negative or non-finite entries, not counts.")
    return matrix


def score_line(matrix: np.ndarray) -> str:
    """How many are right, in words.

    >>> score_line(np.array([[3, 1], [0, 4]]))
    '7 of 8 right (87.5 %)'
    """
    right, total = np.trace(matrix), matrix.sum()
    if not total:
        return "No answers yet"
    share = f"{100 * right / total:.3g} %"
    return f"{right} of {total} right ({share})" if matrix.dtype.kind in "iu" else f"{share} right"


def short_number(value, tight: bool = False) -> str:
    """A count for a small cell; shares lose their leading zero, thousands shrink where it is tight.

    >>> short_number(412), short_number(0.25), short_number(1234, tight=True)
    ('412', '.25', '1.2k')
    """
    if value != int(value):
        return f"{value:.2f}".removeprefix("0")
    return f"{float(f'{value / 1000:.2g}'):g}k" if tight and value >= 1000 else str(int(value))


def _row_shares(matrix: np.ndarray) -> np.ndarray:
    """Each entry as a share of its row: NaN for a class without samples."""
    totals = matrix.sum(axis=1, keepdims=True).astype(float)
    totals[totals == 0] = np.nan
    return matrix / totals


def _tints(shares: np.ndarray, paper: str) -> np.ndarray:
    """Colours (K, K, 3). The root makes a share of one in a hundred visible."""
    strength = np.sqrt(np.nan_to_num(shares))[..., None]
    right = np.eye(len(shares), dtype=bool)[..., None]
    full = np.where(right, style.rgb(style.RIGHT), style.rgb(style.WRONG))
    return (1 - strength) * style.rgb(paper) + strength * full


def _margins(ax, names: list[str], recall: np.ndarray, upright: bool) -> None:
    on, count = style.theme(ax), len(names)
    ax.set_xticks(range(count), names, rotation=90 if upright else 0)
    ax.set_yticks(range(count), names)
    ax.set(xlabel="answer", ylabel="true class")
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    lines = np.arange(count + 1) - 0.5
    ax.hlines(lines, -0.5, count - 0.5, color=on.line, linewidth=0.5)
    ax.vlines(lines, -0.5, count - 0.5, color=on.line, linewidth=0.5)
    near = {"textcoords": "offset points", "annotation_clip": False, "color": on.faint,
            "fontsize": style.SMALL}
    ax.annotate("recall", (count - 0.5, count - 0.5), (40, -4), ha="right", va="top", **near)
    for i, share in enumerate(recall):
        text = "–" if np.isnan(share) else f"{100 * share:.0f} %"
        ax.annotate(text, (count - 0.5, i), (40, 0), ha="right", va="center", **near)
