"""Products held to one thread against plain ones."""

import numpy as np
import pytest

pytest.importorskip("numba", reason="compiled twins need Numba: pip install 'groundup[speed]'")

from groundup.kernels.dispatch import load


@pytest.mark.parametrize("shape", [(5, 3), (40, 3), (1, 3), (0, 3)])
@pytest.mark.parametrize("turned", [False, True])
def test_product(shape, turned):
    rng = np.random.default_rng(0)
    x, W = rng.normal(size=shape).astype("float32"), rng.normal(size=(3, 17)).astype("float32")
    W = np.asfortranarray(W) if turned else W
    y = load("rows").product(x, W)
    if y is NotImplemented:                # NumPy is built on another library here
        pytest.skip("no OpenBLAS to hold to one thread")
    np.testing.assert_allclose(y, x @ W, rtol=1e-5, atol=1e-6)
    assert (y.shape, y.dtype) == ((len(x), 17), np.float32)


def test_it_leaves_large_ones_to_openblas():
    x = np.ones((2000, 1000), "float32")
    assert load("rows").product(x, x.T) is NotImplemented


def test_it_declines_other_dtypes():
    assert load("rows").product(np.ones((2, 3)), np.ones((3, 2))) is NotImplemented
