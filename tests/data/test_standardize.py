"""Standard scores: the training data's statistics, constants, dtypes, and the way back."""

import numpy as np
import pytest

from groundup.data import Standardizer, standardize


def test_train_gets_mean_0_and_deviation_1_and_others_its_statistics():
    rng = np.random.default_rng(0)
    train = (rng.standard_normal((500, 3)) * [1, 50, 0.01] + [0, 1000, -5]).astype(np.float32)
    test = train[:10] + np.float32(1)
    z, z_test, scale = standardize(train, test)
    assert z.dtype == z_test.dtype == scale.mean.dtype == np.float32
    assert np.abs(z.mean(0, dtype=np.float64)).max() < 3e-4
    assert np.abs(z.std(0, dtype=np.float64) - 1).max() < 1e-4
    expected = (test - train.mean(0, dtype=np.float64)) / train.std(0, dtype=np.float64)
    np.testing.assert_allclose(z_test, expected, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("constant", [0.1, 0, -1e30, 1e-40])
def test_constant_features_become_zero(dtype, constant):
    train = np.full((7, 2), constant, dtype)
    train[:, 1] = np.arange(7)
    z, others, scale = standardize(train, train[:2])
    assert np.array_equal(z[:, 0], np.zeros(7)) and np.array_equal(others[:, 0], np.zeros(2))
    assert scale.std[0, 0] == 1 and np.isfinite(z).all() and z.dtype == dtype


def test_sums_do_not_lose_precision():
    train = np.full((200_000, 2), 4096, np.float32)
    train[::2] += 1
    _, scale = standardize(train)
    assert scale.mean.tolist() == [[4096.5] * 2] and scale.std.tolist() == [[0.5] * 2]


def test_apply_and_invert_are_inverse_and_the_input_is_untouched():
    x = np.random.default_rng(1).standard_normal((20, 4))
    before = x.copy()
    z, scale = standardize(x)
    assert np.array_equal(scale.apply(x), z) and np.array_equal(x, before)
    np.testing.assert_allclose(scale.invert(z), x, rtol=1e-12, atol=1e-14)


def test_statistics_per_channel_and_from_integers():
    images = np.arange(2 * 3 * 4 * 4, dtype=np.uint8).reshape(2, 3, 4, 4)
    z, scale = standardize(images, axis=(0, 2, 3))
    assert scale.mean.shape == (1, 3, 1, 1) and z.dtype == np.float32
    np.testing.assert_allclose(z.mean((0, 2, 3)), 0, atol=1e-6)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"shape \(0, 3\)"):
        standardize(np.zeros((0, 3)))
    with pytest.raises(ValueError, match=r"\(1, 3\) and do not fit data of shape \(5, 2\)"):
        standardize(np.zeros((5, 3)), np.zeros((5, 2)))
    with pytest.raises(ValueError, match="do not fit"):        # would broadcast to a wrong shape
        Standardizer(np.zeros((1, 3)), np.ones((1, 3))).apply(np.zeros((5, 1)))
