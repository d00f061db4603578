"""Initialisers: the variances that they promise, exact rotations, the same draw from a seed."""

from functools import partial
from math import sqrt

import numpy as np
import pytest

from groundup import backend, nn
from groundup.nn import init

DENSE, CONV = (300, 200), (40, 30, 3, 3)

VARIANCES = [
    (init.xavier_uniform, {}, DENSE, 2 / 500),
    (init.xavier_normal, {"gain": 2.0}, DENSE, 4 * 2 / 500),
    (init.xavier_normal, {}, CONV, 2 / (270 + 360)),
    (init.kaiming_uniform, {}, DENSE, 2 / 300),
    (init.kaiming_normal, {"mode": "fan_out"}, DENSE, 2 / 200),
    (init.kaiming_uniform, {}, CONV, 2 / 270),
    (init.kaiming_normal, {"mode": "fan_out", "gain": 1.0}, CONV, 1 / 360),
    (init.lecun_uniform, {}, DENSE, 1 / 300),
    (init.lecun_normal, {}, CONV, 1 / 270),
    (init.normal, {"std": 0.5}, DENSE, 0.25),
    (init.uniform, {"low": -2.0, "high": 4.0}, DENSE, 3.0),
    (init.truncated_normal, {"std": 1.0}, DENSE, 0.7737),      # 1 − 2·2φ(2)/(2Φ(2) − 1)
]


@pytest.mark.parametrize(("draw", "options", "shape", "variance"), VARIANCES)
def test_variance(draw, options, shape, variance):
    w = draw(shape, rng=0, **options)
    centre = 1.0 if draw is init.uniform else 0.0
    assert w.shape == shape
    assert w.dtype == np.float32
    assert w.mean() == pytest.approx(centre, abs=5 * sqrt(variance / w.size))
    assert w.var() == pytest.approx(variance, rel=0.04)


def test_uniform_fills_its_bounds_and_not_more():
    w = init.kaiming_uniform(DENSE, rng=0)
    assert 0.999 * sqrt(6 / 300) < abs(w).max() <= np.float32(sqrt(6 / 300))


def test_truncated_normal_stays_inside_and_shifts():
    w = init.truncated_normal((20_000,), rng=0, mean=3.0, std=0.5, cut=1.0)
    assert 2.5 <= w.min() < 2.51
    assert 3.49 < w.max() <= 3.5
    with pytest.raises(ValueError, match="cut must be positive"):
        init.truncated_normal((3,), cut=0.0)


@pytest.mark.parametrize("shape", [(5, 5), (7, 3), (3, 7), (4, 2, 3, 3), (1, 6)])
def test_orthogonal_is_exact(shape):
    backend.set_default_dtype("float64")
    try:
        w = init.orthogonal(shape, rng=1, gain=2.0).reshape(shape[0], -1)
    finally:
        backend.set_default_dtype("float32")
    gram = w @ w.T if len(w) <= w.shape[1] else w.T @ w
    np.testing.assert_allclose(gram, 4 * np.eye(len(gram)), atol=1e-13)


def test_orthogonal_has_no_preferred_direction():
    corner = [init.orthogonal((2, 2), rng=seed)[0, 0] for seed in range(400)]
    assert abs(np.mean(corner)) < 4 * sqrt(0.5 / 400)          # a raw QR has mean −0.64


def test_constants():
    np.testing.assert_array_equal(init.zeros((2, 3)), np.zeros((2, 3)))
    np.testing.assert_array_equal(init.ones(3), np.ones(3))
    np.testing.assert_array_equal(init.constant((2,), value=-0.5), [-0.5, -0.5])


def test_fans():
    assert init.fans((3, 5)) == (3, 5)
    assert init.fans((8, 4, 3)) == (12, 24)
    assert init.fans((8, 1, 3, 3)) == (9, 72)                  # depthwise: one channel each
    with pytest.raises(ValueError, match=r"two axes at least; the shape given is \(3,\)"):
        init.xavier_normal((3,))


def test_gains():
    assert init.calculate_gain("tanh") == pytest.approx(5 / 3)
    assert init.calculate_gain("leaky_relu", slope=1.0) == pytest.approx(1)
    with pytest.raises(ValueError, match="known are linear"):
        init.calculate_gain("sine")
    with pytest.raises(ValueError, match="'fan_in' or 'fan_out', not 'fan'"):
        init.kaiming_normal((2, 3), mode="fan")


@pytest.mark.parametrize("draw", [
    init.zeros, init.ones, partial(init.constant, value=2.0), init.uniform, init.normal,
    init.truncated_normal, init.xavier_uniform, init.xavier_normal, init.kaiming_uniform,
    init.kaiming_normal, init.lecun_uniform, init.lecun_normal, init.orthogonal,
])
def test_each_serves_a_layer_and_repeats_itself(draw):
    one, two = (nn.Dense(3, 4, init=draw, rng=5).weight.data for _ in range(2))
    np.testing.assert_array_equal(one, two)
    assert one.dtype == np.float32
    np.testing.assert_array_equal(draw((3, 4), 5), one)


def test_signals_keep_their_power_through_twenty_relu_layers():
    rng = backend.generator(0)
    x = rng.standard_normal((64, 256), np.float32)
    start = np.square(x).mean()
    for _ in range(20):
        x = np.maximum(x @ init.kaiming_normal((256, 256), rng), 0)
    assert 0.2 < np.square(x).mean() / start * 2 < 5
