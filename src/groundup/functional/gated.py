"""Gated units: one half of the features decides how much of the other half passes (chapter 18).

    y = value · bend(gate), where value and gate are the two halves of x

The bend is the sigmoid in GLU, SiLU in SwiGLU and GELU in GEGLU. Each keeps the order of its
source: in GLU the gate is the second half, in the other two it is the first.
"""

import numpy as np

from groundup.autograd import Tensor, fused, split
from groundup.functional.floats import floats
from groundup.functional.gelu import (
    gelu_backward,
    gelu_forward,
    gelu_reference,
    silu_backward,
    silu_forward,
    silu_reference,
)
from groundup.functional.sigmoid import sigmoid_backward, sigmoid_forward, sigmoid_reference


def _gated(name, place, bend_forward, bend_backward, bend_reference):
    """The gated unit of a bend as one operation; the gate is half number `place`."""

    def forward(x, axis):                  # x (..., 2F)
        halves = np.split(x, 2, axis)
        value = halves[1 - place]
        share, state = bend_forward(halves[place])
        return value * share, (value, share, state, axis)

    def backward(state, g):                # g (..., F)
        value, share, bend_state, axis = state
        (blame_of_gate,) = bend_backward(bend_state, g * value)
        blames = (g * share, blame_of_gate) if place else (blame_of_gate, g * share)
        return (np.concatenate(blames, axis),)

    def reference(x, axis):
        halves = split(x, 2, axis)
        return halves[1 - place] * bend_reference(halves[place])

    return fused(forward, backward, reference, name=name)


_glu = _gated("glu", 1, sigmoid_forward, sigmoid_backward, sigmoid_reference)
_swiglu = _gated("swiglu", 0, silu_forward, silu_backward, silu_reference)
_geglu = _gated("geglu", 0, gelu_forward, gelu_backward, gelu_reference)


def _halved(x, axis, name):
    x = floats(x)
    if not -x.ndim <= axis < x.ndim or x.shape[axis] % 2:
        raise ValueError(
            f"{name}: x has shape {x.shape}, and axis {axis} must be of even length, to be halved."
        )
    return x


def glu(x, axis: int = -1) -> Tensor:
    """Gated linear unit: y = a · sigmoid(b), with a and b the halves of x along an axis.

    x (..., 2F) gives y (..., F). Raises `ValueError` for an axis of odd length. Dauphin et al.,
    "Language Modeling with Gated Convolutional Networks" (2017).

    >>> glu([3.0, 4.0, 0.0, 1000.0])
    Tensor([1.5, 4. ])
    """
    return _glu(_halved(x, axis, "glu"), axis=axis)


def swiglu(x, axis: int = -1) -> Tensor:
    """Gated unit with SiLU: y = silu(a) · b, with a and b the halves of x along an axis.

    x (..., 2F) gives y (..., F). Raises `ValueError` for an axis of odd length. Shazeer, "GLU
    Variants Improve Transformer" (2020).

    >>> swiglu([0.0, 1000.0, 3.0, 2.0])
    Tensor([   0., 2000.])
    """
    return _swiglu(_halved(x, axis, "swiglu"), axis=axis)


def geglu(x, axis: int = -1) -> Tensor:
    """Gated unit with GELU: y = gelu(a) · b, with a and b the halves of x along an axis.

    x (..., 2F) gives y (..., F). Raises `ValueError` for an axis of odd length. Shazeer, "GLU
    Variants Improve Transformer" (2020).

    >>> geglu([0.0, 1000.0, 3.0, 2.0])
    Tensor([   0., 2000.])
    """
    return _geglu(_halved(x, axis, "geglu"), axis=axis)
