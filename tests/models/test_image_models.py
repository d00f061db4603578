"""What every model for images owes: gradients, one batch learned, weights saved, seeds obeyed."""

import numpy as np
import pytest

import groundup as gu
from groundup.io import load_weights, save_weights
from groundup.models import VGG, LeNet, ResNet, UNet

MODELS = {
    "lenet": lambda rng=0: LeNet(2, classes=3, size=8, rng=rng),
    "vgg": lambda rng=0: VGG([4, 6], in_channels=2, classes=3, rng=rng),
    "resnet": lambda rng=0: ResNet(1, [4, 6], in_channels=2, classes=3, rng=rng),
    "plain": lambda rng=0: ResNet(1, [4, 6], in_channels=2, classes=3, residual=False, rng=rng),
    "unet": lambda rng=0: UNet(2, 3, width=4, depth=2, rng=rng),
}
each_model = pytest.mark.parametrize("build", MODELS.values(), ids=MODELS)


def batch(model, rng, dtype="float32"):
    """Random images, and random classes for each of them, or for each of their pixels."""
    x = rng.standard_normal((6, 2, 8, 8)).astype(dtype)
    shape = (6, 8, 8) if isinstance(model, UNet) else 6
    return x, rng.integers(3, size=shape)


@each_model
def test_the_gradient_is_that_of_the_loss(build, rng):
    model = build().astype("float64")
    x, y = batch(model, rng, "float64")

    def loss():
        return gu.losses.cross_entropy(model(x), y)

    loss().backward()
    parameters = list(model.parameters())
    along = [rng.standard_normal(p.shape) for p in parameters]
    slope = sum((p.grad * v).sum() for p, v in zip(parameters, along))
    ends, h = [], 1e-7               # a larger step crosses a corner of some ReLU
    for step in (h, -2 * h):
        for p, v in zip(parameters, along):
            p.data += step * v
            p.touch()
        ends.append(loss().item())
    np.testing.assert_allclose((ends[0] - ends[1]) / (2 * h), slope, rtol=1e-5)


@each_model
def test_it_learns_one_batch_by_heart(build, rng):
    model = build()
    x, y = batch(model, rng)
    optimizer = gu.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(150 if isinstance(model, UNet) else 60):
        model.zero_grad()
        loss = gu.losses.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.1


@each_model
def test_weights_make_the_round_trip_through_a_file(build, rng, tmp_path):
    model, other = build(rng=0), build(rng=1)
    x, _ = batch(model, rng)
    model(x)                                            # moves the running statistics
    save_weights(model.state_dict(), tmp_path / "model.safetensors")
    assert (model.predict(x) != other.predict(x)).any()
    other.load_state_dict(load_weights(tmp_path / "model.safetensors"))
    np.testing.assert_array_equal(model.predict(x), other.predict(x))


@each_model
def test_the_seed_decides_and_layers_differ(build, rng):
    x, _ = batch(build(), rng)
    np.testing.assert_array_equal(build(rng=3).predict(x), build(rng=3).predict(x))
    gu.seed(3)
    first = build(rng=None).predict(x)
    gu.seed(3)
    np.testing.assert_array_equal(first, build(rng=None).predict(x))
    weights = [p.data.ravel()[:8] for p in build(rng=3).parameters() if p.ndim > 1]
    assert len({w.tobytes() for w in weights}) == len(weights)


@each_model
def test_a_picture_does_not_depend_on_the_others_in_its_batch(build, rng):
    model = build()
    x, _ = batch(model, rng)
    np.testing.assert_allclose(model.predict(x)[2:3], model.predict(x[2:3]), atol=1e-5)


@each_model
def test_the_summary_counts_all_parameters(build):
    model = build()
    assert model.summary((2, 8, 8)).parameters == model.num_parameters()
