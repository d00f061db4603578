"""The commands of the course and their options; the work is done in the files named like them."""

from pathlib import Path
from typing import Annotated, Any

from typer import Argument, Option

from groundup.cli.app import app, examples
from groundup.cli.options import whole

PANEL = "The course"
Folder = Annotated[Path | None, Option("--folder", metavar="FOLDER", show_default=False,
                                       help="Your copy of the course. Default: the one around "
                                            "here, or ./groundup-course.")]


@app.command(rich_help_panel=PANEL, epilog=examples(
    "groundup learn", "groundup learn 2.3", "groundup learn dropout --folder ~/course"))
def learn(
    chapter: Annotated[str | None, Argument(metavar="CHAPTER", show_default=False,
                                            help="Where to begin: 2, 2.3, ch02, or a word of a "
                                                 "title. Default: what comes next.")] = None,
    folder: Folder = None,
    browser: Annotated[bool, Option("--browser/--no-browser",
                                    help="Open a browser, or only print the address.")] = True,
    keep_both: Annotated[bool, Option("--keep-both", help="Put new versions beside notebooks that "
                                                          "you have changed.")] = False,
) -> None:
    """Open the course in JupyterLab; your copy is made, or brought up to date.

    What you have changed is never overwritten.
    """
    from groundup.cli.learn import run

    run(chapter, folder, browser, keep_both)


@app.command(rich_help_panel=PANEL, epilog=examples("groundup practice", "groundup practice 2.3"))
def practice(
    exercise: Annotated[str | None, Argument(metavar="EXERCISE", show_default=False,
                                             help="Where to begin: an id, 2.3, 2, or a title. "
                                                  "Default: where you were.")] = None,
    folder: Folder = None,
) -> None:
    """Practise in your own editor: save a file, and see the verdict here."""
    from groundup.cli.practice import run

    run(exercise, folder)


@app.command(rich_help_panel=PANEL, epilog=examples(
    "groundup check", "groundup check 2 3.1", "groundup check '*relu*' --json"))
def check(
    exercises: Annotated[list[str] | None, Argument(metavar="EXERCISE...", show_default=False,
                                                    help="Ids, chapters, notebooks, or patterns. "
                                                         "Default: all.")] = None,
    folder: Folder = None,
    json: Annotated[bool, Option("--json", help="Print the verdicts as JSON.")] = False,
) -> int:
    """Check your practice files once; the exit status is 1 if one is wrong."""
    from groundup.cli.check import run

    return run(exercises or [], folder, json)


@app.command(rich_help_panel=PANEL, epilog=examples(
    "groundup progress", "groundup progress 2", "groundup progress --export progress.json"))
def progress(
    chapter: Annotated[str | None, Argument(metavar="CHAPTER", show_default=False,
                                            help="Show this one in full.")] = None,
    folder: Folder = None,
    export: Annotated[Path | None, Option("--export", metavar="FILE", show_default=False,
                                          help="Write your progress into a file.")] = None,
    import_: Annotated[Path | None, Option("--import", metavar="FILE", show_default=False,
                                           help="Take in what was exported elsewhere.")] = None,
) -> None:
    """Show what you have done, what you can do now, and what comes next."""
    from groundup.cli import progress

    if import_:
        progress.read(import_, folder)
    if export:
        progress.write(export, folder)
    if not (import_ or export):
        progress.run(chapter, folder)


@app.command(rich_help_panel=PANEL, epilog=examples(
    "groundup plan --weeks 19", "groundup plan --weeks 10 --start 2027-01-04"))
def plan(
    weeks: Annotated[Any, Option("--weeks", metavar="N", parser=whole("--weeks", 1, example=19),
                                 show_default=False,
                                 help="How many weeks you have. Default: 19.")] = None,
    start: Annotated[str | None, Option("--start", metavar="DATE", show_default=False,
                                        help="The first day, such as 2027-01-04. "
                                             "Default: today.")] = None,
    folder: Folder = None,
) -> None:
    """Lay the chapters over weeks, and say what is due."""
    from groundup.cli.plan import run

    run(weeks, start, folder)


@app.command(rich_help_panel=PANEL, epilog=examples("groundup doctor",
                                                    "groundup doctor --warm-up"))
def doctor(
    folder: Folder = None,
    warm_up: Annotated[bool, Option("--warm-up", help="Compile the kernels now, once.")] = False,
) -> int:
    """Look at the installation, and say how to put right what is not."""
    from groundup.cli.doctor import run

    return run(folder, warm_up)
