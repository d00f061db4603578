"""TinyGrad: the whole step under TinyJit, on its CPU device, which needs a C compiler (clang)."""

import os

os.environ.setdefault("DEV", "CPU")

import numpy as np
from tinygrad import Context, Tensor, TinyJit, nn

from benchmarks.workloads import Workload, data, weights

LAYERS = {
    "dense": nn.Linear,
    "conv": lambda i, o, bias=True: nn.Conv2d(i, o, 3, padding=1, bias=bias),
    "batch_norm": nn.BatchNorm,
    "relu": lambda: Tensor.relu,
    "pool": lambda: Tensor.max_pool2d,
    "flatten": lambda: lambda x: x.flatten(1),
}


class Network:
    def __init__(self, work: Workload, dtype: str):
        with Context(DEFAULT_FLOAT=dtype):                  # batch norm's averages as well
            self.layers = [LAYERS[layer](*sizes) for layer, *sizes in work.layers]
        self.parameters = {}
        for name, w in weights(work).items():
            index, part = name.split(".")
            w = Tensor(np.ascontiguousarray(w.T if w.ndim == 2 else w).astype(dtype))
            setattr(self.layers[int(index)], part, w)
            self.parameters[name] = w

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def step(work: Workload, variant: str = ""):
    model, (x, y) = Network(work, "float32"), map(Tensor, data(work))
    if work.predict:
        answer = TinyJit(lambda x: model(x).realize())
        return lambda: answer(x).numpy()
    optimizer = nn.optim.Adam(list(model.parameters.values()), lr=1e-3)

    @TinyJit
    @Context(TRAINING=1)
    def train():
        optimizer.zero_grad()
        loss = model(x).sparse_categorical_crossentropy(y).backward()
        return loss.realize(*optimizer.schedule_step())

    return lambda: train().numpy()


@Context(TRAINING=1)
def gradients(work: Workload, dtype: str):
    model, (x, y) = Network(work, dtype), data(work)
    loss = model(Tensor(x.astype(dtype))).sparse_categorical_crossentropy(Tensor(y)).backward()
    return loss.item(), {name: p.grad.numpy().T if p.ndim == 2 else p.grad.numpy()
                         for name, p in model.parameters.items()}
