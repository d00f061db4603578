"""Generated sets: the book's to the bit, and the geometry of the others."""

import importlib.util
import subprocess
import sys

import numpy as np
import pytest

from groundup import backend
from groundup.data.datasets import blobs, circles, moons, sine, spiral, vertical, xor

# nnfs replaces functions inside NumPy, so it runs in a process of its own.
BOOK = """
import sys
import numpy as np
import nnfs
from nnfs.datasets import sine_data, spiral_data, vertical_data

found = {}
for seed in (0, 1, 42):
    for samples, classes in ((100, 3), (1, 1), (57, 5)):
        for name, draw in (("spiral", spiral_data), ("vertical", vertical_data)):
            np.random.seed(seed) if found else nnfs.init()
            key = f"{name} {samples} {classes} {seed}"
            found[key + " x"], found[key + " y"] = draw(samples=samples, classes=classes)
            found[key + " next"] = np.random.randn(2, 3)
found["sine x"], found["sine y"] = sine_data()
np.savez(sys.argv[1], **found)
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    if importlib.util.find_spec("nnfs") is None:
        pytest.skip("comparing with the book's data needs nnfs: pip install nnfs==0.5.1")
    file = tmp_path_factory.mktemp("book") / "data.npz"
    subprocess.run([sys.executable, "-c", BOOK, str(file)], check=True)
    return np.load(file)


@pytest.mark.parametrize("seed", [0, 1, 42])
@pytest.mark.parametrize(("samples", "classes"), [(100, 3), (1, 1), (57, 5)])
@pytest.mark.parametrize("draw", [spiral, vertical])
def test_equal_to_the_book_to_the_bit(book, draw, samples, classes, seed):
    key = f"{draw.__name__} {samples} {classes} {seed}"
    x, y = draw(samples=samples, classes=classes, seed=seed)
    assert x.dtype == book[key + " x"].dtype == np.float32 and y.dtype == np.int64
    assert x.tobytes() == book[key + " x"].tobytes()
    assert np.array_equal(y, book[key + " y"])

    random = np.random.RandomState(seed)            # handed on, for the weights that come next
    assert np.array_equal(draw(samples, classes, seed=random)[0], x)
    following = random.randn(2, 3).astype(np.float32)
    assert following.tobytes() == book[key + " next"].tobytes()


def test_sine_is_the_book_s_rounded_to_float32(book):
    for ours, theirs in zip(sine(), (book["sine x"], book["sine y"])):
        assert ours.dtype == np.float32
        assert ours.tobytes() == theirs.astype(np.float32).tobytes()
    backend.set_default_dtype("float64")
    try:
        for ours, theirs in zip(sine(), (book["sine x"], book["sine y"])):
            assert ours.tobytes() == theirs.tobytes()
    finally:
        backend.set_default_dtype("float32")


def test_first_point_and_first_layer_of_the_book():
    """Chapter 3's printed second row of dense(2, 3) on the spiral, seed 0."""
    random = np.random.RandomState(0)
    x, _ = spiral(100, 3, seed=random)
    weights = np.float32(0.01) * random.randn(2, 3).astype(np.float32)
    row = x[1].astype(np.float64) @ weights.astype(np.float64)
    np.testing.assert_allclose(row, [-1.0475188e-04, 1.1395361e-04, -4.7983500e-05], rtol=1e-6)


def test_numpy_s_global_generator_is_left_alone():
    before = np.random.get_state()[1].copy()
    for draw in (spiral, vertical):
        draw(10, 3)
    moons(10), circles(10), blobs(10), xor(10)
    assert np.array_equal(np.random.get_state()[1], before)


@pytest.mark.parametrize("draw", [moons, circles, blobs, xor])
def test_same_seed_same_points_and_the_shared_generator_by_default(draw):
    x, y = draw(20, rng=3)
    assert np.array_equal(x, draw(20, rng=3)[0]) and not np.array_equal(x, draw(20, rng=4)[0])
    assert x.dtype == np.float32 and y.dtype == np.int64 and x.shape == (len(y), 2)
    assert set(np.bincount(y)) == {20}
    backend.seed(9)
    shared = draw(20)[0]
    assert np.array_equal(shared, draw(20, rng=9)[0])


@pytest.mark.parametrize("draw", [moons, circles, blobs, xor])
def test_noise_is_the_standard_deviation_of_each_coordinate(draw):
    exact, _ = draw(4000, noise=0)
    noisy, _ = draw(4000, noise=0.3, rng=0)
    np.testing.assert_allclose((noisy - exact).std(0), 0.3, rtol=0.05)


def test_moons_lie_on_their_half_circles():
    x, y = moons(50, noise=0)
    np.testing.assert_allclose(np.linalg.norm(x[y == 0], axis=1), 1, rtol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(x[y == 1] - [1, 0.5], axis=1), 1, rtol=1e-6)
    assert x[y == 0, 1].min() > -1e-6 and x[y == 1, 1].max() < 0.5 + 1e-6


def test_circles_have_their_radii():
    x, y = circles(50, noise=0, factor=0.25)
    np.testing.assert_allclose(np.linalg.norm(x, axis=1), np.where(y == 0, 1, 0.25), rtol=1e-6)
    np.testing.assert_allclose(x.sum(0), 0, atol=1e-5)


def test_xor_label_is_one_where_signs_differ():
    x, y = xor(50, noise=0)
    assert np.array_equal(y, (x[:, 0] * x[:, 1] < 0).astype(int))
    assert np.array_equal(np.unique(x, axis=0), [[-1, -1], [-1, 1], [1, -1], [1, 1]])


def test_blobs_stand_around_their_centres():
    x, y = blobs(2000, classes=5, noise=0.1, rng=0)
    centres = np.stack([x[y == c].mean(0) for c in range(5)])
    angles = 2 * np.pi * np.arange(5) / 5
    np.testing.assert_allclose(centres, np.stack([np.cos(angles), np.sin(angles)], 1), atol=0.02)


def test_sizes_below_one_are_refused():
    for draw in (moons, circles, blobs, xor, sine):
        with pytest.raises(ValueError, match=r"samples must be a whole .* at least 1, not 0"):
            draw(0)
    for draw in (spiral, vertical, blobs):
        with pytest.raises(ValueError, match=r"classes must be a whole .* at least 1, not -1"):
            draw(5, classes=-1)
