"""Smooth bends, x times a squash of x: GELU, SiLU and Mish (chapters 4 and 18).

For large x they pass x on, for very negative x they give 0, and in between they dip below 0.
With y = x S(x) the slope is S + x S', and each backward is that line. GELU keeps x alone and
computes S again: in a transformer S would be one of the largest arrays that wait for the way back.
"""

import math

import numpy as np

from groundup.autograd import Tensor, fused
from groundup.functional.erf import erfc, erfc_forward
from groundup.functional.floats import floats
from groundup.functional.sigmoid import sigmoid_forward, sigmoid_reference
from groundup.functional.softplus import softplus_reference
from groundup.kernels import twin

FAR = 1000.0                               # here each squash is 0 or 1 and flat, in float64 too


def _times(x, squash):
    """x · squash, which is 0 for x = -∞ as well."""
    y = x.clip(-FAR, np.inf)
    y *= squash
    return y


# ---- GELU: x times the chance that a standard normal number is below x ----------------------


def _normal_cdf(x):
    chance = erfc_forward(x * -math.sqrt(0.5))
    chance *= 0.5
    return chance


@twin
def gelu_forward(x):
    return _times(x, _normal_cdf(x)), x


@twin
def gelu_backward(x, g):
    held = x.clip(-FAR, FAR)
    slope = held * held
    slope *= -0.5
    slope = np.exp(slope)
    slope *= held
    slope *= 1 / math.sqrt(2 * math.pi)    # x times the normal density
    slope += _normal_cdf(x)
    slope *= g
    return (slope,)


def gelu_reference(x):
    return x * (0.5 * erfc(x * -math.sqrt(0.5)))


_gelu = fused(gelu_forward, gelu_backward, gelu_reference, name="gelu")

# The tanh form: 1/2 (1 + tanh u) is sigmoid(2u), with 2u = A (x + B x³).

A, B = 2 * math.sqrt(2 / math.pi), 0.044715


def _tanh_cdf(x):
    u = x * x
    u *= B
    u += 1
    u *= x
    u *= A
    return sigmoid_forward(u)[0]


@twin
def gelu_tanh_forward(x):
    return _times(x, _tanh_cdf(x.clip(-FAR, FAR))), x


@twin
def gelu_tanh_backward(x, g):
    x = x.clip(-FAR, FAR)
    chance = _tanh_cdf(x)
    slope = x * x
    slope *= 3 * A * B
    slope += A                             # how 2u changes with x
    slope *= x
    slope *= 1 - chance
    slope += 1
    slope *= chance                        # S + x S', with S' = S (1 - S) d(2u)/dx
    slope *= g
    return (slope,)


def gelu_tanh_reference(x):
    return x * sigmoid_reference(A * (x + B * x**3))


_gelu_tanh = fused(gelu_tanh_forward, gelu_tanh_backward, gelu_tanh_reference, name="gelu_tanh")


def gelu(x, approximate: str = "none") -> Tensor:
    """Gaussian error linear unit: y = x Φ(x), with Φ(x) = (1 + erf(x / √2)) / 2; above -0.17.

    `approximate="tanh"` takes x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³))) instead, as GPT-2 does.
    x and y have one shape. Raises `ValueError` for another `approximate`. Hendrycks and Gimpel,
    "Gaussian Error Linear Units" (2016).

    >>> gelu([-1000.0, 0.0, 1000.0])
    Tensor([  -0.,    0., 1000.])
    """
    if approximate not in ("none", "tanh"):
        raise ValueError(f"gelu: approximate is {approximate!r}; it can be 'none' or 'tanh'.")
    return (_gelu if approximate == "none" else _gelu_tanh)(floats(x))


# ---- SiLU -----------------------------------------------------------------------------------


def silu_forward(x):
    gate, _ = sigmoid_forward(x)
    y = _times(x, gate)
    return y, (y, gate)                    # the next layer keeps y anyway


def silu_backward(state, g):
    y, gate = state
    slope = 1 - gate
    slope *= y.clip(-FAR, FAR)
    slope += gate                          # S + x S (1 - S)
    slope *= g
    return (slope,)


def silu_reference(x):
    return x * sigmoid_reference(x)


_silu = fused(silu_forward, silu_backward, silu_reference, name="silu")


def silu(x) -> Tensor:
    """Sigmoid linear unit, or swish: y = x · sigmoid(x), above -0.28.

    x and y have one shape. Elfwing, Uchibe and Doya, "Sigmoid-Weighted Linear Units for Neural
    Network Function Approximation in Reinforcement Learning" (2018).

    >>> silu([-1000.0, 0.0, 1000.0])
    Tensor([  -0.,    0., 1000.])
    """
    return _silu(floats(x))


# ---- Mish -----------------------------------------------------------------------------------


def mish_forward(x):
    e = np.exp(x.clip(-FAR, 20))          # at 20 the squash is 1 already
    n = e * (e + 2)                        # tanh(log(1 + e)) = n / (n + 2): one exp does it all
    squash = n / (n + 2)
    return _times(x, squash), (x, squash)


def mish_backward(state, g):
    x, squash = state
    slope = 1 - squash * squash
    slope *= sigmoid_forward(x)[0]         # d tanh(softplus x) = (1 - tanh²) sigmoid(x)
    slope *= x.clip(-FAR, FAR)
    slope += squash
    slope *= g
    return (slope,)


def mish_reference(x):
    return x * np.tanh(softplus_reference(x))


_mish = fused(mish_forward, mish_backward, mish_reference, name="mish")


def mish(x) -> Tensor:
    """y = x · tanh(softplus(x)), above -0.31.

    x and y have one shape. Misra, "Mish: A Self Regularized Non-Monotonic Activation Function"
    (2019).

    >>> mish([-1000.0, 0.0, 1000.0])
    Tensor([  -0.,    0., 1000.])
    """
    return _mish(floats(x))
