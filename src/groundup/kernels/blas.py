"""OpenBLAS as NumPy brings it: how many threads it uses, and where its matrix product lies.

NumPy's wheels carry an OpenBLAS with 64-bit integers whose names begin with `scipy_`. Where NumPy
was built on another library, nothing is found here, and kernels that multiply matrices decline.
"""

import ctypes
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock

import numpy as np


@cache
def _library():
    """The OpenBLAS that NumPy has loaded, or None."""
    home = Path(np.__file__).parent
    for folder in (home.parent / "numpy.libs", home / ".dylibs", home / ".libs"):
        for file in sorted(folder.glob("*openblas64_*")):
            library = ctypes.CDLL(str(file))
            if hasattr(library, "scipy_cblas_sgemm64_"):
                return library
    return None


@cache
def address() -> int:
    """Where the float32 matrix product (cblas_sgemm) begins in memory; 0 where there is none.

    >>> address() == address()
    True
    """
    library = _library()
    if library is None:
        return 0
    return ctypes.cast(library.scipy_cblas_sgemm64_, ctypes.c_void_p).value or 0


def get_num_threads() -> int:
    """The threads of NumPy's matrix products; 0 where it is not known.

    >>> get_num_threads() >= 0
    True
    """
    library = _library()
    return library.scipy_openblas_get_num_threads64_() if library else 0


def set_num_threads(n: int) -> None:
    """Let NumPy's matrix products use n threads, where that can be said.

    >>> set_num_threads(get_num_threads() or 1)
    """
    library = _library()
    if library:
        library.scipy_openblas_set_num_threads64_(n)


_held = Lock()
_holders = 0
_before = 0


@contextmanager
def one_thread():
    """Hold matrix products to one thread: each thread of a kernel calls its own.

    >>> with one_thread():
    ...     get_num_threads() in (0, 1)
    True
    """
    global _holders, _before
    with _held:                            # several kernels may run at once: the last one lets go
        if not _holders:
            _before = get_num_threads()
            set_num_threads(1)
        _holders += 1
    try:
        yield
    finally:
        with _held:
            _holders -= 1
            if not _holders:
                set_num_threads(_before)
