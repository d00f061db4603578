"""How kernels are compiled; where Numba is missing they stay plain Python, and are not called."""

import importlib
from importlib.util import find_spec

numba = importlib.import_module("numba") if find_spec("numba") else None

# What the compiler may assume of floats: that sums may be taken in any order (or they could not
# be vectorised) and products joined with sums; not that there are no NaN or infinities. Division
# by zero gives infinity, as in NumPy: checking for it would keep loops from being vectorised.
FAST = frozenset({"reassoc", "contract", "nsz", "arcp"})


def compiled(signature: str, fast=FAST):
    """Compile for one signature, ahead of use (see `dispatch.py`), and keep the result on disk.

    Float32 arrays in C order are `f4[::1]`, `f4[:,::1]`, ...; integers `i8`. A kernel runs without
    the interpreter's lock, so that several threads can work at once. The store notices a change
    of the file itself, not of helpers in other files: after editing one of those, touch its users.
    """
    def decorate(function):
        if numba is None:
            return function
        options = {"error_model": "numpy", "nogil": True, "fastmath": set(fast)}
        try:
            kernel = numba.njit(cache=True, **options)(function)
        except RuntimeError:               # neither this folder nor the user's can be written to
            kernel = numba.njit(**options)(function)

        def prepare():
            if not kernel.signatures:
                kernel.compile(signature)
                kernel.disable_compile()

        kernel.prepare = prepare
        return kernel

    return decorate


def inlined(fast=FAST):
    """Compile a helper into each kernel that calls it."""
    def decorate(function):
        if numba is None:
            return function
        return numba.njit(error_model="numpy", nogil=True, fastmath=set(fast),
                          forceinline=True)(function)

    return decorate
