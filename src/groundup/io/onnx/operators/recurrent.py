"""Recurrent layers: ONNX's blocks of weights put into the order that the library has."""

import numpy as np

from groundup import functional as F
from groundup.autograd import concatenate, stack
from groundup.io.onnx.errors import UnsupportedModel

DIRECTIONS = {"forward": (False,), "reverse": (True,), "bidirectional": (False, True)}


def blocks(w, order):
    """The blocks of the first axis in another order, as columns: (gates·H, F) -> (F, gates·H)."""
    H = len(w) // len(order)
    return concatenate([w[i * H:(i + 1) * H] for i in order], axis=0).T


def unrolled(layer, standard, x, states, sequence_lens, hidden_size, direction, activations,
             clip, layout):
    """Run layer(x, direction's number, its states, options) for each direction, and join them.

    Outputs (T, directions, N, H), and final states (directions, N, H); with `layout` 1 the batch
    is the first axis of both.
    """
    if direction not in DIRECTIONS:
        raise ValueError(f"direction {direction!r} is none of {', '.join(DIRECTIONS)}")
    ways = DIRECTIONS[direction]
    if clip:
        raise UnsupportedModel("the attribute clip is not supported")
    if activations and [name.lower() for name in activations] != standard * len(ways):
        raise UnsupportedModel(f"the activations {activations} are not supported; they are "
                               f"{standard} in each direction")
    x = np.swapaxes(x, 0, 1) if layout else x
    lengths = None if sequence_lens is None else np.asarray(sequence_lens)
    outputs, finals = [], []
    for i, reverse in enumerate(ways):
        first = [None if s is None else (s[:, i] if layout else s[i]) for s in states]
        y, last = layer(x, i, first, lengths=lengths, reverse=reverse, batch_first=False)
        outputs.append(y)
        finals.append(last if isinstance(last, tuple) else (last,))
    y = stack(outputs, axis=1)
    last = [stack(list(part), axis=1 if layout else 0) for part in zip(*finals)]
    return np.transpose(y, (2, 0, 1, 3)) if layout else y, *last


def rnn(x, w, r, b=None, sequence_lens=None, initial_h=None, *, activation_alpha=None,
        activation_beta=None, activations=None, clip=None, direction="forward",
        hidden_size=None, layout=0):
    curve = (activations or ["Tanh"])[0].lower()

    def layer(x, i, first, **options):
        bias = None if b is None else b[i, :r.shape[2]] + b[i, r.shape[2]:]
        return F.rnn(x, w[i].T, r[i].T, bias, *first, nonlinearity=curve, **options)

    if curve not in ("tanh", "relu"):
        raise UnsupportedModel(f"the activation {curve} is not supported; there are Tanh and Relu")
    return unrolled(layer, [curve], x, [initial_h], sequence_lens, hidden_size, direction,
                    activations, clip, layout)


def lstm(x, w, r, b=None, sequence_lens=None, initial_h=None, initial_c=None, p=None, *,
         activation_alpha=None, activation_beta=None, activations=None, clip=None,
         direction="forward", hidden_size=None, input_forget=0, layout=0):
    """The gates come as i o f c, and go on as i f c o."""
    if p is not None or input_forget:
        raise UnsupportedModel("peepholes and coupled gates (input_forget) are not supported")
    order = (0, 2, 3, 1)

    def layer(x, i, first, **options):
        H = r.shape[2]
        bias = None if b is None else blocks(b[i, :4 * H] + b[i, 4 * H:], order)
        return F.lstm(x, blocks(w[i], order), blocks(r[i], order), bias, _pair(first, x, H),
                      **options)

    return unrolled(layer, ["sigmoid", "tanh", "tanh"], x, [initial_h, initial_c], sequence_lens,
                    hidden_size, direction, activations, clip, layout)


def _pair(states, x, H):
    """Both states, or none; if one alone is given, the other is 0."""
    if all(s is None for s in states):
        return None
    return tuple(np.zeros((x.shape[1], H), x.dtype) if s is None else s for s in states)


def gru(x, w, r, b=None, sequence_lens=None, initial_h=None, *, activation_alpha=None,
        activation_beta=None, activations=None, clip=None, direction="forward",
        hidden_size=None, layout=0, linear_before_reset=0):
    """The gates come as z r h, and go on as r z h."""
    order = (1, 0, 2)

    def layer(x, i, first, **options):
        H = r.shape[2]
        bias, inner = None, None
        if b is not None:
            outer, second = b[i, :3 * H], b[i, 3 * H:]
            if linear_before_reset:        # the last bias acts within what r lets through
                inner = second[2 * H:]
                second = np.concatenate([second[:2 * H], 0 * inner])
            bias = blocks(outer + second, order)
        return F.gru(x, blocks(w[i], order), blocks(r[i], order), bias, inner, *first,
                     reset_after=bool(linear_before_reset), **options)

    return unrolled(layer, ["sigmoid", "tanh"], x, [initial_h], sequence_lens, hidden_size,
                    direction, activations, clip, layout)


OPERATORS = {"GRU": gru, "LSTM": lstm, "RNN": rnn}
