"""Which of two twins runs: the NumPy definition, or the compiled function of the same name.

Nothing here imports Numba; that happens in the first call of a function with a twin.
"""

import os
import sys
from collections.abc import Callable
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Lock, Timer
from types import ModuleType

MODES = ("numpy", "compiled")
PATIENCE = 1.0                             # seconds until compiling is worth a word

_installed = find_spec("numba") is not None
_loading = Lock()


def _check(mode: str, where: str) -> str:
    if mode not in MODES:
        raise ValueError(f"{where} is {mode!r}; it can be 'numpy' or 'compiled'.")
    if mode == "compiled" and not _installed:
        raise ModuleNotFoundError("Compiled kernels need numba: pip install 'groundup[speed]'",
                                  name="numba")
    return mode


_compiled = _check(os.environ.get("GROUNDUP_KERNELS", MODES[_installed]),
                   "The environment variable GROUNDUP_KERNELS") == "compiled"


def use(mode: str) -> None:
    """Choose what runs from now on: "compiled" (the default where Numba is installed) or "numpy".

    The environment variable GROUNDUP_KERNELS chooses for a whole run. Raises `ValueError` for
    another word, `ModuleNotFoundError` for "compiled" without Numba.

    >>> use("fortran")
    Traceback (most recent call last):
    ValueError: The kind of kernels is 'fortran'; it can be 'numpy' or 'compiled'.
    """
    global _compiled
    _compiled = _check(mode, "The kind of kernels") == "compiled"


def in_use() -> str:
    """What runs now, "numpy" or "compiled".

    >>> in_use() in ("numpy", "compiled")
    True
    """
    return MODES[_compiled]


def twin(definition: Callable) -> Callable:
    """Let the function of the same name in `groundup.kernels.<same file>` run instead, if it can.

    Both take the same arguments and return the same things, so that a forward of the one may be
    followed by a backward of the other. A compiled twin that has no answer (another dtype, a
    layout it does not know, arrays too small to gain) returns `NotImplemented`; the definition
    answers then. Without Numba this returns the definition itself.

    >>> @twin
    ... def double(x):
    ...     return 2 * x
    >>> double.__wrapped__(3) if hasattr(double, "__wrapped__") else double(3)
    6
    """
    if not _installed:
        return definition
    place, name = definition.__module__.rpartition(".")[2], definition.__name__
    compiled = None

    @wraps(definition)
    def either(*inputs, **options):
        nonlocal compiled
        if not _compiled:
            return definition(*inputs, **options)
        if compiled is None:
            compiled = getattr(load(place), name)
        result = compiled(*inputs, **options)
        return definition(*inputs, **options) if result is NotImplemented else result

    return either


def warm_up() -> None:
    """Compile all twins now rather than at first use; the results stay on disk for later runs.

    Does nothing where the definitions in NumPy are in use.

    >>> warm_up()                          # doctest: +SKIP
    """
    if _compiled:
        for file in sorted(Path(__file__).parent.glob("*.py")):
            load(file.stem)


def load(place: str) -> ModuleType:
    """The module `groundup.kernels.<place>`, its functions compiled, or fetched from disk.

    >>> load("arrays").__name__
    'groundup.kernels.arrays'
    """
    module = import_module(f"groundup.kernels.{place}")
    with _loading, _announced(place):
        for value in list(vars(module).values()):
            prepare = getattr(value, "prepare", None)
            if prepare is not None:
                prepare()
    return module


@contextmanager
def _announced(place):
    """Say on stderr what takes so long, if it takes long."""
    said = Timer(PATIENCE, print, [f"groundup: compiling the kernels of {place} (only this once)"],
                 {"file": sys.stderr, "flush": True})
    said.daemon = True
    said.start()
    try:
        yield
    finally:
        said.cancel()
