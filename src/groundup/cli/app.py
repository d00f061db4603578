"""`groundup`: the command whose parts are in course.py and library.py, and how its help looks."""

from typing import Annotated

import typer
from typer import Context, Option, rich_utils

from groundup import __version__
from groundup.viz import style

ACCENT, FAINT = style.TERMINAL["accent"], style.TERMINAL["untried"]
for part, color in [("OPTION", ACCENT), ("SWITCH", ACCENT), ("NEGATIVE_OPTION", ACCENT),
                    ("NEGATIVE_SWITCH", ACCENT), ("COMMANDS_TABLE_FIRST_COLUMN", ACCENT),
                    ("TYPES", FAINT), ("METAVAR", FAINT), ("USAGE", FAINT),
                    ("REQUIRED_SHORT", FAINT), ("REQUIRED_LONG", FAINT)]:
    setattr(rich_utils, f"STYLE_{part}", color)         # help pages look like everything else

app = typer.Typer(name="groundup", add_completion=False, rich_markup_mode="rich")


def examples(*lines: str) -> str:
    return "Examples:\n\n" + "\n\n".join(f"  [{ACCENT}]{line}[/]" for line in lines)


def print_version(wanted: bool) -> None:
    if wanted:
        print(f"groundup {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True,
              epilog=examples("groundup learn", "groundup practice", "groundup train digits"))
def groundup(
    context: Context,
    version: Annotated[bool, Option("--version", callback=print_version, is_eager=True,
                                    help="Say which version this is.")] = False,
) -> None:
    """Neural networks from the ground up: learn how they work, train one, and ask it."""
    if context.invoked_subcommand is None:
        from groundup.cli import welcome

        welcome.show()
