"""Dropout of channels, of samples, and for SELUs; and the reversal of gradients."""

import numpy as np
import pytest

from groundup import Tensor, gradcheck
from groundup import functional as F


@pytest.mark.parametrize(("drop", "shape", "axes"), [
    (F.dropout1d, (40, 50, 3), (2,)), (F.drop_path, (2000, 3, 2), (1, 2)),
    (F.drop_path, (2000,), ()), (F.dropout, (2000, 2), ()), (F.alpha_dropout, (2000, 2), ())])
def test_pieces_go_together_and_the_mean_stays(drop, shape, axes):
    x = Tensor(np.ones(shape), requires_grad=True)
    y = drop(x, 0.25, rng=0)
    y.sum().backward()
    assert len(np.unique(y.data)) == 2
    np.testing.assert_array_equal(y.data.max(axes), y.data.min(axes))
    dropped = y.data == y.data.min()
    assert dropped.mean() == pytest.approx(0.25, abs=0.03)
    np.testing.assert_array_equal(x.grad[dropped], 0)
    assert (x.grad[~dropped] > 0).all()
    assert drop(x, 0.25, training=False) is x
    assert drop(x, 0.0) is x
    np.testing.assert_array_equal(drop(x, 0.25, rng=0).data, y.data)
    assert drop(Tensor(np.ones(shape, "f")), 0.25).dtype == np.float32
    with pytest.raises(ValueError, match=r"must be in \[0, 1\)"):
        drop(x, 1.0)


@pytest.mark.parametrize("drop", [F.drop_path, F.alpha_dropout])
def test_gradients_of_order_2(rng, drop):
    assert gradcheck(lambda x: drop(x, 0.5, rng=2) ** 2, rng.normal(size=(6, 2)), order=2)


def test_shapes_that_do_not_fit():
    with pytest.raises(ValueError, match=r"must be \(N, C, L\)"):
        F.dropout1d(np.ones((2, 3)))
    with pytest.raises(ValueError, match="single number"):
        F.drop_path(np.ones(()))


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_alpha_dropout_keeps_mean_and_variance(rng, p):
    y = F.alpha_dropout(rng.normal(size=400_000), p, rng=1).data
    assert y.mean() == pytest.approx(0, abs=0.02)
    assert y.var() == pytest.approx(1, abs=0.03)


def test_gradient_reversal(rng):
    x = Tensor(rng.normal(size=(3, 2)), requires_grad=True)
    blame = rng.normal(size=(3, 2))
    y = F.gradient_reversal(x, 0.5)
    np.testing.assert_array_equal(y.data, x.data)
    (y * blame).sum().backward()
    np.testing.assert_array_equal(x.grad, -0.5 * blame)
    twice = F.gradient_reversal(F.gradient_reversal(x, 2.0), 0.5) ** 3
    assert gradcheck(lambda x: F.gradient_reversal(F.gradient_reversal(x, 2.0), 0.5) ** 3,
                     x.data, order=2)
    assert twice.dtype == np.float64
