"""One function on both tapes: values and gradients, ours beside PyTorch's."""

import numpy as np

from groundup import Tensor

try:
    import torch
except ModuleNotFoundError:                # the tests that use this file then skip themselves
    torch = None


def ours(f, inputs, g):
    leaves = [Tensor(x, requires_grad=True) for x in inputs]
    y = f(*leaves)
    y.backward(g)
    return [y.data, *(leaf.grad for leaf in leaves)]


def theirs(f, inputs, g):
    leaves = [torch.tensor(x, requires_grad=True) for x in inputs]
    y = f(*leaves)
    y.backward(torch.tensor(g))
    return [y.detach().numpy(), *(leaf.grad.numpy() for leaf in leaves)]


def agree(f, reference, inputs, rng):
    """float64 to 1e-12; float32 to 1e-6, against PyTorch in float64."""
    g = rng.standard_normal(reference(*map(torch.tensor, inputs)).shape)
    for a, b in zip(ours(f, inputs, g), theirs(reference, inputs, g)):
        assert a.shape == b.shape and a.dtype == b.dtype == np.float64
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12 * np.abs(b).max(initial=0))
    single = [x.astype("float32") for x in inputs]         # rounded once, for both
    weights = g.astype("float32")
    exact = theirs(reference, [x.astype(float) for x in single], weights.astype(float))
    for a, b in zip(ours(f, single, weights), exact):
        assert a.dtype == np.float32
        np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-6 * np.abs(b).max(initial=0))
