"""How long an import takes: fresh interpreters in turns, on a warm disk."""

import subprocess
import sys
from statistics import median

TITLE = "Import time"
NOTE = "Median of fresh interpreters, which took turns; NumPy alone is what groundup stands on."
PACKAGES = ("numpy", "groundup", "autograd.numpy", "sklearn.neural_network", "mygrad", "tinygrad",
            "jax", "torch")
TIMED = "import time; t = time.perf_counter(); import {}; print(time.perf_counter() - t)"


def rows(options) -> tuple[list[dict], str]:
    times = {package: [] for package in PACKAGES if seconds(package) is not None}
    for _ in range(options.rounds):
        for package, found in times.items():
            found.append(seconds(package))
    return [row(package, times) for package in PACKAGES], NOTE


def row(package: str, times: dict[str, list[float]]) -> dict:
    if package not in times:
        return {"import": package, "ms": "not installed", "of groundup's": None}
    ratios = [a / b for a, b in zip(times[package], times["groundup"])]
    return {"import": package, "ms": median(times[package]) * 1e3, "of groundup's": median(ratios)}


def seconds(package: str) -> float | None:
    """The time of one import in a new interpreter; None where the package is not installed."""
    ran = subprocess.run([sys.executable, "-c", TIMED.format(package)],
                         capture_output=True, text=True)
    return float(ran.stdout) if ran.returncode == 0 else None
