"""Tiles of sums in registers against a plain product of matrices, for every height of a tile."""

import numpy as np
import pytest

pytest.importorskip("numba", reason="compiled twins need Numba: pip install 'groundup[speed]'")

from groundup.kernels.dispatch import load

F = np.float32


@pytest.mark.parametrize("vectors", [1, 2])
@pytest.mark.parametrize("rows", [1, 2, 3, 5, 6, 7, 8, 9, 17])
def test_products(rows, vectors):
    micro, rng = load("microkernel"), np.random.default_rng(rows)
    width = vectors * micro.LANES
    a, b, start = (rng.normal(size=shape).astype(F)
                   for shape in ((3, rows, 5), (3, 5, width), (width,)))
    wanted = np.einsum("bmk,bkn->mn", a, b) + start

    def at(x):
        return x.ctypes.data

    c = np.full((rows, width), np.nan, F)
    micro.multiply(vectors, rows, at(a), 5, rows * 5, at(b), micro.LANES, width, 5 * width,
                   at(start), 0, at(c), width, 3, 5)
    np.testing.assert_allclose(c, wanted, rtol=1e-5, atol=1e-5)
    turned, c = np.ascontiguousarray(a.swapaxes(1, 2)), np.tile(start, (rows, 1))
    micro.multiply_turned(vectors, rows, at(turned), rows, rows * 5, at(b), micro.LANES, width,
                          5 * width, at(c), width, 3, 5)
    np.testing.assert_allclose(c, wanted, rtol=1e-5, atol=1e-5)
