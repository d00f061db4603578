"""erf and erfc against Python's own, which come from the C library."""

import math

import numpy as np
import pytest

from groundup import functional as F
from groundup import gradcheck

POINTS = np.concatenate([
    np.linspace(-6, 6, 2001), np.linspace(6, 26, 401), np.geomspace(1e-300, 1, 200),
    [0.46875, 4.0, -0.46875, -4.0, 0.0],
])


@pytest.mark.parametrize("ours, theirs", [(F.erf, math.erf), (F.erfc, math.erfc)])
def test_float64(ours, theirs):
    np.testing.assert_allclose(ours(POINTS).data, [theirs(x) for x in POINTS], rtol=2e-15)


@pytest.mark.parametrize("ours, theirs", [(F.erf, math.erf), (F.erfc, math.erfc)])
def test_float32(ours, theirs):
    x = POINTS[np.abs(POINTS) < 9].astype("float32")
    y = ours(x).data
    assert y.dtype == np.float32
    np.testing.assert_allclose(y, [theirs(v) for v in x.astype(float)], rtol=6e-6, atol=1e-45)
    near = np.abs(x) < 3
    np.testing.assert_allclose(y[near], [theirs(v) for v in x[near].astype(float)], rtol=1e-6,
                               atol=1e-45)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_limits(dtype):
    x = np.array([-np.inf, -1e4, 1e4, np.inf], dtype)
    assert F.erf(x).tolist() == [-1, -1, 1, 1]
    assert F.erfc(x).tolist() == [2, 2, 0, 0]
    assert np.isnan(F.erf(np.array([np.nan], dtype)).item())
    assert np.isnan(F.erfc(np.array([np.nan], dtype)).item())


@pytest.mark.parametrize("f", [F.erf, F.erfc])
def test_slopes(f, rng):
    assert gradcheck(f, rng.normal(size=(3, 4)), order=3)
    assert f(np.zeros((0, 3))).shape == (0, 3)
    assert f(np.array(0.5)).shape == ()
