"""Layers for images that Sequential runs together: the same as one by one, in training and use."""

import copy

import numpy as np
import pytest

import groundup as gu
from groundup import nn

LAYERS = {
    "conv, relu": lambda: [nn.Conv2d(3, 8, 3, rng=0), nn.ReLU()],
    "conv, relu, pool": lambda: [nn.Conv2d(3, 20, 3, padding=1, rng=0), nn.ReLU(),
                                 nn.MaxPool2d(2)],
    "stride": lambda: [nn.Conv2d(3, 8, (2, 3), stride=2, rng=0), nn.ReLU(), nn.MaxPool2d(2)],
    "groups": lambda: [nn.Conv2d(3, 6, 3, groups=3, rng=0), nn.ReLU()],
    "reflected": lambda: [nn.Conv2d(3, 6, 3, padding=1, padding_mode="reflect", rng=0), nn.ReLU()],
    "pools overlap": lambda: [nn.Conv2d(3, 6, 3, rng=0), nn.ReLU(), nn.MaxPool2d(3, 2, 1)],
    "ceiling": lambda: [nn.Conv2d(3, 6, 3, rng=0), nn.ReLU(), nn.MaxPool2d(2, ceil_mode=True)],
    "norm, relu": lambda: [nn.BatchNorm2d(3), nn.ReLU()],
    "network": lambda: [nn.Conv2d(3, 16, 3, bias=False, rng=0), nn.BatchNorm2d(16), nn.ReLU(),
                        nn.MaxPool2d(2), nn.Conv2d(16, 4, 3, rng=1), nn.ReLU(), nn.Flatten(),
                        nn.Dense(16, 5, rng=2)],
}


def one_by_one(layers, x):
    for layer in layers:
        x = layer(x)
    return x


@pytest.mark.parametrize("kind", LAYERS)
@pytest.mark.parametrize("mode", ["numpy", "compiled"])
def test_together_is_one_by_one(kind, mode):
    if mode == "compiled":
        pytest.importorskip("numba")
    before = gu.kernels.in_use()
    gu.kernels.use(mode)
    try:
        results = []
        for run in (lambda model, x: model(x), lambda model, x: one_by_one(list(model), x)):
            model = nn.Sequential(*LAYERS[kind]())
            rng = np.random.default_rng(0)
            for p in model.parameters():
                p.data[...] += 0.1 * rng.normal(size=p.shape)
            x = gu.Tensor(rng.normal(size=(4, 3, 11, 10)).astype("float32"), requires_grad=True)
            y = run(model, x)
            y.backward(rng.normal(size=y.shape).astype("float32"))
            results.append([y.data, x.grad, *[p.grad for p in model.parameters()],
                            *model.buffers()])
        for ours, theirs in zip(*results):
            assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype)
            np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4)
    finally:
        gu.kernels.use(before)


@pytest.mark.parametrize("kind", LAYERS)
def test_predict_is_forward_in_use(kind):
    model = nn.Sequential(*LAYERS[kind]())
    x = np.random.default_rng(0).normal(size=(2, 3, 11, 10)).astype("float32")
    model(x)                                                   # moves running statistics
    given, modes = copy.deepcopy(model).eval()(x).data, [part.training for part in model.modules()]
    np.testing.assert_allclose(model.predict(x), given, rtol=1e-5, atol=1e-5)
    assert [part.training for part in model.modules()] == modes


def test_predict_says_what_is_wrong():
    model = nn.Sequential(*LAYERS["conv, relu, pool"]())
    with pytest.raises(ValueError, match="channels"):
        model.predict(np.zeros((1, 2, 8, 8), "float32"))
    with pytest.raises(ValueError, match="reaches over"):
        nn.Sequential(nn.Conv2d(3, 4, 5, rng=0), nn.ReLU()).predict(
            np.zeros((1, 3, 4, 4), "float32"))
    with pytest.raises(TypeError, match="float"):
        model.predict(np.zeros((1, 3, 8, 8)))


def test_whoever_flattens_sees_channels_first():
    x = np.random.default_rng(0).normal(size=(2, 3, 6, 5)).astype("float32")
    y = nn.Sequential(nn.Conv2d(3, 16, 3, rng=0), nn.ReLU())(x)
    flat = nn.Flatten()(y)
    np.testing.assert_array_equal(flat.data[1, 12 * 4:12 * 5], y.data[1, 4].reshape(-1))
