"""The map of the course: four parts, 18 chapters, a dot for each notebook, and where you are."""

from groundup.backend import require
from groundup.viz import style

# Each part, and its chapters: a short name, and how many notebooks it has.
PARTS = {
    "Predict": [("dot product", 2), ("neuron", 4), ("dense layer", 4), ("activation", 3),
                ("forward pass", 3)],
    "Learn": [("loss", 3), ("descent", 4), ("backprop", 4), ("overfitting", 3), ("dropout", 2),
              ("batch norm", 2)],
    "Perceive": [("convolution", 5), ("detection", 3), ("recurrence", 4)],
    "Create": [("your parts", 3), ("saving", 2), ("transfer", 3), ("attention", 4)],
}

_wide, _tall, _gap, _margin = 1.07, 0.46, 0.06, 0.75          # inches: a box, and room for the part


def course_map(notebook: str, ax=None):
    """The whole course as boxes, with the notebook's own box and dot lit.

    notebook: chapter and number, such as "1.2".

    Returns the figure, or `ax` if given. Raises `ValueError` if the course has no such notebook.

    >>> figure = course_map("1.2")
    >>> [t.get_text() for t in figure.axes[0].texts if t.get_fontweight() == "bold"]
    ['1 dot product']
    """
    here = place_of(notebook)
    longest = max(map(len, PARTS.values()))
    width, height = _margin + longest * (_wide + _gap), len(PARTS) * (_tall + _gap)
    result, ax = style.stage(ax, width + 0.1, height + 0.1)
    if result is not ax:
        result.set_layout_engine("none")
        ax.set_position((0, 0, 1, 1))
    number = 0
    for row, (part, chapters) in enumerate(PARTS.items()):
        top = row * (_tall + _gap)
        ax.text(_margin - 0.12, top + _tall / 2, part, ha="right", va="center",
                fontsize=style.SMALL, color=style.theme(ax).faint)
        for column, (name, notebooks) in enumerate(chapters):
            number += 1
            _box(ax, _margin + column * (_wide + _gap), top, f"{number} {name}", notebooks,
                 here[1] if number == here[0] else 0)
    ax.set(xlim=(-0.05, width + 0.05), ylim=(height, -0.1), aspect="equal")
    ax.set_axis_off()
    return result


def place_of(notebook: str) -> tuple[int, int]:
    """Chapter and number of a notebook, or `ValueError` if there is none.

    >>> place_of("18.4")
    (18, 4)
    """
    sizes = [count for chapters in PARTS.values() for _, count in chapters]
    known = {f"{c}.{n}": (c, n) for c, count in enumerate(sizes, 1) for n in range(1, count + 1)}
    if str(notebook) not in known:
        raise ValueError(f"There is no notebook {notebook!r}; they run from '1.1' to '18.4'.")
    return known[str(notebook)]


def _box(ax, left: float, top: float, name: str, notebooks: int, lit: int) -> None:
    """A chapter and its notebooks; the one whose number is `lit` shines, 0 lights none."""
    patch = require("matplotlib.patches", extra="viz").FancyBboxPatch
    on = style.theme(ax)
    ax.add_patch(patch((left, top), _wide, _tall, boxstyle="round,pad=0,rounding_size=0.06",
                       facecolor=style.mix(on.paper, style.ORANGE, 0.3) if lit else on.box,
                       edgecolor=style.ORANGE if lit else on.line, linewidth=1.6 if lit else 0.6))
    ax.text(left + _wide / 2, top + 0.17, name, ha="center", va="center", fontsize=style.SMALL,
            color=on.ink, fontweight="bold" if lit else "normal")
    for i in range(notebooks):
        here = i + 1 == lit
        ax.plot(left + _wide / 2 + 0.13 * (i - (notebooks - 1) / 2), top + 0.34,
                marker="o", markersize=6 if here else 3.5,
                color=style.VERMILION if here else on.line)
