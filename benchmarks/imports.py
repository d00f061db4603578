"""How long an import takes: fresh interpreters in turns, on a warm disk.

    python -m benchmarks.imports
"""

import subprocess
import sys
from statistics import median

from benchmarks.race import report, start

PACKAGES = ("numpy", "groundup", "autograd.numpy", "sklearn.neural_network", "mygrad", "torch")
TIMED = "import time; t = time.perf_counter(); import {}; print(time.perf_counter() - t)"


def seconds(package):
    """The time of one import in a new interpreter; None where the package is not installed."""
    ran = subprocess.run([sys.executable, "-c", TIMED.format(package)],
                         capture_output=True, text=True)
    return float(ran.stdout) if ran.returncode == 0 else None


def main():
    options = start(__doc__)
    found = [package for package in PACKAGES if seconds(package) is not None]
    rounds = [{package: seconds(package) for package in found} for _ in range(options.rounds)]
    rows = [{"import": package,
             "ms": f"{median(r[package] for r in rounds) * 1e3:.0f}",
             "of groundup's": f"{median(r[package] / r['groundup'] for r in rounds):.2f}"}
            for package in found]
    report("Import time", rows, options)


if __name__ == "__main__":
    main()
