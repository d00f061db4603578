"""Optimizers, learning rate schedules and gradient clipping (chapter 7)."""

from groundup import hints as _hints
from groundup.optim.adadelta import Adadelta
from groundup.optim.adafactor import Adafactor
from groundup.optim.adagrad import Adagrad
from groundup.optim.adam import Adam
from groundup.optim.adamax import Adamax
from groundup.optim.adamw import AdamW
from groundup.optim.averaging import ExponentialMovingAverage, StochasticWeightAverage
from groundup.optim.clip import clip_grad_norm, clip_grad_value
from groundup.optim.lbfgs import LBFGS
from groundup.optim.lion import Lion
from groundup.optim.lookahead import Lookahead
from groundup.optim.muon import Muon
from groundup.optim.nadam import NAdam
from groundup.optim.optimizer import Optimizer
from groundup.optim.plateau import ReduceOnPlateau
from groundup.optim.radam import RAdam
from groundup.optim.rmsprop import RMSprop
from groundup.optim.rprop import Rprop
from groundup.optim.sam import SAM
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
    "LBFGS", "SAM", "SGD", "Adadelta", "Adafactor", "Adagrad", "Adam", "AdamW", "Adamax",
    "ExponentialMovingAverage", "Lion", "Lookahead", "Muon", "NAdam", "Optimizer", "RAdam",
    "RMSprop", "ReduceOnPlateau", "Rprop", "StochasticWeightAverage", "clip_grad_norm",
    "clip_grad_value", "constant", "cosine", "cosine_restarts", "exponential", "inverse_time",
    "multi_step", "one_cycle", "polynomial", "sequential", "step", "warmup",
]

_hints.answer(__name__)
