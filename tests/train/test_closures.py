"""Optimizers that ask for the gradient several times a step, in the training loop."""

import numpy as np
import pytest

from groundup import metrics, nn
from groundup.autograd import Tensor
from groundup.optim import LBFGS, SAM, SGD, Adam, Lookahead
from groundup.train import Trainer
from groundup.train.callbacks import Lambda


def squared_error(prediction, target):
    return ((prediction - target) ** 2).mean()


def line():
    x = np.linspace(-1, 1, 24).reshape(24, 1)
    return x, 3 * x + 1


@pytest.mark.parametrize("make", [
    lambda p: LBFGS(p, max_iter=10), lambda p: SAM(SGD(p, lr=0.2), rho=1e-3),
    lambda p: Lookahead(Adam(p, lr=0.1)), lambda p: Lookahead(SAM(Adam(p, lr=0.1), rho=1e-3)),
])
def test_they_learn_a_line(make):
    model = nn.Dense(1, 1, rng=0)
    seen = []
    trainer = Trainer(model, squared_error, make(model.parameters()), [metrics.MSE()],
                      [Lambda(on_backward_end=lambda trainer: seen.append(trainer.batch))])
    history = trainer.fit(line(), epochs=40, batch_size=8, progress=False)
    np.testing.assert_allclose([model.weight.data.item(), model.bias.data.item()], [3, 1],
                               atol=0.02)
    assert seen == [1, 2, 3] * 40 and trainer.optimizer.steps == 120
    np.testing.assert_allclose(history["loss"], history["mse"], rtol=1e-4)      # each batch once


def test_accumulated_batches_are_one_evaluation():
    """SAM over three batches at a time is SAM over one of three times the size."""
    weights = []
    for size, accumulate in ((24, 1), (8, 3)):
        model = nn.Dense(1, 1, rng=0)
        trainer = Trainer(model, squared_error, SAM(SGD(model.parameters(), lr=0.1)),
                          accumulate=accumulate)
        trainer.fit(line(), epochs=5, batch_size=size, progress=False)
        weights.append(model.weight.data.item())
    assert weights[0] == pytest.approx(weights[1], rel=1e-5)


def test_a_failure_in_the_search_leaves_the_weights_where_they_were():
    w = Tensor(np.array([2.0]), requires_grad=True)
    optimizer = LBFGS([w])
    calls = []

    def closure():
        calls.append(w.data.item())
        if len(calls) == 2:
            raise KeyboardInterrupt
        optimizer.zero_grad()
        loss = (w ** 4).sum()
        loss.backward()
        return loss

    with pytest.raises(KeyboardInterrupt):
        optimizer.step(closure)
    assert w.data == 2.0 and calls[1] != 2.0
