"""exp, log, tanh and their kin for float32, such that a loop over them is vectorised.

The relative errors of exp and tanh are below 2e-7. exp takes out a power of two, 2ⁿ, which it
writes into the exponent of the result, and is a polynomial on what is left, |r| <= ln(2)/2. The
polynomials of exp, log and tanh are those of the Cephes library (Moshier, 1992).
"""

import numpy as np

from groundup.kernels.compiler import inlined

F, I = np.float32, np.int32

LOWEST, HIGHEST = F(-86.9), F(88.72283)    # where exp leaves the normal numbers of float32
LOG2_E = F(1.44269504)
LN2_HIGH, LN2_LOW = F(0.693359375), F(-2.12194440e-4)    # their sum is ln 2, beyond float32

EXACT = {"contract", "nsz"}                # in another order the range reduction would lose digits


@inlined(EXACT)
def exp(x):
    """e^x: 0 below 2⁻¹²⁵, never a denormal, which would slow down all that follows."""
    n = np.floor(x * LOG2_E + F(0.5))
    n = min(max(n, F(-125.0)), F(128.0))
    r = x - n * LN2_HIGH
    r = r - n * LN2_LOW
    p = F(1.9875691500e-4)
    p = p * r + F(1.3981999507e-3)
    p = p * r + F(8.3334519073e-3)
    p = p * r + F(4.1665795894e-2)
    p = p * r + F(1.6666665459e-1)
    p = p * r + F(5.0000001201e-1)
    p = p * r * r + r + F(1.0)
    half = I((I(n) + I(126)) << I(23)).view(F)     # 2ⁿ⁻¹, since 2¹²⁸ is no float32
    y = (p + p) * half
    y = F(0.0) if x < LOWEST else y
    return F(np.inf) if x > HIGHEST else y


@inlined(EXACT)
def log(x):
    """The natural logarithm of a normal number above 0; NaN stays."""
    bits = F(x).view(I)
    n = F((bits >> I(23)) - I(126))
    r = I((bits & I(0x007FFFFF)) | I(0x3F000000)).view(F)  # x = r 2ⁿ, with r from 1/2 up to 1
    low = r < F(0.70710678)
    n = n - F(1.0) if low else n
    r = r + r - F(1.0) if low else r - F(1.0)
    z = r * r
    p = F(7.0376836292e-2)
    p = p * r + F(-1.1514610310e-1)
    p = p * r + F(1.1676998740e-1)
    p = p * r + F(-1.2420140846e-1)
    p = p * r + F(1.4249322787e-1)
    p = p * r + F(-1.6668057665e-1)
    p = p * r + F(2.0000714765e-1)
    p = p * r + F(-2.4999993993e-1)
    p = p * r + F(3.3333331174e-1)
    y = p * r * z + n * LN2_LOW - F(0.5) * z + r + n * LN2_HIGH
    return y if x == x else x


@inlined(EXACT)
def sigmoid(x):
    return F(1.0) / (F(1.0) + exp(-x))


@inlined(EXACT)
def tanh(x):
    a = abs(x)
    far = F(1.0) - F(2.0) / (exp(a + a) + F(1.0))
    z = x * x
    p = F(-5.70498872745e-3)
    p = p * z + F(2.06390887954e-2)
    p = p * z + F(-5.37397155531e-2)
    p = p * z + F(1.33314422036e-1)
    p = p * z + F(-3.33332819422e-1)
    near = p * z * x + x
    return near if a < F(0.625) else (far if x > F(0.0) else -far)


@inlined(EXACT)
def normal(x):
    """The chance that a standard normal number is below x, erfc(-x / √2) / 2, and exp(-x² / 2).

    Far out their relative error is that of rounding x², 1e-6 at -3, as it is in the definition.
    """
    a = min(abs(x) * F(0.70710678), F(30.0))
    t = F(1.0) / (F(1.0) + F(0.5) * a)
    p = F(-0.05906886218)                  # erfc(a) = t P(t) exp(-a²); see functional/erf.py
    p = p * t + F(0.284574688)
    p = p * t + F(-0.4871997221)
    p = p * t + F(0.2780673741)
    p = p * t + F(-0.02662607291)
    p = p * t + F(0.2026871385)
    p = p * t + F(0.2431036737)
    p = p * t + F(0.2823753231)
    p = p * t + F(0.2820864169)
    bell = exp(-a * a)
    tail = F(0.5) * p * t * bell
    return (F(1.0) - tail if x > F(0.0) else tail), bell
