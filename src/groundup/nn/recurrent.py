"""Recurrent layers: RNN, LSTM and GRU, stacked and in both directions (chapter 14)."""

from math import sqrt

from groundup import functional as F
from groundup.autograd import Tensor, concatenate, stack
from groundup.backend import Rng, generator
from groundup.functional.dropout import check_share
from groundup.nn.checks import check_sizes
from groundup.nn.init import uniform, zeros
from groundup.nn.module import Module
from groundup.nn.parameter import Parameter


class Recurrent(Module):
    """What RNN, LSTM and GRU share: the stack of layers, and the way through it.

    The parameters of layer k are `weight_ih_lk` (features, gates·H), `weight_hh_lk` (H, gates·H)
    and `bias_lk` (gates·H,), those of the way back end in `_reverse`. PyTorch's weights are the
    transposed ones, and its two biases act through their sum, which is the one here.
    """

    gates, states = 1, 1

    def __init__(self, input_size: int, hidden_size: int, num_layers: int = 1, bias: bool = True,
                 batch_first: bool = True, dropout: float = 0.0, bidirectional: bool = False, *,
                 rng: Rng = None):
        name = type(self).__name__
        check_sizes(name, input_size=input_size, hidden_size=hidden_size, num_layers=num_layers)
        check_share(f"{name}: dropout", dropout)
        self.input_size, self.hidden_size, self.num_layers = input_size, hidden_size, num_layers
        self.batch_first, self.dropout, self.bidirectional = batch_first, dropout, bidirectional
        self.rng = None if rng is None else generator(rng)
        features = input_size
        for layer in range(num_layers):
            for suffix in self.suffixes(layer):
                self.add_weights(suffix, features, bias)
            features = hidden_size * len(self.suffixes(layer))

    def suffixes(self, layer: int) -> list[str]:
        """The endings of the parameter names of a layer, one for each direction."""
        return [f"l{layer}", f"l{layer}_reverse"] if self.bidirectional else [f"l{layer}"]

    def add_weights(self, suffix: str, features: int, bias: bool) -> None:
        """Weights uniform within ±1/√H, biases 0."""
        H, bound = self.hidden_size, 1 / sqrt(self.hidden_size)
        width = self.gates * H
        for part, rows in (("ih", features), ("hh", H)):
            weight = uniform((rows, width), self.rng, low=-bound, high=bound)
            setattr(self, f"weight_{part}_{suffix}", Parameter(weight))
        setattr(self, f"bias_{suffix}", Parameter(zeros((width,))) if bias else None)

    def weights(self, suffix: str) -> list[Parameter | None]:
        return [getattr(self, f"{part}_{suffix}") for part in ("weight_ih", "weight_hh", "bias")]

    def run(self, x, suffix: str, state, **options):
        """One layer in one direction: its output and its final state."""
        raise NotImplementedError(f"{type(self).__name__} must say what one layer does.")

    def forward(self, x, state=None, *, lengths=None):
        suffixes = [s for layer in range(self.num_layers) for s in self.suffixes(layer)]
        given = self.split(state, len(suffixes))
        finals = []
        for layer in range(self.num_layers):
            if layer and self.dropout:
                x = F.dropout(x, self.dropout, self.training, self.rng)
            outputs = []
            for suffix in self.suffixes(layer):
                y, final = self.run(x, suffix, given[len(finals)], lengths=lengths,
                                    reverse=suffix.endswith("reverse"),
                                    batch_first=self.batch_first)
                outputs.append(y)
                finals.append(final)
            x = outputs[0] if len(outputs) == 1 else concatenate(outputs, axis=2)
        return x, self.join(finals)

    def split(self, state, count: int) -> list:
        """The initial states, one for each layer and direction, from what the caller gave."""
        if state is None:
            return [None] * count
        parts = (state,) if self.states == 1 else tuple(state)
        if len(parts) != self.states or any(part.ndim != 3 or len(part) != count for part in parts):
            shape = f"({count}, N, {self.hidden_size})"
            wanted = f"of shape {shape}" if self.states == 1 else f"a pair (h, c) of shape {shape}"
            raise ValueError(f"The initial state must be {wanted}; got "
                             f"{' and '.join(str(part.shape) for part in parts)}.")
        rows = list(zip(*parts))
        return [row[0] for row in rows] if self.states == 1 else rows

    def join(self, finals: list):
        """The final states of all layers and directions, stacked as the initial ones are."""
        if self.states == 1:
            return stack(finals)
        return tuple(stack(list(part)) for part in zip(*finals))

    def flops(self, input_shape, output_shape):
        steps, H = input_shape[0] * input_shape[1], self.hidden_size
        outputs = H * len(self.suffixes(0))
        features = self.input_size + (self.num_layers - 1) * outputs + self.num_layers * H
        return 2 * steps * features * self.gates * outputs

    def extra_repr(self):
        told = [f"{self.input_size}, {self.hidden_size}"]
        told += [f"num_layers={self.num_layers}"] if self.num_layers > 1 else []
        told += ["bias=False"] if self.bias_l0 is None else []
        told += [] if self.batch_first else ["batch_first=False"]
        told += [f"dropout={self.dropout}"] if self.dropout else []
        told += ["bidirectional=True"] if self.bidirectional else []
        return ", ".join(told)


class RNN(Recurrent):
    """The simple recurrent network, h_t = tanh(x_t W + h_{t-1} U + b), or with ReLU.

    `layer(x, state=None, lengths=None)` takes x (N, T, input_size) and returns the outputs of the
    last layer, (N, T, H), and the final state of every layer, (num_layers, N, H); with
    `bidirectional`, twice as many outputs and states, those of each layer in turn. Sequences come
    batch first, unlike PyTorch's default. `lengths` (N,) says how many steps are real, `dropout`
    acts between layers. Parameter names and shapes: see `Recurrent`.

    >>> layer = RNN(3, 5, num_layers=2, rng=0)
    >>> output, state = layer(Tensor([[[1.0, 2.0, 3.0]] * 4]))
    >>> output.shape, state.shape
    ((1, 4, 5), (2, 1, 5))
    """

    def __init__(self, input_size: int, hidden_size: int, num_layers: int = 1,
                 nonlinearity: str = "tanh", bias: bool = True, batch_first: bool = True,
                 dropout: float = 0.0, bidirectional: bool = False, *, rng: Rng = None):
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"RNN: nonlinearity is 'tanh' or 'relu', not {nonlinearity!r}.")
        self.nonlinearity = nonlinearity
        super().__init__(input_size, hidden_size, num_layers, bias, batch_first, dropout,
                         bidirectional, rng=rng)

    def run(self, x, suffix, state, **options):
        return F.rnn(x, *self.weights(suffix), state, nonlinearity=self.nonlinearity, **options)

    def extra_repr(self):
        return super().extra_repr() + ("" if self.nonlinearity == "tanh" else ", 'relu'")


class LSTM(Recurrent):
    """Long short-term memory: the recurrence with a memory that gates protect; see `F.lstm`.

    `layer(x, state=None, lengths=None)` takes x (N, T, input_size) and returns the outputs
    (N, T, H), and the pair (h, c) of final states, each (num_layers, N, H); otherwise as `RNN`. The
    four blocks of weights are, as in PyTorch, i f g o. The biases start at 0, those of the forget
    gate at `forget_bias`: a memory that starts open learns over longer times (Jozefowicz et al.,
    2015; PyTorch starts near 0).

    >>> layer = LSTM(3, 5, bidirectional=True, rng=0)
    >>> output, (h, c) = layer(Tensor([[[1.0, 2.0, 3.0]] * 4]))
    >>> output.shape, h.shape, layer.weight_ih_l0.shape
    ((1, 4, 10), (2, 1, 5), (3, 20))
    """

    gates, states = 4, 2

    def __init__(self, input_size: int, hidden_size: int, num_layers: int = 1, bias: bool = True,
                 batch_first: bool = True, dropout: float = 0.0, bidirectional: bool = False, *,
                 forget_bias: float = 1.0, rng: Rng = None):
        self.forget_bias = forget_bias
        super().__init__(input_size, hidden_size, num_layers, bias, batch_first, dropout,
                         bidirectional, rng=rng)

    def add_weights(self, suffix, features, bias):
        super().add_weights(suffix, features, bias)
        if bias:
            H = self.hidden_size
            getattr(self, f"bias_{suffix}").data[H:2 * H] = self.forget_bias

    def run(self, x, suffix, state, **options):
        return F.lstm(x, *self.weights(suffix), state, **options)


class GRU(Recurrent):
    """The gated recurrent unit, with r acting after the product or before it; see `F.gru`.

    Called as `RNN`. The three blocks of weights are, as in PyTorch, r z n. With `reset_after`, the
    default, the candidate has a second bias `bias_hn_lk` (H,), the n block of PyTorch's bias_hh;
    the rest of PyTorch's two biases acts through the sum.

    >>> layer = GRU(3, 5, rng=0)
    >>> output, state = layer(Tensor([[[1.0, 2.0, 3.0]] * 4]))
    >>> output.shape, state.shape
    ((1, 4, 5), (1, 1, 5))
    """

    gates = 3

    def __init__(self, input_size: int, hidden_size: int, num_layers: int = 1, bias: bool = True,
                 batch_first: bool = True, dropout: float = 0.0, bidirectional: bool = False, *,
                 reset_after: bool = True, rng: Rng = None):
        self.reset_after = reset_after
        super().__init__(input_size, hidden_size, num_layers, bias, batch_first, dropout,
                         bidirectional, rng=rng)

    def add_weights(self, suffix, features, bias):
        super().add_weights(suffix, features, bias)
        second = bias and self.reset_after
        setattr(self, f"bias_hn_{suffix}",
                Parameter(zeros((self.hidden_size,))) if second else None)

    def run(self, x, suffix, state, **options):
        return F.gru(x, *self.weights(suffix), getattr(self, f"bias_hn_{suffix}"), state,
                     reset_after=self.reset_after, **options)

    def extra_repr(self):
        return super().extra_repr() + ("" if self.reset_after else ", reset_after=False")


def detach_state(state):
    """The same state, cut off from how it came about: where truncated backpropagation ends.

    A state carried from one piece of a long sequence to the next keeps what was read; without this
    it would also keep the graph of all pieces, and the next `backward` would run through them.
    Takes what a recurrent layer returns: a tensor, a pair of them, or None; shapes stay.

    >>> layer, x, state = LSTM(1, 2, rng=0), Tensor([[[1.0]] * 6]), None
    >>> for piece in (x[:, :3], x[:, 3:]):
    ...     output, state = layer(piece, detach_state(state))
    ...     output.sum().backward()
    """
    if state is None:
        return None
    return state.detach() if isinstance(state, Tensor) else tuple(part.detach() for part in state)
