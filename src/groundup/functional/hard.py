"""Bends made of straight pieces: cheap stand-ins for tanh, sigmoid and SiLU (chapter 4).

Each function has its forward and backward side by side, and its plain definition below them.
At a corner the slope is that of the flat side.
"""

import numpy as np

from groundup.autograd import Tensor, fused
from groundup.functional.floats import floats

# ---- hardtanh: held between two limits ------------------------------------------------------


def hardtanh_forward(x, low, high):
    y = x.clip(low, high)
    return y, (y, low, high)


def hardtanh_backward(state, g):
    y, low, high = state
    return (g * ((low < y) & (y < high)),)


def hardtanh_reference(x, low, high):
    return np.where(x <= low, low, np.where(x >= high, high, x))


_hardtanh = fused(hardtanh_forward, hardtanh_backward, hardtanh_reference, name="hardtanh")


def hardtanh(x, min_val: float = -1.0, max_val: float = 1.0) -> Tensor:
    """Straight between two limits, flat beyond: y = min(max(x, min_val), max_val).

    x and y have one shape. Raises `ValueError` unless min_val < max_val. Collobert, "Large Scale
    Machine Learning" (2004).

    >>> hardtanh([-3.0, 0.5, 3.0])
    Tensor([-1. ,  0.5,  1. ])
    """
    if not min_val < max_val:
        raise ValueError(f"hardtanh: min_val {min_val} must lie below max_val {max_val}.")
    return _hardtanh(floats(x), low=min_val, high=max_val)


def relu6(x) -> Tensor:
    """ReLU that ends at 6: y = min(max(x, 0), 6).

    x and y have one shape. Krizhevsky, "Convolutional Deep Belief Networks on CIFAR-10" (2010).

    >>> relu6([-1.0, 2.0, 8.0])
    Tensor([0., 2., 6.])
    """
    return hardtanh(x, 0.0, 6.0)


# ---- hard sigmoid: a ramp from -3 to 3 ------------------------------------------------------


def hardsigmoid_forward(x):
    y = (x / 6 + 0.5).clip(0, 1)
    return y, y


def hardsigmoid_backward(y, g):
    return (g / 6 * ((y > 0) & (y < 1)),)


def hardsigmoid_reference(x):
    return hardtanh_reference(x / 6 + 0.5, 0.0, 1.0)


_hardsigmoid = fused(hardsigmoid_forward, hardsigmoid_backward, hardsigmoid_reference,
                     name="hardsigmoid")


def hardsigmoid(x) -> Tensor:
    """A ramp in place of the sigmoid: y = min(max(x / 6 + 1/2, 0), 1), in [0, 1].

    x and y have one shape. Howard et al., "Searching for MobileNetV3" (2019).

    >>> hardsigmoid([-3.0, 0.0, 1.5])
    Tensor([0.  , 0.5 , 0.75])
    """
    return _hardsigmoid(floats(x))


# ---- hard swish: x times that ramp ----------------------------------------------------------


def hardswish_forward(x):
    return x.clip(-3, np.inf) * hardsigmoid_forward(x)[0], x


def hardswish_backward(x, g):
    slope = x.clip(-3, 3) / 3 + 0.5    # 2x/6 + 1/2 on the ramp, 0 before it and 1 after
    return (g * (slope * ((x > -3) & (x < 3)) + (x >= 3)),)


def hardswish_reference(x):
    return np.where(x <= -3, 0, np.where(x >= 3, x, x * (x / 6 + 0.5)))


_hardswish = fused(hardswish_forward, hardswish_backward, hardswish_reference, name="hardswish")


def hardswish(x) -> Tensor:
    """A piecewise stand-in for SiLU: y = x · hardsigmoid(x), at least -3/8.

    x and y have one shape. Howard et al., "Searching for MobileNetV3" (2019).

    >>> hardswish([-3.0, 1.5, 3.0])
    Tensor([-0.   ,  1.125,  3.   ])
    """
    return _hardswish(floats(x))
