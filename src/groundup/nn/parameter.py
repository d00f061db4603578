"""Parameter: a tensor that a module owns and training changes."""

from groundup.autograd import Tensor
from groundup.backend import xp


class Parameter(Tensor):
    """A tensor of any shape with `requires_grad=True`, holding its own copy of the numbers.

    Copying or pickling it copies the numbers and whether it is frozen; its gradient stays behind.
    Raises `TypeError` for integers, which cannot be learned by small steps.

    >>> Parameter([1.0, 2.0]).requires_grad
    True
    """

    __slots__ = ()

    def __init__(self, data, dtype=None):
        super().__init__(data, dtype=dtype)
        self.data = xp.array(self.data, order="C")
        self.requires_grad = True

    def __reduce__(self):
        return _rebuild, (self.data, self.requires_grad)


def _rebuild(data, requires_grad):
    parameter = Parameter(data)
    parameter.requires_grad = requires_grad
    return parameter
