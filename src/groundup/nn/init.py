"""Where weights start: so that signals neither die out nor explode on their way (chapter 3).

Every initialiser is called as `init(shape, rng=None)`, with further options by keyword, and
returns an array of the default dtype. To give a layer other options, bind them:
`Dense(4, 3, init=partial(normal, std=0.01))`.
"""

from math import prod, sqrt

import numpy as np

from groundup import hints as _hints
from groundup.backend import Rng, default_dtype, generator, xp

Shape = int | tuple[int, ...]


def zeros(shape: Shape, rng: Rng = None) -> np.ndarray:
    """All 0 in this shape, as biases start.

    Weights must not: equal neurons would learn the same for ever.

    >>> zeros(2)
    array([0., 0.], dtype=float32)
    """
    return xp.zeros(shape, default_dtype())


def ones(shape: Shape, rng: Rng = None) -> np.ndarray:
    """All 1 in this shape, as scales of normalisations start.

    >>> ones(2)
    array([1., 1.], dtype=float32)
    """
    return xp.ones(shape, default_dtype())


def constant(shape: Shape, rng: Rng = None, *, value: float) -> np.ndarray:
    """All the same `value`, in this shape.

    >>> constant(2, value=0.5)
    array([0.5, 0.5], dtype=float32)
    """
    return xp.full(shape, value, default_dtype())


def uniform(shape: Shape, rng: Rng = None, *, low: float = -0.05, high: float = 0.05) -> np.ndarray:
    """Uniform on [low, high): mean (low + high)/2, variance (high − low)²/12.

    >>> bool(uniform((1000,), rng=0, low=2.0, high=3.0).min() >= 2)
    True
    """
    return xp.asarray(generator(rng).random(shape, default_dtype()) * (high - low) + low)


def normal(shape: Shape, rng: Rng = None, *, mean: float = 0.0, std: float = 0.01) -> np.ndarray:
    """Normal with the given mean and standard deviation; 0.01 is the book's choice.

    >>> normal((2, 3), rng=0).shape
    (2, 3)
    """
    return xp.asarray(generator(rng).standard_normal(shape, default_dtype()) * std + mean)


def truncated_normal(shape: Shape, rng: Rng = None, *, mean: float = 0.0, std: float = 0.02,
                     cut: float = 2.0) -> np.ndarray:
    """Normal, but values more than `cut` standard deviations off are drawn again.

    `std` is that before the cut; with `cut=2` what is left has 0.88 of it. 0.02 is the choice of
    transformers. Raises `ValueError` for a cut that is not positive.

    >>> bool(abs(truncated_normal((1000,), rng=0, std=1.0)).max() <= 2)
    True
    """
    if not cut > 0:
        raise ValueError(f"cut must be positive, not {cut}.")
    rng = generator(rng)
    z = rng.standard_normal(shape, default_dtype())
    while (far := abs(z) > cut).any():
        z[far] = rng.standard_normal(int(far.sum()), default_dtype())
    return xp.asarray(z * std + mean)


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """How many inputs an output sums (fan in), and how many outputs an input reaches (fan out).

    Dense weights are (in, out). Weights of convolutions are (out, in/groups, *kernel), and every
    place of the kernel counts; with groups, fan out is that of the whole layer. Raises
    `ValueError` for fewer than two axes.

    >>> fans((784, 128)), fans((16, 3, 5, 5))
    ((784, 128), (75, 400))
    """
    if not isinstance(shape, tuple | list) or len(shape) < 2:
        raise ValueError(f"The scale of weights follows from their inputs and outputs, so they "
                         f"need two axes at least; the shape given is {shape}.")
    if len(shape) == 2:
        return shape[0], shape[1]
    kernel = prod(shape[2:])
    return shape[1] * kernel, shape[0] * kernel


def xavier_uniform(shape: tuple[int, ...], rng: Rng = None, *, gain: float = 1.0) -> np.ndarray:
    """Uniform with variance gain² · 2/(fan_in + fan_out), for tanh and sigmoid.

    Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
    networks" (2010): a compromise between the signals on the way forth and back.

    >>> bool(abs(xavier_uniform((2, 4), rng=0)).max() <= 1)
    True
    """
    return _uniform(shape, rng, gain * sqrt(2 / sum(fans(shape))))


def xavier_normal(shape: tuple[int, ...], rng: Rng = None, *, gain: float = 1.0) -> np.ndarray:
    """Normal with variance gain² · 2/(fan_in + fan_out); see `xavier_uniform`.

    >>> xavier_normal((2, 4), rng=0).shape
    (2, 4)
    """
    return normal(shape, rng, std=gain * sqrt(2 / sum(fans(shape))))


def kaiming_uniform(shape: tuple[int, ...], rng: Rng = None, *, gain: float = sqrt(2),
                    mode: str = "fan_in") -> np.ndarray:
    """Uniform with variance gain²/fan, by default 2/fan_in: ReLU halves the power, 2 gives it back.

    `mode="fan_out"` keeps the power of gradients instead of that of signals. Raises `ValueError`
    for another mode. He et al., "Delving deep into rectifiers" (2015).

    >>> bool(abs(kaiming_uniform((6, 4), rng=0)).max() <= 1)
    True
    """
    return _uniform(shape, rng, gain / sqrt(_fan(shape, mode)))


def kaiming_normal(shape: tuple[int, ...], rng: Rng = None, *, gain: float = sqrt(2),
                   mode: str = "fan_in") -> np.ndarray:
    """Normal with variance gain²/fan, by default 2/fan_in; see `kaiming_uniform`.

    >>> kaiming_normal((6, 4), rng=0).shape
    (6, 4)
    """
    return normal(shape, rng, std=gain / sqrt(_fan(shape, mode)))


def lecun_uniform(shape: tuple[int, ...], rng: Rng = None) -> np.ndarray:
    """Uniform with variance 1/fan_in, for linear outputs and SELU.

    LeCun et al., "Efficient BackProp" (1998).

    >>> bool(abs(lecun_uniform((3, 4), rng=0)).max() <= 1)
    True
    """
    return kaiming_uniform(shape, rng, gain=1.0)


def lecun_normal(shape: tuple[int, ...], rng: Rng = None) -> np.ndarray:
    """Normal with variance 1/fan_in; see `lecun_uniform`.

    >>> lecun_normal((3, 4), rng=0).shape
    (3, 4)
    """
    return kaiming_normal(shape, rng, gain=1.0)


def orthogonal(shape: tuple[int, ...], rng: Rng = None, *, gain: float = 1.0) -> np.ndarray:
    """A random rotation, times `gain`: lengths are kept, however many layers follow.

    As a matrix (first axis, all others) its rows, or its columns if there are fewer of them, are
    orthonormal. Saxe et al., "Exact solutions to the nonlinear dynamics of learning" (2014).

    >>> w = orthogonal((3, 2), rng=0)
    >>> np.allclose(w.T @ w, np.eye(2), atol=1e-6)
    True
    """
    fans(shape)                                         # refuses fewer than two axes
    rows, columns = shape[0], prod(shape[1:])
    q, r = np.linalg.qr(generator(rng).standard_normal((max(rows, columns), min(rows, columns))))
    q = q * np.where(np.diagonal(r) < 0, -1, 1)         # else some rotations come more often
    q = q.T if rows < columns else q
    return xp.asarray(gain * q.reshape(shape), default_dtype())


def calculate_gain(nonlinearity: str, slope: float = 0.01) -> float:
    """By how much to scale weights so that a nonlinearity keeps the size of its signals.

    1 for linear, sigmoid and softmax, 5/3 for tanh, √2 for relu, √(2/(1 + slope²)) for
    leaky_relu, 3/4 for selu. Raises `ValueError` for others.

    >>> round(calculate_gain("relu") ** 2, 6)
    2.0
    """
    gains = {"linear": 1.0, "sigmoid": 1.0, "softmax": 1.0, "tanh": 5 / 3, "relu": sqrt(2),
             "leaky_relu": sqrt(2 / (1 + slope ** 2)), "selu": 3 / 4}
    if nonlinearity not in gains:
        raise ValueError(f"No gain is known for {nonlinearity!r}; known are {', '.join(gains)}.")
    return gains[nonlinearity]


def _fan(shape, mode):
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"mode is 'fan_in' or 'fan_out', not {mode!r}.")
    return fans(shape)[mode == "fan_out"]


def _uniform(shape, rng, std):
    bound = sqrt(3) * std                               # uniform on ±bound has variance bound²/3
    return uniform(shape, rng, low=-bound, high=bound)


_hints.answer(__name__)
