"""A small classification problem and what it takes to train on it."""

from types import SimpleNamespace

import numpy as np
import pytest

import groundup as gu
from groundup import nn, optim
from groundup.autograd import logsumexp, maximum, tanh
from groundup.metrics import Accuracy
from groundup.train import Trainer


def cross_entropy(logits, target):
    one_hot = np.eye(logits.shape[1], dtype=logits.dtype)[target]
    return (logsumexp(logits, axis=1) - (logits * one_hot).sum(axis=1)).mean()


def squared_error(prediction, target):
    return ((prediction - target) ** 2).mean()


def blobs(samples=12, rng=0):
    """Three clouds in the plane, float64 as most data come, in a mixed order."""
    draw = np.random.default_rng(rng)
    y = np.arange(samples) % 3
    centres = np.array([[2.0, 0.0], [-1.0, 1.5], [-1.0, -1.5]])
    return centres[y] + 0.3 * draw.standard_normal((samples, 2)), y


def relu(x):
    return maximum(x, np.float32(0))


def make(seed=0, lr=0.05, sizes=(2, 8, 3), optimizer=optim.Adam, activation=tanh,
         **options):
    gu.seed(seed)
    inputs, hidden, classes = sizes
    model = nn.Sequential(nn.Dense(inputs, hidden), activation, nn.Dense(hidden, classes))
    options = {"metrics": [Accuracy()]} | options
    return Trainer(model, cross_entropy, optimizer(model.parameters(), lr=lr), **options)


@pytest.fixture
def kit():
    """The helpers above, as one object."""
    return SimpleNamespace(blobs=blobs, make=make, relu=relu, cross_entropy=cross_entropy,
                           squared_error=squared_error)
