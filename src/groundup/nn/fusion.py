"""Neighbours that `Sequential` runs as one operation: the same numbers in less time.

Where layers of certain kinds follow one another, one function may do the work of all. A row of
`PATTERNS` is the kinds and that function, which is given the input and the layers; a row of `WHOLE`
is the same for a network that consists of nothing else. The function returns `NotImplemented`, or
raises, where it cannot do it; then the layers run one by one, and say themselves what is wrong.

Only layers of exactly these kinds are joined, and none that is watched: a subclass does what it
says, and whoever replaces the `forward` of layers (`summary`, the search for NaN), or listens to
the tape (the export), sees each of them.
"""

from functools import lru_cache

import numpy as np

from groundup.autograd import Tensor
from groundup.autograd.tape import listeners
from groundup.functional.dense_relu import dense_relu
from groundup.functional.dense_relu_dense import dense_relu_dense
from groundup.nn import fusion_conv
from groundup.nn.activations import ReLU
from groundup.nn.dense import Dense
from groundup.nn.module import Module

ZERO = np.zeros((), np.float32)            # NumPy takes an array faster than a number


def _dense_and_relu(x, dense, relu):
    return dense_relu(x, dense.weight, dense.bias)


def _one_hidden_layer(x, first, relu, last):
    return dense_relu_dense(x, first.weight, first.bias, last.weight, last.bias)


def _infer_dense_and_relu(x, dense, relu):
    y = dense.infer(x)
    return np.maximum(y, ZERO, out=y)      # an array of our own: the bend may happen in it


WHOLE: dict = {
    (Dense, ReLU, Dense): _one_hidden_layer,
}
PATTERNS: dict = {
    (Dense, ReLU): _dense_and_relu,
    **fusion_conv.PATTERNS,
}
INFER: dict = {
    (Dense, ReLU): _infer_dense_and_relu,
    **fusion_conv.INFER,
}


def run(layers, x):
    """x through all layers, one after the other, neighbours together where that is possible."""
    for start, stop, function in _plan(tuple(map(type, layers))):
        if function is None:
            x = layers[start](x)
            continue
        joined = layers[start:stop]
        if not _watched(joined):
            try:
                y = function(x, *joined)
            except (TypeError, ValueError):
                y = NotImplemented
            if y is not NotImplemented:
                x = y
                continue
        for layer in joined:
            x = layer(x)
    return x


def infer(layers, x):
    """The same for an array, as `Module.infer` has it; a layer may also be a plain function."""
    for start, stop, function in _plan(tuple(map(type, layers)), True):
        joined = layers[start:stop]
        if function is not None:
            y = function(x, *joined)
            if y is not NotImplemented:
                x = y
                continue
        for layer in joined:
            x = layer.infer(x) if isinstance(layer, Module) else layer(Tensor(x)).data
    return x


@lru_cache(maxsize=256)
def _plan(kinds, inferring=False):
    """Which neighbours to join: (start, stop, function), of one layer alone without a function."""
    if kinds in WHOLE and not inferring:
        return [(0, len(kinds), WHOLE[kinds])]
    plan, start, patterns = [], 0, INFER if inferring else PATTERNS
    lengths = sorted({len(pattern) for pattern in patterns}, reverse=True)
    while start < len(kinds):
        stop = next((start + n for n in lengths if kinds[start:start + n] in patterns), start + 1)
        plan.append((start, stop, patterns.get(kinds[start:stop])))
        start = stop
    return plan


def _watched(layers):
    """Whether someone looks at each operation, or gave a layer a forward of its own."""
    return listeners or any(["forward" in layer.__dict__ for layer in layers])
