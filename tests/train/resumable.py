"""A training that is killed again and again: a process of its own, for test_checkpoint.py.

`python resumable.py FOLDER KILLS SEED` forks KILLS children that each resume the training in
FOLDER and are killed by SIGKILL a random moment after a random number of updates; then it ends the
training itself. Prints how many kills came while a file was being written, and a digest of the end.
"""

import hashlib
import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import numpy as np

import groundup as gu
from groundup import losses, nn, optim
from groundup.data import DataLoader
from groundup.metrics import Accuracy
from groundup.train import EarlyStopping, Lambda, Schedule, Trainer


class Jittered:
    """A data set that draws random numbers of its own, as augmentation does."""

    def __init__(self, x, y, seed):
        self.x, self.y, self.rng = x, y, np.random.default_rng(seed)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i] + self.rng.normal(0, 0.1, self.x[i].shape).astype("f4"), self.y[i]


def build(augment=True):
    """The same trainer each time: dropout, batch norm, momentum, a plateau, early stopping."""
    gu.seed(7)
    rng = np.random.default_rng(0)
    x = rng.normal(size=(96, 8)).astype("f4")
    y = (x[:, 0] * x[:, 1] > 0).astype(int)
    model = nn.Sequential(nn.Dense(8, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.2),
                          nn.Dropout(0.1, rng=3), nn.Dense(16, 2))
    optimizer = optim.Adam(model.parameters(), lr=0.01)
    listening = Schedule(optim.ReduceOnPlateau(0.01, patience=1), monitor="loss")
    trainer = Trainer(model, losses.cross_entropy, optimizer, metrics=[Accuracy()], accumulate=2,
                      callbacks=[EarlyStopping("val_loss", patience=50), listening])
    data = Jittered(x[:64], y[:64], seed=5) if augment else (x[:64], y[:64])
    return trainer, DataLoader(data, batch_size=8, shuffle=True), (x[64:], y[64:])


def digest(trainer):
    """What must be equal to the bit: weights, what the optimizer remembers, and the history."""
    found = hashlib.sha256()
    arrays = trainer.model.state_dict() | trainer.optimizer.state_dict()
    for name in sorted(arrays):
        found.update(name.encode() + np.asarray(arrays[name]).tobytes())
    found.update(json.dumps({name: trainer.history[name] for name in trainer.history
                             if name != "seconds"}).encode())
    return found.hexdigest()


def train(folder, epochs=60, every=1, listener=None):
    trainer, batches, validation = build()
    if listener is not None:
        trainer.callbacks.append(Lambda(on_batch_end=lambda _: os.write(listener, b".")))
    trainer.checkpoint(folder, every=every, keep=2, best="val_loss")
    trainer.resume(folder, missing_ok=True)
    trainer.fit(batches, epochs, validation, progress=False)
    return trainer


def main(folder, kills, seed):
    moments, writing, progress = random.Random(seed), 0, []
    for _ in range(kills):
        hear, tell = os.pipe()
        child = os.fork()
        if not child:
            train(folder, listener=tell)
            os._exit(0)
        os.close(tell)
        for _ in range(moments.randrange(1, 5)):            # updates that it makes at least
            os.read(hear, 1)
        time.sleep(moments.uniform(0, 0.003))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(hear)
        writing += bool(list(Path(folder).glob(".*.tmp")))
        progress.append(max((file.name for file in Path(folder).glob("step-*")), default=""))
    trainer = train(folder)
    print(json.dumps({"digest": digest(trainer), "killed_while_writing": writing,
                      "progress": len(set(progress)), "epochs": trainer.history.epochs}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
