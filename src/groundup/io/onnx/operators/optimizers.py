"""Optimizers as operators: one step for each tensor, as ONNX prints it."""

import numpy as np

from groundup.io.onnx.values import constant


def stepper(states, update):
    """The operator of update(x, g, states, lr, t, **options) -> (x, states) for many tensors.

    Inputs are the rate, the step's number, then all tensors, all gradients, and all states.
    """

    def step(rate, t, *arrays, **options):
        lr, t = constant(rate).item(), constant(t).item()
        count = len(arrays) // (states + 2)
        groups = [arrays[i * count:(i + 1) * count] for i in range(states + 2)]
        results = [update(*map(constant, row), lr=lr, t=t, **options) for row in zip(*groups)]
        return tuple(x for group in zip(*results) for x in group)

    return step


def _adagrad(x, g, h, lr, t, *, decay_factor, epsilon, norm_coefficient):
    g = g + norm_coefficient * x
    h = h + g * g
    return x - lr / (1 + t * decay_factor) * g / (np.sqrt(h) + epsilon), h


def _adam(x, g, v, h, lr, t, *, alpha, beta, epsilon, norm_coefficient, norm_coefficient_post):
    g = g + norm_coefficient * x
    v = alpha * v + (1 - alpha) * g
    h = beta * h + (1 - beta) * g * g
    lr = lr * np.sqrt(1 - beta ** t) / (1 - alpha ** t) if t > 0 else lr
    return (1 - norm_coefficient_post) * (x - lr * v / (np.sqrt(h) + epsilon)), v, h


def _momentum(x, g, v, lr, t, *, alpha, beta, mode, norm_coefficient):
    if mode not in ("standard", "nesterov"):
        raise ValueError(f"mode {mode!r} is neither standard nor nesterov")
    g = g + norm_coefficient * x
    v = alpha * v + (beta if t > 0 else 1) * g
    return x - lr * (g + alpha * v if mode == "nesterov" else v), v


def adagrad(r, t, *inputs, decay_factor=0.0, epsilon=0.0, norm_coefficient=0.0):
    return stepper(1, _adagrad)(r, t, *inputs, decay_factor=decay_factor, epsilon=epsilon,
                                norm_coefficient=norm_coefficient)


def adam(r, t, *inputs, alpha=0.9, beta=0.999, epsilon=0.0, norm_coefficient=0.0,
         norm_coefficient_post=0.0):
    return stepper(2, _adam)(r, t, *inputs, alpha=alpha, beta=beta, epsilon=epsilon,
                             norm_coefficient=norm_coefficient,
                             norm_coefficient_post=norm_coefficient_post)


def momentum(r, t, *inputs, alpha, beta, mode, norm_coefficient):
    return stepper(1, _momentum)(r, t, *inputs, alpha=alpha, beta=beta, mode=mode,
                                 norm_coefficient=norm_coefficient)


OPERATORS = {f"ai.onnx.preview.training.{name}": function for name, function in
             {"Adagrad": adagrad, "Adam": adam, "Momentum": momentum}.items()}
