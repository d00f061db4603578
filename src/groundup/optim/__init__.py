"""Optimizers, learning rate schedules and gradient clipping (chapter 7)."""

from groundup.optim.adagrad import Adagrad
from groundup.optim.adam import Adam
from groundup.optim.adamw import AdamW
from groundup.optim.clip import clip_grad_norm, clip_grad_value
from groundup.optim.optimizer import Optimizer
from groundup.optim.plateau import ReduceOnPlateau
from groundup.optim.rmsprop import RMSprop
from groundup.optim.schedules import (
    constant,
    cosine,
    cosine_restarts,
    exponential,
    inverse_time,
    multi_step,
    one_cycle,
    polynomial,
    sequential,
    step,
    warmup,
)
from groundup.optim.sgd import SGD

__all__ = [
    "SGD", "Adagrad", "Adam", "AdamW", "Optimizer", "RMSprop", "ReduceOnPlateau",
    "clip_grad_norm", "clip_grad_value", "constant", "cosine", "cosine_restarts", "exponential",
    "inverse_time", "multi_step", "one_cycle", "polynomial", "sequential", "step", "warmup",
]
