"""Rivals side by side: each lives in a process of its own, and they take turns in short blocks.

Turns of a fraction of a second mean that all of them meet the same moods of the machine; separate
processes, that no library's thread pool disturbs another's. A rival's time is the median over its
blocks of a block's lower quartile; a ratio is the median over rounds of the ratios within a round.
"""

import argparse
import importlib.metadata
import json
import multiprocessing
import os
import platform
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

THREADS = "2"
POOLS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass
class Result:
    """Seconds per call of each rival, round by round, and of rivals that could not run, why."""

    seconds: dict[str, list[float]]
    absent: dict[str, str]

    def typical(self, rival: str) -> float:
        return median(self.seconds[rival])

    def ratio(self, rival: str, to: str) -> float:
        return median(a / b for a, b in zip(self.seconds[rival], self.seconds[to]))


def race(rivals: dict, rounds: int = 9, block: float = 0.2) -> Result:
    """Time rivals in turns. Each is a module-level function that builds a step and returns it."""
    context = multiprocessing.get_context("spawn")
    pipes, workers, absent = {}, [], {}
    for name, build in rivals.items():
        ours, theirs = context.Pipe()
        worker = context.Process(target=_work, args=(build, theirs, block), daemon=True)
        worker.start()
        workers.append(worker)
        problem = ours.recv()
        if problem:
            absent[name] = problem
        else:
            pipes[name] = ours
    seconds: dict[str, list[float]] = {name: [] for name in pipes}
    for _ in range(rounds):
        for name, pipe in pipes.items():
            pipe.send("go")
            seconds[name].append(pipe.recv())
    for worker in workers:
        worker.terminate()
    return Result(seconds, absent)


def _work(build, pipe, block):
    try:
        step = build()
        step()                             # first calls load, compile and allocate
    except ModuleNotFoundError as missing:
        pipe.send(f"{missing.name} is not installed")
        return
    pipe.send(None)
    while pipe.recv():
        times, end = [], time.perf_counter() + block
        while time.perf_counter() < end or len(times) < 3:
            start = time.perf_counter()
            step()
            times.append(time.perf_counter() - start)
        pipe.send(sorted(times)[len(times) // 4])


def machine() -> dict:
    """What the figures depend on: processor, threads, versions."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        cpu = names[0].partition(":")[2].strip() if names else cpu
    packages = ("numpy", "torch", "autograd", "mygrad")
    versions = {name: _version(name) for name in packages}
    return {"cpu": cpu, "cores": os.cpu_count(), "threads": int(THREADS),
            "python": platform.python_version(), "date": time.strftime("%Y-%m-%d")} | versions


def _version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def start(description: str) -> argparse.Namespace:
    """Read the options that all benchmarks share, and fix the number of threads."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--rounds", type=int, default=9, help="turns of each rival (default 9)")
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    for pool in POOLS:
        os.environ[pool] = THREADS
    return parser.parse_args()


def report(title: str, rows: list[dict], options: argparse.Namespace) -> None:
    """Print rows as a table that Markdown also reads, and write them as JSON where asked."""
    here = machine()
    print(f"\n{title}\n{here['cpu']}, {here['cores']} cores, {here['threads']} threads, "
          + ", ".join(f"{name} {here[name]}" for name in ("python", "numpy", "torch", "autograd",
                                                          "mygrad") if here[name]) + "\n")
    columns = list(rows[0])
    cells = [columns, *[[str(row[column]) for column in columns] for row in rows]]
    widths = [max(map(len, column)) for column in zip(*cells)]
    for i, row in enumerate(cells):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |")
        if i == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps({"title": title, "machine": here, "rows": rows},
                                           indent=1) + "\n")
