"""Dense, and two layers without parameters: Identity and Flatten (chapter 3)."""

from math import prod

from groundup import functional as F
from groundup.backend import Rng
from groundup.functional.dense import weighted_sums
from groundup.nn.checks import check_init, check_sizes
from groundup.nn.init import kaiming_uniform, zeros
from groundup.nn.module import Module
from groundup.nn.parameter import Parameter


class Dense(Module):
    """A layer in which every output weighs every input: y = x W + b.

    x (..., in_features), W (in_features, out_features), b (out_features,); y (..., out_features).
    `init(shape, rng=rng)` makes the weights, by default `kaiming_uniform`; biases start at 0.
    Raises `TypeError` or `ValueError` for sizes that are no whole numbers of at least 1, and
    `ValueError` for an input with other features.

    >>> from groundup import Tensor
    >>> layer = Dense(4, 3, rng=0)
    >>> layer(Tensor([[1.0, 2.0, 3.0, 4.0]])).shape
    (1, 3)
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True, *,
                 init=kaiming_uniform, rng: Rng = None):
        check_sizes("Dense", in_features=in_features, out_features=out_features)
        check_init("Dense", init)
        self.in_features, self.out_features = in_features, out_features
        self.weight = Parameter(init((in_features, out_features), rng=rng))
        self.bias = Parameter(zeros((out_features,))) if bias else None

    def forward(self, x):
        return F.dense(x, self.weight, self.bias)

    def infer(self, x):
        weight, bias = self.weight.data, self.bias
        if x.dtype is not weight.dtype:
            raise TypeError(f"x is {x.dtype} and the weight {weight.dtype}.")
        return weighted_sums(x, weight, None if bias is None else bias.data)

    def flops(self, input_shape, output_shape):
        return 2 * prod(output_shape) * self.in_features

    def extra_repr(self):
        bias = "" if self.bias is not None else ", bias=False"
        return f"{self.in_features}, {self.out_features}{bias}"


class Identity(Module):
    """y = x in any shape: a layer that does nothing, to stand where another could be.

    >>> Identity()([1.0, 2.0])
    [1.0, 2.0]
    """

    def forward(self, x):
        return x

    def infer(self, x):
        return x


class Flatten(Module):
    """All axes from `start_axis` on in one: (N, C, H, W) -> (N, C·H·W), in C order.

    >>> from groundup import Tensor
    >>> Flatten()(Tensor([[[1.0, 2.0], [3.0, 4.0]]])).shape
    (1, 4)
    """

    def __init__(self, start_axis: int = 1):
        self.start_axis = start_axis

    def forward(self, x):
        if not -x.ndim <= self.start_axis < x.ndim:
            raise ValueError(f"Flatten from axis {self.start_axis} on needs an input that has this "
                             f"axis; it got shape {x.shape}.")
        kept = x.shape[:self.start_axis]
        return x.reshape(*kept, prod(x.shape[self.start_axis:]))

    def infer(self, x):
        return self.forward(x)             # arrays and tensors alike

    def extra_repr(self):
        return "" if self.start_axis == 1 else f"start_axis={self.start_axis}"
