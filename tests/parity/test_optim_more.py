"""The further optimizers and averages against PyTorch: side by side, and from stored numbers."""

import itertools
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from groundup import optim
from groundup.autograd import Tensor
from groundup.nn import Parameter

try:
    import torch
except ModuleNotFoundError:
    torch = None

STORED = Path(__file__).parent / "references" / "optim_more.npz"
SHAPES = [(5, 4), (4,), (4, 3), (3,)]
DECAYED = {"weight_decay": [0.0, 0.1]}
GRID = {
    "Adadelta": {"rho": [0.9, 0.5], "eps": [1e-6, 1e-3], **DECAYED},
    "Adamax": {"betas": [(0.9, 0.999), (0.8, 0.9)], "eps": [1e-8, 1e-3], **DECAYED},
    "NAdam": {"betas": [(0.9, 0.999), (0.8, 0.9)], "momentum_decay": [4e-3, 0.1],
              "decoupled_weight_decay": [False, True], **DECAYED},
    "RAdam": {"betas": [(0.9, 0.999), (0.8, 0.95)], "eps": [1e-8, 1e-3],
              "decoupled_weight_decay": [False, True], **DECAYED},
    "Rprop": {"etas": [(0.5, 1.2), (0.3, 1.5)], "step_sizes": [(1e-6, 50.0), (0.04, 0.06)]},
    "Adafactor": {"decay": [0.8, 0.5], "eps": [1e-3, 1.0], "d": [1.0, 2.0], **DECAYED},
    "Muon": {"momentum": [0.95, 0.5], "nesterov": [True, False], **DECAYED},
}
CASES = [(name, dict(zip(grid, values))) for name, grid in GRID.items()
         for values in itertools.product(*grid.values())]


def shapes_of(name):
    """PyTorch's Muon takes matrices alone."""
    return [shape for shape in SHAPES if name != "Muon" or len(shape) == 2]


def reference(name, tensors, lr, options):
    options = dict(options)
    if name == "Adafactor":
        options |= {"beta2_decay": -options.pop("decay"), "eps": (None, options["eps"])}
    if name == "Muon":
        options["adjust_lr_fn"] = "match_rms_adamw"
    return getattr(torch.optim, name)(tensors, lr=lr, **options)


@pytest.fixture
def pytorch():
    """PyTorch in float64, where it keeps NAdam's product of momenta in its default dtype."""
    pytest.importorskip("torch", reason="parity tests need PyTorch: pip install torch==2.13.0")
    with precise():
        yield torch


@contextmanager
def precise():
    # PyTorch's Muon computes in bfloat16, whose three digits would hide a mistake
    rounding = torch.Tensor.bfloat16
    torch.set_default_dtype(torch.float64)
    torch.Tensor.bfloat16 = torch.Tensor.clone
    yield
    torch.Tensor.bfloat16 = rounding
    torch.set_default_dtype(torch.float32)


def start(name, dtype):
    rng = np.random.default_rng(0)
    return [rng.normal(size=shape).astype(dtype) for shape in shapes_of(name)]


def gradients(arrays, steps=30):
    rng = np.random.default_rng(1)
    return [[rng.normal(size=a.shape).astype(a.dtype) for a in arrays] for _ in range(steps)]


def ours(name, options, dtype):
    tensors = [Parameter(a) for a in start(name, dtype)]
    optimizer = getattr(optim, name)(tensors, lr=0.05, **options)
    for step in gradients(start(name, dtype)):
        for p, g in zip(tensors, step):
            p.grad = g
        optimizer.step()
    return np.concatenate([p.data.ravel() for p in tensors])


def theirs(name, options, dtype):
    tensors = [torch.tensor(a, requires_grad=True) for a in start(name, dtype)]
    optimizer = reference(name, tensors, 0.05, options)
    for step in gradients(start(name, dtype)):
        for p, g in zip(tensors, step):
            p.grad = torch.tensor(g)
        optimizer.step()
    return np.concatenate([p.detach().numpy().ravel() for p in tensors])


@pytest.mark.parametrize(("name", "options"), CASES)
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-11), (np.float32, 2e-5)])
def test_optimizer(name, options, dtype, tolerance, pytorch):
    np.testing.assert_allclose(ours(name, options, dtype), theirs(name, options, dtype),
                               rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("i", range(len(CASES)))
def test_stored(i):
    """The same without PyTorch: numbers that `write_references` took from it."""
    np.testing.assert_allclose(ours(*CASES[i], np.float64), np.load(STORED)[str(i)],
                               rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize("name", [name for name in GRID if name != "Muon"])
def test_defaults(name, pytorch):
    rng = np.random.default_rng(0)
    boxes = [Parameter(rng.normal(size=shape)) for shape in SHAPES]
    tensors = [torch.tensor(p.data, requires_grad=True) for p in boxes]
    optimizers = getattr(optim, name)(boxes), getattr(torch.optim, name)(tensors)
    for _ in range(20):
        for p, q in zip(boxes, tensors):
            p.grad = rng.normal(size=p.data.shape)
            q.grad = torch.tensor(p.grad)
        for optimizer in optimizers:
            optimizer.step()
    for p, q in zip(boxes, tensors):
        np.testing.assert_allclose(p.data, q.detach().numpy(), rtol=1e-11)


def rosenbrock(w):
    return ((1 - w[:-1]) ** 2 + 10 * (w[1:] - w[:-1] ** 2) ** 2).sum()


def quartic(w):
    return ((w - 1) ** 4).sum() + (w * w).sum() + (w[1:] * w[:-1]).sum()


@pytest.mark.parametrize("loss", [rosenbrock, quartic])
@pytest.mark.parametrize(("search", "lr"), [("strong_wolfe", 1.0), ("strong_wolfe", 0.3),
                                            (None, 0.1)])
@pytest.mark.parametrize("history_size", [100, 3])
def test_lbfgs(loss, search, lr, history_size, pytorch):
    start = np.linspace(-0.5, 1.5, 5)
    options = dict(lr=lr, max_iter=4, history_size=history_size, line_search_fn=search)
    w, v = Tensor(start, requires_grad=True), torch.tensor(start, requires_grad=True)
    ours, theirs = optim.LBFGS([w], **options), torch.optim.LBFGS([v], **options)

    def closure(optimizer, tensor):
        def evaluate():
            optimizer.zero_grad()
            value = loss(tensor)
            value.backward()
            return value
        return evaluate

    for _ in range(5):
        before = ours.step(closure(ours, w)), theirs.step(closure(theirs, v))
        assert before[0].item() == pytest.approx(before[1].item(), rel=1e-10, abs=1e-12)
        np.testing.assert_allclose(w.data, v.detach().numpy(), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("kind", ["ema", "swa"])
def test_averages(kind, pytorch):
    from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
    model = torch.nn.Linear(3, 2, dtype=torch.float64)
    theirs = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.9) if kind == "ema" else None)
    boxes = [Parameter(p.detach().numpy().copy()) for p in model.parameters()]
    ours = (optim.ExponentialMovingAverage(boxes, decay=0.9) if kind == "ema"
            else optim.StochasticWeightAverage(boxes))
    theirs.update_parameters(model)         # PyTorch's first update only copies
    if kind == "swa":
        ours.update()
    rng = np.random.default_rng(0)
    for _ in range(10):
        for p, box in zip(model.parameters(), boxes):
            box.data = rng.normal(size=box.data.shape)
            p.data = torch.tensor(box.data)
        theirs.update_parameters(model)
        ours.update()
    for value, p in zip(ours.values, theirs.module.parameters()):
        np.testing.assert_allclose(value, p.detach().numpy(), rtol=1e-12)


def write_references():
    with precise():
        np.savez_compressed(STORED, **{str(i): theirs(*case, np.float64)
                                       for i, case in enumerate(CASES)})


if __name__ == "__main__":
    write_references()
