"""What `groundup practice` shows: each page as lines of text that fit the window."""

import re
from pathlib import Path

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from groundup.cli.screen import meter
from groundup.learn.exercise import Exercise
from groundup.viz import style

KEY = f"bold {style.TERMINAL['accent']}"
WIDEST = 100                               # longer lines are hard to read
MARKS = {"done": ("✓", "right"), "seen": ("○", "hint"), "tried": ("✗", "wrong"),
         "new": ("·", "untried")}
KEYS = [("h", "hint"), ("n", "next"), ("p", "previous"), ("l", "list"), ("s", "solution"),
        ("r", "reset"), ("o", "open"), ("?", "help"), ("q", "quit")]
WELCOME = """\
Here the exercises of the course are small files. You write in your own editor, and this window \
answers.

  1. Open the file named below, in any editor. The key [accent]o[/] does it, too.
  2. Replace the three dots by your code, and save.
  3. Look here: the verdict comes by itself. If something is wrong, it says what.

One key is enough for everything else; the last line lists them. You may stop at any time, and go \
on where you were.

Press any key to begin."""
HELP = """\
[accent]save the file[/]   the verdict comes by itself
[accent]Enter[/]           check once more

[accent]h[/]   a hint; again, the next: a question, a place to look, the way in short
[accent]n[/]   the next exercise        [accent]p[/]   the one before
[accent]l[/]   the list of all exercises, to jump anywhere
[accent]s[/]   the solution; before you have your own it asks, and marks the exercise as seen
[accent]r[/]   begin the file anew, after asking
[accent]o[/]   open the file in the editor that $VISUAL or $EDITOR names
[accent]q[/]   quit; what you have done is kept

[right]✓[/] done   [hint]○[/] solution seen   [wrong]✗[/] not right yet   [untried]·[/] not tried

Press any key to go back."""


def lines_of(screen: Console, *parts: RenderableType, width: int) -> list[str]:
    """The parts, one below the other, as lines of text with colours, a margin at the left."""
    with screen.capture() as captured:
        for part in parts:
            screen.print(Padding(part, (0, 0, 0, 1)), width=width)
    return captured.get().rstrip("\n").split("\n")


def inline(markdown: str) -> Text:
    """Markdown's `code` and **strong** words as colour and weight; all else as it stands.

    >>> inline("Return `a` **once**.").plain
    'Return a once.'
    """
    text = Text()
    for code, strong, plain in re.findall(r"`([^`\n]+)`|\*\*([^*\n]+)\*\*|([^`*]+|[`*])", markdown):
        text.append(code or strong or plain, "accent" if code else "bold" if strong else "")
    return text


def page(screen: Console, top: list[list[str]], bottom: list[str], height: int) -> list[str]:
    """The blocks, an empty line between them, and the bottom as the last lines of the window.

    If they do not fit, the block with the task (the second) gives way first, for it stands in the
    file, too; then the end of the rest.
    """
    room = max(1, height - len(bottom))

    def joined(blocks: list[list[str]]) -> list[str]:
        return [line for block in blocks if block for line in [*block, ""]]

    lines = joined(top)
    if len(lines) > room and len(top) > 2:
        spare = len(top[1]) - (len(lines) - room) - 1
        short = [*top[1][: max(0, spare)], " …"] if spare > 0 else []
        lines = joined([top[0], short, *top[2:]])
    if len(lines) > room:
        lines = [*lines[: room - 1], " … make the window taller to see the rest"]
    return lines + [""] * (room - len(lines)) + bottom


def header(exercise: Exercise, place: tuple[int, int], notebook: str) -> Table:
    """Notebook at the left; number and level of the exercise at the right."""
    table = Table.grid(expand=True)
    table.add_column()
    table.add_column(justify="right")
    table.add_row(Text.assemble((f"{exercise.notebook} {notebook}", "accent")),
                  Text(f"exercise {place[0]} of {place[1]}, {exercise.level}", "untried"))
    return table


def file_line(file: Path, shown: str) -> Text:
    """Where the file is, as a link where the terminal knows them."""
    return Text.assemble(("File  ", "untried"),
                         (shown, Style(link=file.absolute().as_uri(), bold=True)))


def footer(screen: Console, done: int, total: int, chapter: tuple[int, int, int], width: int,
           line: RenderableType | None = None) -> list[str]:
    """The last two lines of every page: the bar, and the keys or a question instead."""
    number, there, all_there = chapter
    numbers = f" {done} of {total} done"
    right = f"chapter {number}: {there} of {all_there} "
    room = max(10, width - 2 - len(numbers) - len(right) - 3)
    drawn = Text.assemble(meter(screen, done / max(1, total), room), numbers, "   ",
                          (right, "untried"))
    keys = line or Text("  ").join(Text.assemble((key, KEY), f" {what}")
                                   for key, what in KEYS)
    return ["", *lines_of(screen, drawn, width=width)[:1],
            *lines_of(screen, keys, width=width)[:2 if width < 78 else 1]]


def list_page(screen: Console, exercises: list[Exercise], states: dict[str, str], cursor: int,
              words: str, only: str, room: int, width: int) -> list[str]:
    """A window of the list around the cursor, with what it is filtered by above."""
    shown = {"all": "all exercises", "open": "those not done yet", "done": "those done"}[only]
    head = Text.assemble(("Exercises", "bold"), (f"  {shown}", "untried"))
    if words:
        head.append(f"  with “{words}”", "accent")
    rows = max(1, room - 3)
    first = max(0, min(cursor - rows // 2, len(exercises) - rows))
    table = Table.grid(padding=(0, 1), pad_edge=False)
    for _ in range(3):
        table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis")
    for i, exercise in enumerate(exercises[first : first + rows], start=first):
        mark, color = MARKS[states[exercise.id]]
        here = i == cursor
        table.add_row(Text("›" if here else " ", "accent"), Text(mark, color),
                      Text(exercise.notebook, "untried"),
                      Text(exercise.title, "bold" if here else ""),
                      Text(exercise.level, "untried"))
    body: RenderableType = table if exercises else Text("There is none.", "untried")
    return [*lines_of(screen, head, width=width), "", *lines_of(screen, body, width=width)]


LIST_KEYS = Text.assemble(*(part for key, what in
                            [("↑ ↓", "move"), ("Enter", "go there"), ("Tab", "all, open, done"),
                             ("type", "to search"), ("Esc", "back")]
                            for part in ((key, KEY), f" {what}  ")))
