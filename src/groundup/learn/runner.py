"""Runs practice files, each in a process of its own, which may hang, crash or be ended.

A process is kept waiting with everything imported, so that a check begins at once; it serves one
file, and the next one is started in its place.
"""

import json
import os
import queue
import re
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from groundup.learn.exercise import Exercise
from groundup.learn.worker import GRACE, with_line

START = 60.0                               # seconds that importing everything may take
LATE = 2.0                                 # seconds after which a silent worker is ended from here
PRINTED = 2000                             # characters of the learner's output to keep


@dataclass(frozen=True)
class Outcome:
    """What came of a check: the verdict's kind, its message, and what the file printed."""

    kind: str
    text: str
    mistake: str = ""
    printed: str = ""

    @property
    def accepted(self) -> bool:
        return self.kind in ("right", "unusual", "convention")


class Worker:
    """One process of `worker.py`, from its start to its end.

    -P keeps the learner's folder off its path: a random.py there is not Python's own.
    """

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "groundup.learn.worker"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **apart())
        self.lines: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        for line in iter(self.process.stdout.readline, b""):            # type: ignore[union-attr]
            self.lines.put(line)
        self.lines.put(b"")                                             # it has ended

    def ask(self, order: dict) -> None:
        self.process.stdin.write(json.dumps(order).encode() + b"\n")    # type: ignore[union-attr]
        self.process.stdin.flush()                                      # type: ignore[union-attr]

    def hear(self, seconds: float) -> dict | None:
        """Its next message; None if it ended without one. Raises `queue.Empty` after a time."""
        line = self.lines.get(timeout=seconds)
        return json.loads(line) if line.strip() else None

    def end(self) -> None:
        """End it, and whatever the learner's code has started in it."""
        if os.name != "nt" and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):                                     # it no longer listened
                pipe.close()                                            # type: ignore[union-attr]


def apart() -> dict:
    """A group of its own: Ctrl-C is meant for the loop, not for the learner's code."""
    if os.name == "nt":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}   # type: ignore[attr-defined]
    return {"start_new_session": True}


class Runner:
    """Checks practice files one after the other; `close` it, or use it in a `with` block."""

    def __init__(self, color: bool = True, width: int = 80):
        self.color, self.width = color, width
        self.spare: Worker | None = Worker()

    def __enter__(self) -> "Runner":
        return self

    def __exit__(self, *error) -> None:
        self.close()

    def close(self) -> None:
        if self.spare:
            self.spare.end()
            self.spare = None

    def check(self, exercise: Exercise, file: Path, another: bool = True) -> Outcome:
        """Judge a file. `another` says that the next check will come, and is prepared for."""
        worker, self.spare = self.spare or Worker(), None
        with tempfile.TemporaryDirectory(prefix="groundup-") as folder:
            output, traces = Path(folder, "output"), Path(folder, "traces")
            try:
                outcome = self.ask(worker, exercise, file, output, traces)
            finally:
                worker.end()
                if another:
                    self.spare = Worker()
            printed = output.read_text("utf-8", "replace") if output.exists() else ""
        return Outcome(**outcome, printed=printed[-PRINTED:].strip())

    def ask(self, worker: Worker, exercise: Exercise, file: Path, output: Path,
            traces: Path) -> dict:
        """Send the request and wait for its answer, at most for the exercise's time."""
        try:
            ready = worker.hear(START)
        except queue.Empty:
            ready = None
        if ready is None:
            return {"kind": "error", "text": "The process that checks does not start: try "
                                             "`groundup doctor`."}
        order = {"id": exercise.id, "file": str(file), "output": str(output),
                 "traces": str(traces), "color": self.color, "width": self.width}
        try:
            worker.ask(order)
            answer = worker.hear(exercise.seconds + GRACE + LATE)
        except queue.Empty:
            return endless(file, "")
        except OSError:
            answer = None
        if answer is not None:
            return answer
        trace = traces.read_text("utf-8", "replace") if traces.exists() else ""
        status = worker.process.wait()
        return endless(file, trace) if trace.startswith("Timeout") else crashed(status)


def endless(file: Path, trace: str) -> dict:
    """The outcome of a check that ran out of time, with the line where it was then."""
    line = re.search(rf'File "{re.escape(str(file))}", line (\d+)', trace)
    sentence = "It did not come to an end, and was stopped. Look for a loop that never ends."
    return {"kind": "slow", "text": with_line(sentence, file, int(line[1]) if line else None)}


def crashed(status: int) -> dict:
    """The outcome of a check in which the process itself ended."""
    why = f"exit status {status}"
    if -status in set(signal.Signals):
        why = signal.Signals(-status).name                              # SIGSEGV and its like
    return {"kind": "error",
            "text": f"Your code ended the whole process ({why}) instead of returning."}
