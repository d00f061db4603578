"""Each compiled twin against its NumPy definition: the same results, state included, or no answer.

Twins here run whatever the size of their arrays, so that odd shapes are tested, too.
"""

from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numba", reason="compiled twins need Numba: pip install 'groundup[speed]'")

from groundup.functional.attention import How
from groundup.functional.window import make_window
from groundup.kernels.dispatch import load

F = np.float32
dense = import_module("groundup.functional.dense")        # the file; the package has the function
few = settings(max_examples=25, deadline=None)
seeds = st.integers(0, 2**32 - 1)
sizes = st.lists(st.integers(1, 40), min_size=1, max_size=3)


def twins(place, *names, room="functional"):
    """Pairs (compiled, definition) of the functions of this name in `functional/place.py`."""
    compiled, plain = load(place), import_module(f"groundup.{room}.{place}")
    return [(getattr(compiled, name), getattr(plain, name).__wrapped__) for name in names]


@pytest.fixture(autouse=True, scope="module")
def any_size():
    with pytest.MonkeyPatch.context() as patch:
        for place in ("softmax", "gelu", "normalize", "attention", "correlation"):
            patch.setattr(load(place), "SMALLEST", 0)
        patch.setattr(load("softmax"), "NARROW", 0)
        patch.setattr(load("cross_entropy"), "LARGE", 0)
        patch.setattr("groundup.kernels.threads.GRAIN", 1.0)     # threads even for tiny arrays
        yield


def normal(seed, *shape, scale=1.0):
    return (np.random.default_rng(seed).normal(size=shape) * scale).astype(F)


def called(gradients):
    return [d() if callable(d) else d for d in gradients]


def assert_same(ours, theirs, tolerance=2e-6):
    """Equal up to rounding, relative to the largest entry; arrays of one shape and dtype."""
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs):
        if isinstance(b, np.ndarray):
            assert (a.shape, a.dtype) == (b.shape, b.dtype)
            np.testing.assert_allclose(a, b, rtol=tolerance,
                                       atol=tolerance * max(1, np.abs(b).max(initial=0)))
        else:
            assert a == b


@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
@few
@given(shape=sizes, seed=seeds, scale=st.sampled_from([1.0, 30.0]))
def test_softmax(name, shape, seed, scale):
    (forward, plain), (backward, plain_backward) = twins("softmax", f"{name}_forward",
                                                         f"{name}_backward")
    x, g = normal(seed, *shape, scale=scale), normal(seed + 1, *shape)
    (y, state), (y_plain, state_plain) = forward(x, -1), plain(x, -1)
    assert_same((y, *state), (y_plain, *state_plain), 1e-5)
    assert_same(backward(state_plain, g), plain_backward(state_plain, g), 1e-5)


def test_softmax_of_masked_and_broken_rows():
    (forward, plain), = twins("softmax", "softmax_forward")
    x = np.array([[-np.inf, 0, 0], [np.nan, 0, 1], [1e38, 0, -1e38], [-90, 0, -200]], F)
    np.testing.assert_allclose(forward(x, -1)[0], plain(x, -1)[0], rtol=1e-6, atol=1e-38)
    assert forward(x, -1)[0][0, 0] == 0


@pytest.mark.parametrize("name", ["gelu", "gelu_tanh"])
@few
@given(shape=sizes, seed=seeds, scale=st.sampled_from([0.01, 1.0, 10.0]))
def test_gelu(name, shape, seed, scale):
    (forward, plain), (backward, plain_backward) = twins("gelu", f"{name}_forward",
                                                         f"{name}_backward")
    x, g = normal(seed, *shape, scale=scale), normal(seed + 1, *shape)
    (y, state), (y_plain, _) = forward(x), plain(x)
    assert_same((y,), (y_plain,))
    assert_same(backward(state, g), plain_backward(state, g))


def test_gelu_far_out():
    (forward, plain), = twins("gelu", "gelu_forward")
    x = np.array([-np.inf, -1e30, 0, 1e30, np.inf, np.nan], F)
    np.testing.assert_array_equal(forward(x)[0], plain(x)[0])


NORMALIZED = st.sampled_from([((5, 7), (1,)), ((3, 4, 33), (2,)), ((3, 4, 33), (1, 2)),
                              ((2, 3, 5, 6), (2, 3)), ((4, 3, 9), (0, 2)),
                              ((2, 5, 3, 7), (0, 2, 3)), ((700, 17), (1,)), ((1, 1), (1,))])


@few
@given(case=NORMALIZED, affine=st.tuples(st.booleans(), st.booleans()), seed=seeds)
def test_normalize(case, affine, seed):
    shape, axes = case
    own = shape[axes[0]:] if axes[0] else (shape[1], *[1] * (len(shape) - 2))
    w, b = (normal(seed + i, *own) if given else None for i, given in enumerate(affine))
    x, g, seen = normal(seed, *shape) + 2, normal(seed + 3, *shape), []
    (forward, plain), (backward, plain_backward) = twins("normalize", "forward", "backward")
    (y, state), (y_plain, state_plain) = (f(x, w, b, axes, 1e-5, lambda *s: seen.extend(s))
                                          for f in (forward, plain))
    assert_same((y, *state[:2]), (y_plain, *state_plain[:2]), 1e-4)
    assert_same(seen[:2], seen[2:], 1e-5)
    wanted = slice(None, 1 + (w is not None)), slice(2, 2 + (b is not None))
    ours, theirs = backward(state_plain, g), plain_backward(state_plain, g)
    for part in wanted:
        assert_same(called(ours[part]), called(theirs[part]), 1e-4)


@few
@given(lead=st.sampled_from([(), (3,), (2, 3)]), queries=st.integers(1, 150),
       keys=st.integers(1, 150), d=st.integers(1, 9), dv=st.integers(1, 9), causal=st.booleans(),
       offset=st.integers(0, 3), seed=seeds)
def test_attention(lead, queries, keys, d, dv, causal, offset, seed):
    q, k, v = (normal(seed + i, *lead, *shape)
               for i, shape in enumerate([(queries, d), (keys, d), (keys, dv)]))
    how, g = How(d ** -0.5, causal, offset), normal(seed + 3, *lead, queries, dv)
    (forward, plain), (backward, plain_backward) = twins("attention", "forward", "backward")
    (y, state), (y_plain, state_plain) = (f(q, k, v, None, how) for f in (forward, plain))
    assert_same((y, state[5]), (y_plain, state_plain[5]), 1e-5)
    assert_same(backward(state_plain, g), plain_backward(state_plain, g), 1e-5)


@few
@given(images=st.integers(2, 4), channels=st.integers(1, 4), maps=st.integers(1, 5),
       size=st.tuples(st.integers(6, 20), st.integers(6, 20)), kernel=st.integers(1, 3),
       stride=st.integers(1, 3), padding=st.integers(0, 3), dilation=st.integers(1, 2), seed=seeds)
def test_blame_of_the_images(images, channels, maps, size, kernel, stride, padding, dilation, seed):
    window = make_window("test", 2, (kernel, kernel), stride, padding, dilation)
    W, g = normal(seed, maps, channels, kernel, kernel), normal(seed + 1, images, maps,
                                                                *window.places(size))
    (spread, plain), = twins("correlation", "spread")
    assert_same([spread(g, W, size, window, 1)], [plain(g, W, size, window, 1)], 1e-5)


def test_blame_of_images_too_large_for_the_cache():
    window = make_window("test", 2, (3, 3), 1, 1, 1)
    W, g = normal(0, 4, 40, 3, 3), normal(1, 2, 4, 60, 30)
    (spread, plain), = twins("correlation", "spread")
    assert_same([spread(g, W, (60, 30), window, 1)], [plain(g, W, (60, 30), window, 1)], 1e-5)


@few
@given(rows=st.integers(1, 40), classes=st.integers(1, 40), seed=seeds, summed=st.booleans(),
       weighted=st.booleans())
def test_cross_entropy(rows, classes, seed, summed, weighted):
    (forward, plain), (backward, plain_backward) = twins("cross_entropy", "forward", "backward",
                                                         room="losses")
    rng = np.random.default_rng(seed)
    labels, x = rng.integers(0, classes, rows), normal(seed, rows, classes, scale=5)
    share = rng.random(rows, F) if weighted else 1 / rows
    (y, state), (y_plain, state_plain) = (f(x, labels, share, summed) for f in (forward, plain))
    assert_same((np.asarray(y), *state[:1]), (np.asarray(y_plain), *state_plain[:1]), 1e-5)
    g = F(2.0) if summed else normal(seed + 1, rows)
    assert_same(backward(state_plain, g), plain_backward(state_plain, g), 1e-5)


def test_cross_entropy_of_broken_rows():
    (forward, plain), = twins("cross_entropy", "forward", room="losses")
    for width in (4, 40):                  # narrow and wide
        x = np.zeros((4, width), F)
        x[:, :3] = [[-np.inf, 0, 1], [np.nan, 0, 1], [0, np.nan, 1], [1e38, 0, -1e38]]
        labels = np.array([1, 2, 1, 2])
        ours, theirs = (f(x, labels, 1.0, False)[0] for f in (forward, plain))
        np.testing.assert_allclose(ours, theirs, rtol=1e-6)


@few
@given(rows=st.integers(0, 70), inputs=st.integers(1, 4), hidden=st.integers(1, 20),
       outputs=st.integers(1, 4), biases=st.tuples(st.booleans(), st.booleans()), seed=seeds)
def test_dense_relu_dense(rows, inputs, hidden, outputs, biases, seed):
    (forward, plain), (backward, plain_backward) = twins("dense_relu_dense", "forward", "backward")
    x, W1, W2 = normal(seed, rows, inputs), normal(seed, inputs, hidden), normal(3, hidden, outputs)
    b1, b2 = (normal(seed, n) if given else None for n, given in zip((hidden, outputs), biases))
    (y, state), (y_plain, state_plain) = (f(x, W1, b1, W2, b2) for f in (forward, plain))
    assert_same((y, *state), (y_plain, *state_plain), 1e-5)
    g = normal(seed + 1, rows, outputs)
    for kept in (state, state_plain):
        assert_same(called(backward(kept, g)), called(plain_backward(kept, g)), 1e-5)


@few
@given(shape=sizes, outputs=st.integers(1, 40), seed=seeds)
def test_dense(shape, outputs, seed):
    x, W, b = normal(seed, 2, *shape), normal(seed, shape[-1], outputs), normal(seed, outputs)
    (y, state), (y_plain, state_plain) = load("dense").forward(x, W, b), dense.forward(x, W, b)
    assert_same((y, *state), (y_plain, *state_plain), 1e-5)


@few
@given(shape=sizes, outputs=st.integers(1, 40), seed=seeds, bias=st.booleans(),
       large=st.sampled_from([0, 1 << 18]))
def test_dense_relu(shape, outputs, seed, bias, large):
    (forward, plain), (backward, plain_backward) = twins("dense_relu", "forward", "backward")
    x, W = normal(seed, 2, *shape), normal(seed + 1, shape[-1], outputs)
    b = normal(seed + 2, outputs) if bias else None
    (y, state), (y_plain, state_plain) = forward(x, W, b), plain(x, W, b)
    assert_same((y, *state), (y_plain, *state_plain), 1e-5)
    g = normal(seed + 3, *y.shape)
    with pytest.MonkeyPatch.context() as patch:            # sums in several parts, or in one
        patch.setattr(load("dense_relu"), "LARGE", large)
        assert_same(called(backward(state_plain, g)), called(plain_backward(state_plain, g)), 1e-5)


@few
@given(size=st.integers(1, 3000), t=st.integers(1, 100), seed=seeds,
       weight_decay=st.sampled_from([0.0, 0.1]))
def test_adam(size, t, seed, weight_decay):
    from groundup.optim.adam import Adam

    results = []
    for update in (load("adam").update, Adam.update.__wrapped__):
        p, g, m = (normal(seed + i, size) for i in range(3))
        v = np.abs(normal(seed + 3, size)) + F(1e-3)
        assert update(None, p, g, {"m": m, "v": v, "t": t}, 1e-2, (0.9, 0.999), 1e-8,
                      weight_decay, False) is None
        results.append((p, m, v))
    assert_same(*results)


def test_twins_decline_what_they_do_not_know():
    wide, turned = np.ones((4, 4)), np.ones((4, 6), F).T
    softmax, gelu, normalize = load("softmax"), load("gelu"), load("normalize")
    for x in (wide, turned):
        assert softmax.softmax_forward(x, -1) is NotImplemented
        assert gelu.gelu_forward(x) is NotImplemented
        assert normalize.forward(x, None, None, (1,), 1e-5) is NotImplemented
    assert softmax.softmax_forward(np.ones((4, 4), F), 0) is NotImplemented
    assert normalize.forward(np.ones((4, 4), F), None, None, (0,), 1e-5) is NotImplemented
    mask = np.ones((4, 4), bool)
    q = np.ones((4, 4), F)
    assert load("attention").forward(q, q, q, mask, How(1.0)) is NotImplemented
    assert load("attention").forward(q, q, q, None, How(1.0, p=0.1)) is NotImplemented
    for place in ("dense", "dense_relu"):
        assert load(place).forward(wide, wide, wide[0]) is NotImplemented
        assert load(place).forward(q[0], q, q[0]) is NotImplemented
    assert load("dense").forward(q, q, None) is NotImplemented
    fixed = np.ones((4, 4), F)
    fixed.flags.writeable = False
    assert gelu.gelu_forward(fixed) is NotImplemented


@pytest.mark.parametrize("size", [1, 3, 6])
def test_dense_leaves_biases_of_another_size_to_the_definition(size):
    x, W, b = normal(0, 5, 2), normal(1, 2, 4), normal(2, size)
    for place in ("dense", "dense_relu"):
        assert load(place).forward(x, W, b) is NotImplemented
    forward = load("dense_relu_dense").forward
    assert forward(x, W, b, normal(3, 4, 2), None) is NotImplemented
    assert forward(x, W, None, normal(3, 4, 2), b) is NotImplemented
