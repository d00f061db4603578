"""Gradient reversal: the same on the way forth, the opposite on the way back."""

from groundup.autograd import NOTHING, Tensor, primitive
from groundup.functional.floats import floats

_reverse = primitive(lambda x, strength: x, keep=NOTHING, name="gradient_reversal",
                     vjp=[lambda g, strength: g * -strength])


def gradient_reversal(x, strength: float = 1.0) -> Tensor:
    """y = x, but dL/dx = -strength · dL/dy: what comes before unlearns what comes after learns.

    x and y have one shape. Between features and a critic who guesses where the data come from, it
    makes features that do not give it away. Ganin and Lempitsky, "Unsupervised domain adaptation
    by backpropagation" (2015).

    >>> x = Tensor([1.0, 2.0], requires_grad=True)
    >>> gradient_reversal(x, 0.5).sum().backward(); x.grad
    array([-0.5, -0.5], dtype=float32)
    """
    return _reverse(floats(x), strength=strength)
