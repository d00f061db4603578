"""What compiled kernels take: float32 in C order."""

import numpy as np

FLOAT32 = np.dtype(np.float32)


def fits(*arrays) -> bool:
    """Whether all arrays are float32, in C order and writable; None is left out.

    >>> fits(np.ones((2, 3), "float32"), None), fits(np.ones((2, 3), "float32").T)
    (True, False)
    """
    for a in arrays:
        if a is not None:
            if a.dtype != FLOAT32:
                return False
            flags = a.flags
            if not (flags.c_contiguous and flags.writeable and flags.aligned):
                return False
    return True


def rows(a):
    """A matrix of all that lies along the last axis."""
    return a if a.ndim == 2 else a.reshape(-1, a.shape[-1])
