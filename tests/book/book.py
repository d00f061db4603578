"""The book's networks, drawn and trained as the book does, from the parts of this library.

The draws are the book's, in its order: the data, then each layer's weights, then the test data,
from NumPy's legacy generator, rounded to float32.

Two things keep a figure from hanging on a last digit. The spiral is trained in float64: in float32
one rounding grows over 10,000 epochs into another result, and the book's arithmetic, with the first
weights changed by 6e-8, ends between 0.75 and 0.96 with momentum 0.9 and seed 0. And accuracies are
medians over the last 100 epochs, since in some single epochs Adam falls from 0.97 to 0.66.
"""

from collections import deque
from itertools import pairwise

import numpy as np

from groundup import losses, metrics, nn
from groundup.data import datasets
from groundup.regularizers import l2

EPOCHS = 10_001                                 # the book counts from 0 to 10,000
EPS = 1e-7                                      # of every optimizer of the book


def network(random, *sizes, scale=0.01, dropout=0.0):
    """Dense layers of these sizes with ReLU (and dropout) between them; weights scale · randn."""
    def init(shape, rng=None):
        return scale * random.randn(*shape).astype("float32")

    layers = []
    for inputs, outputs in pairwise(sizes):
        layers += [nn.Dense(inputs, outputs, init=init), nn.ReLU(), nn.Dropout(dropout, rng=0)]
    return nn.Sequential(*layers[:-2])          # nothing follows the last dense layer


def train(model, loss, optimizer, x, y, penalty=None, epochs=EPOCHS):
    """Full-batch training. Returns the outputs of the last 100 epochs, as the book prints them:
    computed before the epoch's update, and with dropout at work."""
    outputs = deque(maxlen=100)
    for _ in range(epochs):
        optimizer.zero_grad()
        output = model(x)
        total = loss(output, y)
        if penalty:
            total = total + penalty()
        total.backward()
        optimizer.step()
        outputs.append(output.numpy())
    return outputs


def classify(optimizer, *, seed=0, samples=100, classes=3, strength=0.0, dropout=0.0):
    """The book's spiral experiment, 2-64-classes: accuracy on the training and on the test data.

    `optimizer(params)` makes the optimizer; `strength` is that of the L2 penalty on the weights
    and biases of the first layer. Two classes get one output and the binary loss (chapter 16).
    """
    random = np.random.RandomState(seed)
    x, y = datasets.spiral(samples, classes, seed=random)
    model = network(random, 2, 64, 1 if classes == 2 else classes, dropout=dropout)
    x_test, y_test = datasets.spiral(100, classes, seed=random)
    loss = losses.cross_entropy
    if classes == 2:
        loss = losses.binary_cross_entropy_with_logits
        y, y_test = y.reshape(-1, 1), y_test.reshape(-1, 1)

    model.astype("float64")
    x, x_test = x.astype("float64"), x_test.astype("float64")
    penalty = (lambda: l2(model[0].parameters(), strength)) if strength else None
    outputs = train(model, loss, optimizer(model.parameters()), x, y, penalty)
    fitted = np.median([metrics.accuracy(output, y, threshold=0) for output in outputs])
    return fitted, metrics.accuracy(model.predict(x_test), y_test, threshold=0)


def random_search(iterations):
    """Chapter 6, on the vertical data: disturb all parameters, keep what lowers the loss.

    Returns (iteration, loss, accuracy) of every find.
    """
    random = np.random.RandomState(0)
    x, y = datasets.vertical(100, 3, seed=random)
    model = network(random, 2, 3, 3)
    finds, lowest = [], np.inf
    for iteration in range(iterations):
        best = model.state_dict()
        for p in model.parameters():
            p.data += 0.05 * random.randn(*p.shape).astype("float32")
        logits = model.predict(x)
        loss = losses.cross_entropy(logits, y).item()
        if loss < lowest:
            finds.append((iteration, loss, metrics.accuracy(logits, y)))
            lowest = loss
        else:
            model.load_state_dict(best)
    return finds
