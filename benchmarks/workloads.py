"""The workloads: what each network consists of, its weights, its data, and its arithmetic.

NumPy only, so that a rival's process holds nothing of another's. Weights have groundup's names and
layout, (in, out) for a dense layer; every rival brings them into its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from math import prod

import numpy as np

BLOCK = "blocks.layers.{}."


@dataclass(frozen=True)
class Workload:
    """A network and the shape of its batch; `kind` is "layers" (in a row), "lstm" or "gpt"."""

    title: str
    kind: str
    input: tuple[int, ...]
    classes: int
    layers: tuple[tuple, ...] = ()         # "layers": name and sizes of each
    width: int = 0                         # "lstm": hidden size; "gpt": of the stream
    depth: int = 0                         # "gpt": number of blocks
    heads: int = 0
    predict: bool = False                  # answer only, without training

    @property
    def batch(self) -> int:
        return self.input[0]


def mlp(title: str, batch: int, *widths: int) -> Workload:
    layers = [layer for i, o in pairwise(widths) for layer in (("dense", i, o), ("relu",))]
    return Workload(title, "layers", (batch, widths[0]), widths[-1], tuple(layers[:-1]))


def cnn(title: str, batch: int) -> Workload:
    layers = (("conv", 1, 32), ("relu",), ("pool",), ("conv", 32, 64), ("relu",), ("pool",),
              ("flatten",), ("dense", 3136, 128), ("relu",), ("dense", 128, 10))
    return Workload(title, "layers", (batch, 1, 28, 28), 10, layers)


def cnn_with_batch_norm(title: str, batch: int) -> Workload:
    def normed(i, o):
        return (("conv", i, o, False), ("batch_norm", o), ("relu",))

    layers = (*normed(3, 32), *normed(32, 32), ("pool",), *normed(32, 64), *normed(64, 64),
              ("pool",), ("flatten",), ("dense", 4096, 10))
    return Workload(title, "layers", (batch, 3, 32, 32), 10, layers)


def lstm(title: str, batch: int, length: int, features: int, hidden: int) -> Workload:
    return Workload(title, "lstm", (batch, length, features), 10, width=hidden)


def gpt(title: str, batch: int, length: int, width: int, heads: int, depth: int) -> Workload:
    return Workload(title, "gpt", (batch, length), 65, width=width, depth=depth, heads=heads)


WORKLOADS = {
    "W1": mlp("spiral MLP 2-64-3, batch 300", 300, 2, 64, 3),
    "W2": mlp("MLP 784-128-128-10, batch 128", 128, 784, 128, 128, 10),
    "W3": cnn("CNN 28×28, 32 and 64 channels, batch 64", 64),
    "W4": lstm("LSTM 64-128, length 50, batch 32", 32, 50, 64, 128),
    "W5": gpt("GPT width 128, 4 blocks, length 128, batch 8", 8, 128, 128, 4, 4),
    "W6": cnn_with_batch_norm("CNN with batch norm 32×32×3, batch 32", 32),
    "W7a": replace(mlp("W2's MLP answers one sample", 1, 784, 128, 128, 10), predict=True),
    "W7b": replace(cnn("W3's CNN answers one sample", 1), predict=True),
}


def shapes(work: Workload) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Name and shape of every parameter, in groundup's layout."""
    for i, (layer, *sizes) in enumerate(work.layers):
        if layer == "dense":
            yield from ((f"{i}.weight", tuple(sizes)), (f"{i}.bias", (sizes[1],)))
        if layer == "conv":
            c_in, c_out, *no_bias = sizes
            yield f"{i}.weight", (c_out, c_in, 3, 3)
            yield from () if no_bias else ((f"{i}.bias", (c_out,)),)
        if layer == "batch_norm":
            yield from ((f"{i}.weight", tuple(sizes)), (f"{i}.bias", tuple(sizes)))
    C, features = work.width, work.input[-1]
    if work.kind == "lstm":
        yield from (("lstm.weight_ih_l0", (features, 4 * C)), ("lstm.weight_hh_l0", (C, 4 * C)),
                    ("lstm.bias_l0", (4 * C,)))
        yield from (("head.weight", (C, work.classes)), ("head.bias", (work.classes,)))
    if work.kind == "gpt":
        yield from (("embedding.weight", (work.classes, C)), ("positions.weight", (features, C)))
        for block in map(BLOCK.format, range(work.depth)):
            for name in ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj",
                         "self_attn.out_proj", "linear1", "linear2"):
                i, o = 4 * C if name == "linear2" else C, 4 * C if name == "linear1" else C
                yield from ((f"{block}{name}.weight", (i, o)), (f"{block}{name}.bias", (o,)))
            for norm in ("norm1", "norm2"):
                yield from ((f"{block}{norm}.weight", (C,)), (f"{block}{norm}.bias", (C,)))
        yield from (("blocks.norm.weight", (C,)), ("blocks.norm.bias", (C,)))
        yield "head.weight", (C, work.classes)


def weights(work: Workload) -> dict[str, np.ndarray]:
    """The same float32 weights for every rival, scaled to keep signals about as large."""
    rng = np.random.default_rng(0)
    drawn = {}
    for name, shape in shapes(work):
        fan_in = prod(shape[1:]) if len(shape) == 4 else shape[0]
        scale = fan_in ** -0.5 if len(shape) > 1 else 0.01
        centre = 1.0 if len(shape) == 1 and name.endswith("weight") else 0.0
        drawn[name] = (centre + scale * rng.standard_normal(shape)).astype(np.float32)
    return drawn


def data(work: Workload) -> tuple[np.ndarray, np.ndarray]:
    """Inputs x, float32 or token ids, and integer targets y."""
    rng = np.random.default_rng(1)
    if work.kind == "gpt":
        return rng.integers(0, work.classes, work.input), rng.integers(0, work.classes, work.input)
    x = rng.standard_normal(work.input).astype(np.float32)
    return x, rng.integers(0, work.classes, work.batch)


def flops(work: Workload) -> float:
    """Operations of the matrix products of one step: each product once forward, twice backward.

    The gradient of the network's input is not needed, and the upper half of causal attention does
    not count, whether or not a rival computes it.
    """
    products = list(_products(work))
    forward = 2 * sum(products)
    return forward if work.predict else 3 * forward - 2 * _first(work, products)


def _first(work, products):                # the input of a GPT is a table of weights
    return 0 if work.kind == "gpt" else products[0]


def _products(work):
    """Multiplications and additions, as pairs, of each product on the way forward."""
    side = work.input[-1] if len(work.input) == 4 else 0
    for layer, *sizes in work.layers:
        if layer == "dense":
            yield work.batch * prod(sizes)
        elif layer == "conv":
            yield work.batch * side**2 * 9 * sizes[0] * sizes[1]
        elif layer == "pool":
            side //= 2
    if work.kind == "lstm":
        N, T, features = work.input
        yield N * T * features * 4 * work.width
        yield N * T * work.width * 4 * work.width
        yield N * work.width * work.classes
    if work.kind == "gpt":
        (N, T), C = work.input, work.width
        yield N * T * 12 * C**2 * work.depth            # q, k, v, out, and the network's two
        yield N * T * T * C * work.depth                # scores and mixture, their lower halves
        yield N * T * C * work.classes
