"""How many threads: those of the compiled kernels, and those of NumPy's matrix products.

A kernel runs without the interpreter's lock, on a range of rows; so ordinary threads, asleep
between calls, are all the parallelism there is. Measured on two busy cores (microseconds,
medians; products of 128x784 by 784x128):

    an empty fork and join                 these threads 6-14; OpenMP 2, or 8 where idle threads
                                           sleep; Numba's own work queue 95-117
    product on two threads, alone          125
    product, then a fork and join          8,000 with OpenMP as it comes: its idle thread spins,
                                           and keeps that of OpenBLAS from its core
                                           140 where idle threads sleep
    product on one thread, then the same   235

So idle threads must sleep, and then kernels and OpenBLAS may both keep all cores. Python's threads
sleep, need no OpenMP, survive a fork, and let a kernel be compiled once, not once more in
parallel (which took Numba three times as long). A kernel that multiplies matrices does so in each
of its threads, with OpenBLAS held to one for that long, which costs half a microsecond.
"""

import os
from collections import deque
from queue import SimpleQueue
from threading import Thread

from groundup.kernels import blas

GRAIN = 25_000.0                           # nanoseconds of work that are worth a thread
PIECES = 4                                 # ranges a thread

_cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
_wanted = os.environ.get("OMP_NUM_THREADS", "").partition(",")[0]
_threads = max(1, min(_cores, int(_wanted) if _wanted.isdigit() else _cores))


def get_num_threads() -> int:
    """How many threads a kernel may use: all cores of this process, or OMP_NUM_THREADS, at first.

    >>> get_num_threads() >= 1
    True
    """
    return _threads


def set_num_threads(n: int) -> None:
    """Let kernels, and NumPy's matrix products, use `n` threads, in this process.

    One thread is best for small networks and on a busy machine. Raises `ValueError` unless n is a
    whole number above 0. Where NumPy brings no OpenBLAS, its products are left as they are.

    >>> before = get_num_threads()
    >>> set_num_threads(1); get_num_threads()
    1
    >>> set_num_threads(before)
    """
    global _threads
    if not isinstance(n, int) or n < 1:
        raise ValueError(f"The number of threads is a whole number above 0, not {n!r}.")
    _threads = n
    blas.set_num_threads(n)


def spread(kernel, rows: int, work: float, *arrays) -> None:
    """Call kernel(*arrays, start, stop) for ranges that make up `rows`, on several threads.

    `work` is roughly how many nanoseconds all of it takes: too little stays here, in one piece.
    Else there are four ranges a thread, of which each takes another as soon as it is free: this
    one does them all if the others are not woken in time, as happens on a busy machine. It begins
    in front and the others at the end, so that from one kernel to the next rows mostly stay in the
    cache of the core that works on them.
    """
    if work >= 2 * GRAIN and rows > 1 and _threads > 1:
        n = min(_threads * PIECES, rows, int(work / GRAIN))
        _share(kernel, arrays, deque((rows * i // n, rows * (i + 1) // n) for i in range(n)))
    elif rows:
        kernel(*arrays, 0, rows)


_tasks: SimpleQueue = SimpleQueue()
_helpers: list[Thread] = []


def _share(kernel, arrays, ranges):
    count, results = len(ranges), SimpleQueue()
    task = kernel, arrays, ranges.pop, results
    helpers = min(_threads, count) - 1
    while len(_helpers) < helpers:
        _helpers.append(Thread(target=_help, args=(_tasks,), daemon=True))
        _helpers[-1].start()
    for _ in range(helpers):
        _tasks.put(task)
    _work_off(kernel, arrays, ranges.popleft, results)
    problems = [results.get() for _ in range(count)]       # waits for what others have begun
    for problem in problems:
        if problem is not None:
            raise problem


def _work_off(kernel, arrays, take, results):
    """Take ranges until there are none, and tell for each that it is done, or why it is not."""
    while True:
        try:
            start, stop = take()
        except IndexError:
            return
        try:
            kernel(*arrays, start, stop)
            results.put(None)
        except BaseException as problem:
            results.put(problem)


def _help(tasks):
    """What a helping thread does all its life: wait for a task, and take ranges of it."""
    while True:
        _work_off(*tasks.get())


def _start_anew() -> None:
    """A forked child has none of its parent's threads."""
    global _tasks, _helpers
    _tasks, _helpers = SimpleQueue(), []


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_anew)
