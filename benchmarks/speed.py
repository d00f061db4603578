"""Whole training steps and single predictions, beside every rival that is installed."""

import os
from functools import partial
from math import isnan

import numpy as np

from benchmarks.agreement import check
from benchmarks.peers import OURS, ask, entrants
from benchmarks.race import Result, race, say
from benchmarks.workloads import WORKLOADS, Workload, flops

TITLE = "Training steps (W1–W6: forward, backward, Adam, float32) and one answer (W7)"
NOTE = """\
Times are milliseconds. "PyTorch" is the fastest of its variants, which is named; `ratio` is
groundup's time over it, below 1 where groundup is faster, and `rounds` the range of that ratio over
the rounds. `of peak` is the share of what a product of two matrices reaches, NumPy's or
PyTorch's, in the same race (GFLOP/s, 1024×1024 in float32), that groundup / PyTorch reach, by the
operations of the matrix products alone; convolutions of 3×3 are counted in full, though groundup
takes fewer operations for them (Winograd). `error` is the largest error of a float32 gradient,
groundup / PyTorch, relative to the largest entry, judged by PyTorch in float64. A rival that a
workload cannot be given to, or that has no such variant, is a dash."""
SIZE = 1024                                # of the matrices whose product is the measure
COLUMNS = {"eager": "eager", "fused": "fused", "channels_last": "channels last",
           "compile": "compiled", "JAX": "JAX", "scikit-learn": "scikit-learn",
           "TinyGrad": "TinyGrad"}         # the end of a rival's label -> its column


def rows(options) -> tuple[list[dict], str]:
    chosen = [name for name in WORKLOADS if options.wants(name)]
    return [row(name, WORKLOADS[name], options) for name in chosen], NOTE


def row(name: str, work: Workload, options) -> dict:
    field = entrants(work, options.quick)
    say(f"{name} {work.title}: {', '.join(field)}")
    errors = check(work, list(dict.fromkeys(peer for peer, _ in field.values())))
    barred = {label: errors[peer] for label, (peer, _) in field.items()
              if isinstance(errors[peer], str)}
    result = race({label: partial(ask, peer, "step", work, variant)
                   for label, (peer, variant) in field.items() if label not in barred} | PRODUCTS,
                  options.rounds, options.block)
    result.absent |= barred
    line = {"workload": f"{name} {work.title}", "groundup": result.typical(OURS) * 1e3}
    line |= beside_torch(result, best_torch(result))
    line |= {column: time_of(result, label) for label, column in COLUMNS.items()}
    line["of peak"] = shares(result, flops(work))
    line["error"] = " / ".join("–" if isinstance(errors[p], str) or isnan(errors[p])
                               else f"{errors[p]:.0e}" for p in (OURS, "torch"))
    say(f"  groundup {line['groundup']:.3g} ms, PyTorch {line['PyTorch']}, ratio {line['ratio']}")
    return line


def beside_torch(result: Result, best: str | None) -> dict:
    if best is None:
        why = next(why for rival, why in result.absent.items() if rival.startswith("PyTorch"))
        return {"PyTorch": why, "ratio": None, "rounds": None}
    ratios = result.ratios(OURS, best)
    return {"PyTorch": f"{result.typical(best) * 1e3:.3g} ({best.removeprefix('PyTorch ')})",
            "ratio": result.ratio(OURS, best), "rounds": f"{min(ratios):.2f}–{max(ratios):.2f}"}


def shares(result: Result, operations: float) -> str:
    """What groundup and PyTorch's best reach of the speed of a matrix product."""
    peak = max(2 * SIZE**3 / result.typical(p) for p in PRODUCTS if p in result.seconds)
    rivals = [OURS, best_torch(result)]
    return " / ".join("–" if rival is None else f"{operations / result.typical(rival) / peak:.0%}"
                      for rival in rivals) + f" of {peak / 1e9:.0f}"


def best_torch(result: Result) -> str | None:
    found = [rival for rival in result.seconds if rival.startswith("PyTorch")]
    return min(found, key=result.typical) if found else None


def time_of(result: Result, label: str) -> float | str | None:
    """Milliseconds of the rival whose label ends so, the reason why it is absent, or None."""
    for rival in result.seconds:
        if rival.endswith(label):
            return result.typical(rival) * 1e3
    return next((why for rival, why in result.absent.items() if rival.endswith(label)), None)


def product(library: str):
    a = np.random.default_rng(0).random((SIZE, SIZE), np.float32)
    out = np.empty_like(a)
    if library == "numpy":
        return lambda: np.matmul(a, a, out=out)
    import torch

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    a, out = torch.from_numpy(a), torch.from_numpy(out)
    return lambda: torch.matmul(a, a, out=out)


PRODUCTS = {f"product, {library}": partial(product, library) for library in ("numpy", "torch")}
