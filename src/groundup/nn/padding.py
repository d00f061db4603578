"""Padding layers: an image with more around it (chapter 12). `F.pad` shows what each one adds."""

from groundup import functional as F
from groundup.functional.window import Numbers
from groundup.nn.module import Module


class Pad(Module):
    """`F.pad` in a mode, for so many spatial axes; the classes below say which."""

    axes, mode = 0, "constant"

    def __init__(self, padding: Numbers):
        self.padding = padding

    def forward(self, x):
        return self.padded(x)

    def padded(self, x, **value):
        if x.ndim != self.axes + 2:
            raise ValueError(f"{type(self).__name__}: x must have {self.axes + 2} axes, of which "
                             f"{self.axes} are padded; its shape is {x.shape}.")
        return F.pad(x, self.padding, self.mode, **value)

    def extra_repr(self):
        return f"{self.padding}"


class ConstantPad(Pad):
    """Padding with a number of choice; the classes below say for how many axes."""

    def __init__(self, padding: Numbers, value: float):
        self.padding, self.value = padding, value

    def forward(self, x):
        return self.padded(x, value=self.value)

    def extra_repr(self):
        return f"{self.padding}, {self.value}"


class ConstantPad1d(ConstantPad):
    """A number around (N, C, L); padding is one number, or (left, right).

    >>> from groundup import Tensor
    >>> ConstantPad1d((1, 0), 9.0)(Tensor([[[1.0, 2.0]]]))
    Tensor([[[9., 1., 2.]]])
    """

    axes = 1


class ConstantPad2d(ConstantPad):
    """A number around (N, C, H, W); padding is one number, or (left, right, top, bottom).

    >>> from groundup import Tensor
    >>> ConstantPad2d((1, 0, 0, 0), 9.0)(Tensor([[[[1.0, 2.0]]]]))
    Tensor([[[[9., 1., 2.]]]])
    """

    axes = 2


class ZeroPad2d(Pad):
    """Zeros around (N, C, H, W); padding is one number, or (left, right, top, bottom).

    >>> from groundup import Tensor
    >>> ZeroPad2d((1, 0, 0, 0))(Tensor([[[[1.0, 2.0]]]]))
    Tensor([[[[0., 1., 2.]]]])
    """

    axes = 2


class ReflectionPad1d(Pad):
    """The image mirrored at its edges, (N, C, L); padding is one number, or (left, right).

    >>> from groundup import Tensor
    >>> ReflectionPad1d(1)(Tensor([[[1.0, 2.0, 3.0]]]))
    Tensor([[[2., 1., 2., 3., 2.]]])
    """

    axes, mode = 1, "reflect"


class ReflectionPad2d(Pad):
    """The image mirrored at its edges, (N, C, H, W); padding (left, right, top, bottom), or one.

    >>> from groundup import Tensor
    >>> ReflectionPad2d((1, 1, 0, 0))(Tensor([[[[1.0, 2.0, 3.0]]]]))
    Tensor([[[[2., 1., 2., 3., 2.]]]])
    """

    axes, mode = 2, "reflect"


class ReplicationPad1d(Pad):
    """The entries at the edge repeated, (N, C, L); padding is one number, or (left, right).

    >>> from groundup import Tensor
    >>> ReplicationPad1d(1)(Tensor([[[1.0, 2.0, 3.0]]]))
    Tensor([[[1., 1., 2., 3., 3.]]])
    """

    axes, mode = 1, "replicate"


class ReplicationPad2d(Pad):
    """The entries at the edge repeated, (N, C, H, W); padding (left, right, top, bottom), or one.

    >>> from groundup import Tensor
    >>> ReplicationPad2d((1, 1, 0, 0))(Tensor([[[[1.0, 2.0, 3.0]]]]))
    Tensor([[[[1., 1., 2., 3., 3.]]]])
    """

    axes, mode = 2, "replicate"


class CircularPad2d(Pad):
    """The image continued from its other end, (N, C, H, W); padding (left, right, top, bottom).

    >>> from groundup import Tensor
    >>> CircularPad2d((1, 1, 0, 0))(Tensor([[[[1.0, 2.0, 3.0]]]]))
    Tensor([[[[3., 1., 2., 3., 1.]]]])
    """

    axes, mode = 2, "circular"
