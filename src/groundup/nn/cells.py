"""Recurrent cells: one step of RNN, LSTM and GRU, for loops of one's own (chapter 14)."""

from math import sqrt

from groundup import functional as F
from groundup.autograd import Tensor
from groundup.backend import Rng, generator
from groundup.nn.checks import check_sizes
from groundup.nn.init import uniform, zeros
from groundup.nn.module import Module
from groundup.nn.parameter import Parameter


class Cell(Module):
    """What the cells share: weight_ih (input_size, gates·H), weight_hh (H, gates·H), bias."""

    gates = 1

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True, *, rng: Rng = None):
        check_sizes(type(self).__name__, input_size=input_size, hidden_size=hidden_size)
        self.input_size, self.hidden_size = input_size, hidden_size
        width, bound, rng = self.gates * hidden_size, 1 / sqrt(hidden_size), generator(rng)
        self.weight_ih = Parameter(uniform((input_size, width), rng, low=-bound, high=bound))
        self.weight_hh = Parameter(uniform((hidden_size, width), rng, low=-bound, high=bound))
        self.bias = Parameter(zeros((width,))) if bias else None

    def one_step(self, x):
        """x (N, F) as a sequence of one step, (N, 1, F)."""
        x = x if isinstance(x, Tensor) else Tensor(x)
        if x.ndim != 2:
            raise ValueError(f"A cell takes one step, (N, {self.input_size}); x has shape "
                             f"{x.shape}.")
        return x.reshape(len(x), 1, -1)

    def flops(self, input_shape, output_shape):
        features = self.input_size + self.hidden_size
        return 2 * input_shape[0] * features * self.gates * self.hidden_size

    def extra_repr(self):
        bias = "" if self.bias is not None else ", bias=False"
        return f"{self.input_size}, {self.hidden_size}{bias}"


class RNNCell(Cell):
    """h = tanh(x W + h U + b), or with ReLU: x (N, F), and the state before and after (N, H).

    >>> RNNCell(3, 5, rng=0)(Tensor([[1.0, 2.0, 3.0]])).shape
    (1, 5)
    """

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True,
                 nonlinearity: str = "tanh", *, rng: Rng = None):
        super().__init__(input_size, hidden_size, bias, rng=rng)
        self.nonlinearity = nonlinearity

    def forward(self, x, state=None):
        return F.rnn(self.one_step(x), self.weight_ih, self.weight_hh, self.bias, state,
                     nonlinearity=self.nonlinearity)[1]


class LSTMCell(Cell):
    """One step of `F.lstm`: x (N, F), and a pair (h, c) of (N, H) before and after.

    The biases start at 0, those of the forget gate at `forget_bias`.

    >>> h, c = LSTMCell(3, 5, rng=0)(Tensor([[1.0, 2.0, 3.0]]))
    >>> h.shape, c.shape
    ((1, 5), (1, 5))
    """

    gates = 4

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True, *,
                 forget_bias: float = 1.0, rng: Rng = None):
        super().__init__(input_size, hidden_size, bias, rng=rng)
        if self.bias is not None:
            self.bias.data[hidden_size:2 * hidden_size] = forget_bias

    def forward(self, x, state=None):
        return F.lstm(self.one_step(x), self.weight_ih, self.weight_hh, self.bias, state)[1]


class GRUCell(Cell):
    """One step of `F.gru`: x (N, F), and the state before and after (N, H).

    >>> GRUCell(3, 5, rng=0)(Tensor([[1.0, 2.0, 3.0]])).shape
    (1, 5)
    """

    gates = 3

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True, *,
                 reset_after: bool = True, rng: Rng = None):
        super().__init__(input_size, hidden_size, bias, rng=rng)
        self.reset_after = reset_after
        self.bias_hn = Parameter(zeros((hidden_size,))) if bias and reset_after else None

    def forward(self, x, state=None):
        return F.gru(self.one_step(x), self.weight_ih, self.weight_hh, self.bias, self.bias_hn,
                     state, reset_after=self.reset_after)[1]
