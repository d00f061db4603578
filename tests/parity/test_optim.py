"""Optimizers, schedules and clipping against PyTorch, run side by side."""

import itertools

import numpy as np
import pytest

from groundup import optim
from groundup.nn import Parameter

torch = pytest.importorskip("torch", reason="parity tests need PyTorch: pip install torch==2.13.0")

SHAPES = [(5, 4), (4,), (4, 3), (3,)]
GRID = {
    "SGD": {"momentum": [0.0, 0.9], "nesterov": [False, True], "weight_decay": [0.0, 0.1]},
    "Adagrad": {"weight_decay": [0.0, 0.1], "eps": [1e-10, 1e-3]},
    "RMSprop": {"alpha": [0.99, 0.9], "momentum": [0.0, 0.9], "centered": [False, True],
                "weight_decay": [0.0, 0.1]},
    "Adam": {"betas": [(0.9, 0.999), (0.8, 0.9)], "eps": [1e-8, 1e-3],
             "weight_decay": [0.0, 0.1], "amsgrad": [False, True]},
    "AdamW": {"betas": [(0.9, 0.999), (0.8, 0.9)], "weight_decay": [0.0, 0.1],
              "amsgrad": [False, True]},
}
CASES = [(name, dict(zip(grid, values))) for name, grid in GRID.items()
         for values in itertools.product(*grid.values())
         if not (name == "SGD" and values[1] and not values[0])]


def pairs(dtype, seed=0):
    rng = np.random.default_rng(seed)
    arrays = [rng.normal(size=shape).astype(dtype) for shape in SHAPES]
    return [Parameter(a) for a in arrays], [torch.tensor(a, requires_grad=True) for a in arrays]


def train(ours, theirs, optimizer, reference, steps=20, seed=1):
    rng = np.random.default_rng(seed)
    for _ in range(steps):
        for p, q in zip(ours, theirs):
            p.grad = rng.normal(size=p.data.shape).astype(p.data.dtype)
            q.grad = torch.tensor(p.grad)
        optimizer.step()
        reference.step()


def assert_close(ours, theirs, rtol):
    for p, q in zip(ours, theirs):
        np.testing.assert_allclose(p.data, q.detach().numpy(), rtol=rtol, atol=rtol)


@pytest.mark.parametrize(("name", "options"), CASES)
@pytest.mark.parametrize(("dtype", "rtol"), [(np.float64, 1e-12), (np.float32, 2e-5)])
def test_optimizer(name, options, dtype, rtol):
    ours, theirs = pairs(dtype)
    train(ours, theirs, getattr(optim, name)(ours, lr=0.05, **options),
          getattr(torch.optim, name)(theirs, lr=0.05, **options))
    assert_close(ours, theirs, rtol)


@pytest.mark.parametrize("name", GRID)
def test_defaults(name):
    ours, theirs = pairs(np.float64)
    train(ours, theirs, getattr(optim, name)(ours), getattr(torch.optim, name)(theirs))
    assert_close(ours, theirs, 1e-12)


@pytest.mark.parametrize("name", GRID)
def test_groups(name):
    ours, theirs = pairs(np.float64)

    def groups(tensors):
        return [{"params": tensors[:2], "lr": 0.2}, {"params": tensors[2:], "weight_decay": 0.3}]

    train(ours, theirs, getattr(optim, name)(groups(ours), lr=0.05),
          getattr(torch.optim, name)(groups(theirs), lr=0.05))
    assert_close(ours, theirs, 1e-12)


@pytest.mark.parametrize("name", GRID)
def test_missing_gradients_and_resume(name):
    ours, theirs = pairs(np.float64)
    optimizer = getattr(optim, name)(ours, lr=0.05)
    reference = getattr(torch.optim, name)(theirs, lr=0.05)
    train(ours[1:], theirs[1:], optimizer, reference, steps=3)
    train(ours, theirs, optimizer, reference, steps=3)
    resumed = getattr(optim, name)(ours, lr=0.7)
    resumed.load_state_dict(optimizer.state_dict())
    train(ours, theirs, resumed, reference)
    assert_close(ours, theirs, 1e-12)


S = torch.optim.lr_scheduler
SCHEDULES = {
    "step": (optim.step(0.5, 7, 0.3), lambda o: S.StepLR(o, 7, 0.3)),
    "multi_step": (optim.multi_step(0.5, [10, 30], 0.2), lambda o: S.MultiStepLR(o, [10, 30], 0.2)),
    "exponential": (optim.exponential(0.5, 0.97), lambda o: S.ExponentialLR(o, 0.97)),
    "inverse_time": (optim.inverse_time(0.5, 0.01),
                     lambda o: S.LambdaLR(o, lambda t: 1 / (1 + 0.01 * t))),
    "warmup": (optim.warmup(0.5, 20, start=0.05), lambda o: S.LinearLR(o, 0.1, total_iters=20)),
    "cosine": (optim.cosine(0.5, 150, 0.01), lambda o: S.CosineAnnealingLR(o, 150, 0.01)),
    "restarts": (optim.cosine_restarts(0.5, 9, 2, 0.01),
                 lambda o: S.CosineAnnealingWarmRestarts(o, 9, 2, 0.01)),
    "polynomial": (optim.polynomial(0.5, 90, 2.0), lambda o: S.PolynomialLR(o, 90, 2.0)),
    "one_cycle": (optim.one_cycle(0.5, 150), lambda o: S.OneCycleLR(o, 0.5, total_steps=150)),
    "sequential": (
        optim.sequential([optim.warmup(0.5, 10, 0.05), optim.exponential(0.5, 0.9)], [10]),
        lambda o: S.SequentialLR(o, [S.LinearLR(o, 0.1, total_iters=10), S.ExponentialLR(o, 0.9)],
                                 [10])),
}


def torch_optimizer(lr=0.5):
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)


@pytest.mark.parametrize("name", SCHEDULES)
def test_schedule(name):
    schedule, make = SCHEDULES[name]
    optimizer = torch_optimizer()
    scheduler, theirs = make(optimizer), []
    for t in range(150):
        theirs.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if t < 149:
            scheduler.step()
    np.testing.assert_allclose([schedule(t) for t in range(150)], theirs, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("mode", ["min", "max"])
@pytest.mark.parametrize("options", [{}, {"cooldown": 3, "min_lr": 0.01}, {"threshold": 0.05}])
def test_plateau(mode, options):
    optimizer = torch_optimizer()
    scheduler = S.ReduceLROnPlateau(optimizer, mode=mode, factor=0.5, patience=2, **options)
    ours = optim.ReduceOnPlateau(0.5, mode=mode, factor=0.5, patience=2, **options)
    curve = np.exp(-np.arange(120) / 20) + 0.1 * np.random.default_rng(0).random(120)
    for metric in curve if mode == "min" else 1 - curve:
        scheduler.step(metric)
        ours.update(metric)
        assert ours(0) == pytest.approx(optimizer.param_groups[0]["lr"], abs=1e-7)


@pytest.mark.parametrize("max_norm", [0.5, 100.0])
def test_clipping(max_norm):
    ours, theirs = pairs(np.float64)
    for p, q in zip(ours, theirs):
        p.grad, q.grad = p.data.copy(), q.detach().clone()
    norm = torch.nn.utils.clip_grad_norm_(theirs, max_norm)
    assert optim.clip_grad_norm(ours, max_norm) == pytest.approx(float(norm), rel=1e-12)
    for p, q in zip(ours, theirs):
        np.testing.assert_allclose(p.grad, q.grad.numpy(), rtol=1e-12)
    torch.nn.utils.clip_grad_value_(theirs, 0.1)
    optim.clip_grad_value(ours, 0.1)
    for p, q in zip(ours, theirs):
        np.testing.assert_allclose(p.grad, q.grad.numpy(), rtol=1e-12)
