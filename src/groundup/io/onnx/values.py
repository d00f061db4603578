"""What flows through a graph: floats as Tensors, all else as arrays, and nothing too large."""

from math import prod

import numpy as np

from groundup.autograd import Tensor

LIMIT = 2 ** 28                            # numbers in one array: 1 GiB of float32


def array(x) -> np.ndarray:
    """The array of a value.

    >>> array(Tensor([1.0, 2.0]))
    array([1., 2.], dtype=float32)
    """
    return x.data if isinstance(x, Tensor) else np.asarray(x)


def value(x):
    """A result as it flows on: a Tensor if it holds floats, else an array; lists are sequences.

    >>> value(np.float32(2)), value(Tensor([1, 2]))
    (Tensor(2.), array([1, 2]))
    """
    if x is None or isinstance(x, list):
        return x
    plain = array(x)
    if plain.dtype.kind != "f":
        return plain
    return x if isinstance(x, Tensor) else Tensor(plain)


def whole(x) -> list[int]:
    """The whole numbers of an input or attribute that says a shape, axes or places.

    >>> whole(np.array([2, -1])), whole(3)
    ([2, -1], [3])
    """
    return [int(n) for n in np.atleast_1d(array(x))]


def afford(*shape: int) -> tuple[int, ...]:
    """The shape, if an array of it is possible and has no more than `LIMIT` numbers.

    >>> afford(2, 3)
    (2, 3)
    >>> afford(2 ** 20, 2 ** 20)
    Traceback (most recent call last):
    ValueError: an array of shape (1048576, 1048576) has more than the 268435456 numbers allowed
    """
    if any(n < 0 for n in shape):
        raise ValueError(f"no array has the shape {shape}")
    if prod(shape) > LIMIT:
        raise ValueError(f"an array of shape {shape} has more than the {LIMIT} numbers allowed")
    return shape


def joint(*values):
    """The same values, if what they broadcast to is an array that can be afforded.

    >>> joint(np.ones((2 ** 20, 1)), np.ones(2 ** 20))
    Traceback (most recent call last):
    ValueError: an array of shape (1048576, 1048576) has more than the 268435456 numbers allowed
    """
    afford(*np.broadcast_shapes(*map(np.shape, values)))
    return values


def like(x, number):
    """A number in the dtype of a value.

    >>> like(Tensor([1.0]), 0.5).dtype
    dtype('float32')
    """
    return array(x).dtype.type(number)


def constant(x) -> np.ndarray:
    """The array of a value, for an operator without a derivative.

    >>> constant(Tensor([1.0]) * 2)
    array([2.], dtype=float32)
    """
    if isinstance(x, Tensor) and x.requires_grad:
        raise ValueError("no gradient passes through this operator; freeze what comes before it, "
                         "or run the model under no_grad")
    return array(x)
