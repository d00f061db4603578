"""Compiled recurrences and the embedding's gradient against their NumPy definitions.

The judge is the definition in float64, which compiled twins decline: odd shapes, padding, both
forms of the GRU; and either forward followed by either backward.
"""

from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numba", reason="compiled twins need Numba: pip install 'groundup[speed]'")

from groundup import kernels
from groundup.kernels.dispatch import load

F = np.float32
few = settings(max_examples=30, deadline=None)
seeds = st.integers(0, 2**32 - 1)
units = st.one_of(st.integers(1, 9), st.sampled_from([16, 33, 40]))
shapes = st.tuples(st.integers(1, 6), st.integers(1, 19), st.integers(1, 20), units)
GATES = {"lstm": 4, "gru": 3, "rnn": 1}


@pytest.fixture(autouse=True)
def compiled_and_in_threads(monkeypatch):
    monkeypatch.setattr("groundup.kernels.threads.GRAIN", 1.0)
    monkeypatch.setattr("groundup.kernels.threads._threads", 3)
    monkeypatch.setattr("groundup.kernels.sequence.SMALLEST", 0)
    before = kernels.in_use()
    kernels.use("compiled")
    yield
    kernels.use(before)


def normal(rng, *shape):
    return rng.normal(size=shape).astype(F)


def inputs(name, shape, seed, bias, state):
    """What the forward of a recurrence takes, beside its options."""
    T, N, I, H = shape
    rng, G = np.random.default_rng(seed), GATES[name]
    given = [normal(rng, N, T, I).swapaxes(0, 1)]
    given += [normal(rng, n, G * H) / F(n ** 0.5) for n in (I, H)]      # else errors would grow
    given.append(normal(rng, G * H) if bias else None)
    if name == "gru":
        given.append(normal(rng, H) if bias else None)
    given += [normal(rng, N, H) if state else None for _ in range(1 + (name == "lstm"))]
    g = normal(rng, T + len(given[-1 - (name == "lstm"):]), N, H)
    return given, g


def run(name, given, g, modes, lengths, options):
    """Forward under one kind of kernels, backward under another: all arrays that come out."""
    module = import_module(f"groundup.functional.{name}")
    kernels.use(modes[0])
    y, state = module.forward(*given, lengths=lengths, **options)
    kernels.use(modes[1])
    return y, *(d() if callable(d) else d for d in module.backward(state, g))


def assert_right(name, shape, seed, bias, state, lengths=None, **options):
    given, g = inputs(name, shape, seed, bias, state)
    right = run(name, [None if a is None else a.astype(float) for a in given], g.astype(float),
                ("compiled", "compiled"), lengths, options)
    for modes in (("compiled", "compiled"), ("compiled", "numpy"), ("numpy", "compiled")):
        for ours, exact in zip(run(name, given, g, modes, lengths, options), right, strict=True):
            assert (ours.shape, ours.dtype) == (exact.shape, F)
            np.testing.assert_allclose(ours, exact, rtol=0,
                                       atol=2e-5 * max(1, np.abs(exact).max(initial=0)))


@few
@given(shape=shapes, seed=seeds, bias=st.booleans(), state=st.booleans(), padded=st.booleans())
def test_lstm(shape, seed, bias, state, padded):
    lengths = np.random.default_rng(seed).integers(0, shape[0] + 1, shape[1]) if padded else None
    assert_right("lstm", shape, seed, bias, state, lengths)


@few
@given(shape=shapes, seed=seeds, bias=st.booleans(), state=st.booleans(), padded=st.booleans(),
       after=st.booleans())
def test_gru(shape, seed, bias, state, padded, after):
    lengths = np.random.default_rng(seed).integers(0, shape[0] + 1, shape[1]) if padded else None
    assert_right("gru", shape, seed, bias, state, lengths, reset_after=after)


@few
@given(shape=shapes, seed=seeds, bias=st.booleans(), padded=st.booleans(),
       curve=st.sampled_from(["tanh", "relu"]))
def test_rnn(shape, seed, bias, padded, curve):
    lengths = np.random.default_rng(seed).integers(0, shape[0] + 1, shape[1]) if padded else None
    assert_right("rnn", shape, seed, bias, True, lengths, nonlinearity=curve)


@pytest.mark.parametrize("name", GATES)
def test_a_product_deeper_than_the_cache(name):
    assert_right(name, (2, 5, 300, 70), 0, True, True)


@few
@given(T=st.integers(1, 5), N=st.integers(1, 30), K=st.integers(1, 300), M=st.integers(1, 70),
       seed=seeds)
def test_products_of_all_steps(T, N, K, M, seed):
    rng = np.random.default_rng(seed)
    x, W, b, dz = (normal(rng, *s) for s in ((T, N, K), (K, M), (M,), (T, N, M)))
    for turned in (x, x.swapaxes(0, 1).copy().swapaxes(0, 1)):
        y = load("sequence").project(turned, W, b)
        dW = load("sequence").summed_over_time(turned, dz)
        np.testing.assert_allclose(y, x.astype(float) @ W + b, atol=1e-4)
        total = load("sequence").total_over_time(turned)
        np.testing.assert_allclose(total, x.sum(axis=(0, 1), dtype=float), atol=1e-4)
        np.testing.assert_allclose(dW, np.einsum("tnk,tnm->km", x, dz, dtype=float), atol=1e-4)


@few
@given(ids=st.lists(st.integers(0, 6), min_size=1, max_size=50), width=st.integers(1, 40),
       seed=seeds)
def test_rows_added(ids, width, seed):
    ids, rows = np.array(ids), normal(np.random.default_rng(seed), len(ids), width)
    plain = import_module("groundup.functional.embedding").rows_added.__wrapped__
    ours = load("embedding").rows_added((7, width), ids, rows)
    np.testing.assert_allclose(ours, plain((7, width), ids, rows.astype(float)), atol=1e-5)
    assert ours.dtype == F


def test_declined():
    wide, ids = np.ones((3, 2)), np.array([0, 1, 5])
    assert load("embedding").rows_added((7, 2), ids, wide) is NotImplemented
    assert load("embedding").rows_added((4, 2), ids, wide.astype(F)) is NotImplemented
    assert load("embedding").rows_added((4, 2), ids[:0], wide[:0].astype(F)) is NotImplemented
    steps = np.ones((2, 3, 4))
    assert load("sequence").project(steps, np.ones((4, 4)), None) is NotImplemented
    assert load("sequence").summed_over_time(steps, steps) is NotImplemented


@pytest.mark.parametrize("name", GATES)
def test_read_only_inputs(name):
    given, g = inputs(name, (3, 4, 5, 8), 0, True, True)
    modes = ("compiled", "compiled")
    free = run(name, given, g, modes, None, {})
    for a in (*given, g):
        a.flags.writeable = False
    for a, b in zip(free, run(name, given, g, modes, None, {}), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-5)
