"""Feeding: shuffled batches of 64 out of arrays as large as Fashion-MNIST, an epoch at a time."""

from functools import partial

import numpy as np

from benchmarks.peers import OURS
from benchmarks.race import race

TITLE = "Loading data: shuffled batches of 64 of 60,000 images 28×28 in float32"
NOTE = """\
Batches a second over whole epochs, order drawn anew for each. "whole batches" is PyTorch's way to
fetch a batch by one index of the arrays: a `BatchSampler` as the sampler, and no collating."""
SAMPLES, BATCH = 60_000, 64


def rows(options) -> tuple[list[dict], str]:
    rivals = {OURS: groundup, "groundup, prefetch=4": prefetching, "PyTorch DataLoader": torch,
              "PyTorch, whole batches": partial(torch, whole=True)}
    result = race(rivals, options.rounds, options.block)
    batches = -(-SAMPLES // BATCH)
    return [{"loader": name,
             "batches/s": batches / result.typical(name) if name in result.seconds
             else result.absent[name],
             "groundup's time of it": result.ratio(OURS, name) if name in result.seconds else None}
            for name in rivals], NOTE


def arrays():
    rng = np.random.default_rng(0)
    return (rng.random((SAMPLES, 1, 28, 28), np.float32), rng.integers(0, 10, SAMPLES))


def groundup(prefetch: int = 0):
    from groundup.data import DataLoader

    return epoch(DataLoader(arrays(), BATCH, shuffle=True, rng=0, prefetch=prefetch))


def prefetching():
    return groundup(prefetch=4)


def torch(whole: bool = False):
    from torch import from_numpy
    from torch.utils.data import BatchSampler, DataLoader, RandomSampler, TensorDataset

    dataset = TensorDataset(*map(from_numpy, arrays()))
    if not whole:
        return epoch(DataLoader(dataset, BATCH, shuffle=True))
    batches = BatchSampler(RandomSampler(dataset), BATCH, drop_last=False)
    return epoch(DataLoader(dataset, sampler=batches, batch_size=None))


def epoch(loader):
    def run():
        samples = sum(len(y) for _, y in loader)
        if samples != SAMPLES:
            raise ArithmeticError(f"An epoch had {samples} samples of {SAMPLES}.")

    return run
