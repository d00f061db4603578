"""What all commands write with: one console, one set of colours, bars and pictures."""

import numpy as np
from rich.console import Console
from rich.text import Text
from rich.theme import Theme

from groundup.viz import style, text


def console(quiet: bool = False) -> Console:
    """Standard output. Colours are named by their role in viz/style.py: `[right]…[/right]`.

    Rich leaves them out where they are not wanted: in a file or pipe, and with NO_COLOR.
    """
    return Console(theme=Theme(dict(style.TERMINAL)), highlight=False, soft_wrap=False, quiet=quiet)


def in_color(screen: Console) -> bool:
    """Whether pictures may be drawn with colours, or need plain characters."""
    return screen.color_system is not None and not screen.no_color


def heading(screen: Console, words: str, faint: str = "") -> None:
    """A line that opens a part of the output."""
    screen.print(Text.assemble((words, "bold"), ("  " if faint else "", ""), (faint, "untried")))


def pictures(screen: Console, x: np.ndarray, captions: list[str] | None = None) -> Text:
    """Pictures (N, H, W) side by side, as wide as the screen allows; tiny ones are enlarged."""
    enlarge = max(1, 16 // x.shape[-1]) if in_color(screen) else 1
    x = x.repeat(enlarge, axis=-1).repeat(enlarge, axis=-2)
    width = min(screen.width, 100)
    return Text.from_ansi(text.pictures(x, captions, color=in_color(screen), width=width))


def confusion(screen: Console, matrix: np.ndarray, class_names) -> Text:
    """A confusion matrix (K, K) as a table."""
    return Text.from_ansi(text.confusion_table(matrix, class_names, color=in_color(screen)))


def bar(screen: Console, share: float, width: int = 24) -> str:
    """A share of 1 as a bar of `width` characters; its last one is drawn in eighths.

    >>> bar(console(), 0.5, width=4)
    '██  '
    """
    eighths = round(8 * width * share)
    whole, rest = divmod(eighths, 8)
    drawn = "█" * whole + " ▏▎▍▌▋▊▉"[rest].strip()
    if not screen.encoding.lower().startswith("utf"):
        drawn = "#" * round(width * share)
    return drawn.ljust(width)


def count(number: int, thing: str) -> str:
    """A number of things in words.

    >>> count(1, "notebook"), count(2, "notebook")
    ('1 notebook', '2 notebooks')
    """
    return f"{number} {thing}{'' if number == 1 else 's'}"


def percent(share: float) -> str:
    """A share as a percentage that never says 0 or 100 where it is not exactly so.

    >>> percent(0.98765), percent(0.99999), percent(0.00001), percent(1.0)
    ('98.8 %', '>99.9 %', '<0.1 %', '100 %')
    """
    if share in (0, 1):
        return f"{100 * share:.0f} %"
    if share > 0.9995:
        return ">99.9 %"
    return "<0.1 %" if share < 0.0005 else f"{100 * share:.1f} %"


def meter(screen: Console, share: float, width: int = 24) -> Text:
    """A bar whose empty part can be seen, for what is to be filled."""
    full = bar(screen, share, width).rstrip()
    empty = "░" if screen.encoding.lower().startswith("utf") else "."
    return Text.assemble((full, "right"), (empty * (width - len(full)), "untried"))
