"""The terminal as a page with keys: whole screens out, single keys in, and put back as it was."""

import os
import signal
import sys
import time
from contextlib import suppress
from types import TracebackType

ENTER = "\x1b[?1049h\x1b[?25l"             # the other page of the terminal, without a cursor
LEAVE = "\x1b[?25h\x1b[?1049l"
HOME, CLEAR_LINE, CLEAR_BELOW = "\x1b[H", "\x1b[K", "\x1b[J"
NAMES = {"\x1b[A": "up", "\x1b[B": "down", "\x1b[C": "right", "\x1b[D": "left", "\x1bOA": "up",
         "\x1bOB": "down", "\x1bOC": "right", "\x1bOD": "left", "\r": "enter", "\n": "enter",
         "\x1b": "escape", "\x7f": "backspace", "\b": "backspace", "\x1b[5~": "page up",
         "\x1b[6~": "page down"}
NAMES_WINDOWS = {"H": "up", "P": "down", "M": "right", "K": "left", "I": "page up",
                 "Q": "page down"}


def is_one() -> bool:
    """Whether somebody sits in front of it: both ends are a terminal that can be drawn on."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


class Terminal:
    """While in its `with` block, the page is ours; afterwards all is as before, whatever happens.

    Ctrl-C raises `KeyboardInterrupt` as always; being ended politely (SIGTERM, SIGHUP) does, too.
    """

    def __enter__(self) -> "Terminal":
        self.handlers = {}
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                number = getattr(signal, name)
                self.handlers[number] = signal.signal(number, signal.default_int_handler)
        if hasattr(signal, "SIGTSTP"):
            self.handlers[signal.SIGTSTP] = signal.signal(signal.SIGTSTP, self.suspend)
        self.open()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()
        for number, handler in self.handlers.items():
            signal.signal(number, handler)

    def open(self) -> None:
        """Take the page, and hear keys one by one, without showing them."""
        if os.name != "nt":
            import termios
            import tty

            self.before = termios.tcgetattr(sys.stdin)
            tty.setcbreak(sys.stdin)
        self.write(ENTER)

    def close(self) -> None:
        """Give the page back."""
        with suppress(OSError):            # the window is gone
            self.write(LEAVE)
        if os.name != "nt":
            import termios

            with suppress(termios.error):
                termios.tcsetattr(sys.stdin, termios.TCSADRAIN, self.before)

    def suspend(self, number: int, frame) -> None:
        """Ctrl-Z: the shell gets its terminal as it was, and `fg` comes back to the page."""
        self.close()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self.suspend)
        self.open()
        self.shown = None

    shown: tuple | None = None

    def show(self, lines: list[str]) -> None:
        """Draw a whole page, over the one before it, so that nothing flickers."""
        page = tuple(lines)
        if page != self.shown:
            text = "\r\n".join(line + CLEAR_LINE for line in lines)
            self.write(HOME + text + CLEAR_BELOW)
            self.shown = page

    def redraw(self) -> None:
        """Forget what is on the page: it is drawn anew even if it is the same."""
        self.shown = None

    def write(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()

    def key(self, seconds: float) -> str:
        """The next key, such as "n", "up" or "enter"; "" if none comes in this time."""
        return _key_windows(seconds) if os.name == "nt" else _key(seconds)


def _key(seconds: float) -> str:
    import select

    stdin = sys.stdin.fileno()
    if not select.select([stdin], [], [], seconds)[0]:
        return ""
    typed = os.read(stdin, 1)
    if not typed:
        raise KeyboardInterrupt             # the window is gone
    if typed == b"\x1b":                    # an arrow comes as several characters at once
        while len(typed) < 6 and select.select([stdin], [], [], 0.02)[0]:
            typed += os.read(stdin, 1)
            if typed[-1:] == b"~" or (typed[-1:].isalpha() and typed[-1:] != b"O"):
                break
    elif typed[0] >= 0xC0:                  # the first byte of a letter beyond ASCII
        typed += os.read(stdin, 3 if typed[0] >= 0xF0 else 2 if typed[0] >= 0xE0 else 1)
    key = typed.decode("utf-8", "replace")
    return NAMES.get(key, key)


def _key_windows(seconds: float) -> str:
    import msvcrt

    end = time.monotonic() + seconds
    while not msvcrt.kbhit():                                          # type: ignore[attr-defined]
        if time.monotonic() >= end:
            return ""
        time.sleep(0.02)
    key = msvcrt.getwch()                                              # type: ignore[attr-defined]
    if key in "\x00\xe0":
        return NAMES_WINDOWS.get(msvcrt.getwch(), "?")                 # type: ignore[attr-defined]
    if key == "\x03":
        raise KeyboardInterrupt
    return NAMES.get(key, key)
