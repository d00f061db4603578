"""`groundup predict RUN IMAGE…`: what a trained network sees in picture files."""

from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from groundup.cli import runs
from groundup.cli.errors import UserError
from groundup.cli.network import prepare, restore, softmax
from groundup.cli.picture import Frame, read_picture
from groundup.cli.screen import bar, console, in_color, percent, pictures


def predict(name: str, paths: list[Path], top: int | None) -> None:
    """Print for each picture how the network saw it, its answer, and the likeliest `top` classes.

    All pictures are read before the first is shown. Raises `UserError` for runs that did not learn
    from pictures and for files that cannot be read.
    """
    run = runs.read(name)
    frame = frame_of(run)
    model = restore(run)
    seen = np.stack([read_picture(path, frame) for path in paths])          # (N, H, W)
    probability = softmax(model.predict(prepare(seen, run.config)))         # (N, K)
    probability = probability.clip(1e-6, 1 - 1e-6)                          # never quite sure
    screen = console()
    for path, picture, row in zip(paths, seen, probability):
        show(screen, path, picture, row, run.config["class_names"], top)


def frame_of(run: runs.Run) -> Frame:
    """How the run's pictures are laid out."""
    if run.config["frame"] is None:
        raise UserError(f"The run {run.folder} learned {run.config['dataset']}, which are not "
                        "pictures: train on digits, mnist or fashion_mnist.")
    try:
        return Frame(**run.config["frame"])
    except TypeError as error:
        raise UserError(f"The run {run.folder} is damaged: its config.json has no usable frame "
                        f"({error}); train it anew.") from error


def show(screen: Console, path: Path, picture: np.ndarray, probability: np.ndarray,
         class_names: list[str], top: int | None) -> None:
    """One picture: the answer, how it was seen, and the bars of the likeliest classes."""
    best = int(probability.argmax())
    screen.print(Text.assemble((str(path), "bold"), " is ", (class_names[best], "bold accent"),
                               f", {percent(probability[best])} sure"))
    seen = pictures(screen, picture)
    table = bars(screen, probability, class_names, top)
    if picture.shape[-1] * (1 if in_color(screen) else 2) <= screen.width - 50:
        side_by_side = Table.grid(padding=(0, 4, 0, 0))
        side_by_side.add_row(seen, table)
        screen.print(side_by_side)
    else:
        screen.print(seen, table, sep="\n")
    screen.print()


def bars(screen: Console, probability: np.ndarray, class_names: list[str],
         top: int | None) -> Table:
    """The probability of each class as a bar: all in their order, or the `top` likeliest ones."""
    order = np.arange(len(probability))
    if top:
        order = np.argsort(-probability, kind="stable")[:top]
    table = Table.grid(padding=(0, 2, 0, 0))
    for i in order:
        best = i == probability.argmax()
        table.add_row(Text(class_names[i], "bold" if best else ""),
                      Text(bar(screen, float(probability[i])), "accent" if best else "untried"),
                      Text(f"{percent(float(probability[i])):>7}", "bold" if best else ""))
    return table
