"""Normalization layers: one harness, modes, running statistics, and folding."""

import copy

import numpy as np
import pytest

from groundup import Tensor, nn
from groundup import functional as F

# A layer, a shape that it takes, its repr.
LAYERS = [
    (lambda: nn.BatchNorm1d(4), (5, 4), "BatchNorm1d(4)"),
    (lambda: nn.BatchNorm1d(4, 1e-3, 0.2), (5, 4, 3), "BatchNorm1d(4, eps=0.001, momentum=0.2)"),
    (lambda: nn.BatchNorm2d(4, affine=False), (5, 4, 3, 2), "BatchNorm2d(4, affine=False)"),
    (lambda: nn.BatchNorm3d(4, track_running_stats=False), (2, 4, 3, 2, 2),
     "BatchNorm3d(4, track_running_stats=False)"),
    (lambda: nn.LayerNorm(4), (5, 3, 4), "LayerNorm(4)"),
    (lambda: nn.LayerNorm((3, 4), bias=False), (5, 3, 4), "LayerNorm((3, 4), bias=False)"),
    (lambda: nn.LayerNorm(4, elementwise_affine=False), (5, 4),
     "LayerNorm(4, elementwise_affine=False)"),
    (lambda: nn.GroupNorm(2, 4), (5, 4, 3), "GroupNorm(2, 4)"),
    (lambda: nn.GroupNorm(2, 4, affine=False), (5, 4), "GroupNorm(2, 4, affine=False)"),
    (lambda: nn.InstanceNorm1d(4), (5, 4, 3), "InstanceNorm1d(4)"),
    (lambda: nn.InstanceNorm2d(4, affine=True), (5, 4, 3, 2), "InstanceNorm2d(4, affine=True)"),
    (lambda: nn.RMSNorm(4), (5, 3, 4), "RMSNorm(4)"),
    (lambda: nn.RMSNorm((3, 4), elementwise_affine=False), (5, 3, 4),
     "RMSNorm((3, 4), elementwise_affine=False)"),
]
every_layer = pytest.mark.parametrize(("make", "shape", "text"), LAYERS, ids=[c[2] for c in LAYERS])


@every_layer
def test_shape_dtype_repr_saving_and_copying(make, shape, text, rng):
    for dtype in (np.float32, np.float64):
        layer = make().astype(dtype)
        x = Tensor(rng.normal(size=shape).astype(dtype), requires_grad=True)
        y = layer(x)
        (y * y).sum().backward()
        assert (y.shape, y.dtype, x.grad.dtype) == (shape, dtype, dtype)
        assert all(p.grad.shape == p.shape and p.grad.dtype == dtype for p in layer.parameters())
        assert all(buffer.dtype == dtype for buffer in layer.buffers())
    for p in layer.parameters():
        p.data += rng.normal(size=p.shape)
    layer.eval()
    twin = make().astype(np.float64).eval()
    twin.load_state_dict(layer.state_dict())
    for other in (twin, copy.deepcopy(layer)):
        np.testing.assert_array_equal(other(x).data, layer(x).data)
    assert repr(layer) == text


@every_layer
def test_starts_with_mean_0_and_mean_square_1_over_something(make, shape, text, rng):
    x = (3 * rng.normal(size=shape) + 5).astype(np.float32)
    y = make()(Tensor(x)).data
    assert (y * y).mean() == pytest.approx(1, abs=1e-3)
    assert "RMS" in text or y.mean() == pytest.approx(0, abs=1e-5)


def test_batch_norm_learns_the_statistics_that_it_then_uses(rng):
    layer = nn.BatchNorm1d(3)
    for _ in range(200):
        layer(Tensor((rng.normal(size=(64, 3)) * [1, 2, 3] + [0, 5, -5]).astype(np.float32)))
    np.testing.assert_allclose(layer.running_mean, [0, 5, -5], atol=0.4)
    np.testing.assert_allclose(np.sqrt(layer.running_var), [1, 2, 3], rtol=0.1)
    x = rng.normal(size=(8, 3)).astype(np.float32)
    layer.eval()
    np.testing.assert_allclose(layer(Tensor(x)).data[:1], layer(Tensor(x[:1])).data, rtol=1e-6)
    assert set(layer.state_dict()) == {"weight", "bias", "running_mean", "running_var"}


def test_a_frozen_batch_norm_keeps_its_statistics(rng):
    layer = nn.BatchNorm2d(3).eval()
    x = Tensor(rng.normal(size=(2, 3, 4, 4)).astype(np.float32), requires_grad=True)
    (layer(x) ** 2).sum().backward()
    np.testing.assert_array_equal(layer.running_mean, 0)
    assert np.abs(x.grad).max() > 0 and np.abs(layer.weight.grad).max() > 0


@pytest.mark.parametrize(("layer", "shape", "message"), [
    (nn.BatchNorm1d(4), (1, 4), r"more than one value per channel.*\(1, 4\) has 1"),
    (nn.BatchNorm2d(4), (5, 4), r"BatchNorm2d takes \(N, C, H, W\); x has shape \(5, 4\)"),
    (nn.BatchNorm1d(4), (5, 4, 3, 2), r"takes \(N, C\) or \(N, C, L\)"),
    (nn.BatchNorm1d(4), (5, 3), r"has 4 channels; x has 3"),
    (nn.InstanceNorm2d(4), (5, 3, 2, 2), r"has 4 channels; x has 3"),
    (nn.GroupNorm(2, 4), (5, 6), r"has 4 channels; x has shape \(5, 6\)"),
    (nn.LayerNorm(4), (5, 3), r"needs an x that ends in these axes"),
])
def test_inputs_that_do_not_fit(layer, shape, message):
    with pytest.raises(ValueError, match=message) as caught:
        layer(Tensor(np.ones(shape, np.float32)))
    assert caught.value.__notes__ == [f"This happened in {layer!r}."]


def test_senseless_sizes_are_refused():
    with pytest.raises(ValueError, match="4 channels do not divide into 3"):
        nn.GroupNorm(3, 4)
    with pytest.raises(ValueError, match="BatchNorm1d: num_features must be"):
        nn.BatchNorm1d(0)
    with pytest.raises(TypeError, match="LayerNorm: normalized_shape must be"):
        nn.LayerNorm((3, 2.5))


@pytest.fixture
def used_norm(rng):
    """A batch norm of 6 channels as training leaves it."""
    def make(kind, **options):
        norm = kind(6, **options).eval()
        norm.running_mean[...], norm.running_var[...] = rng.normal(size=6), rng.random(6) + 0.1
        for p in norm.parameters():
            p.data[...] = rng.normal(size=6)
        return norm
    return make


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("affine", [True, False])
def test_folded_dense_equals_unfolded(bias, affine, used_norm, rng):
    norm, layer = used_norm(nn.BatchNorm1d, affine=affine), nn.Dense(3, 6, bias=bias, rng=0)
    x = Tensor(rng.normal(size=(5, 3)).astype(np.float32))
    before = layer.weight.data.copy()
    folded = nn.fold_batch_norm(layer, norm)
    np.testing.assert_allclose(folded(x).data, norm(layer(x)).data, rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(layer.weight.data, before)
    assert folded.weight.dtype == folded.bias.dtype == np.float32
    assert folded.weight.requires_grad


@pytest.mark.parametrize(("conv", "norm", "places"), [
    ("Conv1d", nn.BatchNorm1d, (7,)), ("Conv2d", nn.BatchNorm2d, (5, 4)),
])
@pytest.mark.parametrize("groups", [1, 2])
def test_folded_convolution_equals_unfolded(conv, norm, places, groups, used_norm, rng):
    norm, layer = used_norm(norm), getattr(nn, conv)(4, 6, 3, groups=groups, rng=0)
    x = Tensor(rng.normal(size=(2, 4, *places)).astype(np.float32))
    folded = nn.fold_batch_norm(layer, norm)
    np.testing.assert_allclose(folded(x).data, norm(layer(x)).data, rtol=1e-5, atol=2e-6)


def test_what_cannot_be_folded():
    with pytest.raises(TypeError, match="got ReLU and BatchNorm1d"):
        nn.fold_batch_norm(nn.ReLU(), nn.BatchNorm1d(3))
    with pytest.raises(TypeError, match="got Dense and LayerNorm"):
        nn.fold_batch_norm(nn.Dense(2, 3), nn.LayerNorm(3))
    with pytest.raises(ValueError, match="Dense has 3 outputs, the norm 4 channels"):
        nn.fold_batch_norm(nn.Dense(2, 3), nn.BatchNorm1d(4))
    with pytest.raises(ValueError, match="keeps none"):
        nn.fold_batch_norm(nn.Dense(2, 3), nn.BatchNorm1d(3, track_running_stats=False))


def test_thirty_layers_train_only_with_batch_norm(rng):
    """Tanh layers that start too small: without norms the signal, and the gradient, die out."""
    x = Tensor(rng.normal(size=(32, 8)).astype(np.float32))

    def first_gradient(normalized):
        layers = []
        for k in range(30):
            layers += [nn.Dense(8, 8, init=lambda s, rng: rng.normal(size=s).astype("f") * 0.1,
                                rng=np.random.default_rng(k))]
            layers += [nn.BatchNorm1d(8)] if normalized else []
            layers += [nn.Tanh()]
        model = nn.Sequential(*layers)
        (model(x) * F.tanh(x)).mean().backward()
        return np.abs(model[0].weight.grad).max()

    assert first_gradient(normalized=False) < 1e-12
    assert first_gradient(normalized=True) > 1e-4
