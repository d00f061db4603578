"""Convolution and transposed convolution against PyTorch: live if it is installed, and stored."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from groundup import functional as F
from groundup.autograd import Tensor

REFERENCES = Path(__file__).parent / "references" / "conv.npz"
CASES = {
    "conv1d": [dict(stride=s, padding=p, dilation=d, groups=g)
               for s, p, d, g in product([1, 3], [0, 2, "same"], [1, 2], [1, 2])
               if s == 1 or p != "same"],
    "conv2d": [dict(stride=s, padding=p, dilation=d, groups=g)
               for s, p, d, g in product([1, 2, (2, 3)], [0, (2, 1), "same"], [1, (2, 1)], [1, 4])
               if s == 1 or p != "same"],
    "conv3d": [dict(stride=s, padding=p, dilation=d, groups=g)
               for s, p, d, g in product([1, (1, 2, 1)], [0, 1], [1, (1, 2, 1)], [1, 2])],
    "conv_transpose1d": [dict(stride=s, padding=p, output_padding=o, groups=g, dilation=d)
                         for s, p, o, g, d in product([1, 3], [0, 2], [0, 1], [1, 2], [1, 2])
                         if o < max(s, d)],
    "conv_transpose2d": [dict(stride=s, padding=p, output_padding=o, groups=g, dilation=d)
                         for s, p, o, g, d in product([1, 2, (2, 3)], [0, (2, 1)], [0, 1], [1, 4],
                                                      [1, (2, 2)])
                         if o < np.min(np.maximum(s, d))],
}
ALL = [(name, options) for name, grid in CASES.items() for options in grid]
STORED = [("conv1d", 1), ("conv2d", 7), ("conv2d", 12), ("conv3d", 11), ("conv_transpose1d", 5),
          ("conv_transpose2d", 9)]


def arrays(name, groups, seed):
    """An image, a weight and a bias, with sizes that differ along every axis."""
    rng, axes = np.random.default_rng(seed), int(name[-2])
    size, kernel = rng.permutation([6, 7, 8])[:axes], rng.permutation([2, 3, 1])[:axes]
    weight = (4, 8 // groups) if "transpose" in name else (8, 4 // groups)
    shapes = [(2, 4, *size), (*weight, *kernel), (8,)]
    return [rng.normal(size=shape) for shape in shapes]


def ours(name, options, inputs):
    tensors = [Tensor(a, requires_grad=True) for a in inputs]
    y = getattr(F, name)(*tensors, **options)
    y.backward(seed_for(y.shape))
    return [y.data, *(t.grad for t in tensors)]


def theirs(name, options, inputs):
    torch = pytest.importorskip("torch",
                                reason="parity tests need PyTorch: pip install torch==2.13.0")
    tensors = [torch.tensor(a, requires_grad=True) for a in inputs]
    y = getattr(torch.nn.functional, name)(*tensors, **options)
    y.backward(torch.tensor(seed_for(y.shape), dtype=y.dtype))
    return [y.detach().numpy(), *(t.grad.numpy() for t in tensors)]


def seed_for(shape):
    return np.random.default_rng(1).normal(size=shape)


def error(a, exact):
    return np.abs(a - exact).max() / np.abs(exact).max()


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")
@pytest.mark.parametrize(("case", "name", "options"), [(i, *c) for i, c in enumerate(ALL)])
def test_live(case, name, options):
    inputs = arrays(name, options["groups"], case)
    single = [a.astype(np.float32) for a in inputs]
    exact = theirs(name, options, [a.astype(np.float64) for a in single])
    for a, b in zip(ours(name, options, inputs), theirs(name, options, inputs)):
        assert a.shape == b.shape and error(a, b) < 1e-10
    for a, b, c in zip(ours(name, options, single), theirs(name, options, single), exact):
        assert a.dtype == np.float32
        assert error(a, c) <= 4 * error(b, c) + 4 * np.finfo(np.float32).eps


@pytest.mark.parametrize(("name", "number"), STORED)
def test_stored(name, number):
    options = CASES[name][number]
    with np.load(REFERENCES) as stored:
        for i, a in enumerate(ours(name, options, arrays(name, options["groups"], number))):
            assert error(a, stored[f"{name}.{number}.{i}"]) < 1e-10


def write_references():
    """What PyTorch returns for a few of the cases: output, and gradients of the inputs."""
    found = {}
    for name, number in STORED:
        options = CASES[name][number]
        results = theirs(name, options, arrays(name, options["groups"], number))
        found |= {f"{name}.{number}.{i}": a for i, a in enumerate(results)}
    np.savez_compressed(REFERENCES, **found)


if __name__ == "__main__":
    write_references()
