"""Norms against PyTorch: live where it is installed, and from stored arrays.

`python tests/parity/test_norm.py` writes the stored arrays anew.
"""

from pathlib import Path

import numpy as np
import pytest

from groundup import Tensor, nn
from groundup import functional as F

STORED = Path(__file__).parent / "references" / "norm.npz"
REASON = "parity tests need PyTorch: pip install torch==2.13.0"

# Name, shape of x, shape of weight and bias, our call, PyTorch's; m and v are running statistics.
CASES = [
    ("batch", (5, 4), (4,), lambda x, w, b, m, v: F.batch_norm(x, m, v, w, b, True, 0.3),
     lambda t, x, w, b, m, v: t.batch_norm(x, m, v, w, b, True, 0.3)),
    ("batch-images", (3, 4, 5, 2), (4,),
     lambda x, w, b, m, v: F.batch_norm(x, m, v, w, b, True, 0.1, 1e-3),
     lambda t, x, w, b, m, v: t.batch_norm(x, m, v, w, b, True, 0.1, 1e-3)),
    ("batch-in-use", (3, 4, 5, 2), (4,), lambda x, w, b, m, v: F.batch_norm(x, m, v, w, b),
     lambda t, x, w, b, m, v: t.batch_norm(x, m, v, w, b)),
    ("batch-alone", (3, 4, 5), (4,), lambda x, w, b, m, v: F.batch_norm(x, training=True) * w[0],
     lambda t, x, w, b, m, v: t.batch_norm(x, None, None, training=True) * w[0]),
    ("layer", (3, 5, 8), (8,), lambda x, w, b, m, v: F.layer_norm(x, 8, w, b),
     lambda t, x, w, b, m, v: t.layer_norm(x, (8,), w, b)),
    ("layer-of-two-axes", (3, 5, 8), (5, 8), lambda x, w, b, m, v: F.layer_norm(x, (5, 8), w, b),
     lambda t, x, w, b, m, v: t.layer_norm(x, (5, 8), w, b)),
    ("group", (3, 6, 4, 2), (6,), lambda x, w, b, m, v: F.group_norm(x, 3, w, b),
     lambda t, x, w, b, m, v: t.group_norm(x, 3, w, b)),
    ("instance", (3, 4, 5, 2), (4,), lambda x, w, b, m, v: F.instance_norm(x, w, b),
     lambda t, x, w, b, m, v: t.instance_norm(x, weight=w, bias=b)),
    ("rms", (3, 5, 8), (8,), lambda x, w, b, m, v: F.rms_norm(x, 8, w) + b,
     lambda t, x, w, b, m, v: t.rms_norm(x, (8,), w) + b),
    ("rms-eps", (3, 5, 8), (5, 8), lambda x, w, b, m, v: F.rms_norm(x, (5, 8), w, 0.1) + b,
     lambda t, x, w, b, m, v: t.rms_norm(x, (5, 8), w, 0.1) + b),
]
every_case = pytest.mark.parametrize(("name", "shape", "affine", "mine", "torchs"), CASES,
                                     ids=[case[0] for case in CASES])


def numbers(shape, affine, offset=0.0):
    """x, weight, bias; running mean and variance; how much each output counts."""
    rng = np.random.default_rng(0)
    inputs = [rng.normal(size=shape) * 2 + offset, rng.normal(size=affine), rng.normal(size=affine)]
    channels = shape[1]
    return inputs, [rng.normal(size=channels), rng.random(channels) + 0.5], rng.normal(size=shape)


def ours(call, shape, affine, dtype, offset=0.0):
    """The output, the gradients of x, weight and bias, and the running statistics."""
    inputs, running, weighting = numbers(shape, affine, offset)
    inputs = [Tensor(a.astype(dtype), requires_grad=True) for a in inputs]
    running = [a.astype(dtype) for a in running]
    y = call(*inputs, *running)
    (y * weighting.astype(dtype)).sum().backward()
    return [y.data, *(t.grad for t in inputs if t.grad is not None), *running]


def theirs(call, shape, affine, dtype, offset=0.0):
    torch = pytest.importorskip("torch", reason=REASON)
    inputs, running, weighting = numbers(shape, affine, offset)
    inputs = [torch.tensor(a.astype(dtype), requires_grad=True) for a in inputs]
    running = [torch.tensor(a.astype(dtype)) for a in running]
    y = call(torch.nn.functional, *inputs, *running)
    (y * torch.tensor(weighting.astype(dtype))).sum().backward()
    return [y.detach().numpy(), *(t.grad.numpy() for t in inputs if t.grad is not None),
            *(a.numpy() for a in running)]


def error(a, exact):
    return np.abs(a - exact).max() / np.abs(exact).max()


@every_case
@pytest.mark.parametrize("offset", [0.0, 30.0])
def test_live(name, shape, affine, mine, torchs, offset):
    exact = theirs(torchs, shape, affine, np.float64, offset)
    for a, b in zip(ours(mine, shape, affine, np.float64, offset), exact, strict=True):
        assert error(a, b) < 1e-10
    rounded = theirs(torchs, shape, affine, np.float32, offset)
    floor = 8 * np.finfo(np.float32).eps
    for a, b, c in zip(ours(mine, shape, affine, np.float32, offset), rounded, exact, strict=True):
        assert a.dtype == np.float32
        assert error(a, c) <= 4 * error(b, c) + floor


@every_case
def test_stored(name, shape, affine, mine, torchs):
    with np.load(STORED) as stored:
        exact = [stored[f"{name}/{i}"] for i in range(sum(k.startswith(f"{name}/")
                                                          for k in stored))]
    for a, b in zip(ours(mine, shape, affine, np.float64), exact, strict=True):
        assert error(a, b) < 1e-10


def test_weight_norm_and_spectral_norm_live():
    torch = pytest.importorskip("torch", reason=REASON)
    from torch.nn.utils.parametrizations import spectral_norm, weight_norm

    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    x, weighting = rng.normal(size=(5, 4)), rng.normal(size=(5, 3))
    for wrap, wrapper, names in ((weight_norm, nn.WeightNorm, ("magnitude", "direction")),
                                 (spectral_norm, nn.SpectralNorm, ("original",))):
        plain = torch.nn.Linear(4, 3, dtype=torch.float64)
        mine = nn.Dense(4, 3).astype("float64")
        mine.load_state_dict({"weight": plain.weight.detach().numpy().T,
                              "bias": plain.bias.detach().numpy()})
        mine, wrapped = wrapper(mine), wrap(plain)
        parametrization = wrapped.parametrizations.weight
        if wrapper is nn.SpectralNorm:
            mine.v = parametrization[0]._v.numpy().copy()
        y = wrapped(torch.tensor(x))
        (y * torch.tensor(weighting)).sum().backward()
        z = mine(x)
        (z * weighting).sum().backward()
        assert error(z.data, y.detach().numpy()) < 1e-10
        originals = ([parametrization.original0, parametrization.original1]
                     if wrapper is nn.WeightNorm else [parametrization.original])
        for name, original in zip(names, originals):
            assert error(getattr(mine, name).grad, original.grad.numpy().T) < 1e-10


def write_references():
    np.savez_compressed(STORED, **{
        f"{name}/{i}": a for name, shape, affine, _, torchs in CASES
        for i, a in enumerate(theirs(torchs, shape, affine, np.float64))})


if __name__ == "__main__":
    write_references()
