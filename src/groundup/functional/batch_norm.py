"""Batch norm: each channel with mean 0 and variance 1 over the batch (chapter 11)."""

import numpy as np

from groundup.autograd import Tensor, fused
from groundup.functional.floats import floats
from groundup.functional.normalize import normalize, per_channel, repeats, sum_over
from groundup.kernels import twin


@twin
def forward(x, w, b, mean, variance, eps):
    """In use, mean and variance are constants, and batch norm is a scale and a shift."""
    scale = 1 / np.sqrt(variance + eps)
    gain = scale if w is None else scale * w
    y = x * gain
    y += -mean * gain if b is None else b - mean * gain
    return y, (x, w, b, mean, scale, gain)


def backward(state, g):
    x, w, b, mean, scale, gain = state
    return (
        lambda: g * gain,
        lambda: sum_over(repeats(w.shape, g), g, x - mean).reshape(w.shape) * scale,
        lambda: sum_over(repeats(b.shape, g), g).reshape(b.shape),
        None, None,
    )


def reference(x, w, b, mean, variance, eps):
    y = (x - mean) / np.sqrt(variance + eps)
    y = y if w is None else y * w
    return y if b is None else y + b


_fixed = fused(forward, backward, reference, name="batch_norm")


def batch_norm(x, running_mean=None, running_var=None, weight=None, bias=None, training=False,
               momentum=0.1, eps=1e-5) -> Tensor:
    """Each channel normalized over the batch and all places (Ioffe and Szegedy, 2015; chapter 11).

        y = (x - μ) / √(σ² + ε) · weight + bias

    x (N, C) or (N, C, ...); all else (C,) or None. In training μ and σ² are those of the batch, and
    the running statistics move towards them, in place: r ← (1 - momentum) r + momentum · new, the
    variance with N - 1 for N, as an estimate for all data. Otherwise the running statistics take
    the place of μ and σ²; without any, the batch's. Raises `ValueError` in training for one value
    a channel, whose variance says nothing, and for shapes that do not fit.

    >>> mean, var = np.zeros(1, "float32"), np.ones(1, "float32")
    >>> batch_norm(Tensor([[1.0], [3.0]]), mean, var, training=True)
    Tensor([[-0.999995],
            [ 0.999995]])
    >>> mean, var                          # a tenth of the way to 2, and from 1 to 2
    (array([0.2], dtype=float32), array([1.1], dtype=float32))
    """
    if not training and running_mean is not None and running_var is not None:
        x = floats(x)
        w, b, mean, variance = per_channel("batch_norm", x, weight=weight, bias=bias,
                                           running_mean=running_mean, running_var=running_var)
        return _fixed(x, w, b, mean, variance, eps=eps)
    x, w, b, observe = over_the_batch(x, running_mean, running_var, weight, bias, momentum,
                                      training)
    return normalize(x, w, b, (0, *range(2, x.ndim)), eps, observe)


def over_the_batch(x, running_mean, running_var, weight, bias, momentum, training=True):
    """x as a tensor, weight and bias as they broadcast to it, and what counts the statistics.

    Raises `ValueError` as `batch_norm` does.
    """
    x = floats(x)
    w, b, _, _ = per_channel("batch_norm", x, weight=weight, bias=bias,
                             running_mean=running_mean, running_var=running_var)
    if (running_mean is None) != (running_var is None):
        raise ValueError("batch_norm needs running_mean and running_var, both or neither.")
    count = x.size // x.shape[1] if x.shape[1] else 0
    if training and count < 2:
        raise ValueError(
            f"batch_norm in training needs more than one value per channel, and an x of shape "
            f"{x.shape} has {count}: a single value is its own mean. Give it a larger batch (drop "
            "a last batch of one: drop_last=True), or call model.eval() to use the model."
        )

    def observe(batch_mean, batch_variance):
        for running, new in ((running_mean, batch_mean),
                             (running_var, batch_variance * (count / (count - 1)))):
            running += momentum * (new - running)

    return x, w, b, observe if training and running_mean is not None else None
