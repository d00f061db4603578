"""Dropout: what is kept, what it is worth, and that forward and backward agree on it."""

import numpy as np
import pytest

from groundup import Tensor, gradcheck
from groundup import functional as F


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_the_expected_value_stays(p):
    y = F.dropout(np.ones(200_000), p, rng=0).data
    values = np.unique(y)
    np.testing.assert_allclose(values, [0, 1 / (1 - p)])
    assert y.mean() == pytest.approx(1, abs=0.03)


def test_backward_silences_the_same_numbers(rng):
    x = Tensor(rng.normal(size=(6, 5)) + 10, requires_grad=True)
    y = F.dropout(x, 0.4, rng=1)
    y.backward(np.ones((6, 5)))
    np.testing.assert_allclose(x.grad, y.data / x.data)
    assert 0 < (x.grad == 0).sum() < 30


def test_the_plain_definition_sees_the_same_mask(rng):
    assert gradcheck(lambda x: F.dropout(x * x, 0.5, rng=3), rng.normal(size=(4, 5)), order=2)


def test_nothing_happens_at_evaluation_or_without_probability():
    x = Tensor([1.0, 2.0])
    assert F.dropout(x, 0.9, training=False) is x
    assert F.dropout(x, 0.0) is x


def test_same_seed_same_mask():
    x = np.ones(50, "float32")
    assert F.dropout(x, rng=5).tolist() == F.dropout(x, rng=5).tolist()
    generator = np.random.default_rng(5)
    first = F.dropout(x, rng=generator)
    assert first.tolist() != F.dropout(x, rng=generator).tolist()
    assert first.dtype == np.float32


def test_whole_channels_go_together(rng):
    y = F.dropout2d(np.ones((20, 10, 3, 3)), 0.5, rng=rng).data
    assert ((y == 0).all(axis=(2, 3)) | (y == 2).all(axis=(2, 3))).all()
    assert 50 < (y[:, :, 0, 0] == 0).sum() < 150


@pytest.mark.parametrize("p", [-0.1, 1.0, 1.5, float("nan")])
def test_p_is_a_probability_below_1(p):
    with pytest.raises(ValueError, match=r"dropout: p is .*\[0, 1\)"):
        F.dropout(np.ones(3), p)


def test_dropout2d_needs_images():
    with pytest.raises(ValueError, match=r"\(N, C, H, W\)"):
        F.dropout2d(np.ones((2, 3)))
