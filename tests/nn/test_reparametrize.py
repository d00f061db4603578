"""Weight norm and spectral norm: same layer at first, exact gradients, folded back in the end."""

import copy

import numpy as np
import pytest

from groundup import Tensor, gradcheck, nn

WRAPPERS = [nn.WeightNorm, nn.SpectralNorm]


def inputs(rng, *shape):
    return Tensor(rng.normal(size=shape).astype(np.float32), requires_grad=True)


@pytest.mark.parametrize("wrap", WRAPPERS)
def test_saving_copying_training_and_removing(wrap, rng):
    layer, x = wrap(nn.Dense(4, 3, rng=0)), inputs(rng, 5, 4)
    assert all(not name.endswith("layer.weight") for name in layer.state_dict())
    (layer(x) ** 2).sum().backward()
    assert all(p.grad is not None and p.grad.shape == p.shape for p in layer.parameters())
    layer.eval()
    y = layer(x).data
    twin = wrap(nn.Dense(4, 3, rng=1)).eval()
    twin.load_state_dict(layer.state_dict())
    for other in (twin, copy.deepcopy(layer)):
        np.testing.assert_array_equal(other(x).data, y)
    plain = layer.remove()
    assert isinstance(plain, nn.Dense) and plain.weight.requires_grad
    np.testing.assert_array_equal(plain(x).data, y)


@pytest.mark.parametrize(("make", "axis", "lengths"), [
    (lambda: nn.Dense(4, 3, rng=0), -1, (1, 3)),
    (lambda: nn.Conv2d(4, 3, 2, rng=0), 0, (3, 1, 1, 1)),
])
def test_weight_norm_starts_as_the_layer_was(make, axis, lengths, rng):
    layer = make()
    weight = layer.weight.data.copy()
    normed = nn.WeightNorm(layer)
    assert (normed.axis, normed.magnitude.shape) == (axis, lengths)
    np.testing.assert_allclose(normed.computed().data, weight, rtol=1e-6)
    normed.direction.data *= 7                             # its length does not matter
    np.testing.assert_allclose(normed.computed().data, weight, rtol=1e-6)


def test_weight_norm_of_a_recurrent_weight(rng):
    plain, x = nn.LSTM(2, 3, rng=0), inputs(rng, 2, 4, 2)
    y = plain(x)[0].data
    normed = nn.WeightNorm(plain, "weight_hh_l0")
    np.testing.assert_allclose(normed(x)[0].data, y, rtol=1e-5, atol=1e-6)
    assert "layer.weight_hh_l0" not in dict(normed.named_parameters())


@pytest.mark.parametrize(("make", "x"), [
    (lambda: nn.Dense(4, 3, rng=0), (5, 4)),
    (lambda: nn.Conv2d(2, 3, 2, rng=0), (1, 2, 3, 3)),
])
def test_spectral_norm_has_largest_singular_value_1(make, x, rng):
    layer = make()
    outputs_first = layer.weight.data.T if layer.weight.ndim == 2 else layer.weight.data
    matrix = outputs_first.reshape(len(outputs_first), -1)
    normed, x = nn.SpectralNorm(layer), inputs(rng, *x)
    for _ in range(40):
        normed(x)
    W = normed.computed().data
    np.testing.assert_allclose(W * np.linalg.svd(matrix, compute_uv=False)[0],
                               layer_shape(matrix, W), rtol=1e-4, atol=1e-6)


def layer_shape(matrix, like):
    return matrix.T if like.ndim == 2 else matrix.reshape(like.shape)


def test_gradients_of_both(rng):
    def through(wrap):
        layer = wrap(nn.Dense(4, 3, rng=0)).astype("float64").eval()
        name = "direction" if wrap is nn.WeightNorm else "original"
        start = getattr(layer, name).data

        def f(weight):
            setattr(layer, name, weight)
            return layer.computed()
        return f, start

    for wrap in WRAPPERS:
        f, start = through(wrap)
        assert gradcheck(f, start, order=2)


def test_two_forwards_of_spectral_norm_before_one_backward(rng):
    """A discriminator sees real and made pictures: the first graph must keep its u and v."""
    x = inputs(rng, 5, 4)
    layer, twin = far_from_settled(), far_from_settled()
    layer(x).sum().backward()
    first = twin(x).sum()
    twin(x)
    first.backward()
    np.testing.assert_array_equal(twin.original.grad, layer.original.grad)


def far_from_settled():
    """A spectral norm whose weight has just changed, so that u and v still move."""
    layer = nn.SpectralNorm(nn.Dense(4, 3, rng=0))
    layer.original.data[...] = np.random.default_rng(5).normal(size=(4, 3))
    return layer


def test_evaluation_leaves_the_directions(rng):
    layer, x = far_from_settled().eval(), inputs(rng, 5, 4)
    u = layer.u.copy()
    layer(x)
    np.testing.assert_array_equal(layer.u, u)
    layer.train()(x)
    assert (layer.u != u).any()


def test_a_layer_without_that_weight():
    with pytest.raises(TypeError, match=r"parameter 'weight'; ReLU\(\) has none"):
        nn.WeightNorm(nn.ReLU())
