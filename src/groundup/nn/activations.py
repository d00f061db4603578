"""Activations as layers: a line each around the function of the same name (chapter 4).

Formulas, sources and limits of the arguments are at the functions, in `functional`. A function
can stand in a `Sequential` by itself; the layer has a name in the repr and a row in the summary.
"""

from groundup import functional as F
from groundup.functional.relu import relu_forward
from groundup.nn.checks import check_sizes
from groundup.nn.init import constant
from groundup.nn.module import Module
from groundup.nn.parameter import Parameter

# ---- cut off below zero ---------------------------------------------------------------------


class ReLU(Module):
    """max(x, 0); see `F.relu`.

    >>> ReLU()([-1.0, 2.0])
    Tensor([0., 2.])
    """

    def forward(self, x):
        return F.relu(x)

    def infer(self, x):
        return relu_forward(x)[0]


class LeakyReLU(Module):
    """x above 0, negative_slope · x below; see `F.leaky_relu`.

    >>> LeakyReLU(0.5)([-2.0, 2.0]).tolist()
    [-1.0, 2.0]
    """

    def __init__(self, negative_slope: float = 0.01):
        self.negative_slope = negative_slope

    def forward(self, x):
        return F.leaky_relu(x, self.negative_slope)

    def extra_repr(self):
        return f"{self.negative_slope}"


class PReLU(Module):
    """x above 0, weight · x below, with a weight that is learned; see `F.prelu`.

    `channels` is the length of axis 1, or 1 for a single slope; `slope` is where it starts.

    >>> PReLU(channels=2)([[-1.0, 2.0]]).tolist()
    [[-0.25, 2.0]]
    """

    def __init__(self, channels: int = 1, slope: float = 0.25):
        check_sizes("PReLU", channels=channels)
        self.weight = Parameter(constant((channels,), value=slope))

    def forward(self, x):
        return F.prelu(x, self.weight)

    def extra_repr(self):
        return f"{self.weight.size}"


class ReLU6(Module):
    """x held between 0 and 6; see `F.relu6`.

    >>> ReLU6()([-1.0, 2.0, 7.0])
    Tensor([0., 2., 6.])
    """

    def forward(self, x):
        return F.relu6(x)


# ---- soft below zero ------------------------------------------------------------------------


class ELU(Module):
    """x above 0, alpha · (exp(x) − 1) below; see `F.elu`.

    >>> ELU(alpha=2.0)([-100.0, 1.0]).tolist()
    [-2.0, 1.0]
    """

    def __init__(self, alpha: float = 1.0):
        self.alpha = alpha

    def forward(self, x):
        return F.elu(x, self.alpha)

    def extra_repr(self):
        return f"{self.alpha}"


class SELU(Module):
    """ELU, scaled so that deep networks keep mean 0 and variance 1; see `F.selu`.

    Weights start with `init.lecun_normal`.

    >>> SELU()([0.0, 1.0])
    Tensor([0.      , 1.050701])
    """

    def forward(self, x):
        return F.selu(x)


class GELU(Module):
    """x · Φ(x), or with `approximate="tanh"` the form that GPT-2 was trained with; see `F.gelu`.

    >>> GELU("tanh")([0.0, 100.0]).tolist()
    [0.0, 100.0]
    """

    def __init__(self, approximate: str = "none"):
        self.approximate = approximate

    def forward(self, x):
        return F.gelu(x, self.approximate)

    def extra_repr(self):
        return "" if self.approximate == "none" else repr(self.approximate)


class SiLU(Module):
    """x · sigmoid(x), also called swish; see `F.silu`.

    >>> SiLU()([0.0, 100.0])
    Tensor([  0., 100.])
    """

    def forward(self, x):
        return F.silu(x)


class Mish(Module):
    """x · tanh(softplus(x)); see `F.mish`.

    >>> Mish()([0.0, 100.0])
    Tensor([  0., 100.])
    """

    def forward(self, x):
        return F.mish(x)


class Softplus(Module):
    """log(1 + exp(x)): a ReLU without the corner; see `F.softplus`.

    >>> Softplus()([0.0, 100.0])
    Tensor([  0.6931472, 100.       ])
    """

    def forward(self, x):
        return F.softplus(x)


class Hardswish(Module):
    """x · hardsigmoid(x); see `F.hardswish`.

    >>> Hardswish()([-3.0, 1.5, 3.0])
    Tensor([-0.   ,  1.125,  3.   ])
    """

    def forward(self, x):
        return F.hardswish(x)


# ---- between two limits ---------------------------------------------------------------------


class Sigmoid(Module):
    """1 / (1 + exp(−x)), between 0 and 1; see `F.sigmoid`.

    >>> Sigmoid()([-1000.0, 0.0])
    Tensor([0. , 0.5])
    """

    def forward(self, x):
        return F.sigmoid(x)


class LogSigmoid(Module):
    """log sigmoid(x), below 0; see `F.log_sigmoid`.

    >>> LogSigmoid()([-1000.0, 0.0])
    Tensor([-1.000000e+03, -6.931472e-01])
    """

    def forward(self, x):
        return F.log_sigmoid(x)


class Hardsigmoid(Module):
    """A straight ramp from 0 at −3 to 1 at 3; see `F.hardsigmoid`.

    >>> Hardsigmoid()([-3.0, 0.0, 3.0])
    Tensor([0. , 0.5, 1. ])
    """

    def forward(self, x):
        return F.hardsigmoid(x)


class Tanh(Module):
    """tanh(x), between −1 and 1; see `F.tanh`.

    >>> Tanh()([0.0, 1000.0])
    Tensor([0., 1.])
    """

    def forward(self, x):
        return F.tanh(x)


class Hardtanh(Module):
    """x held between two limits; see `F.hardtanh`.

    >>> Hardtanh(0.0, 2.0)([-1.0, 1.0, 3.0]).tolist()
    [0.0, 1.0, 2.0]
    """

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0):
        self.min_val, self.max_val = min_val, max_val

    def forward(self, x):
        return F.hardtanh(x, self.min_val, self.max_val)

    def extra_repr(self):
        return f"{self.min_val}, {self.max_val}"


class Softsign(Module):
    """x / (1 + |x|), between −1 and 1; see `F.softsign`.

    >>> Softsign()([-1.0, 3.0])
    Tensor([-0.5 ,  0.75])
    """

    def forward(self, x):
        return F.softsign(x)


# ---- one half opens and closes the other ----------------------------------------------------


class GLU(Module):
    """a · sigmoid(b) for the halves a and b of an axis, which becomes half as long; see `F.glu`.

    >>> GLU()([1.0, 2.0, 0.0, 0.0]).tolist()
    [0.5, 1.0]
    """

    def __init__(self, axis: int = -1):
        self.axis = axis

    def forward(self, x):
        return F.glu(x, self.axis)

    def extra_repr(self):
        return _axis(self.axis)


class SwiGLU(Module):
    """silu(a) · b for the halves a and b of an axis, without dense layers; see `F.swiglu`.

    >>> SwiGLU()([0.0, 1000.0, 3.0, 2.0]).tolist()
    [0.0, 2000.0]
    """

    def __init__(self, axis: int = -1):
        self.axis = axis

    def forward(self, x):
        return F.swiglu(x, self.axis)

    def extra_repr(self):
        return _axis(self.axis)


class GEGLU(Module):
    """gelu(a) · b for the halves a and b of an axis, without dense layers; see `F.geglu`.

    >>> GEGLU()([0.0, 1000.0, 3.0, 2.0]).tolist()
    [0.0, 2000.0]
    """

    def __init__(self, axis: int = -1):
        self.axis = axis

    def forward(self, x):
        return F.geglu(x, self.axis)

    def extra_repr(self):
        return _axis(self.axis)


# ---- shares of a whole ----------------------------------------------------------------------


class Softmax(Module):
    """exp(x) / Σ exp(x) along an axis; see `F.softmax`.

    Classification losses take logits: leave it out there.

    >>> Softmax()([0.0, 0.0]).tolist()
    [0.5, 0.5]
    """

    def __init__(self, axis: int = -1):
        self.axis = axis

    def forward(self, x):
        return F.softmax(x, self.axis)

    def extra_repr(self):
        return _axis(self.axis)


class LogSoftmax(Module):
    """x − log Σ exp(x) along an axis: the logarithm of `Softmax`; see `F.log_softmax`.

    >>> LogSoftmax()([1000.0, 0.0]).tolist()
    [0.0, -1000.0]
    """

    def __init__(self, axis: int = -1):
        self.axis = axis

    def forward(self, x):
        return F.log_softmax(x, self.axis)

    def extra_repr(self):
        return _axis(self.axis)


def _axis(axis):
    return "" if axis == -1 else f"axis={axis}"
