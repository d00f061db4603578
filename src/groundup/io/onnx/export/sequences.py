"""Recurrent layers and attention as nodes."""

import numpy as np

from groundup.io.onnx.errors import UnsupportedModel
from groundup.io.onnx.export.trace import plain


def recurrent(operator, order, states, second_bias=False, **fixed):
    """One node for a layer in one direction: h_1 ... h_T and the final states, in one array.

    `order` says which of our blocks of weights comes first, second, ... in ONNX.
    """

    def emit(b, call):
        W, U, bias = (_weight(call, i) for i in (1, 2, 3))
        inner = _weight(call, 4) if second_bias else None
        H = len(U)
        weights = [b.store(_named(b, call, i), _blocks(w.T, order)[None])
                   for i, w in ((1, W), (2, U))]
        last = ""
        if bias is not None:
            recurrent_bias = np.zeros_like(bias)
            if inner is not None:
                recurrent_bias[-H:] = inner
            both = np.concatenate([_blocks(bias, order), _blocks(recurrent_bias, order)])
            last = b.store(_named(b, call, 3), both[None])
        lengths = call.options.get("lengths")
        lengths = "" if lengths is None else b.cast(call.option("lengths"), np.int32)
        first = [b.add("Unsqueeze", call.input(i), b.constant([0], np.int64))
                 if call.arrays[i] is not None else "" for i in range(-states, 0)]
        attributes = {name: value(call.options) for name, value in fixed.items()}
        y, *finals = b.add(operator, call.input(0), *weights, last, lengths, *first,
                           outputs=1 + states, hidden_size=H, **attributes)
        outputs = b.add("Squeeze", y, b.constant([1], np.int64))
        return b.add("Concat", outputs, *finals, axis=0)

    return emit


def _weight(call, i):
    """The array of a weight, or None; computed on the way it may be, though not from the input."""
    first, second = call.first.inputs[i], call.second.inputs[i]
    if first is None:
        return None
    if not np.array_equal(plain(first), plain(second)):
        raise UnsupportedModel("its weights depend on the input")
    return plain(first)


def _blocks(w, order):
    """The blocks of the first axis in another order."""
    return np.concatenate([np.split(w, len(order))[i] for i in order])


def _named(b, call, i) -> str:
    """A name for rearranged weights: that of ours, where they have one."""
    own = b.stored.get(id(plain(call.first.inputs[i])))
    return own or f"weights_{len(b.initializers)}"


def attention(b, call):
    """softmax(scale Q Kᵀ + mask) V; a row that sees nobody is 0."""
    how, dtype = call.options["how"], call.y.dtype
    q, k, v, mask = (call.input(i) for i in range(4))
    lowest = b.constant(np.finfo(dtype).min, dtype)        # after which a softmax is still defined
    axes = list(range(call.arrays[1].ndim))
    keys = b.add("Transpose", k, perm=[*axes[:-2], axes[-1], axes[-2]])
    scores = b.add("MatMul", b.add("Mul", q, b.constant(how.scale, dtype)), keys)
    if mask and call.arrays[3].dtype == bool:
        scores = b.add("Where", mask, scores, lowest)
    elif mask:
        scores = b.add("Max", b.add("Add", scores, mask), lowest)
    if how.causal:
        T, S = call.arrays[0].shape[-2], call.arrays[1].shape[-2]
        later = np.arange(S) > np.arange(T)[:, None] + how.offset
        scores = b.add("Where", b.constant(later), lowest, scores)
    weights = b.add("Softmax", scores, axis=-1)
    if mask:
        seen = b.add("Greater", scores, lowest)
        weights = b.add("Where", seen, weights, b.constant(0, dtype))
    return b.add("MatMul", weights, v)


def _curve(options):
    return [options.get("nonlinearity", "tanh").capitalize()]


EMIT = {
    "gru": recurrent("GRU", (1, 0, 2), 1, second_bias=True,
                     linear_before_reset=lambda options: int(options["reset_after"])),
    "lstm": recurrent("LSTM", (0, 3, 1, 2), 2),
    "rnn": recurrent("RNN", (0,), 1, activations=_curve),
    "scaled_dot_product_attention": attention,
}
