"""Bends with a corner or a knee at zero: ReLU and its relatives (chapters 4 and 8).

Each function has its forward and backward side by side, and its plain definition below them.
`g` is how the loss changes with each output; a backward multiplies it by the slope of the bend.
"""

import numpy as np

from groundup.autograd import Tensor, fused
from groundup.functional.floats import floats

# ---- ReLU: what is negative is cut off ------------------------------------------------------


def relu_forward(x):
    # two spellings of one thing: clip is several times faster on large arrays, and slow to start
    y = np.maximum(x, 0) if x.size < 2048 else x.clip(0, np.inf)
    return y, y                            # y > 0 exactly where x > 0


def relu_backward(y, g):
    return (g * (y > 0),)


def relu_reference(x):
    return np.where(x > 0, x, 0)


_relu = fused(relu_forward, relu_backward, relu_reference, name="relu")


def relu(x) -> Tensor:
    """Rectified linear unit: y = max(x, 0), in [0, ∞); slope 1 above 0, and 0 at 0 and below.

    x and y have one shape. Nair and Hinton, "Rectified Linear Units Improve Restricted Boltzmann
    Machines" (2010).

    >>> relu([-1.0, 0.0, 2.0])
    Tensor([0., 0., 2.])
    """
    return _relu(floats(x))


# ---- leaky ReLU: a small slope keeps the unit alive -----------------------------------------


def leaky_relu_forward(x, negative_slope):
    y = np.maximum(x, negative_slope * x)
    return y, (y, negative_slope)


def leaky_relu_backward(state, g):
    y, negative_slope = state
    slope = (y > 0).astype(g.dtype)
    return (g * slope.clip(negative_slope, 1),)


def leaky_relu_reference(x, negative_slope):
    return np.where(x > 0, x, negative_slope * x)


_leaky_relu = fused(leaky_relu_forward, leaky_relu_backward, leaky_relu_reference,
                    name="leaky_relu")


def leaky_relu(x, negative_slope: float = 0.01) -> Tensor:
    """ReLU that leaks: y = x above 0, and negative_slope · x below.

    x and y have one shape. Raises `ValueError` unless 0 <= negative_slope <= 1. Maas, Hannun and
    Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic Models" (2013).

    >>> leaky_relu([-1.0, 2.0], negative_slope=0.25)
    Tensor([-0.25,  2.  ])
    """
    if not 0 <= negative_slope <= 1:
        raise ValueError(f"leaky_relu: negative_slope is {negative_slope}; it lies in [0, 1].")
    return _leaky_relu(floats(x), negative_slope=negative_slope)


# ---- PReLU: the slope is learned, one for all or one a channel ------------------------------


def prelu_forward(x, weight):              # x (N, C, ...) · weight (C,) or (1,)
    slope = _along_channels(weight, x.ndim)
    return x.clip(0, np.inf) + slope * x.clip(-np.inf, 0), (x, slope, weight.shape)


def prelu_backward(state, g):
    x, slope, shape = state
    positive = (x > 0).astype(g.dtype)
    every = tuple(i for i, n in enumerate(slope.shape) if n == 1)

    def blame_of_slope():                  # it served every entry of its channel
        return (g * x.clip(-np.inf, 0)).sum(axis=every).reshape(shape)

    return lambda: g * (positive + (1 - positive) * slope), blame_of_slope


def prelu_reference(x, weight):
    return np.where(x > 0, x, _along_channels(weight, x.ndim) * x)


def _along_channels(weight, ndim):
    return weight.reshape([-1 if i == min(1, ndim - 1) else 1 for i in range(ndim)])


_prelu = fused(prelu_forward, prelu_backward, prelu_reference, name="prelu")


def prelu(x, weight) -> Tensor:
    """ReLU whose slope below 0 is learned: y = x above 0, and weight · x below.

    x (N, C, ...) or (N,); weight (C,), one slope for each channel, or (1,), one for all. Raises
    `ValueError` where they do not fit. He et al., "Delving Deep into Rectifiers" (2015).

    >>> prelu([[-1.0, -1.0], [2.0, -2.0]], Tensor([0.5, 0.25]))
    Tensor([[-0.5 , -0.25],
            [ 2.  , -0.5 ]])
    """
    x, weight = floats(x), floats(weight)
    channels = x.shape[min(1, x.ndim - 1)] if x.ndim else 1
    if weight.ndim != 1 or weight.size not in (1, channels):
        raise ValueError(
            f"prelu: the weight has shape {weight.shape}; for x of shape {x.shape} it is (1,), "
            f"one slope for all, or ({channels},), one for each channel (axis 1)."
        )
    return _prelu(x, weight)


# ---- ELU and SELU: an exponential knee that levels out --------------------------------------


def elu_forward(x, alpha):
    y = np.expm1(x.clip(-np.inf, 0))
    y *= alpha
    y += x.clip(0, np.inf)
    return y, (y, alpha)


def elu_backward(state, g):
    y, alpha = state
    positive = y > 0
    slope = y.clip(-np.inf, 0) + alpha     # alpha · exp(x) below 0
    slope *= ~positive
    slope += positive
    slope *= g
    return (slope,)


def elu_reference(x, alpha):
    return np.where(x > 0, x, alpha * np.expm1(np.where(x > 0, 0, x)))


_elu = fused(elu_forward, elu_backward, elu_reference, name="elu")


def elu(x, alpha: float = 1.0) -> Tensor:
    """Exponential linear unit: y = x above 0, alpha · (exp(x) - 1) below; in (-alpha, ∞).

    x and y have one shape. Raises `ValueError` unless alpha > 0. Clevert, Unterthiner and
    Hochreiter, "Fast and Accurate Deep Network Learning by Exponential Linear Units" (2016).

    >>> elu([-100.0, 0.0, 2.0])
    Tensor([-1.,  0.,  2.])
    """
    if not alpha > 0:
        raise ValueError(f"elu: alpha is {alpha}; it must be positive.")
    return _elu(floats(x), alpha=alpha)


SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805


def selu(x) -> Tensor:
    """Self-normalizing ELU: y = 1.0507 · elu(x, alpha=1.6733).

    With these two numbers, inputs of mean 0 and variance 1 keep both from layer to layer. x and y
    have one shape. Klambauer et al., "Self-Normalizing Neural Networks" (2017).

    >>> selu([-100.0, 0.0, 1.0])
    Tensor([-1.7580993,  0.       ,  1.050701 ])
    """
    return SELU_SCALE * elu(x, alpha=SELU_ALPHA)
