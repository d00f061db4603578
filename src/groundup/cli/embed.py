"""`groundup embed --model FOLDER FILE [QUESTION]`: the lines of a file nearest to a question.

Vectors are not kept: a file of a thousand lines takes some seconds, and any number of questions can
be asked once it is read.
"""

import json
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from groundup.cli.errors import UserError
from groundup.cli.screen import bar, console, count, heading
from groundup.io import FileError, from_huggingface
from groundup.models import SentenceEncoder
from groundup.train.progress import duration

PATIENCE = 1.0              # seconds before there is a progress bar
LONGEST = 240               # characters of a line that are shown


class Line(NamedTuple):
    """A line of the file; the first has the number 1."""

    number: int
    text: str


def embed(model: str, path: str, question: str | None, top: int, as_json: bool) -> None:
    """Read a file, and show the `top` nearest lines for the question, or for each that is asked.

    Raises `UserError` for a model or file that cannot be used.
    """
    if path == "-" and question is None:
        raise UserError("With - the lines come from the standard input, so the question must "
                        f"follow: groundup embed --model {model} - 'What is this about?'")
    if question is not None and not question.strip():
        raise UserError("The question is empty; leave it out to be asked.")
    lines = read_lines(path)
    try:
        encoder = from_huggingface(model)
    except FileError as error:
        raise UserError(str(error)) from error
    began = perf_counter()
    vectors = unit(encoder, [line.text for line in lines], f"Reading {path}")       # (N, C)
    screen = console()
    if not as_json:
        source = "standard input" if path == "-" else path
        heading(screen, source, f"{count(len(lines), 'line')}, read by {Path(model).name} in "
                                f"{duration(perf_counter() - began)}")
        screen.print()
    for asked in [question] if question is not None else questions(screen, as_json):
        similarity = vectors @ unit(encoder, [asked])[0]                            # (N,)
        nearest = np.argsort(-similarity, kind="stable")[:top]
        found = [(lines[i], float(similarity[i])) for i in nearest]
        if as_json:
            print(json.dumps({"question": asked, "lines": [
                {"line": line.number, "similarity": round(near, 4), "text": line.text}
                for line, near in found]}, ensure_ascii=False), flush=True)
        else:
            if question is not None or not sys.stdin.isatty():      # else it stands there already
                heading(screen, asked)
            show(screen, found)


def read_lines(path: str) -> list[Line]:
    """The lines of a text file, or of the standard input for "-", but those without a word."""
    name = "The standard input" if path == "-" else path
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise UserError(f"Cannot read {path} ({error.strerror or error}).") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{name} is not UTF-8 text (byte {error.start:,}).") from error
    if "\0" in text:
        raise UserError(f"{name} is not text: it has zero bytes.")
    lines = [Line(number, line.strip()) for number, line in enumerate(text.split("\n"), 1)
             if any(map(str.isalnum, line))]
    if not lines:
        raise UserError(f"{name} has no words to search.")
    return lines


def unit(encoder: SentenceEncoder, texts: list[str], label: str = "") -> np.ndarray:
    """The vectors of N texts at length 1, (N, C), so that their products are cosines."""
    with warnings.catch_warnings(record=True) as said, waiting(label, len(texts)) as advance:
        warnings.simplefilter("always", UserWarning)
        y = encoder.encode(texts, progress=advance)
    for warning in said:                    # that texts were cut off
        print(f"groundup: {warning.message}", file=sys.stderr)
    return y / np.linalg.norm(y, axis=1, keepdims=True).clip(1e-12)


@contextmanager
def waiting(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """A function that counts on a progress bar, which appears in a terminal if it takes long."""
    shown = Progress(console=Console(stderr=True), transient=True)
    task, began = shown.add_task(label, total=total), perf_counter()

    def advance(number: int) -> None:
        if sys.stderr.isatty() and perf_counter() - began > PATIENCE:
            shown.start()
        shown.advance(task, number)

    try:
        yield advance
    finally:
        if shown.live.is_started:
            shown.stop()


def questions(screen: Console, as_json: bool) -> Iterator[str]:
    """What is typed line by line, or comes through a pipe; an empty line ends it in a terminal."""
    typing = sys.stdin.isatty()
    if typing and not as_json:
        screen.print("Ask, and press Enter; an empty line ends it.", style="untried")
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            asked = (screen.input("[accent]? [/]") if typing and not as_json else input()).strip()
            if asked:
                yield asked
            elif typing:
                return


def show(screen: Console, found: list[tuple[Line, float]]) -> None:
    """The nearest lines, each with its number, and its similarity as a bar."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for side in ("right", "left", "right", "left"):
        table.add_column(justify=side, no_wrap=side == "right")     # type: ignore[arg-type]
    width = 12 if screen.width >= 72 else 6
    for i, (line, near) in enumerate(found):
        text = line.text if len(line.text) <= LONGEST else f"{line.text[:LONGEST - 2]} …"
        table.add_row(Text(str(line.number), "untried"),
                      Text(bar(screen, min(max(near, 0.0), 1.0), width),
                           "untried" if i else "accent"),
                      Text(f"{near:.2f}", "" if i else "bold"), Text(text, "" if i else "bold"))
    screen.print(table)
    screen.print()
