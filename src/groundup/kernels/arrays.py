"""What compiled kernels take: float32 in C order."""

import numpy as np

FLOAT32 = np.dtype(np.float32)


def fits(*arrays) -> bool:
    """Whether all arrays are float32, in C order and writable; None is left out.

    >>> fits(np.ones((2, 3), "float32"), None), fits(np.ones((2, 3), "float32").T)
    (True, False)
    """
    for a in arrays:                       # noqa: SIM110, since all(...) takes twice as long
        if a is not None and (a.dtype != FLOAT32 or not a.flags.carray):
            return False                   # carray: in C order, aligned and writable
    return True


def rows(a):
    """A matrix of all that lies along the last axis."""
    return a if a.ndim == 2 else a.reshape(-1, a.shape[-1])
