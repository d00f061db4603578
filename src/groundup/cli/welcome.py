"""`groundup` alone: a greeting for newcomers; for all others, where they were and what is next."""

import json
from pathlib import Path

from rich.console import Console
from rich.table import Table

from groundup.cli import runs
from groundup.cli.screen import console, meter, percent
from groundup.learn import catalog, standing, workspace

COMMANDS = [("groundup learn", "open the course: notebooks that check your work"),
            ("groundup practice", "its exercises, in your editor and this terminal"),
            ("groundup train digits", "train a network on handwritten digits"),
            ("groundup predict latest digit.png", "ask it what it sees in your own picture"),
            ("groundup datasets", "see what else there is to learn")]


def show() -> None:
    """What one can do next, and the latest run in ./runs if there is one."""
    screen = console()
    try:
        resume(screen, workspace.find())
    except workspace.WorkspaceError:
        greet(screen)
    there = runs.all_runs()
    if there:
        screen.print(f"\nThe latest run: [accent]{there[-1]}[/]{summary(there[-1])}.")
    screen.print("\n[untried]Every command explains itself with --help.[/]")


def greet(screen: Console) -> None:
    screen.print("[bold]groundup[/bold]: neural networks from the ground up\n")
    screen.print(steps(COMMANDS))


def resume(screen: Console, folder: Path) -> None:
    """The learner's last exercise, the next one, and the two ways on."""
    progress = workspace.progress(folder)
    all_of_it = standing.share(catalog.every(), progress)
    screen.print("[bold]groundup[/bold]: welcome back\n")
    if all_of_it.total:
        screen.print(meter(screen, all_of_it.part, 40),
                     f" {all_of_it.done} of {all_of_it.total} exercises done")
        screen.print()
    facts = Table.grid(padding=(0, 2, 0, 0))
    last, come = standing.last_exercise(progress), standing.next_exercise(progress)
    if last:
        words = {"done": "[right]done[/]", "seen": "[hint]solution seen[/]",
                 "tried": "[wrong]not right yet[/]"}.get(progress.status(last.id), "")
        facts.add_row("[untried]last[/]", f"{last.id}  {last.title}, {words}")
    if come and come is not last:
        facts.add_row("[untried]next[/]", f"{come.id}  {come.title}")
    book = standing.next_notebook(progress)
    if book:
        facts.add_row("[untried]notebook[/]", f"{book.number} {book.title}")
    screen.print(facts)
    screen.print()
    screen.print(steps([("groundup learn", "go on in JupyterLab"),
                        ("groundup practice", "go on in your editor and this terminal"),
                        ("groundup progress", "see what you have done and what you can do")]))


def steps(commands: list[tuple[str, str]]) -> Table:
    table = Table.grid(padding=(0, 3, 0, 0))
    for command, what in commands:
        table.add_row(f"  [accent]{command}[/]", what)
    return table


def summary(folder) -> str:
    """How well a run did, if its folder says so."""
    try:
        result = json.loads((folder / "config.json").read_text(encoding="utf-8"))["result"]
        return f", test accuracy {percent(result['test_accuracy'])}"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
