"""Numbers that the book prints and that need one step or a few come out of this library."""

import numpy as np
import pytest

from groundup import functional as F
from groundup import losses, metrics
from groundup.autograd import Tensor, jacobian
from groundup.data import datasets
from groundup.optim import SGD
from groundup.optim.schedules import inverse_time

from .book import network, random_search

CONFIDENCES = np.array([[0.7, 0.1, 0.2],        # chapters 5 and 9: three samples of classes 0, 1, 1
                        [0.1, 0.5, 0.4],
                        [0.02, 0.9, 0.08]])
LABELS = np.array([0, 1, 1])


def close(found, printed, atol):
    np.testing.assert_allclose(np.asarray(found), printed, rtol=0, atol=atol)


# ---- chapters 2 to 5: forward ---------------------------------------------------------------

def test_three_neurons_and_three_samples():
    inputs = Tensor([[1.0, 2.0, 3.0, 2.5], [2.0, 5.0, -1.0, 2.0], [-1.5, 2.7, 3.3, -0.8]])
    weights = Tensor([[0.2, 0.8, -0.5, 1.0], [0.5, -0.91, 0.26, -0.5], [-0.26, -0.27, 0.17, 0.87]])
    biases = Tensor([2.0, 3.0, 0.5])
    close(F.dense(inputs[0], weights.T, biases), [4.8, 1.21, 2.385], atol=1e-6)
    close(F.dense(inputs, weights.T, biases),
          [[4.8, 1.21, 2.385], [8.9, -1.81, 0.2], [1.41, 1.051, 0.026]], atol=1e-6)


def test_first_layer_on_the_spiral():
    random = np.random.RandomState(0)
    x, _ = datasets.spiral(100, 3, seed=random)
    layer = network(random, 2, 3)[0]
    close(layer(Tensor(x[:5])), [[0.0, 0.0, 0.0],
                                 [-1.0475188e-04, 1.1395361e-04, -4.7983500e-05],
                                 [-2.7414842e-04, 3.1729150e-04, -8.6921798e-05],
                                 [-4.2188365e-04, 5.2666257e-04, -5.5912682e-05],
                                 [-5.7707680e-04, 7.1401405e-04, -8.9430439e-05]], atol=2e-11)


def test_softmax():
    close(F.softmax(Tensor([4.8, 1.21, 2.385])), [0.89528266, 0.02470831, 0.08000903], atol=1e-7)


def test_loss_and_accuracy_of_given_confidences():
    logits = np.log(CONFIDENCES)
    close(losses.cross_entropy(logits[:1], LABELS[:1]), 0.35667494, atol=1e-8)
    close(losses.cross_entropy(logits, LABELS), 0.38506088, atol=1e-8)
    assert metrics.accuracy(CONFIDENCES, LABELS) == 1
    assert metrics.accuracy(CONFIDENCES, [0, 1, 2]) == pytest.approx(2 / 3)


def untrained():
    """The spiral, and the network 2-3-3 of chapters 4 to 9."""
    random = np.random.RandomState(0)
    x, y = datasets.spiral(100, 3, seed=random)
    return x, y, network(random, 2, 3, 3)


def test_untrained_network():
    x, y, model = untrained()
    logits = model.predict(x)
    close(F.softmax(Tensor(logits[:5])), [[0.33333334, 0.33333334, 0.33333334],
                                          [0.33333316, 0.33333320, 0.33333364],
                                          [0.33333287, 0.33333290, 0.33333418],
                                          [0.33333260, 0.33333263, 0.33333477],
                                          [0.33333233, 0.33333240, 0.33333528]], atol=1e-7)
    close(losses.cross_entropy(logits, y), 1.0986104, atol=2e-7)
    assert round(metrics.accuracy(logits, y), 2) == 0.34


@pytest.mark.parametrize("classes", [2, 3, 10, 100])
def test_knowing_nothing_costs_the_logarithm_of_the_number_of_classes(classes):
    logits, target = np.zeros((classes, classes)), np.arange(classes)
    close(losses.cross_entropy(logits, target), np.log(classes), atol=1e-12)


@pytest.mark.parametrize(("classes", "floor"), [(2, 0.313), (3, 0.551), (4, 0.744), (10, 1.461),
                                                (100, 3.622)])
def test_softmax_twice_cannot_get_below_a_floor(classes, floor):
    surely_right = F.softmax(Tensor(1e3 * np.eye(classes)))
    twice = losses.cross_entropy(surely_right, np.arange(classes)).item()
    assert twice == pytest.approx(np.log(1 + (classes - 1) / np.e))
    assert round(twice, 3) == floor


# ---- chapter 6: random search ---------------------------------------------------------------

def test_random_search_finds_what_the_book_finds():
    """Of the first 161 tries; `test_training.py` goes on to the last of 10,000."""
    finds = {iteration: (loss, accuracy) for iteration, loss, accuracy in random_search(161)}
    for iteration, loss, accuracy in [(0, 1.0987684, 1 / 3), (29, 1.0725244, 0.5266667),
                                      (48, 1.0303522, 2 / 3), (97, 0.9277446, 0.7333333),
                                      (152, 0.73390484, 0.8433333), (160, 0.7049076, 0.9066667)]:
        assert finds[iteration] == pytest.approx((loss, accuracy), rel=1e-6)


# ---- chapter 9: backward --------------------------------------------------------------------

def test_one_neuron_and_one_step():
    x = Tensor([[1.0, -2.0, 3.0]], requires_grad=True)
    w, b = Tensor([[-3.0], [-1.0], [2.0]], requires_grad=True), Tensor([1.0], requires_grad=True)
    y = F.relu(F.dense(x, w, b))
    y.backward(np.ones((1, 1), np.float32))
    assert y.item() == 6
    assert x.grad.tolist() == [[-3, -1, 2]]
    assert w.grad.tolist() == [[1], [-2], [3]] and b.grad.tolist() == [1]

    SGD([w, b], lr=0.001).step()
    close(w, [[-3.001], [-0.998], [1.997]], atol=1e-6)
    close(F.relu(F.dense(x, w, b)), [[5.985]], atol=1e-6)


def test_jacobian_of_softmax():
    close(jacobian(F.softmax, Tensor(np.log(CONFIDENCES[0]))),
          [[0.21, -0.07, -0.14], [-0.07, 0.09, -0.02], [-0.14, -0.02, 0.16]], atol=1e-12)


def test_softmax_and_loss_in_one_step_back():
    logits = Tensor(np.log(CONFIDENCES), requires_grad=True)
    losses.cross_entropy(logits, LABELS).backward()
    close(logits.grad, [[-0.1, 0.03333333, 0.06666667],
                        [0.03333333, -0.16666667, 0.13333333],
                        [0.00666667, -0.03333333, 0.02666667]], atol=1e-8)


def test_first_gradients_of_the_spiral():
    x, y, model = untrained()
    losses.cross_entropy(model(Tensor(x)), y).backward()
    close(model[0].weight.grad[0], [1.5766357e-04, 7.8368583e-05, 4.7324400e-05], atol=2e-10)


def test_first_gradients_of_the_biases():
    """300 gradients cancel here, and float32 leaves few digits: the confidences, near 1/3, are
    rounded by up to 3e-8. The printed digits belong to the book's order of operations; the loss
    in one operation must come as close to the true gradient, that of float64."""
    x, y, model = untrained()
    blame = F.softmax(model(Tensor(x))).data
    blame[np.arange(300), y] -= 1
    printed = [-1.0729185e-05, -9.4610732e-06, 2.0027859e-05]
    close((blame / 300).sum(axis=0), printed, atol=5e-13)

    losses.cross_entropy(model(Tensor(x)), y).backward()
    exact = untrained()[2].astype("float64")
    losses.cross_entropy(exact(Tensor(x.astype("float64"))), y).backward()
    worst = np.abs(exact[-1].bias.grad - printed).max()
    assert np.abs(exact[-1].bias.grad - model[-1].bias.grad).max() <= worst


# ---- chapter 10: the decay of the learning rate ---------------------------------------------

@pytest.mark.parametrize(("lr", "decay", "printed"), [(0.05, 5e-7, 0.04975126853),
                                                      (0.05, 5e-5, 0.03333444448148271)])
def test_learning_rate_at_the_end(lr, decay, printed):
    """The book prints a rate before it computes the next one, so that of iteration 9999."""
    assert inverse_time(lr, decay)(9999) == pytest.approx(printed, rel=1e-9)
