"""Peak memory of a training step, each rival in a fresh process.

What the operating system counts is the one measure that is the same for all: the largest resident
set while the network is built and trained for a few steps (`VmHWM`, reset before), less the
resident set of the idle process, in which the same network has been trained on a batch of two and
was forgotten, what the allocator kept of it given back. So weights, gradients, Adam's moments, kept
activations and the allocator's spare memory all count, and the code that the libraries load, or
compile, does not.
"""

import ctypes
import gc
import re
from dataclasses import replace
from pathlib import Path

from benchmarks.peers import OURS, ask, entrants
from benchmarks.race import apart, say
from benchmarks.workloads import WORKLOADS

TITLE = "Peak memory of a step"
NOTE = """\
MB of 2²⁰ bytes. A step's memory is the peak of the resident set during five steps, less that of the
idle process; `whole` is the peak of the process with everything that it has imported. `ratio` is
groundup's over that of the PyTorch variant that needs least (compiled ones are not asked). JAX
compiles for each size of batch, so that its compiler counts here."""
MEASURED = ("W2", "W3", "W4", "W5", "W6")
STEPS = 5


def rows(options) -> tuple[list[dict], str]:
    return [row(name) for name in MEASURED], NOTE


def row(name: str) -> dict:
    work = WORKLOADS[name]
    field = {label: entrant for label, entrant in entrants(work, quick=True).items()
             if entrant[0] in (OURS, "torch", "jax")}
    peaks = {label: apart(peak, peer, work, variant) for label, (peer, variant) in field.items()}
    say(f"memory {name}: {peaks}")
    ours = peaks[OURS]
    if isinstance(ours, str):
        raise RuntimeError(f"groundup's memory on {work.title} is unknown: {ours}")
    ran = {label: p for label, p in peaks.items() if not isinstance(p, str)}
    least = min((p for label, p in ran.items() if label.startswith("PyTorch")), default=None)
    return {"workload": f"{name} {work.title}", "groundup": ours[0],
            "PyTorch": least[0] if least else peaks["PyTorch eager"],
            "ratio": ours[0] / least[0] if least else None,
            "JAX": ran["JAX"][0] if "JAX" in ran else peaks["JAX"],
            "groundup whole": ours[1], "PyTorch whole": least[1] if least else None}


def peak(peer: str, work, variant: str) -> tuple[float, float]:
    """MB above the idle process, and of the whole process."""
    ask(peer, "step", replace(work, input=(2, *work.input[1:])), variant)()
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)                       # glibc; as /proc below, Linux only
    idle = resident("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")          # VmHWM starts anew from here
    step = ask(peer, "step", work, variant)
    for _ in range(STEPS):
        step()
    return resident("VmHWM") - idle, resident("VmHWM")


def resident(field: str) -> float:
    status = Path("/proc/self/status").read_text()
    return int(re.search(rf"{field}:\s+(\d+) kB", status)[1]) / 1024
