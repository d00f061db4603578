"""`groundup …`: the library from the command line, and the one place where errors become words."""

import errno
import os
import sys
from collections.abc import Sequence

from groundup.backend import require
from groundup.cli.errors import Stopped, UserError
from groundup.data.errors import DataError
from groundup.learn.workspace import WorkspaceError

DONE, REFUSED, INTERRUPTED = 0, 2, 130          # exit statuses, as shells use them


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name (by default those of the process).

    Returns the exit status: 0 done, 2 for what the person at the keyboard can put right, said in
    one sentence on stderr, and 130 for Ctrl-C. Any other exception is a defect of groundup and
    keeps its traceback.

    >>> main(["--version"])
    groundup 0.1.0
    0
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")        # an old terminal shows ? and goes on
    try:
        for module in ("typer", "rich"):
            require(module, extra="cli")
        return _run(arguments)
    except (UserError, DataError, WorkspaceError) as error:
        return _refuse(str(error))
    except ModuleNotFoundError as missing:
        if "pip install 'groundup[" not in str(missing):
            raise
        return _refuse(str(missing))
    except MemoryError:
        return _refuse("That does not fit into memory: give smaller --hidden or --batch-size.")
    except (Stopped, KeyboardInterrupt) as stop:
        print(f"\nStopped; {str(stop) or 'nothing was kept.'}", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:                             # `groundup datasets | head -1`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return _refuse("The disk is full. Make room, and try again.")


def _run(arguments: Sequence[str] | None) -> int:
    import typer

    from groundup.cli import course, library  # which hold its commands
    from groundup.cli.app import app

    usage_error = typer.BadParameter.__base__           # of Typer's own click, or of click
    try:
        return typer.main.get_command(app)(arguments, "groundup", standalone_mode=False) or DONE
    except usage_error as error:                        # type: ignore[misc]
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "groundup"
        return _refuse(f"{error.format_message().rstrip('.')}. See: {command} --help")


def _refuse(sentence: str) -> int:
    print(f"groundup: {sentence}", file=sys.stderr)
    return REFUSED
