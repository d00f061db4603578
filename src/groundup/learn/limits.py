"""A time limit for code that may never end.

In the main thread of Linux and macOS a timer interrupts it, which costs nothing. On Windows, in
other threads and in the browser there is no such timer; there each line looks at the clock.
Neither can interrupt one long call into C.
"""

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

AGAIN = 0.05                               # seconds until a swallowed interruption comes again


class TimeUp(BaseException):
    """The time is up. Not an `Exception`, so that a learner's `except Exception` lets it pass."""


def has_timer() -> bool:
    """Whether the system's timer can be used here.

    >>> has_timer() == (hasattr(signal, "setitimer") and sys.platform != "emscripten")
    True
    """
    return (hasattr(signal, "setitimer") and sys.platform != "emscripten"
            and threading.current_thread() is threading.main_thread())


@contextmanager
def time_limit(seconds: float, timer: bool | None = None) -> Iterator[None]:
    """Raise `TimeUp` in a function that the block calls, when it takes longer than this.

    >>> try:
    ...     with time_limit(0.01):
    ...         [time.sleep(0.001) for _ in iter(int, 1)]
    ... except TimeUp:
    ...     print("stopped")
    stopped
    """
    with (_alarm if (has_timer() if timer is None else timer) else _clock)(seconds):
        yield


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def stop(number, frame):
        raise TimeUp

    before = signal.signal(signal.SIGALRM, stop)
    others, started = signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN), time.monotonic()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if others[0]:                      # someone else's timer was running: let it go on
            left = others[0] - (time.monotonic() - started)
            signal.setitimer(signal.ITIMER_REAL, max(left, 0.001), others[1])


@contextmanager
def _clock(seconds: float) -> Iterator[None]:
    end, before = time.monotonic() + seconds, sys.gettrace()

    def watch(frame, event, argument):
        if time.monotonic() > end:
            raise TimeUp
        return watch

    sys.settrace(watch)
    try:
        yield
    finally:
        sys.settrace(before)
