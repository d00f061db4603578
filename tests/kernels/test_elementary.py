"""The float32 functions of compiled kernels against float64: few units in the last place."""

import math

import numpy as np
import pytest

numba = pytest.importorskip("numba", reason="kernels need Numba: pip install 'groundup[speed]'")

from groundup.kernels import elementary, reductions  # noqa: E402  (after the check for Numba)

F = np.float32


def mapped(function):
    @numba.njit(error_model="numpy")
    def over(x):
        y = np.empty_like(x)
        for i in range(x.size):
            y[i] = function(x[i])
        return y

    return over


@numba.njit
def chance(x):
    return elementary.normal(x)[0]


@numba.njit
def bell(x):
    return elementary.normal(x)[1]


# The relative error of the last two far out is that of rounding x²/2 to float32.
REFERENCES = {
    "exp": (elementary.exp, np.exp, (-86, 88), 2e-7),
    "sigmoid": (elementary.sigmoid, lambda x: 1 / (1 + np.exp(-x)), (-86, 88), 3e-7),
    "tanh": (elementary.tanh, np.tanh, (-20, 20), 2e-7),
    "chance": (chance, lambda x: [math.erfc(-t * math.sqrt(0.5)) / 2 for t in x], (-3, 20), 1.5e-6),
    "bell": (bell, lambda x: np.exp(-x * x / 2), (-3, 3), 1.5e-6),
}


@pytest.mark.parametrize("name", REFERENCES)
def test_relative_error(name):
    function, reference, (low, high), bound = REFERENCES[name]
    function = mapped(function)
    for x in (np.linspace(low, high, 40_000, dtype=F), np.geomspace(1e-30, 1, 10_001, dtype=F),
              -np.geomspace(1e-30, 1, 10_001, dtype=F)):
        exact = np.asarray(reference(x.astype(np.float64)))
        assert np.abs(function(x) / exact - 1).max() < bound


def test_log_of_normal_numbers_and_nan():
    x = np.concatenate([np.geomspace(1.2e-38, 3e38, 40_000, dtype=F),
                        np.linspace(0.5, 2, 9_001, dtype=F)])
    exact = np.log(x.astype(np.float64))
    assert np.all(np.abs(mapped(elementary.log)(x) - exact) <= 1e-7 * np.abs(exact) + 1e-9)
    assert np.isnan(mapped(elementary.log)(np.array([np.nan], F)))


@pytest.mark.parametrize("name, at_infinities", [("exp", [0, np.inf]), ("sigmoid", [0, 1]),
                                                 ("tanh", [-1, 1]), ("chance", [0, 1]),
                                                 ("bell", [0, 0])])
def test_infinities_and_nan(name, at_infinities):
    y = mapped(REFERENCES[name][0])(np.array([-np.inf, np.inf, np.nan, -1e30, 1e30], F))
    np.testing.assert_array_equal(y, [*at_infinities, np.nan, *at_infinities])


def test_exp_makes_no_denormals():
    y = mapped(elementary.exp)(np.linspace(-110, -80, 10_001, dtype=F))
    assert not np.any((y > 0) & (y < np.finfo(F).tiny))


def test_largest_is_that_of_numpy(rng):
    largest = numba.njit(lambda x: reductions.largest(x))
    for x in (rng.normal(size=37).astype(F), -rng.random(5).astype(F), np.array([-np.inf] * 3, F),
              np.array([0.0, -0.0], F), np.array([1, np.nan, np.inf], F), np.array([-3e38], F)):
        np.testing.assert_array_equal(largest(x), x.max())
