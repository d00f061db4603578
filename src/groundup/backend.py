"""What every room stands on: the array module, the default dtype, and the one source of randomness.

Rules and layers call NumPy's functions, which hand over to the array they are given; only code
that *creates* arrays needs `xp`. Random numbers are always drawn on the host by one NumPy
generator, so that a seed gives the same numbers whatever `xp` is.
"""

import ctypes
import importlib
import os

import numpy as np

Rng = np.random.Generator | int | None

_name = os.environ.get("GROUNDUP_BACKEND", "numpy")
if _name == "numpy":
    xp = np
elif _name == "cupy":                      # experimental: not yet run on a device
    xp = importlib.import_module("cupy")
else:
    raise ImportError(f"GROUNDUP_BACKEND is {_name!r}; it can be 'numpy' (the default) or 'cupy'.")


def _keep_freed_memory() -> None:
    """Let the C library keep what arrays give back, for the next step asks for just as much.

    By default glibc returns the top of the heap to the system and fetches it again, page by page,
    at every training step: on two cores that took longer than the arithmetic (an MLP 784-128-128-10
    on batches of 128: 2.0 ms a step instead of 0.7). Elsewhere there is nothing to set.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    trim_threshold, top_pad, mmap_threshold = -1, -2, -3       # of <malloc.h>
    mallopt(trim_threshold, 512 << 20)
    mallopt(top_pad, 64 << 20)
    mallopt(mmap_threshold, 32 << 20)                          # the largest that glibc takes


_keep_freed_memory()

_default_dtype = np.dtype(np.float32)
_generator = np.random.default_rng()


def default_dtype() -> np.dtype:
    """The dtype of new parameters and of tensors made from Python numbers: float32.

    >>> default_dtype()
    dtype('float32')
    """
    return _default_dtype


def set_default_dtype(dtype) -> None:
    """Choose float32 (training) or float64 (checks) for what is created from now on.

    Raises `TypeError` for anything else, since other dtypes carry no useful gradient.

    >>> set_default_dtype("float64"); default_dtype()
    dtype('float64')
    >>> set_default_dtype("float32")
    """
    global _default_dtype
    dtype = np.dtype(dtype)
    if dtype not in (np.float32, np.float64):
        raise TypeError(f"The default dtype can be float32 or float64, not {dtype}.")
    _default_dtype = dtype


def seed(value: int) -> None:
    """Restart the one generator: the same seed gives the same run, to the bit.

    Raises `TypeError` or `ValueError` for a seed that is no whole number of at least 0.

    >>> seed(0); a = generator().random(); seed(0); a == generator().random()
    True
    """
    global _generator
    _generator = _generator_from(value)


def generator(rng: Rng = None) -> np.random.Generator:
    """The generator behind an `rng` argument: the shared one, one made from a seed, or itself.

    Raises `TypeError` or `ValueError` for what is none of these.

    >>> generator() is generator()
    True
    >>> generator(7).random() == generator(7).random()
    True
    """
    if rng is None:
        return _generator
    return _generator_from(rng)


def _generator_from(rng):
    try:
        return np.random.default_rng(rng)      # a Generator passes through unchanged
    except (TypeError, ValueError) as error:
        raise type(error)(f"A seed is a whole number of at least 0, not {rng!r}.") from None


def require(module: str, extra: str):
    """Import a module that an extra brings, or say in one sentence how to get it.

    >>> require("math", extra="viz").pi > 3
    True
    >>> require("no_such_module", extra="viz")
    Traceback (most recent call last):
    ModuleNotFoundError: This needs no_such_module: pip install 'groundup[viz]'
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as missing:
        package = module.partition(".")[0]
        if missing.name != package:
            raise                          # it is installed; something inside it is broken
        message = f"This needs {package}: pip install 'groundup[{extra}]'"
        raise ModuleNotFoundError(message, name=package) from None
