"""One visual language: every colour, marker and size of the figures and of the terminal.

No other file names a colour. Series and classes take the eight Okabe-Ito colours, which
colour-blind readers can tell apart, always in the same order; signed quantities go from blue
through white (zero) to orange; right is blue-green and wrong is vermilion.

Source: M. Okabe and K. Ito, Color Universal Design (2008).
"""

import io
from dataclasses import dataclass
from functools import partial

import numpy as np

from groundup.backend import require

BLUE, ORANGE, GREEN, VERMILION = "#0072B2", "#E69F00", "#009E73", "#D55E00"
PURPLE, SKY, YELLOW, BLACK = "#CC79A7", "#56B4E9", "#F0E442", "#000000"

SERIES = (BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY, YELLOW, BLACK)
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")

RIGHT, WRONG = GREEN, VERMILION
NEGATIVE, POSITIVE = BLUE, ORANGE
TRAINING, VALIDATION = "-", "--"           # line styles: solid and dashed
MAGNITUDES, IMAGES = "viridis", "gray"     # Matplotlib's names of the two sequential maps

# The same roles in the terminal: rich takes them as colours, `[#009E73]done[/]`, and falls back to
# the nearest one that the terminal has.
TERMINAL = {"right": RIGHT, "wrong": WRONG, "untried": "#8C959F", "hint": ORANGE, "accent": SKY}

SMALL, TEXT, TITLE = 9, 10, 11.5           # points, at the width of a notebook
WIDTH = 7.6                                # inches: the width of a notebook


@dataclass(frozen=True)
class Theme:
    """A background and what is written on it: paper, ink, faint text, lines, and fill of boxes."""

    paper: str
    ink: str
    faint: str
    line: str
    box: str


LIGHT = Theme(paper="#FFFFFF", ink="#1F2328", faint="#5F6871", line="#C4CBD2", box="#F3F5F7")
DARK = Theme(paper="#14171A", ink="#E8EDF2", faint="#A0A8B0", line="#4A525B", box="#22272C")
_themes = {"light": LIGHT, "dark": DARK}
_current = LIGHT


def set_background(name: str) -> None:
    """Choose the background of figures made from now on: "light" (the default) or "dark".

    >>> set_background("dark"); theme().paper
    '#14171A'
    >>> set_background("light")
    """
    global _current
    if name not in _themes:
        raise ValueError(f"The background is {name!r}; it can be 'light' or 'dark'.")
    _current = _themes[name]


def theme(ax=None) -> Theme:
    """The theme of new figures, or the one that suits the figure behind `ax`.

    >>> theme() is LIGHT
    True
    """
    if ax is None:
        return _current
    *color, alpha = require("matplotlib.colors", extra="viz").to_rgba(ax.figure.get_facecolor())
    if alpha == 0:                         # a transparent figure shows the notebook through
        return _current
    return LIGHT if luminance(color) > 0.3 else DARK


def series(index: int, on: Theme | None = None) -> tuple[str, str]:
    """Colour and marker of the series or class with this number; the ninth begins anew.

    From the ninth on, the markers are shifted by one, so that colour and marker together differ.
    The eighth colour is the ink, since black would vanish on a dark background.

    >>> series(0), series(8)
    (('#0072B2', 'o'), ('#0072B2', 's'))
    """
    turn, place = divmod(index, len(SERIES))
    color = SERIES[place] if SERIES[place] != BLACK else (on or theme()).ink
    return color, MARKERS[(place + turn) % len(MARKERS)]


# Colours as numbers ------------------------------------------------------------------------------


def rgb(color) -> np.ndarray:
    """Red, green and blue from 0 to 1 of "#RRGGBB", or of three numbers, unchanged.

    >>> rgb("#FF0033").tolist()
    [1.0, 0.0, 0.2]
    """
    if isinstance(color, str):
        return np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.asarray(color, dtype=float)[:3]


def mix(start, end, share: float) -> str:
    """The colour that lies `share` of the way from `start` to `end`.

    >>> mix("#000000", "#FFFFFF", 0.2)
    '#333333'
    """
    blend = (1 - share) * rgb(start) + share * rgb(end)
    return "#" + "".join(f"{round(255 * part):02X}" for part in blend)


def luminance(color) -> float:
    """Relative luminance from 0 (black) to 1 (white), as WCAG 2 defines it.

    >>> round(luminance("#FFFFFF"), 3)
    1.0
    """
    parts = rgb(color)
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(a, b) -> float:
    """Contrast of two colours, from 1 (equal) to 21 (black on white); text needs 4.5 (WCAG 2).

    >>> round(contrast("#000000", "#FFFFFF"))
    21
    """
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def readable(color, paper) -> str:
    """The colour, moved towards black or white just so far that text in it reads well on `paper`.

    >>> readable("#F0E442", "#FFFFFF") != "#F0E442"
    True
    >>> readable("#000000", "#FFFFFF")
    '#000000'
    """
    end = ink_on(paper)
    shades = (mix(color, end, share) for share in np.linspace(0, 1, 21))
    return next((shade for shade in shades if contrast(shade, paper) >= 4.5), end)


def ink_on(color) -> str:
    """Black or white, whichever is easier to read on the colour.

    >>> ink_on("#FFFFFF")
    '#000000'
    """
    return max("#000000", "#FFFFFF", key=lambda ink: contrast(ink, color))


# Figures -----------------------------------------------------------------------------------------


def diverging():
    """The map of signed quantities: blue for negative, white at zero, orange for positive.

    >>> [round(float(part), 3) for part in diverging()(0.5)]
    [1.0, 1.0, 1.0, 1.0]
    """
    colors = require("matplotlib.colors", extra="viz")
    stops = [mix(NEGATIVE, BLACK, 0.3), NEGATIVE, "#FFFFFF", POSITIVE, mix(POSITIVE, BLACK, 0.3)]
    places = [0, 0.2, 0.5, 0.8, 1]
    # An odd number of steps, so that one of them is the white of zero.
    return colors.LinearSegmentedColormap.from_list("groundup", list(zip(places, stops)), N=257)


def symmetric_limits(values) -> tuple[float, float]:
    """Limits (−m, m) with m the largest magnitude, so that zero lies in the middle.

    >>> symmetric_limits([-3.0, 1.0])
    (-3.0, 3.0)
    """
    values = np.asarray(values)
    finite = np.abs(values[np.isfinite(values)])
    largest = float(finite.max()) if finite.size else 0.0
    return -(largest or 1.0), largest or 1.0


def new_figure(width: float, height: float, rows: int = 1, columns: int = 1, **options):
    """A dressed figure, `width` by `height` inches, and its axes as an array (rows, columns).

    It is known to nobody but its owner: pyplot neither lists it nor draws it a second time, and
    it shows itself when a notebook cell returns it. `options` go to `Figure.subplots`.

    >>> figure, axes = new_figure(4, 3, columns=2)
    >>> axes.shape
    (1, 2)
    """
    make = require("matplotlib.figure", extra="viz").Figure
    figure = make(figsize=(width, height), facecolor=theme().paper, layout="constrained")
    figure.get_layout_engine().set(w_pad=0.11, h_pad=0.09)              # inches around each panel
    axes = figure.subplots(rows, columns, squeeze=False, **options)
    for ax in axes.flat:
        dress(ax)
    figure._repr_png_ = partial(_png, figure)
    return figure, axes


def stage(ax, width: float, height: float):
    """What a function returns, and where it draws: a new figure and its axes, or `ax` twice.

    >>> figure, ax = stage(None, 4, 3)
    >>> figure.axes == [ax], stage(ax, 4, 3) == (ax, ax)
    (True, True)
    """
    if ax is None:
        figure, axes = new_figure(width, height)
        return figure, axes[0, 0]
    if not isinstance(ax, require("matplotlib.axes", extra="viz").Axes):
        raise TypeError(f"ax is a {type(ax).__name__}; expected one Matplotlib Axes, or None.")
    dress(ax)
    return ax, ax


def dress(ax) -> None:
    """Give axes the look of the course: no frame that carries nothing, no grid, quiet ticks."""
    on = theme(ax)
    ax.set_facecolor(on.paper)
    ax.grid(False)
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(on.line)
    ax.tick_params(colors=on.faint, labelsize=SMALL, color=on.line, length=3)
    for label in (ax.xaxis.label, ax.yaxis.label):
        label.set(color=on.ink, fontsize=TEXT)


def entitle(ax, title: str | None) -> None:
    """Write the title at the left edge, where reading begins."""
    if title:
        ink = theme(ax).ink
        ax.set_title(title, loc="left", fontsize=TITLE, fontweight="bold", color=ink, pad=10)


def _png(figure) -> tuple[bytes, dict]:
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=200)          # twice the pixels, for sharp screens
    width, height = figure.get_size_inches()
    return file.getvalue(), {"width": round(100 * width), "height": round(100 * height)}
