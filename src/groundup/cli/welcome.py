"""`groundup` alone: what one can do next."""

import json

from rich.table import Table

from groundup.cli import runs
from groundup.cli.screen import console, percent


def show() -> None:
    """A greeting, three next steps, and the latest run in ./runs if there is one."""
    screen = console()
    screen.print("[bold]groundup[/bold]: neural networks from the ground up\n")
    steps = Table.grid(padding=(0, 3, 0, 0))
    for command, what in [
        ("groundup train digits", "train a network on handwritten digits"),
        ("groundup predict latest digit.png", "ask it what it sees in your own picture"),
        ("groundup datasets", "see what else there is to learn"),
    ]:
        steps.add_row(f"  [accent]{command}[/]", what)
    screen.print(steps)
    there = runs.all_runs()
    if there:
        screen.print(f"\nThe latest run: [accent]{there[-1]}[/]{summary(there[-1])}.")
    screen.print("\n[untried]Every command explains itself with --help.[/]")


def summary(folder) -> str:
    """How well a run did, if its folder says so."""
    try:
        result = json.loads((folder / "config.json").read_text(encoding="utf-8"))["result"]
        return f", test accuracy {percent(result['test_accuracy'])}"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
