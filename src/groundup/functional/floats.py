"""What the functions here accept: tensors, arrays, lists; and integers, which become floats."""

from groundup.autograd import Tensor
from groundup.backend import default_dtype


def floats(x) -> Tensor:
    """x as a tensor of floats: integers take the default dtype, floats stay what they are.

    Raises `TypeError` for what is not numbers.

    >>> floats([1, 2])
    Tensor([1., 2.])
    """
    x = x if isinstance(x, Tensor) else Tensor(x)
    return x if x.data.dtype.kind == "f" else x.astype(default_dtype())
