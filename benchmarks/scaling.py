"""How the cost of a step grows with batch, width, depth and length: exponents on log-log axes."""

from dataclasses import replace
from functools import partial

import numpy as np

from benchmarks.peers import OURS, ask
from benchmarks.race import race, say
from benchmarks.workloads import WORKLOADS, cnn, flops, gpt, lstm, mlp

TITLE = "How a step's time grows"
NOTE = """\
time ~ size^exponent, by least squares on logarithms over the sizes given; `operations` is the
exponent of the arithmetic itself. An exponent below that of the operations says that part of the
cost does not grow (calls, the tape, Adam); above it, that caches or threads no longer keep up."""


def ladders() -> dict[str, dict[int, object]]:
    """What grows -> size -> workload."""
    return {
        "batch, MLP of W2": {n: mlp("", n, 784, 128, 128, 10) for n in (32, 128, 512, 2048)},
        "width, MLP, batch 128": {n: mlp("", 128, n, n, n, 10) for n in (64, 128, 256, 512, 1024)},
        "depth, MLP of width 128": {n: mlp("", 128, *[128] * n, 10) for n in (2, 4, 8, 16, 32)},
        "batch, CNN of W3": {n: cnn("", n) for n in (8, 16, 32, 64)},
        "length, LSTM of W4": {n: lstm("", 32, n, 64, 128) for n in (25, 50, 100, 200)},
        "length, GPT of W5": {n: gpt("", 4, n, 128, 4, 2) for n in (64, 128, 256, 512)},
        "depth, GPT of W5": {n: replace(WORKLOADS["W5"], depth=n) for n in (1, 2, 4, 8)},
    }


def rows(options) -> tuple[list[dict], str]:
    rivals = {OURS: (OURS, ""), "PyTorch": ("torch", "fused")}
    rounds = max(2, options.rounds // 3)
    return [row(grows, sizes, rivals, rounds, options) for grows, sizes in ladders().items()], NOTE


def row(grows, sizes, rivals, rounds, options) -> dict:
    """All sizes and both rivals take turns in one race."""
    if options.quick:
        sizes = dict(list(sizes.items())[:3])
    result = race({(label, size): partial(ask, peer, "step", work, variant)
                   for size, work in sizes.items() for label, (peer, variant) in rivals.items()},
                  rounds, options.block / 2)
    line = {"grows": grows, "sizes": "–".join(str(n) for n in (min(sizes), max(sizes))),
            "operations": exponent({size: flops(work) for size, work in sizes.items()})}
    for label in rivals:
        times = {size: result.typical((label, size)) for size in sizes
                 if (label, size) in result.seconds}
        complete = len(times) == len(sizes)
        line[label] = exponent(times) if complete else next(iter(result.absent.values()))
        line[f"{label} ms, smallest to largest"] = (
            " ".join(f"{t * 1e3:.3g}" for t in times.values()) if complete else None)
    say(f"scaling: {line}")
    return line


def exponent(cost: dict[int, float]) -> float:
    """The slope of log cost over log size."""
    return float(np.polyfit(np.log(list(cost)), np.log(list(cost.values())), 1)[0])
