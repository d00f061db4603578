"""The error function, erf, and its complement, which NumPy lacks: GELU is built on them.

    erf(x) = 2/√π ∫₀ˣ exp(-t²) dt        erfc(x) = 1 - erf(x)

erfc has a function of its own because 1 - erf(x) loses all its digits where erf is close to 1.
"""

import math

import numpy as np

from groundup.autograd import Tensor, primitive
from groundup.functional.floats import floats

# W. J. Cody, "Rational Chebyshev Approximations for the Error Function", Mathematics of
# Computation 23 (1969): erf near 0, erfc in the middle and far out, as ratios of polynomials.

NEAR, MIDDLE = 0.46875, 4.0
ERF_NEAR = (
    (1.85777706184603153e-1, 3.16112374387056560e0, 1.13864154151050156e2,
     3.77485237685302021e2, 3.20937758913846947e3),
    (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3,
     2.84423683343917062e3),
)
ERFC_MIDDLE = (
    (2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594e0,
     6.61191906371416295e1, 2.98635138197400131e2, 8.81952221241769090e2,
     1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3),
    (1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2,
     1.62138957456669019e3, 3.29079923573345963e3, 4.36261909014324716e3,
     3.43936767414372164e3, 1.23033935480374942e3),
)
ERFC_FAR = (
    (1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1,
     1.25781726111229246e-1, 1.60837851487422766e-2, 6.58749161529837803e-4),
    (1.0, 2.56852019228982242e0, 1.87295284992346725e0, 5.27905102951428412e-1,
     6.05183413124413191e-2, 2.33520497626869185e-3),
)

# For float32 one polynomial serves everywhere: erfc(x) = t P(t) exp(-x²) with t = 1 / (1 + x/2)
# for x >= 0, fitted for the smallest relative error, which is 4e-8.
ERFC_SINGLE = (
    -0.05906886218, 0.284574688, -0.4871997221, 0.2780673741, -0.02662607291, 0.2026871385,
    0.2431036737, 0.2823753231, 0.2820864169, 0.0,
)
ZERO = 30.0                                # erfc is 0 from here on, in float64 too


def _polynomial(coefficients, x):
    """Horner's rule, in place; highest power first."""
    y = np.full_like(x, coefficients[0])
    for c in coefficients[1:]:
        y *= x
        y += c
    return y


def _ratio(coefficients, x):
    return _polynomial(coefficients[0], x) / _polynomial(coefficients[1], x)


def _erf_near(x):
    return x * _ratio(ERF_NEAR, x * x)


def _erfc_beyond(x):
    """erfc of x > 0.46875."""
    x = x.clip(0, ZERO)
    middle = x <= MIDDLE
    y = np.empty_like(x)
    y[middle] = _ratio(ERFC_MIDDLE, x[middle])
    far = x[~middle]
    z = 1 / (far * far)
    y[~middle] = (1 / math.sqrt(math.pi) - z * _ratio(ERFC_FAR, z)) / far
    head = np.trunc(x * 16) / 16           # its square is exact, so exp(-x²) keeps all its digits
    return y * np.exp(-head * head) * np.exp((head - x) * (head + x))


def erf_forward(x):
    flat = x.reshape(-1)
    near = np.abs(flat) <= NEAR
    y = np.empty_like(flat)
    y[near] = _erf_near(flat[near])
    beyond = flat[~near]
    y[~near] = np.copysign(1 - _erfc_beyond(np.abs(beyond)), beyond)
    return y.reshape(x.shape)


def erfc_forward(x):
    if x.dtype == np.float32:
        return _erfc_single(x)
    flat = x.reshape(-1)
    near = np.abs(flat) <= NEAR
    y = np.empty_like(flat)
    y[near] = 1 - _erf_near(flat[near])
    beyond = flat[~near]
    tail = _erfc_beyond(np.abs(beyond))
    y[~near] = np.where(beyond > 0, tail, 2 - tail)
    return y.reshape(x.shape)


def _erfc_single(x):
    a = np.abs(x).clip(0, ZERO)
    y = _polynomial(ERFC_SINGLE, 1 / (1 + 0.5 * a))
    a *= a
    y *= np.exp(-a)
    mirror = 2 * (x < 0).astype(x.dtype)   # erfc(-x) = 2 - erfc(x)
    y *= 1 - mirror
    y += mirror
    return y


SLOPE = 2 / math.sqrt(math.pi)

_erf = primitive(erf_forward, vjp=[lambda g, x: g * (SLOPE * np.exp(-x * x))], name="erf")
_erfc = primitive(erfc_forward, vjp=[lambda g, x: g * (-SLOPE * np.exp(-x * x))], name="erfc")


def erf(x) -> Tensor:
    """The error function, in (-1, 1): the chance that a normal number of variance 1/2 is within x.

    x and y have one shape. The relative error is below 1e-15 in float64. Cody (1969).

    >>> erf([-10.0, 0.0, 10.0])
    Tensor([-1.,  0.,  1.])
    """
    return _erf(floats(x))


def erfc(x) -> Tensor:
    """The complement, erfc(x) = 1 - erf(x), in (0, 2), with all its digits where it is tiny.

    x and y have one shape. The relative error is below 1e-15 in float64 and, up to the rounding
    of x² in the exponent, 4e-7 in float32. Cody (1969).

    >>> erfc(np.array([0.0, 5.0, 20.0]))
    Tensor([1.00000000e+000, 1.53745979e-012, 5.39586561e-176], dtype=float64)
    """
    return _erfc(floats(x))
