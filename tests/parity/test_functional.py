"""Activations and softmax against PyTorch: values and gradients."""

import numpy as np
import pytest

from groundup import functional as F

from .both import agree, ours, theirs

torch = pytest.importorskip("torch", reason="parity tests need PyTorch: pip install torch==2.13.0")
TF = torch.nn.functional

SAME = ["relu", "leaky_relu", "elu", "selu", "relu6", "hardtanh", "hardswish", "sigmoid",
        "tanh", "softsign", "softplus", "gelu", "silu", "mish", "glu"]
PAIRS = {name: (getattr(F, name), getattr(TF, name)) for name in SAME} | {
    "leaky_relu 0.2": (lambda x: F.leaky_relu(x, 0.2), lambda x: TF.leaky_relu(x, 0.2)),
    "elu 0.5": (lambda x: F.elu(x, 0.5), lambda x: TF.elu(x, 0.5)),
    "hardtanh -2 3": (lambda x: F.hardtanh(x, -2.0, 3.0), lambda x: TF.hardtanh(x, -2.0, 3.0)),
    "gelu tanh": (lambda x: F.gelu(x, "tanh"), lambda x: TF.gelu(x, approximate="tanh")),
    # its own hardsigmoid backward multiplies by 1/6 rounded to float32, in float64 too
    "hardsigmoid": (F.hardsigmoid, lambda x: TF.relu6(x + 3) / 6),
    "log_sigmoid": (F.log_sigmoid, TF.logsigmoid),
    "glu 0": (lambda x: F.glu(x, 0), lambda x: TF.glu(x, 0)),
    "softmax": (F.softmax, lambda x: TF.softmax(x, -1)),
    "softmax 0": (lambda x: F.softmax(x, 0), lambda x: TF.softmax(x, 0)),
    "log_softmax": (F.log_softmax, lambda x: TF.log_softmax(x, -1)),
    "erf": (F.erf, torch.erf),
    "erfc": (F.erfc, torch.erfc),
}


@pytest.mark.parametrize("shape", [(6,), (4, 10), (2, 3, 34), (0, 4), (2, 2, 2, 2)])
@pytest.mark.parametrize("name", PAIRS)
def test_values_and_gradients(name, shape, rng):
    f, reference = PAIRS[name]
    x = rng.normal(scale=3, size=shape)
    if name == "glu 0" and shape[0] % 2:
        x = x[1:]
    agree(f, reference, [x], rng)


@pytest.mark.parametrize("shape, channels", [
    ((5, 3), 3), ((2, 3, 4), 3), ((2, 3, 4), 1), ((6,), 1),
])
def test_prelu(shape, channels, rng):
    inputs = [rng.normal(size=shape), rng.normal(size=channels)]
    agree(F.prelu, TF.prelu, inputs, rng)


def test_zero_has_the_same_slope(rng):
    for name in SAME[:-1]:
        f, reference = PAIRS[name]
        x, g = np.zeros(3), np.ones(3)
        for a, b in zip(ours(f, [x], g), theirs(reference, [x], g)):
            np.testing.assert_allclose(a, b, atol=1e-15, err_msg=name)
