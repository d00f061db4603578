"""Sums and largest entries of one row of float32, such that they are vectorised."""

import numpy as np

from groundup.kernels.compiler import inlined

F, I = np.float32, np.int32
ALL_BUT_SIGN = I(0x7FFFFFFF)


@inlined()
def largest(x):
    """The largest entry; NaN beats all.

    Floats have the order of their bits read as integers, if those of negative ones are turned
    around; and comparing integers is vectorised, which comparing floats is not.
    """
    bits = x.view(I)
    top = I(-0x80000000)
    for j in range(bits.size):
        b = bits[j]
        top = max(top, I(b ^ ((b >> I(31)) & ALL_BUT_SIGN)))
    return I(top ^ ((top >> I(31)) & ALL_BUT_SIGN)).view(F)


@inlined()
def total(x):
    whole = F(0.0)
    for j in range(x.size):
        whole += x[j]
    return whole


@inlined()
def dot(x, y):
    whole = F(0.0)
    for j in range(x.size):
        whole += x[j] * y[j]
    return whole
