"""Recurrent language model: what comes next, given what is remembered of the text (14.4)."""

from collections.abc import Callable
from functools import partial
from math import prod

import numpy as np
from numpy.typing import ArrayLike

from groundup import functional as F
from groundup import nn
from groundup.backend import Rng, generator
from groundup.models.generation import write_on
from groundup.models.recurrent_cell import recurrent_layer
from groundup.nn.init import uniform, zeros
from groundup.nn.state import evaluating


class RNNLanguageModel(nn.Module):
    """Embedding, recurrent layers, and at every place a score for each token that may come next.

    ids (N, T) -> logits (N, T, vocab_size); the logits at t have seen the tokens up to t. `cell` is
    "rnn", "lstm", "gru" or a class such as `nn.LSTM`. With `tied` the table that reads tokens in
    also scores them (Press and Wolf, "Using the output embedding", 2017): fewer weights, and the
    width must be that of the state. `dropout` acts on all ways up, none on the way through time
    (Zaremba et al., 2014).

    Raises `ValueError` for tied tables that differ in width, and as the layers do. Mikolov et al.,
    "Recurrent neural network based language model" (2010).

    >>> model = RNNLanguageModel(vocab_size=30, embedding_dim=8, hidden_size=16, rng=0)
    >>> model([[1, 2, 3]]).shape, model.generate([1, 2, 3], 5, rng=0).shape
    ((1, 3, 30), (8,))
    """

    def __init__(self, vocab_size: int, embedding_dim: int, hidden_size: int,
                 cell: str | Callable[..., nn.Module] = "lstm", num_layers: int = 1,
                 dropout: float = 0.0, tied: bool = False, *, rng: Rng = None):
        if tied and embedding_dim != hidden_size:
            raise ValueError(f"RNNLanguageModel: one table for reading and scoring needs an "
                             f"embedding_dim {embedding_dim} equal to hidden_size {hidden_size}.")
        rng = None if rng is None else generator(rng)
        bound = embedding_dim ** -0.5                   # so that a tied table gives modest scores
        self.embedding = nn.Embedding(vocab_size, embedding_dim,
                                      init=partial(uniform, low=-bound, high=bound), rng=rng)
        self.recurrent = recurrent_layer(cell)(
            embedding_dim, hidden_size, num_layers, dropout=dropout if num_layers > 1 else 0.0,
            rng=rng)
        self.dropout = nn.Dropout(dropout, rng)
        self.head = None if tied else nn.Dense(hidden_size, vocab_size, rng=rng)
        self.bias = nn.Parameter(zeros((vocab_size,))) if tied else None

    def forward(self, ids):
        return self.read(ids)[0]

    def read(self, ids, state=None):
        """Logits (N, T, V) and the state after the last token, from which reading can go on.

        For texts in pieces: cut the state off between them with `nn.detach_state`.
        """
        x = self.dropout(self.embedding(ids))                           # (N, T, D)
        x, state = self.recurrent(x, state)                             # (N, T, H)
        x = self.dropout(x)
        logits = (self.head(x) if self.head is not None
                  else F.dense(x, self.embedding.weight.T, self.bias))  # (N, T, V)
        return logits, state

    def generate(self, prompt: ArrayLike, length: int, *, temperature: float = 1.0,
                 top_k: int | None = None, top_p: float | None = None,
                 rng: Rng = None) -> np.ndarray:
        """The prompt, ids (T,) or (N, T), with `length` tokens more, drawn as by `text.sample`.

        Raises `ValueError` for an empty prompt and senseless options.

        >>> model = RNNLanguageModel(10, 4, 8, cell="gru", rng=0)
        >>> model.generate([[1, 2]], 3, temperature=0).shape
        (1, 5)
        """
        state = None

        def read(ids):
            nonlocal state
            logits, state = self.read(ids, state)
            return logits

        with evaluating(self):
            return write_on(read, prompt, length, rng, temperature=temperature, top_k=top_k,
                            top_p=top_p)

    def flops(self, input_shape, output_shape):
        tied = self.head is None                # the product with the table; a head counts itself
        return 2 * prod(output_shape) * self.embedding.embedding_dim if tied else 0
