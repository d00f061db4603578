"""Pictures and tables as lines of text, for terminals and logs.

With `color=True` the text carries ANSI colours, which any modern terminal shows and
`rich.text.Text.from_ansi` takes in; with `color=False` it is plain characters.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from groundup.viz import style
from groundup.viz.arrays import as_pictures, class_labels
from groundup.viz.confusion import check_confusion, score_line, short_number

_ramp = np.array(list(" .:-=+*#%@"))       # ten steps from black to white
_reset = "\x1b[0m"


def paint(text: str, color, bold: bool = False) -> str:
    """Text in a colour, as an ANSI sequence.

    >>> paint("right", "#009E73")
    '\\x1b[38;2;0;158;115mright\\x1b[0m'
    """
    return f"\x1b[{'1;' * bold}38;{_code(style.rgb(color))}m{text}{_reset}"


def pictures(x: ArrayLike, captions: Sequence[str] | None = None, color: bool = True,
             width: int = 80) -> str:
    """Images side by side, as many a line as fit into `width` characters, captions below.

    x: (H, W), (N, H, W), (N, 1, H, W) or (N, 3, H, W). In colour, a half block shows two pixels a
    character; plain, a pixel is two characters from a ramp of ten.

    Raises `ValueError` for other shapes, or where captions and images do not agree.

    >>> print(pictures([[0.0, 1.0], [0.5, 0.0]], captions=["corner"], color=False))
      @@
    ++
    corner
    """
    x = as_pictures(x)
    names = [""] * len(x) if captions is None else [str(each) for each in captions]
    if len(names) != len(x):
        raise ValueError(f"There are {len(names)} captions for {len(x)} images.")
    wide = max(x.shape[2] * (1 if color else 2), *map(len, names))
    columns = max(1, (width + 2) // (wide + 2))
    draw = _half_blocks if color else _characters
    blocks = []
    for start in range(0, len(x), columns):
        drawn = [draw(image) for image in x[start : start + columns]]
        pad = " " * (wide - x.shape[2] * (1 if color else 2) + 2)
        lines = [pad.join(parts) for parts in zip(*drawn)]
        if captions is not None:
            lines.append("  ".join(f"{name:<{wide}}" for name in names[start : start + columns]))
        blocks.append("\n".join(line.rstrip() for line in lines))
    return "\n\n".join(blocks)


def confusion_table(matrix: ArrayLike, class_names: Sequence[str] | None = None,
                    color: bool = True) -> str:
    """A confusion matrix as text: true class by row, answer by column, recall at the end.

    The matrix has shape (C, C). Raises `ValueError` if it is not square or has negative entries.

    >>> print(confusion_table([[8, 2], [0, 9]], color=False))
    17 of 19 right (89.5 %); a row is a true class, a column an answer
        0  1  recall
    0   8  2    80 %
    1   ·  9   100 %
    """
    matrix = check_confusion(matrix)
    names = class_labels(class_names, len(matrix))
    cells = [[short_number(value) if value else "·" for value in row] for row in matrix]
    digits = max(len(cell) for row in cells for cell in row)
    wide = max(digits, min(5, max(map(len, names)))) + (2 if len(names) <= 12 else 1)
    label = max(map(len, names)) + 1
    heads = [name if len(name) < wide else name[: max(1, wide - 2)] + "…" for name in names]
    lines = [f"{score_line(matrix)}; a row is a true class, a column an answer",
             " " * label + "".join(f"{head:>{wide}}" for head in heads) + "  recall"]
    for i, row in enumerate(cells):
        texts = [f"{cell:>{wide}}" for cell in row]
        if color:
            texts = [_shade(text, i == j) for j, text in enumerate(texts)]
        total = matrix[i].sum()
        recall = f"{100 * matrix[i, i] / total:.0f} %" if total else "–"
        lines.append(f"{names[i]:<{label}}{''.join(texts)}{recall:>8}")
    return "\n".join(lines)


def _shade(cell: str, right: bool) -> str:
    if cell.strip() == "·":
        return paint(cell, style.TERMINAL["untried"])
    return paint(cell, style.TERMINAL["right" if right else "wrong"], bold=True)


def _half_blocks(image: np.ndarray) -> list[str]:
    """Two rows of pixels a line: the upper half in the text colour, the lower in the background."""
    if image.ndim == 2:
        image = np.repeat(image[..., None], 3, axis=-1)                 # (H, W, 3)
    lines = []
    for upper in range(0, len(image), 2):
        line = ""
        for column in range(image.shape[1]):
            line += f"\x1b[38;{_code(image[upper, column])}"
            if upper + 1 < len(image):
                line += f";48;{_code(image[upper + 1, column])}"
            line += "m▀"
        lines.append(line + _reset)
    return lines


def _characters(image: np.ndarray) -> list[str]:
    grey = image if image.ndim == 2 else image @ [0.299, 0.587, 0.114]  # luma, ITU-R BT.601
    steps = np.minimum((grey * len(_ramp)).astype(int), len(_ramp) - 1)
    return ["".join(np.repeat(_ramp[row], 2)) for row in steps]


def _code(rgb: np.ndarray) -> str:
    red, green, blue = (round(float(255 * part)) for part in rgb)
    return f"2;{red};{green};{blue}"
