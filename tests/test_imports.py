"""The rooms of the house: imports run downwards, and `import groundup` brings NumPy alone."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import groundup

HOME = Path(groundup.__file__).parent

# What each room may import. data and metrics stand on the backend alone, optim on the kernels too;
# learn and cli may use everything; nothing else may use learn, cli or viz.
CORE = {"backend", "kernels", "autograd", "functional"}
LAYERS = CORE | {"nn", "losses", "regularizers"}
TOOLS = {"files", "optim", "data", "metrics", "vision", "text", "io"}
MODELS = LAYERS | {"vision", "text", "models"}
MAY_IMPORT = {
    "backend": set(),
    "files": set(),
    "hints": set(),
    "kernels": {"backend"},
    "autograd": {"backend", "kernels"},
    "functional": {"backend", "kernels", "autograd"},
    "losses": CORE,
    "regularizers": CORE,
    "nn": CORE,
    "optim": {"backend", "kernels"},
    "data": {"backend"},
    "metrics": {"backend"},
    "vision": {"backend", "data", "metrics"},
    "text": {"backend", "files", "data"},
    "io": LAYERS | {"files", "text", "models"},
    "models": LAYERS | {"vision", "text"},
    "train": MODELS | TOOLS,
    "parallel": MODELS | TOOLS | {"train"},
    "viz": MODELS | TOOLS | {"train", "parallel"},
}
EVERYTHING = MODELS | TOOLS | {"hints", "train", "parallel", "viz", "learn", "cli"}
FILES = sorted(HOME.rglob("*.py"))
names = [str(file.relative_to(HOME)) for file in FILES]


def room_of(file):
    first = file.relative_to(HOME).parts[0]
    return first.removesuffix(".py")


ROOMS = {room_of(file) for file in FILES}


def imported(tree, file):
    """Each import of a file: the module's full name, and whether it happens at module level."""
    inside = {node for f in ast.walk(tree) if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef)
              for node in ast.walk(f)}
    package = ["groundup", *file.relative_to(HOME).parts[:-1]]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node not in inside
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:       # `from groundup import nn` names a room, too
                yield (f"{module}.{alias.name}" if module == "groundup" else module,
                       node not in inside)


@pytest.mark.parametrize("file", FILES, ids=names)
def test_no_import_runs_up(file):
    room = room_of(file)
    if room in ("__init__", "__main__", "learn", "cli"):
        allowed = EVERYTHING
    else:
        assert room in MAY_IMPORT, f"{room} is a new room: say in MAY_IMPORT what it stands on."
        allowed = MAY_IMPORT[room] | {room, "hints"}
    for module, _ in imported(ast.parse(file.read_text()), file):
        top, _, rest = module.partition(".")
        target = rest.partition(".")[0]
        if top == "groundup" and target in ROOMS:
            assert target in allowed, f"{room} must not import {target} (in {file.name})"


@pytest.mark.parametrize("file", [f for f in FILES if room_of(f) != "cli"],
                         ids=[n for n in names if not n.startswith("cli")])
def test_numpy_is_the_only_library_at_module_level(file):
    ours = {*sys.stdlib_module_names, "groundup", "numpy"}
    at_top = {module.partition(".")[0] for module, top
              in imported(ast.parse(file.read_text()), file) if top}
    assert at_top <= ours, f"{file.name} imports {at_top - ours} outside of a function"


def test_groundup_itself_brings_numpy_alone():
    """Counted in a fresh interpreter, against what `import numpy` brings by itself."""
    script = ("import sys, numpy.random; before = set(sys.modules); import groundup; "
              "print(*{name.partition('.')[0] for name in set(sys.modules) - before})")
    brought = set(subprocess.check_output([sys.executable, "-c", script], text=True).split())
    assert brought - {*sys.stdlib_module_names, "numpy"} == {"groundup"}
    heavy = {"asyncio", "concurrent", "multiprocessing", "sqlite3", "unittest", "xml"}
    assert not brought & heavy
