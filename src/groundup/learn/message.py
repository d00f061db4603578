"""What a verdict says: at most twelve lines in the terminal, the same with a picture in a notebook.

The order is fixed: what was tested; the smallest failing input; got and expected, shapes first;
the first differing place; the diagnosis; where to look; how to get a hint.
"""

import os
import shutil
import sys
import textwrap
from html import escape
from typing import Any

import numpy as np

from groundup.learn import picture
from groundup.learn.compare import as_array, kind_of
from groundup.learn.verdict import Verdict
from groundup.viz import style
from groundup.viz.text import paint

LINES, WIDTH = 12, 100
LOOKS = {"right": ("✓", "right"), "unusual": ("✓", "right"), "convention": ("≈", "accent"),
         "untried": ("○", "untried"), "wrong": ("✗", "wrong"), "error": ("✗", "wrong"),
         "slow": ("✗", "wrong")}


def terminal(verdict: Verdict, color: bool | None = None, width: int | None = None) -> str:
    """The message as text; `color=None` colours it where a terminal listens.

    >>> from groundup.learn.exercise import Exercise
    >>> one = Exercise(id="1.1.twice", title="Twice", level="easy", objective="", asks="",
    ...                hints=(), reference=lambda x: 2 * x)
    >>> print(terminal(Verdict(one, "untried"), color=False))
    ○ Twice: not attempted yet.
    """
    color = _colors() if color is None else color
    width = min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns) if width is None else width
    tone = style.TERMINAL[LOOKS[verdict.kind][1]]

    def strong(line: str) -> str:
        return paint(line, tone, bold=True) if color else line

    above, below = _facts(verdict, width), _advice(verdict, width)
    values = _values(verdict, width, LINES - 1 - len(above) - len(below), color)
    advice = [strong(line) if says else line for says, line in below]
    return "\n".join([strong(_clip(_head(verdict), width)), *above, *values, *advice][:LINES])


def html(verdict: Verdict) -> str:
    """The message for a notebook, with the picture of yours, expected and the difference."""
    tone = style.TERMINAL[LOOKS[verdict.kind][1]]
    text = [f"<b style='color:{tone}'>{escape(_head(verdict))}</b>"]
    drawn = picture.panels(verdict.difference)
    above = [*_facts(verdict, WIDTH), *_values(verdict, WIDTH, 3 if drawn is None else 2, False,
                                               drawn is None)]
    if above:
        text.append(f"<pre style='margin:.3em 0;white-space:pre-wrap;background:transparent'>"
                    f"{escape(chr(10).join(above))}</pre>")
    if drawn is not None and verdict.kind == "wrong":
        text.append(picture.html(drawn))
    text += [f"<div style='margin-top:.2em'>{f'<b>{escape(line)}</b>' if says else escape(line)}"
             "</div>" for says, line in _advice(verdict, 10_000)]
    return (f"<div style='border-left:4px solid {tone};padding:.3em .8em;margin:.3em 0'>"
            f"{''.join(text)}</div>")


def show(verdict: Verdict) -> None:
    """Print the message, or hand it to the notebook in which this runs."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None and type(shell).__name__ != "TerminalInteractiveShell":
        from IPython.display import display  # type: ignore[import-not-found,unused-ignore]

        display(verdict)
    else:
        try:
            print(terminal(verdict))
        except UnicodeEncodeError:         # a console that knows no ✓
            print(terminal(verdict, color=False).encode("ascii", "replace").decode())


# The lines ---------------------------------------------------------------------------------------


def _head(verdict: Verdict) -> str:
    exercise, kind = verdict.exercise, verdict.kind
    head = f"{LOOKS[kind][0]} {exercise.title}"
    if kind in ("right", "untried"):
        return head + (": right." if kind == "right" else ": not attempted yet.")
    if kind == "unusual":
        return f"{head}: right, in an unusual way ({'; '.join(verdict.unusual)})."
    if kind == "convention":
        return f"{head}: right by another convention than the one asked for."
    if verdict.probe is None:
        return f"{head}: " + ("not quite." if exercise.is_guess else "this could not be run.")
    what = {"error": "stopped by an error", "slow": "not done in time"}.get(
        kind, "a side effect" if verdict.side_effect else "wrong")
    count, bad = len(exercise.probes), len(verdict.failing)
    share = f" in {bad} of {count} tests" if count > 1 and kind != "slow" else ""
    return f"{head}: {what}{share}, here with {exercise.probes[verdict.probe].words}"


def _facts(verdict: Verdict, width: int) -> list[str]:
    """The smallest failing input, and the learner's own line where an exception was raised."""
    lines = []
    if verdict.probe is not None and verdict.kind in ("wrong", "error", "slow"):
        lines.append(_clip(f"  with      {_given(verdict, width - 12)}", width))
    if verdict.kind == "error" and verdict.error:
        lines.append(_clip(f"  raised    {verdict.error}", width))
    if verdict.line is not None and verdict.kind in ("error", "slow"):
        lines.append(_clip(f"  in line {verdict.line.number}: {verdict.line.text}", width))
    if verdict.printed.strip() and verdict.kind in ("wrong", "error", "slow"):
        first, *rest = verdict.printed.strip().splitlines()
        lines.append(_clip(f"  printed   {first}{' …' if rest else ''}", width))
    return lines


def _given(verdict: Verdict, width: int) -> str:
    """The inputs by name: in full where all fit on the line, else the arrays by their shapes."""
    known = verdict.exercise.parameters
    names = [known[i] if i < len(known) else f"input {i + 1}" for i in range(len(verdict.inputs))]
    full = ", ".join(f"{name} = {brief(value, width)}"
                     for name, value in zip(names, verdict.inputs))
    if len(full) <= width:
        return full
    return ", ".join(f"{name} {value.shape}" if isinstance(value, np.ndarray) and value.ndim
                     else f"{name} = {brief(value, 30)}"
                     for name, value in zip(names, verdict.inputs))


def _values(verdict: Verdict, width: int, room: int, color: bool, picture_too: bool = True
            ) -> list[str]:
    """Got and expected: side by side as matrices where there is room, else a line each."""
    difference = verdict.difference
    if verdict.kind != "wrong" or (difference is None and not verdict.exercise.is_guess) or (
            verdict.side_effect):
        return []
    if difference is None:
        return [_clip(f"  got       {brief(verdict.got, width)}", width)]
    part = f"{difference.part}: " if difference.part else ""
    lines = [_clip(f"  got       {part}{described(difference.got, width - 14 - len(part))}", width),
             _clip(f"  expected  {part}{described(difference.expected, width - 14 - len(part))}",
                   width)]
    place = _place(verdict)
    for columns in (8, 6, 5, 4, 3) if picture_too else ():
        drawn = picture.panels(difference, room - len(place) - 2, columns)
        if drawn is None or drawn.got.size == 1 or room < len(place) + 3:
            break
        shown = ["  " + line for line in picture.terminal(drawn, color)]
        if all(picture.visible(line) <= width for line in shown):
            shapes = f"  {part}got {_shape(difference.got)}, expected {_shape(difference.expected)}"
            if drawn.caption:
                shapes += f"; shown is {drawn.caption}"
            return [_clip(shapes, width), *shown, *place]
    return [*lines, *place][: max(2, room)]


def _place(verdict: Verdict) -> list[str]:
    difference = verdict.difference
    if difference is None or difference.wrong is None or difference.wrong.ndim == 0:
        return []
    got, expected = as_array(difference.got), as_array(difference.expected)
    place = difference.place or ()
    mine, right = got[place], expected[place]                           # type: ignore[index]
    where = "[" + ", ".join(map(str, place)) + "]"
    text = f"  first     at {where}: {picture.number(mine)} instead of {picture.number(right)}"
    if "b" not in (mine.dtype.kind, right.dtype.kind) and np.isfinite(mine) and np.isfinite(right):
        text += f", error {picture.number(abs(mine - right))}"
    return [f"{text}; {int(difference.wrong.sum())} of {difference.wrong.size} differ"]


def _advice(verdict: Verdict, width: int) -> list[tuple[bool, str]]:
    """The diagnosis (marked True), what to ask oneself, where to look, how to get a hint."""
    exercise, kind = verdict.exercise, verdict.kind
    if kind in ("right", "unusual"):
        return [(False, line) for line in _wrap(exercise.after, width, 2)]
    if kind == "untried":
        return []
    lines = [(True, line) for line in _wrap(verdict.says, width, 3)]
    lines += [(False, line) for line in _wrap(verdict.hint and f"→ {verdict.hint}", width, 2)]
    if kind == "convention":
        return lines
    if exercise.where and verdict.mistake is None and kind == "wrong":
        lines += [(False, _clip(f"  Look at   {exercise.where}", width))]
    if exercise.hints:
        lines.append((False, f"  A hint:   hint(\"{exercise.id}\")"))
    return lines


def _wrap(text: str, width: int, most: int) -> list[str]:
    return textwrap.wrap(text, max(20, width - 2), initial_indent="  ", subsequent_indent="  ",
                         max_lines=most, placeholder=" …") if text else []


# Values in words ---------------------------------------------------------------------------------


def brief(value: Any, width: int = 60) -> str:
    """A value on one line, at most this long; of a long array, its shape and its beginning.

    >>> brief(np.array([[1.0, 2.5], [3.0, 4.0]])), brief(np.zeros((50, 50)), 20)
    ('[[1, 2.5], [3, 4]]', '(50, 50) [[0, 0, 0,…')
    """
    if isinstance(value, BaseException):
        return _clip(f"{type(value).__name__}: {value}", width)
    array = as_array(value)
    if array is None:
        try:
            return _clip(" ".join(repr(value)[: 4 * width].split()), width)
        except Exception:                  # a __repr__ of the learner's own
            return kind_of(value)
    text = _numbers(array[:20] if array.ndim else array)
    if array.ndim and len(text) > width:
        text = f"{array.shape} {text}"
    return _clip(text, width)


def described(value: Any, width: int = 60) -> str:
    """Shape and dtype first, then the value: "(2,) float64  [1, 2]".

    >>> described(np.array([1.0, 2.0])), described(2.5), described((1, "a"))
    ('(2,) float64  [1, 2]', '2.5', "(1, 'a')")
    """
    array = as_array(value)
    if array is None or array.ndim == 0 or not isinstance(value, np.ndarray):
        return brief(value, width)
    return _clip(f"{_shape(value)}  {_numbers(array.reshape(array.shape)[:20])}", width)


def _shape(value: Any) -> str:
    array = as_array(value)
    return kind_of(value) if array is None else f"{array.shape} {array.dtype}"


def _numbers(array: np.ndarray, most: int = 40) -> str:
    if array.ndim == 0:
        return picture.number(array[()])
    inner = [_numbers(each, most) for each in array[:most]]
    return "[" + ", ".join(inner) + (", …]" if len(array) > most else "]")


def _clip(text: str, width: int) -> str:
    text = text.replace("\n", " ")
    return text if len(text) <= width else text[: max(1, width - 1)] + "…"


def _colors() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ
