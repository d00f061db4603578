"""`groundup doctor`: what is here, what is missing, and the command that puts it right."""

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from rich.table import Table
from rich.text import Text

from groundup.cli.screen import console, count, heading
from groundup.learn import catalog, standing, workspace

EXTRAS = {"cli": ("typer", "rich", "pillow", "threadpoolctl"), "data": ("scikit-learn",),
          "viz": ("matplotlib",), "speed": ("numba",),
          "course": ("jupyterlab", "ipykernel", "ipywidgets"), "onnx": ("onnx",),
          "hub": ("huggingface_hub",), "tensorboard": ("tensorboard",)}
FOR = {"cli": "the command line", "data": "the real digits", "viz": "figures",
       "speed": "compiled kernels", "course": "the course in JupyterLab",
       "onnx": "models in and out", "hub": "pretrained models", "tensorboard": "its viewer"}
LITTLE = 200e6                             # bytes of free disk below which downloads get difficult


class Finding(NamedTuple):
    """One line of the diagnosis: `state` is "good", "absent" (of no harm) or "bad"."""

    state: str
    what: str
    found: str
    cure: str = ""


def run(folder: Path | None, warm_up: bool) -> int:
    """Print the diagnosis; the exit status is 1 if something must be put right."""
    screen = console()
    if warm_up:
        compile_ahead(screen)
    bad = []
    for title, findings in [("Python", python()), ("Packages", packages()), ("Speed", speed()),
                            ("Course", course(folder)), ("This machine", machine())]:
        heading(screen, title)
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True, min_width=13)
        for finding in findings:
            mark, color = {"good": ("✓", "right"), "absent": ("·", "untried"),
                           "bad": ("✗", "wrong")}[finding.state]
            found = Text(finding.found, "" if finding.state == "good" else color)
            if finding.cure:
                found.append("   ")
                found.append(finding.cure, "accent")
            table.add_row(Text(mark, color), finding.what, found)
            bad += [finding] if finding.state == "bad" else []
        screen.print(table)
        screen.print()
    screen.print("[right]All is well.[/]" if not bad else
                 f"[wrong]{len(bad)} to put right[/]: {', '.join(each.what for each in bad)}.")
    return int(bool(bad))


def compile_ahead(screen) -> None:
    """Compile the kernels now, so that no lesson waits for them."""
    from groundup import kernels

    if kernels.in_use() == "numpy":
        screen.print("There is nothing to compile: the kernels in use are NumPy's own.\n")
        return
    with screen.status("Compiling the kernels; this takes a minute or two, once …"):
        kernels.warm_up()
    screen.print("The kernels are compiled.\n")


def version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def python() -> Iterator[Finding]:
    from groundup import __version__

    good = sys.version_info >= (3, 11)
    yield Finding("good" if good else "bad", "Python", platform.python_version(),
                  "" if good else "groundup needs 3.11 or newer")
    inside = sys.prefix != sys.base_prefix
    yield Finding("good" if inside else "absent", "environment",
                  sys.prefix if inside else "none of its own",
                  "" if inside else "python -m venv .venv keeps things apart")
    yield Finding("good", "groundup", f"{__version__}, from {Path(__file__).parents[1]}")


def packages() -> Iterator[Finding]:
    """NumPy, which is needed, and each extra with its packages."""
    numpy = version("numpy")
    new_enough = numpy is not None and int(numpy.split(".")[0]) >= 2
    yield Finding("good" if new_enough else "bad", "numpy", numpy or "missing",
                  "" if new_enough else "pip install 'numpy>=2.0'")
    for extra, names in EXTRAS.items():
        there = {name: version(name) for name in names}
        missing = [name for name, found in there.items() if found is None]
        if missing:
            yield Finding("absent", extra, f"for {FOR[extra]}: no {', '.join(missing)}",
                          f"pip install 'groundup[{extra}]'")
        else:
            yield Finding("good", extra, ", ".join(f"{name} {found}"
                                                   for name, found in there.items()))


def speed() -> Iterator[Finding]:
    """Processors, the library that multiplies matrices, and the kernels."""
    from groundup import kernels

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    yield Finding("good", "cores", f"{cores}, of which groundup uses {kernels.get_num_threads()}")
    try:
        import threadpoolctl
    except ModuleNotFoundError:
        yield Finding("absent", "BLAS", "unknown", "pip install 'groundup[cli]'")
    else:
        import numpy  # noqa: F401  (what is not loaded is not listed)

        for pool in threadpoolctl.threadpool_info():
            if pool.get("user_api") == "blas":
                yield Finding("good", "BLAS", f"{pool['internal_api']} {pool.get('version')}, "
                                              f"{pool['num_threads']} threads")
                break
    if kernels.in_use() == "compiled":
        yield Finding("good", "kernels", "compiled at first use",
                      "groundup doctor --warm-up compiles them now")
    else:
        yield Finding("absent", "kernels", "NumPy's own; compiled ones are quicker",
                      "" if version("numba") else "pip install 'groundup[speed]'")


def course(folder: Path | None) -> Iterator[Finding]:
    """What there is of the course, and the learner's copy."""
    yield Finding("good" if standing.written() or catalog.every() else "bad", "course",
                  f"{count(len(standing.written()), 'notebook')}, "
                  f"{count(len(catalog.every()), 'exercise')}")
    try:
        place = workspace.find(folder)
    except workspace.WorkspaceError:
        yield Finding("absent", "your copy", "none here", "groundup learn")
        return
    writable = os.access(place, os.W_OK)
    yield Finding("good" if writable else "bad", "your copy", str(place),
                  "" if writable else f"chmod u+w {place}")
    progress = workspace.progress(place)
    if progress.set_aside:
        yield Finding("bad", "progress", f"could not be read; set aside as {progress.set_aside}")
    else:
        yield Finding("good", "progress", f"{count(len(progress.ids('done')), 'exercise')} done")


def machine() -> Iterator[Finding]:
    """Data, disk, terminal and browser."""
    from groundup.cli.jupyter import has_browser
    from groundup.data.datasets.download import cache_folder

    cache = cache_folder()
    there = sorted(path.name for path in cache.iterdir()) if cache.is_dir() else []
    yield Finding("good" if there else "absent", "data", ", ".join(there) or
                  f"nothing downloaded yet; it will go to {cache}")
    free = workspace.free_space(Path.cwd())
    enough = free > LITTLE
    yield Finding("good" if enough else "bad", "disk", f"{free / 1e9:.1f} GB free",
                  "" if enough else "make some room")
    screen = console()
    colors = {None: "no colours", "standard": "16 colours", "eight_bit": "256 colours",
              "truecolor": "all colours", "windows": "16 colours"}[screen.color_system]
    unicode = screen.encoding.lower().startswith("utf")
    size = shutil.get_terminal_size()
    yield Finding("good" if unicode else "absent", "terminal",
                  f"{size.columns} × {size.lines}, {colors}, {screen.encoding}",
                  "" if unicode else "PYTHONUTF8=1 shows all signs")
    seen = has_browser()
    yield Finding("good" if seen else "absent", "browser", "there" if seen else "none here",
                  "" if seen else "groundup practice works without")
