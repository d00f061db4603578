"""Positions: waves, turns and slopes against their formulas, and what they promise."""

import numpy as np
import pytest

from groundup import Tensor, gradcheck
from groundup import functional as F


def test_waves_by_hand():
    """Position 1 with six features: each pair shares a frequency, 1, 10000^(-1/3), 10000^(-2/3)."""
    table = F.sinusoidal_positions(3, 6)
    np.testing.assert_allclose(table[0], [0, 1, 0, 1, 0, 1])
    np.testing.assert_allclose(table[1], [0.8415, 0.5403, 0.0464, 0.9989, 0.0022, 1.0], atol=5e-5)
    pairs = table.reshape(3, 3, 2)
    np.testing.assert_allclose((pairs**2).sum(-1), 1, rtol=1e-6)


def test_waves_start_where_they_are_told_and_take_odd_widths():
    whole = F.sinusoidal_positions(10, 5, dtype="float64")
    np.testing.assert_array_equal(F.sinusoidal_positions(4, 5, start=6, dtype="float64"), whole[6:])
    even = F.sinusoidal_positions(10, 6, base=10000 ** (6 / 5), dtype="float64")
    np.testing.assert_allclose(whole, even[:, :5], atol=1e-12)
    assert whole.shape == (10, 5)
    assert F.sinusoidal_positions(2, 4).dtype == np.float32


@pytest.mark.parametrize("interleaved", [False, True])
def test_rotary_turns_each_pair(rng, interleaved):
    x = rng.normal(size=(2, 4, 6))
    y = F.rotary(x, start=3, base=100.0, interleaved=interleaved).data
    for t in range(4):
        for i in range(3):
            pair = [2 * i, 2 * i + 1] if interleaved else [i, i + 3]
            turn = np.exp(1j * (3 + t) * 100.0 ** (-2 * i / 6))
            expected = (x[:, t, pair[0]] + 1j * x[:, t, pair[1]]) * turn
            np.testing.assert_allclose(y[:, t, pair[0]], expected.real)
            np.testing.assert_allclose(y[:, t, pair[1]], expected.imag)


@pytest.mark.parametrize("interleaved", [False, True])
def test_rotary_scores_depend_on_distances_alone(rng, interleaved):
    q, k = rng.normal(size=(2, 5, 8))
    near = F.rotary(q, 0, interleaved=interleaved) @ F.rotary(k, 0, interleaved=interleaved).T
    far = F.rotary(q, 70, interleaved=interleaved) @ F.rotary(k, 70, interleaved=interleaved).T
    np.testing.assert_allclose(near.data, far.data, atol=1e-12)
    assert gradcheck(lambda x: F.rotary(x, 2, interleaved=interleaved), q, order=2)


def test_rotary_keeps_the_dtype_and_refuses_an_odd_width(rng):
    x = Tensor(rng.normal(size=(3, 4)).astype("f"), requires_grad=True)
    y = F.rotary(x)
    y.sum().backward()
    assert y.dtype == x.grad.dtype == np.float32
    with pytest.raises(ValueError, match="even d"):
        F.rotary(np.ones((3, 5)))


def test_alibi_slopes():
    np.testing.assert_allclose(F.alibi_slopes(8), 0.5 ** np.arange(1, 9))
    np.testing.assert_allclose(F.alibi_slopes(1), [2**-8])
    twelve = [*0.5 ** np.arange(1, 9), *0.5 ** np.array([0.5, 1.5, 2.5, 3.5])]
    np.testing.assert_allclose(F.alibi_slopes(12), twelve)


def test_alibi_bias_falls_with_distance():
    bias = F.alibi_bias(2, 3, 5, start=2)
    assert bias.shape == (2, 3, 5)
    assert bias.dtype == np.float32
    for i in range(3):
        for j in range(5):
            np.testing.assert_allclose(bias[:, i, j], -np.array([2**-4, 2**-8]) * abs(2 + i - j))
