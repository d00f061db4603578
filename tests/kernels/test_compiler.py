"""Compiling: ahead of use, for one signature only, and also where nothing can be stored."""

from types import SimpleNamespace

import numpy as np
import pytest

numba = pytest.importorskip("numba", reason="kernels need Numba: pip install 'groundup[speed]'")

from groundup.kernels import compiler  # noqa: E402  (after the check for Numba)


def double(x, start, stop):
    for i in range(start, stop):
        x[i] *= 2


@pytest.fixture
def nothing_can_be_stored(monkeypatch):
    def njit(cache=False, **options):
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return numba.njit(**options)

    monkeypatch.setattr(compiler, "numba", SimpleNamespace(njit=njit))


def test_kernels_compile_where_nothing_can_be_stored(nothing_can_be_stored):
    kernel, x = compiler.compiled("void(f4[::1], i8, i8)")(double), np.ones(3, np.float32)
    kernel.prepare()
    kernel(x, 1, 3)
    assert x.tolist() == [1, 2, 2]


def test_a_kernel_knows_its_signature_alone(nothing_can_be_stored):
    kernel = compiler.compiled("void(f4[::1], i8, i8)")(double)
    kernel.prepare()
    kernel.prepare()
    assert len(kernel.signatures) == 1
    with pytest.raises(TypeError, match="No matching definition"):
        kernel(np.ones(3), 0, 3)
