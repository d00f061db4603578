"""The gradient of a gradient penalty through a stack of layers, beside PyTorch's."""

import numpy as np
import pytest

from ..test_second_order import penalty, problem

torch = pytest.importorskip("torch", reason="parity tests need PyTorch: pip install torch==2.13.0")


def twins(critic):
    """PyTorch's layers with the same weights, for the stack "all"."""
    conv, norm, _, _, rows, last, dense = critic
    lstm = last.layer
    layers = {"conv": torch.nn.Conv2d(2, 3, 3, padding=1), "norm": torch.nn.BatchNorm2d(3),
              "rows": torch.nn.LayerNorm(12), "lstm": torch.nn.LSTM(12, 3, batch_first=True),
              "dense": torch.nn.Linear(3, 1)}
    pairs = [(getattr(layer, name), getattr(layers[twin], name), False)
             for layer, twin in ((conv, "conv"), (norm, "norm"), (rows, "rows"))
             for name in ("weight", "bias")]
    pairs += [(dense.weight, layers["dense"].weight, True),
              (dense.bias, layers["dense"].bias, False),
              (lstm.weight_ih_l0, layers["lstm"].weight_ih_l0, True),
              (lstm.weight_hh_l0, layers["lstm"].weight_hh_l0, True),
              (lstm.bias_l0, layers["lstm"].bias_ih_l0, False)]
    torch.nn.init.zeros_(layers["lstm"].bias_hh_l0)            # theirs has two, and ours their sum
    for ours, theirs, transposed in pairs:
        theirs.data = torch.tensor(ours.data.T if transposed else ours.data)
    return torch.nn.ModuleDict(layers).double(), pairs


def their_penalty(layers, x):
    x = torch.tensor(x, requires_grad=True)
    y = torch.tanh(layers["norm"](layers["conv"](x)))
    y = layers["rows"](y.transpose(1, 2).flatten(2))           # (N, H, C·W)
    y = layers["dense"](layers["lstm"](y)[0][:, -1])
    slope, = torch.autograd.grad(y.sum(), x, create_graph=True)
    return ((slope.flatten(1).norm(dim=1) - 1) ** 2).mean()


def test_the_whole_stack(rng):
    critic, x = problem("all", rng)
    layers, pairs = twins(critic)
    ours, theirs = penalty(critic, x), their_penalty(layers, x)
    assert ours.item() == pytest.approx(theirs.item(), rel=1e-10)
    ours.backward()
    theirs.backward()
    for p, q, transposed in pairs:
        expected = torch.zeros_like(q) if q.grad is None else q.grad     # a last bias has no slope
        expected = expected.T if transposed else expected
        actual = np.zeros(p.shape) if p.grad is None else p.grad
        np.testing.assert_allclose(actual, expected.numpy(), rtol=1e-9, atol=1e-12)
