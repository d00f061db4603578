"""Recurrent classifier: read the whole sequence, then judge by what is remembered (chapter 14)."""

from collections.abc import Callable

from groundup import nn
from groundup.autograd import concatenate
from groundup.backend import Rng, generator
from groundup.models.recurrent_cell import recurrent_layer


class RNNClassifier(nn.Module):
    """A dense layer on the state in which a recurrent layer ends: y = h_T W + b.

    x (N, T, in_features) of floats, `lengths` (N,) where sequences are padded; y
    (N, out_features), logits or, as for the adding problem, plain numbers: the loss knows. `cell`
    is "rnn", "lstm", "gru" or a class such as `nn.LSTM`. A `bidirectional` one judges by both ends,
    each after the whole sequence. `dropout` acts between the layers and before the last. Tokens
    come in through an embedding, `nn.Sequential(nn.Embedding(V, D), RNNClassifier(D, ...))`.
    Raises as the layers do. Hochreiter and Schmidhuber, "Long short-term memory" (1997).

    >>> from groundup import Tensor
    >>> model = RNNClassifier(3, 16, 5, cell="gru", num_layers=2, rng=0)
    >>> model(Tensor([[[1.0, 2.0, 3.0]] * 7])).shape
    (1, 5)
    """

    def __init__(self, in_features: int, hidden_size: int, out_features: int,
                 cell: str | Callable[..., nn.Module] = "lstm", num_layers: int = 1,
                 dropout: float = 0.0, bidirectional: bool = False, *, rng: Rng = None):
        rng = None if rng is None else generator(rng)
        self.recurrent = recurrent_layer(cell)(
            in_features, hidden_size, num_layers, dropout=dropout if num_layers > 1 else 0.0,
            bidirectional=bidirectional, rng=rng)
        self.dropout = nn.Dropout(dropout, rng)
        self.head = nn.Dense(2 * hidden_size if bidirectional else hidden_size, out_features,
                             rng=rng)
        self.directions = 2 if bidirectional else 1

    def forward(self, x, lengths=None):
        _, state = self.recurrent(x, lengths=lengths)
        h = state[0] if isinstance(state, tuple) else state         # (layers · directions, N, H)
        last = [h[i] for i in range(-self.directions, 0)]           # of the last layer, (N, H)
        return self.head(self.dropout(concatenate(last, axis=1)))   # (N, out_features)
