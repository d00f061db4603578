"""Results: kept as JSON with their date and machine, and drawn as Markdown tables.

A run measures some sections, or some workloads of one; `merge` puts their rows into what is known.
"""

import importlib.metadata
import json
import os
import platform
import time
from pathlib import Path

from benchmarks.race import POOLS

PACKAGES = ("numpy", "torch", "jax", "scikit-learn", "tinygrad", "autograd", "mygrad")
BEGIN, END = "<!-- tables: written by `python -m benchmarks --readme` -->", "<!-- end of tables -->"


def machine() -> dict:
    """What the figures depend on: processor, threads, kernels, versions, and how busy it was."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        cpu = names[0].partition(":")[2].strip() if names else cpu
    versions = {name: _version(name) for name in PACKAGES}
    return {"cpu": cpu, "cores": os.cpu_count(),
            "threads": int(os.environ.get(POOLS[0], os.cpu_count() or 1)),
            "kernels": _kernels(), "python": platform.python_version(),
            "versions": {name: version for name, version in versions.items() if version},
            "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
            "date": time.strftime("%Y-%m-%d")}


def _version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _kernels():
    from groundup import kernels

    return kernels.in_use()


def section(title: str, note: str, rows: list[dict], here: dict) -> dict:
    return {"title": title, "note": note, "machine": here, "rows": rows}


def merge(known: dict, new: dict) -> dict:
    """`known` sections with those of `new`, which replace the old ones.

    Workloads can be measured one by one, so their rows are merged, by name.
    """
    merged = known | new
    old, part = known.get("speed"), new.get("speed")
    if old and part and list(old["rows"][0]) == list(part["rows"][0]) and _same(old, part):
        rows = {row["workload"]: row for row in old["rows"] + part["rows"]}
        merged["speed"] = part | {"rows": [rows[name] for name in sorted(rows)]}
    return merged


def _same(old, new):
    """Rows may stand in one table only if machine, threads and kernels are the same."""
    return all(old["machine"][key] == new["machine"][key] for key in ("cpu", "threads", "kernels"))


def load(path: Path) -> dict:
    return json.loads(path.read_text()) if path.exists() else {}


def save(path: Path, sections: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(sections, indent=1, ensure_ascii=False) + "\n")


def markdown(part: dict) -> str:
    """A section: its title, where and when it was measured, its table, and how to read it."""
    here = part["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in here["versions"].items())
    where = (f"{here['date']} · {here['cpu']}, {here['cores']} cores, {here['threads']} threads, "
             f"load {here['load']} before · kernels: {here['kernels']} · Python {here['python']}, "
             f"{versions}")
    return "\n\n".join([f"### {part['title']}", where, table(part["rows"]), part["note"]])


def table(rows: list[dict]) -> str:
    columns = list(rows[0])
    cells = [columns, *[[cell(row[column]) for column in columns] for row in rows]]
    widths = [max(map(len, column)) for column in zip(*cells)]
    lines = ["| " + " | ".join(text.ljust(n) for text, n in zip(row, widths)) + " |"
             for row in cells]
    return "\n".join([lines[0], "|" + "|".join("-" * (n + 2) for n in widths) + "|", *lines[1:]])


def cell(value) -> str:
    """Three digits of a number; "–" where there is none."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 100 else f"{value:,.0f}"
    return str(value)


def rewrite(readme: Path, sections: dict) -> None:
    """Put the tables between the two markers of a file; the rest of it stays."""
    before, begin, rest = readme.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{readme} lacks the markers {BEGIN} and {END}, between which tables go.")
    tables = "\n\n".join(map(markdown, sections.values()))
    readme.write_text(f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}")
