"""From one sequence to another: read it whole, then write, looking back at it (chapter 18.1)."""

import numpy as np

from groundup import nn
from groundup.autograd import Tensor, concatenate, tanh
from groundup.backend import Rng, generator
from groundup.nn.state import evaluating


class Seq2Seq(nn.Module):
    """An encoder that reads both ways, a decoder that writes, and attention between them:

        memory = GRU both ways(source)                                    (N, S, 2H)
        s_t = GRU(y_{t-1}, s_{t-1})                                       (N, T, H)
        c_t = Σ_s softmax_s(wᵀ tanh(W s_t + U memory_s)) memory_s         (N, T, 2H)
        logits_t = V tanh(C [s_t; c_t])                                   (N, T, V)

    `model(source, target)`, ids (N, S) and (N, T), gives the logits (N, T, target_size) of each
    target token from the true tokens before it (teacher forcing): the model itself moves them by
    one place and puts the token `start` in front. Both sides are padded at the end with
    `padding_idx`, which ends the target too: a model learns to write it where the target is over.

    Bahdanau et al., "Neural machine translation by jointly learning to align and translate"
    (2015), with the state that looks taken after the step, as Luong et al., "Effective approaches
    to attention-based neural machine translation" (2015): so all steps are one pass of a layer.

    >>> model = Seq2Seq(source_size=12, target_size=10, width=16, start=1, rng=0)
    >>> model([[4, 5, 6], [7, 8, 0]], [[2, 3], [2, 0]]).shape
    (2, 2, 10)
    >>> model.decode([[4, 5, 6]], max_length=5).shape[0]
    1
    """

    def __init__(self, source_size: int, target_size: int, width: int, start: int,
                 padding_idx: int = 0, dropout: float = 0.0, *, rng: Rng = None):
        for name, token in (("start", start), ("padding_idx", padding_idx)):
            if not 0 <= token < target_size:
                raise ValueError(f"Seq2Seq: {name} is a token of the target, 0 to "
                                 f"{target_size - 1}, not {token}.")
        if start == padding_idx:
            raise ValueError(f"Seq2Seq: start and padding_idx are both {start}; padding ends the "
                             "target, so another token must start it.")
        rng = None if rng is None else generator(rng)
        self.start, self.padding_idx = start, padding_idx
        self.source_embedding = nn.Embedding(source_size, width, rng=rng)
        self.target_embedding = nn.Embedding(target_size, width, rng=rng)
        self.dropout = nn.Dropout(dropout, rng)
        self.encoder = nn.GRU(width, width, bidirectional=True, rng=rng)
        self.bridge = nn.Dense(2 * width, width, rng=rng)
        self.decoder = nn.GRU(width, width, rng=rng)
        self.attention = nn.AdditiveAttention(width, 2 * width, width, rng=rng)
        self.combine = nn.Dense(3 * width, width, rng=rng)
        self.head = nn.Dense(width, target_size, rng=rng)

    def forward(self, source, target):
        memory, padding, state = self.encode(source)
        target = _ids(target)
        before = concatenate([np.full((len(target), 1), self.start), target[:, :-1]], axis=1)
        return self.write(before, state, memory, padding)[0]

    def encode(self, source):
        """The memory (N, S, 2H), where it is padding (N, S), and the decoder's first state."""
        source = _ids(source)
        padding = source == self.padding_idx
        if padding.data.all(axis=1).any():
            raise ValueError(f"A source is padding ({self.padding_idx}) alone: nothing to read. "
                             "Leave it out of the batch.")
        x = self.dropout(self.source_embedding(source))                     # (N, S, H)
        memory, ends = self.encoder(x, lengths=(~padding).sum(axis=1))
        state = tanh(self.bridge(concatenate([ends[0], ends[1]], axis=1)))  # (N, H)
        return memory, padding, state[None]

    def write(self, before, state, memory, padding):
        """Logits (N, T, V) of what follows each token of `before` (N, T), the decoder's state after
        them, and where it looked (N, T, S)."""
        x = self.dropout(self.target_embedding(before))                     # (N, T, H)
        s, state = self.decoder(x, state)                                   # (N, T, H)
        c, weights = self.attention(s, memory, key_padding_mask=padding, need_weights=True)
        mixed = tanh(self.combine(concatenate([s, c], axis=2)))             # (N, T, H)
        return self.head(self.dropout(mixed)), state, weights

    def decode(self, source, max_length: int, need_weights: bool = False):
        """The most probable token at each step, given those chosen before: ids (N, ≤ max_length).

        Ends when every sequence has; what comes after the end of one is padding. With
        `need_weights` also where each step looked, (N, T, S), for drawing.

        >>> Seq2Seq(9, 9, 4, start=1, rng=0).decode([[3, 4]], 5, need_weights=True)[1].shape[2]
        2
        """
        if max_length < 1:
            raise ValueError(f"max_length must be at least 1, not {max_length}.")
        written: list[np.ndarray] = []
        looked: list[np.ndarray] = []
        with evaluating(self):
            memory, padding, state = self.encode(source)
            token, over = np.full((len(padding), 1), self.start), np.zeros((len(padding), 1), bool)
            while len(written) < max_length and not over.all():
                logits, state, weights = self.write(token, state, memory, padding)
                token = np.where(over, self.padding_idx, logits.data.argmax(axis=2))
                over = over | (token == self.padding_idx)
                written.append(token)
                looked.append(weights.data)
        ids = np.concatenate(written, axis=1)
        return (ids, np.concatenate(looked, axis=1)) if need_weights else ids


def _ids(ids) -> Tensor:
    ids = Tensor(ids)
    if ids.ndim != 2 or ids.dtype.kind not in "iu" or not ids.size:
        raise ValueError(f"Sequences are token ids (N, T), filled up at the end; these are "
                         f"{ids.dtype} of shape {ids.shape}.")
    return ids
