"""groundup: neural networks from the ground up.

Every room in the order in which it builds on the one before: `backend`, `autograd`, `functional`,
`nn` and `losses`, `optim`, `metrics`, `data`, `vision`, `text`, `models`, `train`, `io`, `viz`.

>>> import groundup as gu
>>> gu.seed(0)
>>> (x, y), _ = gu.data.split(*gu.datasets.moons(200, rng=0), rng=0)
>>> model = gu.models.MLP(2, [16], 2)
>>> trainer = gu.Trainer(model, gu.losses.cross_entropy, gu.optim.Adam(model.parameters(), lr=0.02))
>>> history = trainer.fit((x, y), epochs=30, progress=False)
>>> history["loss"][-1] < 0.3
True
"""

from importlib import import_module
from typing import TYPE_CHECKING

from groundup import autograd, backend, hints
from groundup.autograd import *
from groundup.backend import default_dtype, seed, set_default_dtype

if TYPE_CHECKING:
    from groundup import (
        data,
        functional,
        io,
        kernels,
        losses,
        metrics,
        models,
        nn,
        optim,
        regularizers,
        text,
        train,
        vision,
        viz,
    )
    from groundup.data import datasets
    from groundup.io import load, save
    from groundup.kernels import get_num_threads, set_num_threads
    from groundup.train import History, Trainer, diagnose

__version__ = "0.1.0"
__all__ = [
    "History", "Trainer", "autograd", "backend", "data", "datasets", "default_dtype", "diagnose",
    "functional", "get_num_threads", "io", "kernels", "load", "losses", "metrics", "models", "nn",
    "optim", "regularizers", "save", "seed", "set_default_dtype", "set_num_threads", "text",
    "train", "vision", "viz",
]
__all__ += autograd.__all__

_HOME = {"datasets": "groundup.data", "History": "groundup.train", "Trainer": "groundup.train",
         "diagnose": "groundup.train",
         "get_num_threads": "groundup.kernels", "set_num_threads": "groundup.kernels",
         "load": "groundup.io", "save": "groundup.io"}


def __getattr__(name):
    """A room is opened at first use, so that `import groundup` costs little more than NumPy."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    if name in __all__:
        return import_module(f"groundup.{name}")
    raise hints.missing(__name__, name)


def __dir__():
    return sorted(__all__)
