"""The process in which one practice file runs: started warm, used once, whatever it suffers.

The parent (`runner.py`) writes one request, a line of JSON, to its standard input. The verdict goes
back as a line of JSON on what was its standard output; the learner's prints go into a file.
"""

import faulthandler
import json
import os
import sys
import traceback
from pathlib import Path

from groundup.learn import catalog, message, practice
from groundup.learn.checker import judge

GRACE = 1.5                                # seconds that loading the file may take beside the check


def main() -> None:
    """Announce readiness, take one request, answer it, and end."""
    sys.dont_write_bytecode = True
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    say(channel, {"ready": True})
    request = sys.stdin.readline()
    if not request:
        return
    order = json.loads(request)
    redirect(order["output"])
    with open(order["traces"], "w") as traces:
        exercise = catalog.find(order["id"])
        faulthandler.dump_traceback_later(exercise.seconds + GRACE, exit=True, file=traces)
        outcome = check(exercise, Path(order["file"]), order["color"], order["width"])
        faulthandler.cancel_dump_traceback_later()
    sys.stdout.flush()
    say(channel, outcome)
    os._exit(0)                            # threads that the learner left running do not matter


def say(channel, message: dict) -> None:
    channel.write(json.dumps(message) + "\n")
    channel.flush()


def redirect(output: str) -> None:
    """No keyboard for the learner's code; whatever it prints goes into a file."""
    keyboard = os.open(os.devnull, os.O_RDONLY)
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for source, target in ((keyboard, 0), (file, 1), (file, 2)):
        os.dup2(source, target)


def check(exercise, file: Path, color: bool, width: int) -> dict:
    """The verdict on a file as plain data."""
    try:
        answer = practice.answer(exercise, file)
    except practice.Unreadable as problem:
        return broken(str(problem), file, problem.line)
    except BaseException as error:         # a SystemExit of the learner's, too
        what = "".join(traceback.format_exception_only(error)).strip()
        return broken(f"The file stops with {what}", file, last_line(error, file))
    try:
        verdict = judge(exercise, answer)
    except Exception as error:             # ours: the learner must not pay for it
        return broken(f"The check of {exercise.id} broke ({type(error).__name__}: {error}). That "
                      "is a fault of the course, not yours; please report it.", file, None)
    return {"kind": verdict.kind, "mistake": verdict.mistake.name if verdict.mistake else "",
            "text": message.terminal(verdict, color=color, width=width)}


def last_line(error: BaseException, file: Path) -> int | None:
    """The last line of the learner's file that an exception went through."""
    line, trace = None, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == str(file):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def broken(sentence: str, file: Path, line: int | None) -> dict:
    """The outcome for a file that could not be judged, with the line to look at."""
    return {"kind": "error", "mistake": "", "text": with_line(sentence, file, line)}


def with_line(sentence: str, file: Path, line: int | None) -> str:
    """A sentence, and below it a line of the file with its number."""
    try:
        shown = file.read_text(encoding="utf-8", errors="replace").splitlines()[(line or 0) - 1]
    except (OSError, IndexError):
        return sentence
    return f"{sentence}\n\n  line {line}:  {shown.strip()}" if line else sentence


if __name__ == "__main__":
    main()
