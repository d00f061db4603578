"""Compiled twins for images against their NumPy definitions, in both layouts and odd shapes."""

from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numba", reason="compiled twins need Numba: pip install 'groundup[speed]'")

from groundup.functional.window import make_window
from groundup.kernels.dispatch import load
from groundup.kernels.images import channels_first, channels_last, lies_channels_last
from groundup.kernels.microkernel import LANES

F = np.float32
few = settings(max_examples=40, deadline=None)
seeds = st.integers(0, 2**32 - 1)
pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
pools = pairs.filter(lambda size: size != (1, 1))


@pytest.fixture(autouse=True, scope="module")
def many_threads():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("groundup.kernels.threads.GRAIN", 1.0)
        patch.setattr(load("conv"), "CACHE", 2000)             # images in pieces
        yield


def twins(place, *names):
    compiled, plain = load(place), import_module(f"groundup.functional.{place}")
    return [(getattr(compiled, name), getattr(plain, name).__wrapped__) for name in names]


def normal(seed, *shape, turned=False):
    x = np.random.default_rng(seed).normal(size=shape).astype(F)
    return channels_first(np.ascontiguousarray(channels_last(x))) if turned else x


def called(gradients):
    return [d() if callable(d) else d for d in gradients]


def assert_same(ours, theirs, tolerance=2e-6):
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs):
        if isinstance(b, np.ndarray):
            assert (a.shape, a.dtype) == (b.shape, b.dtype)
            np.testing.assert_allclose(a, b, rtol=tolerance,
                                       atol=tolerance * max(1, np.abs(b).max(initial=0)))
        else:
            assert a == b


@few
@given(images=st.integers(1, 9), channels=st.integers(1, 40), maps=st.integers(1, 70),
       size=st.tuples(st.integers(6, 14), st.integers(6, 14)), kernel=pairs, stride=pairs,
       padding=st.tuples(st.integers(0, 2), st.integers(0, 2)), dilation=st.tuples(
           st.integers(1, 2), st.integers(1, 2)), turned=st.booleans(), seed=seeds)
def test_conv(images, channels, maps, size, kernel, stride, padding, dilation, turned, seed):
    window = make_window("test", 2, kernel, stride, padding, dilation)
    x, W, b = (normal(seed, images, channels, *size, turned=turned),
               normal(seed + 1, maps, channels, *kernel), normal(seed + 2, maps))
    (forward, plain), (backward, plain_backward) = twins("conv", "forward", "backward")
    y, state = plain(x, W, b, window=window, groups=1)
    g, tolerance = normal(seed + 3, *y.shape, turned=turned), 1e-5
    ours = forward(x, W, b, window=window, groups=1)
    if any(p >= d * (k - 1) + 1 for p, k, d in zip(padding, kernel, dilation)):
        assert ours is NotImplemented
        return
    assert_same([ours[0]], [y], tolerance)
    assert lies_channels_last(ours[0])
    theirs = called(plain_backward(state, g))
    assert_same(called(backward(ours[1], g)), theirs, tolerance)
    assert_same(called(backward(state, g)[1:]), theirs[1:], tolerance)     # none for the images


@few
@given(images=st.integers(1, 4), vectors=st.integers(1, 3), maps=st.sampled_from([1, 16, 33, 64]),
       size=st.tuples(st.integers(3, 13), st.integers(3, 13)), stride=st.integers(1, 2),
       padding=st.tuples(st.integers(0, 2), st.integers(0, 2)), seed=seeds)
def test_conv_in_blocks(images, vectors, maps, size, stride, padding, seed):
    """Of whole numbers the transforms are exact, so that nothing is lost and all must be equal."""
    window = make_window("test", 2, 3, stride, padding)
    rng, channels = np.random.default_rng(seed), vectors * LANES
    x, W, b = (rng.integers(-9, 10, shape).astype(F)
               for shape in ((images, channels, *size), (maps, channels, 3, 3), (maps,)))
    (forward, plain), (backward, plain_backward) = twins("conv", "forward", "backward")
    y, state = plain(x, W, b, window=window, groups=1)
    ours, its_state = forward(x, W, b, window=window, groups=1)
    np.testing.assert_array_equal(ours, y)
    g = rng.integers(-9, 10, y.shape).astype(F)
    for a, wanted in zip(called(backward(its_state, g)), called(plain_backward(state, g))):
        np.testing.assert_array_equal(a, wanted)


@pytest.mark.parametrize("pool", [None, (2, 2), (3, 3)])
def test_conv_in_blocks_is_the_same_on_any_number_of_threads(pool, monkeypatch):
    """Threads share an image in bands of rows, and bands have the blocks of the whole image."""
    (forward, _), (backward, _) = twins("conv_relu", "forward", "backward")
    window, pool = make_window("test", 2, 3, 1, "same"), pool and make_window("test", 2, pool, pool)
    x, W, b = normal(0, 1, LANES, 15, 18), normal(1, 20, LANES, 3, 3), normal(2, 20)
    found = []
    for threads in (1, 2, 3, 7):
        monkeypatch.setattr("groundup.kernels.threads._threads", threads)
        y, state = forward(x, W, b, window=window, groups=1, pool=pool)
        found.append([y, *called(backward(state, normal(3, *y.shape)))])
    for others in found[1:]:
        for a, b in zip(others, found[0]):
            np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_blocks_hide_nothing_that_is_not_finite(broken):
    """It spreads over a block of four places, and no further."""
    (forward, plain), = twins("conv", "forward")
    window, x, W = make_window("test", 2, 3, 1, "same"), normal(0, 1, LANES, 8, 8), normal(
        1, LANES, LANES, 3, 3)
    x[0, 2, 3, 4] = broken
    (ours, _), (y, _) = (f(x, W, None, window=window, groups=1) for f in (forward, plain))
    of_plain, of_blocks = (~np.isfinite(a).all(axis=(0, 1)) for a in (y, ours))
    assert of_plain.sum() == 9 and of_blocks[of_plain].all()
    assert not of_blocks[[0, 1, 6, 7]].any() and not of_blocks[:, [0, 1, 6, 7]].any()


def test_digits_of_conv_in_blocks():
    """Judged by float64, errors are those of the definition; twice as large for the images."""
    (forward, plain), (backward, plain_backward) = twins("conv", "forward", "backward")
    window = make_window("test", 2, 3, 1, "same")
    assert load("winograd").side(window, window.stride, 2, (16, 16), 3 * LANES) == 2
    x, W = normal(0, 2, 3 * LANES, 16, 16), normal(1, 40, 3 * LANES, 3, 3)
    g = normal(2, 2, 40, 16, 16)
    x8, W8, g8 = (a.astype("float64") for a in (x, W, g))

    def results(forward, backward, x, W, g):
        y, state = forward(x, W, None, window=window, groups=1)
        return [y, *called(backward(state, g))]

    exact = results(plain, plain_backward, x8, W8, g8)
    for a, b, wanted in zip(results(forward, backward, x, W, g),
                            results(plain, plain_backward, x, W, g), exact):
        assert np.abs(a - wanted).max() <= 2.5 * np.abs(b - wanted).max()


@few
@given(channels=st.integers(1, 20), maps=st.sampled_from([1, 5, 16, 32, 33]), kernel=pairs,
       pool=st.one_of(st.none(), pools), seed=seeds, bias=st.booleans(), turned=st.booleans())
def test_conv_relu(channels, maps, kernel, pool, seed, bias, turned):
    window = make_window("test", 2, kernel, 1, "same")
    pool = pool and make_window("test", 2, pool, pool)
    x, W = normal(seed, 3, channels, 7, 8, turned=turned), normal(seed + 1, maps, channels, *kernel)
    b = normal(seed + 2, maps) if bias else None
    (forward, plain), (backward, plain_backward) = twins("conv_relu", "forward", "backward")
    (y, state), (y_plain, state_plain) = (f(x, W, b, window=window, groups=1, pool=pool)
                                          for f in (forward, plain))
    assert_same([y], [y_plain], 1e-5)
    g = normal(seed + 3, *y.shape)
    # judged on one state, since rounding may turn a choice around
    assert_same(called(backward(state, g)), called(plain_backward(state, g)), 1e-5)
    assert_same(called(backward(state_plain, g)), called(plain_backward(state_plain, g)), 1e-5)


@few
@given(images=st.integers(1, 5), channels=st.integers(1, 40), pool=st.one_of(st.none(), pools),
       affine=st.tuples(st.booleans(), st.booleans()), seed=seeds, turned=st.booleans())
def test_batch_norm_relu(images, channels, pool, affine, seed, turned):
    pool = pool and make_window("test", 2, pool, pool)
    x = normal(seed, images, channels, 7, 6, turned=turned) + F(3)
    w, b = (normal(seed + i, channels, 1, 1) if given else None for i, given in enumerate(affine))
    (forward, plain), (backward, plain_backward) = twins("batch_norm_relu", "forward", "backward")
    seen = []
    (y, state), (y_plain, state_plain) = (
        f(x, w, b, (0, 2, 3), 1e-5, lambda *s: seen.extend(s), pool) for f in (forward, plain))
    assert_same([y, *state[1:3]], [y_plain, *state_plain[1:3]], 1e-5)
    assert_same(seen[:2], seen[2:], 1e-5)
    g = normal(seed + 3, *y.shape)
    wanted = [True, *affine]
    ours, theirs = ([d() if callable(d) else d for d, want in zip(f(state, g), wanted) if want]
                    for f in (backward, plain_backward))
    assert_same(ours, theirs, 1e-4)


def test_variance_of_images_far_from_zero():
    x = normal(0, 4, 5, 9, 9) + F(1000)
    (forward, _), = twins("batch_norm_relu", "forward")
    _, state = forward(x, None, None, (0, 2, 3), 0.0, None, None)
    exact = x.astype(np.float64)
    np.testing.assert_allclose(state[1].reshape(-1), exact.mean(axis=(0, 2, 3)), rtol=1e-6)
    np.testing.assert_allclose(1 / state[2].reshape(-1)**2, exact.var(axis=(0, 2, 3)), rtol=1e-4)


@few
@given(shape=st.tuples(st.integers(1, 4), st.integers(1, 20), st.integers(3, 9),
                       st.integers(3, 9)), pool=pools, seed=seeds)
def test_max_pool(shape, pool, seed):
    window = make_window("test", 2, pool, pool)
    x = normal(seed, *shape, turned=True)
    np.round(x, 1, out=x)                                      # some of equal size
    (forward, plain), (backward, plain_backward) = twins("max_pool", "forward", "backward")
    (y, state), (y_plain, state_plain) = forward(x, window=window), plain(x, window=window)
    assert_same((y, *state), (y_plain, *state_plain), 0)
    g = normal(seed + 1, *y.shape)
    assert_same(called(backward(state, g)), called(plain_backward(state_plain, g)), 0)


def test_no_number_stays_none_through_relu_and_pooling():
    x = normal(0, 1, 16, 4, 4, turned=True)
    x[0, 3, 1, 2] = np.nan
    window, pool = make_window("test", 2, 1), make_window("test", 2, 2, 2)
    (forward, plain), = twins("conv_relu", "forward")
    W = np.eye(16, dtype=F)[:, :, None, None]
    (y, _), (y_plain, _) = (f(x, W, None, window=window, groups=1, pool=pool)
                            for f in (forward, plain))
    assert np.isnan(y[0, 3]).sum() == 1
    assert np.isnan(y_plain[0, 3, 0, 1]) and np.isnan(y[0, 3, 0, 1])


@few
@given(shape=st.tuples(st.integers(1, 4), st.integers(2, 20), st.integers(2, 9),
                       st.integers(2, 9)), affine=st.tuples(st.booleans(), st.booleans()),
       seed=seeds)
def test_normalize_of_images_that_lie_channels_last(shape, affine, seed):
    x, seen = normal(seed, *shape, turned=True) * 2 + F(1), []
    w, b = (normal(seed + i, shape[1], 1, 1) if given else None for i, given in enumerate(affine))
    (forward, plain), (backward, plain_backward) = twins("normalize", "forward", "backward")
    (y, state), (y_plain, state_plain) = (
        f(x, w, b, (0, 2, 3), 1e-5, lambda *s: seen.extend(s)) for f in (forward, plain))
    assert_same([y, *state[:2]], [y_plain, *state_plain[:2]], 1e-5)
    assert_same(seen[:2], seen[2:], 1e-5)
    g = normal(seed + 3, *shape)
    wanted = [True, *affine]
    ours, theirs = ([d() if callable(d) else d for d, want in zip(f(state, g), wanted) if want]
                    for f in (backward, plain_backward))
    assert_same(ours, theirs, 1e-4)


def test_batch_norm_in_use():
    x, w, b = normal(0, 3, 17, 5, 4, turned=True), normal(1, 17, 1, 1), normal(2, 17, 1, 1)
    mean, variance = normal(3, 17, 1, 1), np.abs(normal(4, 17, 1, 1))
    (forward, plain), = twins("batch_norm", "forward")
    for affine in ((w, b), (None, None)):
        ours, theirs = (f(x, *affine, mean, variance, 1e-5)[0] for f in (forward, plain))
        assert_same([ours], [theirs], 1e-5)


def test_twins_decline_what_they_do_not_know():
    x, W = normal(0, 2, 4, 6, 6), normal(1, 4, 4, 3, 3)
    window, overlapping = make_window("test", 2, 3), make_window("test", 2, 3, 1)
    conv, pool = load("conv").forward, load("max_pool").forward
    assert conv(x.astype(float), W.astype(float), None, window=window, groups=1) is NotImplemented
    assert conv(x, W[:, :2], None, window=window, groups=2) is NotImplemented
    assert conv(x[:, :, 0], W[:, :, 0], None, window=make_window("test", 1, 3),
                groups=1) is NotImplemented
    assert pool(normal(0, 2, 4, 6, 6, turned=True), window=overlapping) is NotImplemented
    assert pool(x, window=make_window("test", 2, 2, 2)) is NotImplemented      # channels first
    assert pool(normal(0, 2, 4, 6, 6, turned=True),
                window=make_window("test", 2, 1, 1)) is NotImplemented
    norm = load("batch_norm_relu").forward
    assert norm(x[:, :, 0], None, None, (0, 2), 1e-5, None, None) is NotImplemented
    assert norm(x, None, None, (0, 2, 3), 1e-5, None, overlapping) is NotImplemented
