"""Rivals side by side: each lives in a process of its own, and they take turns in short blocks.

Turns of a fraction of a second mean that all of them meet the same moods of the machine; separate
processes, that no library's thread pool disturbs another's. A rival's time is the median over its
blocks of a block's lower quartile; a ratio is the median over rounds of the ratios within a round.
"""

import multiprocessing
import os
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from statistics import median

POOLS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
PATIENCE = 180.0                           # seconds for a rival to load, compile and step once
# Kernels of another processor, chosen by whoever set up the machine, would measure that choice.
os.environ.pop("OPENBLAS_CORETYPE", None)
PAUSE = 0.03                               # between turns, until the last one's threads sleep


@dataclass
class Result:
    """Seconds per call of each rival, round by round, and of rivals that could not run, why."""

    seconds: dict[str, list[float]]
    absent: dict[str, str]

    def typical(self, rival: str) -> float:
        return median(self.seconds[rival])

    def ratios(self, rival: str, to: str) -> list[float]:
        return [a / b for a, b in zip(self.seconds[rival], self.seconds[to])]

    def ratio(self, rival: str, to: str) -> float:
        return median(self.ratios(rival, to))


def race(rivals: dict, rounds: int = 9, block: float = 0.2) -> Result:
    """Time rivals in turns. Each is a module-level function that builds a step and returns it."""
    pipes, workers, absent = {}, [], {}
    try:
        for name, build in rivals.items():
            worker, pipe = _start(_work, build, block)
            workers.append(worker)
            problem = _answer(pipe)
            if problem:
                absent[name] = problem
                say(f"  {name}: {problem}")
            else:
                pipes[name] = pipe
        seconds: dict[str, list[float]] = {name: [] for name in pipes}
        for _ in range(rounds):
            for name, pipe in pipes.items():
                time.sleep(PAUSE)
                pipe.send("go")
                seconds[name].append(pipe.recv())
    finally:
        for pipe in pipes.values():
            with suppress(OSError):        # it may have died
                pipe.send(None)
        for worker in workers:
            _end(worker)
    return Result(seconds, absent)


def apart(function, *arguments):
    """function(*arguments) in a fresh process; where that fails, the reason, as text."""
    worker, pipe = _start(_call, function, arguments)
    try:
        problem, value = _answer(pipe), None
        value = problem or pipe.recv()
    finally:
        _end(worker)
    return value


def say(line: str) -> None:
    """A line of progress."""
    print(line, file=sys.stderr, flush=True)


def _start(target, *arguments):
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    worker = context.Process(target=target, args=(*arguments, theirs), daemon=True)
    worker.start()
    theirs.close()                         # so that a worker that dies ends the pipe
    return worker, ours


def _end(worker):
    """Wait for a worker that is done; kill one that is stuck. Its memory is free afterwards."""
    worker.join(5)
    worker.kill()
    worker.join()


def _answer(pipe):
    """What a worker says first: None, or why it cannot run."""
    if not pipe.poll(PATIENCE):
        return f"not ready within {PATIENCE:.0f} s"
    try:
        return pipe.recv()
    except EOFError:
        return "its process died"


def _call(function, arguments, pipe):
    _limit_cores()
    value = _guarded(pipe, lambda: function(*arguments))
    pipe.send(value)


def _work(build, block, pipe):
    _limit_cores()

    def ready():
        step = build()
        for _ in range(3):                 # first calls load, compile and allocate
            step()
        return step

    step = _guarded(pipe, ready)
    while step and pipe.recv():
        times, end = [], time.perf_counter() + block
        while time.perf_counter() < end or len(times) < 3:
            start = time.perf_counter()
            step()
            times.append(time.perf_counter() - start)
        pipe.send(sorted(times)[len(times) // 4])


def _guarded(pipe, function):
    """function(), having told whoever waits that it worked, or why it did not."""
    try:
        value = function()
    except ModuleNotFoundError as missing:
        pipe.send(f"{missing.name} is not installed")
    except Exception as problem:           # a rival that fails is a row in the table, no crash
        reason = (str(problem).strip().splitlines() or [""])[0]
        pipe.send(f"{type(problem).__name__}: {reason}"[:120])
    else:
        pipe.send(None)
        return value


def _limit_cores():
    """As many cores as threads, also for libraries that read no environment variable."""
    threads = int(os.environ.get(POOLS[0], os.cpu_count()))
    with suppress(AttributeError, OSError):                # not on every system
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:threads]))
