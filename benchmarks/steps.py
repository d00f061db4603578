"""Whole training steps and predictions of small networks, beside PyTorch eager.

    python -m benchmarks.steps

W1  spiral MLP 2-64-3, full batch of 300: forward, backward, Adam
W2  MLP 784-128-128-10, batch 128: forward, backward, Adam
W7  the network of W2 answers for one sample

Before the race both compute loss and gradients of the same weights, and must agree.
"""

from functools import partial
from itertools import pairwise

import numpy as np

from benchmarks.race import race, report, start

SIZES = {"W1": (300, (2, 64, 3)), "W2": (128, (784, 128, 128, 10)), "W7": (1, (784, 128, 128, 10))}


def problem(name):
    """Weights, biases, inputs and labels, the same for every rival."""
    batch, widths = SIZES[name]
    rng = np.random.default_rng(0)
    layers = [(rng.standard_normal((i, o), np.float32) * np.float32((2 / i) ** 0.5),
               np.zeros(o, np.float32)) for i, o in pairwise(widths)]
    x = rng.standard_normal((batch, widths[0]), np.float32)
    return layers, x, rng.integers(0, widths[-1], batch)


def our_model(layers):
    import groundup as gu

    modules = []
    for W, b in layers:
        dense = gu.nn.Dense(*W.shape)
        dense.weight.data[...] = W
        dense.bias.data[...] = b
        modules += [dense, gu.nn.ReLU()]
    return gu.nn.Sequential(*modules[:-1])


def groundup(name, check=False):
    import groundup as gu

    layers, x, y = problem(name)
    model = our_model(layers)
    if name == "W7":
        return lambda: model.predict(x)
    x = gu.Tensor(x)
    optimizer = gu.optim.Adam(model.parameters(), lr=1e-3)

    def loss_and_gradients():
        loss = gu.losses.cross_entropy(model(x), y)
        loss.backward()
        return loss

    def step():
        optimizer.zero_grad()
        loss_and_gradients()
        optimizer.step()

    if check:
        return loss_and_gradients().item(), [p.grad for p in model.parameters()]
    return step


def torch(name, check=False):
    import torch

    torch.set_num_threads(2)
    layers, x, y = problem(name)
    modules = []
    for W, b in layers:
        linear = torch.nn.Linear(*W.shape)
        linear.weight.data = torch.from_numpy(W.T.copy())
        linear.bias.data = torch.from_numpy(b.copy())
        modules += [linear, torch.nn.ReLU()]
    model = torch.nn.Sequential(*modules[:-1])
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    if name == "W7":
        def answer():
            with torch.inference_mode():
                return model(x)

        return answer
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def loss_and_gradients():
        loss = torch.nn.functional.cross_entropy(model(x), y)
        loss.backward()
        return loss

    def step():
        optimizer.zero_grad()
        loss_and_gradients()
        optimizer.step()

    if check:
        loss = loss_and_gradients().item()
        return loss, [p.grad.numpy().T for p in model.parameters()]
    return step


def agree(name):
    """Raise unless both rivals compute the same loss and gradients."""
    ours, theirs = groundup(name, check=True), torch(name, check=True)
    np.testing.assert_allclose(ours[0], theirs[0], rtol=1e-5)
    for g, h in zip(ours[1], theirs[1]):
        np.testing.assert_allclose(g, h, atol=1e-5 * np.abs(h).max())


def main():
    options = start(__doc__)
    rows = []
    for name, what in (("W1", "spiral MLP step"), ("W2", "MLP step"), ("W7", "MLP, one sample")):
        if name != "W7":
            agree(name)
        result = race({"groundup": partial(groundup, name), "torch": partial(torch, name)},
                      options.rounds)
        rows.append({"workload": f"{name} {what}",
                     "groundup ms": f"{result.typical('groundup') * 1e3:.3f}",
                     "PyTorch eager ms": f"{result.typical('torch') * 1e3:.3f}",
                     "groundup / PyTorch": f"{result.ratio('groundup', 'torch'):.2f}"})
    report("Steps in pure NumPy beside PyTorch eager", rows, options)


if __name__ == "__main__":
    main()
