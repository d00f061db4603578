"""Averages of weights: closed forms, evaluating with them, saving."""

import numpy as np
import pytest

from groundup.autograd import Tensor
from groundup.optim import SGD, ExponentialMovingAverage, StochasticWeightAverage

VALUES = np.random.default_rng(0).normal(size=(12, 3))


def fed(make):
    w = Tensor(np.full(3, 2.0), requires_grad=True)
    average = make([w])
    for value in VALUES:
        w.data[...] = value
        average.update()
    return w, average


def test_ema_is_its_closed_form():
    _, average = fed(lambda p: ExponentialMovingAverage(p, decay=0.8))
    weights = 0.2 * 0.8 ** np.arange(len(VALUES))[::-1]
    np.testing.assert_allclose(average.values[0], weights @ VALUES + 0.8 ** len(VALUES) * 2.0)


def test_swa_is_the_mean():
    _, average = fed(StochasticWeightAverage)
    np.testing.assert_allclose(average.values[0], VALUES.mean(axis=0))
    assert average.count == len(VALUES)


def test_averaged_puts_them_in_and_takes_them_out_even_after_an_error():
    w, average = fed(StochasticWeightAverage)
    with pytest.raises(KeyError), average.averaged():
        np.testing.assert_array_equal(w.data, average.values[0])
        raise KeyError
    np.testing.assert_array_equal(w.data, VALUES[-1])
    average.copy_to_params()
    np.testing.assert_array_equal(w.data, average.values[0])


def test_the_tape_is_told():
    w, average = fed(StochasticWeightAverage)
    loss = (w * w).sum()
    with average.averaged(), pytest.raises(RuntimeError):
        loss.backward()


def test_it_works_beside_an_optimizer_that_packs():
    a, b = (Tensor(np.ones(2, np.float32), requires_grad=True) for _ in range(2))
    average = ExponentialMovingAverage([a, b], decay=0.5)
    optimizer = SGD([a, b], lr=1.0)
    a.grad = b.grad = np.ones(2, np.float32)
    optimizer.step()
    average.update()
    with average.averaged():
        np.testing.assert_array_equal(a.data, np.full(2, 0.5, np.float32))
    optimizer.step()
    np.testing.assert_array_equal(b.data, np.full(2, -1, np.float32))
    assert average.values[0].dtype == np.float32


@pytest.mark.parametrize("make", [ExponentialMovingAverage, StochasticWeightAverage])
def test_resume(make):
    _, average = fed(make)
    other = make([Tensor(np.zeros(3))])
    other.load_state_dict(average.state_dict())
    assert other.count == 12 and (other.values[0] == average.values[0]).all()
    with pytest.raises(ValueError, match=r"shapes \[\(3,\)\], but the parameters \[\(2,\)\]"):
        make([Tensor(np.zeros(2))]).load_state_dict(average.state_dict())


def test_errors():
    with pytest.raises(ValueError, match="decay is the share"):
        ExponentialMovingAverage([Tensor([1.0])], decay=1.0)
    with pytest.raises(ValueError, match="no parameters"):
        StochasticWeightAverage([])
