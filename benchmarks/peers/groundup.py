"""groundup: plain layers, losses and optimizers, as any user would write them."""

import numpy as np

import groundup as gu
from benchmarks.workloads import Workload, data, weights


class LastState(gu.nn.Module):
    """An LSTM, and a dense layer on its last output."""

    def __init__(self, features, hidden, classes):
        self.lstm = gu.nn.LSTM(features, hidden)
        self.head = gu.nn.Dense(hidden, classes)

    def forward(self, x):
        return self.head(self.lstm(x)[0][:, -1])


LAYERS = {
    "dense": gu.nn.Dense,
    "conv": lambda i, o, bias=True: gu.nn.Conv2d(i, o, 3, padding=1, bias=bias),
    "batch_norm": gu.nn.BatchNorm2d,
    "relu": gu.nn.ReLU,
    "pool": lambda: gu.nn.MaxPool2d(2),
    "flatten": gu.nn.Flatten,
}


def build(work: Workload) -> gu.nn.Module:
    if work.kind == "lstm":
        model = LastState(work.input[-1], work.width, work.classes)
    elif work.kind == "gpt":
        model = gu.models.GPT(work.classes, work.input[1], work.width, work.depth, work.heads,
                              tied=False)
    else:
        model = gu.nn.Sequential(*[LAYERS[layer](*sizes) for layer, *sizes in work.layers])
    parameters, given = dict(model.named_parameters()), weights(work)
    if set(parameters) != set(given):
        raise ValueError(f"{work.title}: the model and the workload name different parameters: "
                         f"{sorted(set(parameters) ^ set(given))}.")
    for name, p in parameters.items():
        p.data[...] = given[name]
    return model


def step(work: Workload, variant: str = ""):
    model, (x, y) = build(work), data(work)
    if work.predict:
        return lambda: model.predict(x)
    loss_of, optimizer = _loss(model, x, y), gu.optim.Adam(model.parameters(), lr=1e-3)

    def train():
        optimizer.zero_grad()
        loss_of().backward()
        optimizer.step()

    return train


def gradients(work: Workload, dtype: str):
    gu.set_default_dtype(dtype)
    model, (x, y) = build(work), data(work)
    loss = _loss(model, x if x.dtype.kind == "i" else x.astype(dtype), y)()
    loss.backward()
    return loss.item(), {name: np.array(p.grad) for name, p in model.named_parameters()}


def _loss(model, x, y):
    if x.dtype.kind == "i":                # tokens: a class for each place
        return lambda: gu.losses.cross_entropy(model(x).reshape(y.size, -1), y.reshape(-1))
    x = gu.Tensor(x)
    return lambda: gu.losses.cross_entropy(model(x), y)
