"""Normalization: the library's norms, with the statistics that ONNX lets out."""

import numpy as np

from groundup import functional as F
from groundup.io.onnx.operators.cast import DTYPES, converted
from groundup.io.onnx.values import array, constant


def batch_norm(x, scale, bias, mean, variance, *, epsilon=1e-5, momentum=0.9, training_mode=0):
    """In training mode also the running statistics, `momentum` being the share that stays."""
    if not training_mode:
        return F.batch_norm(x, constant(mean), constant(variance), scale, bias, eps=epsilon)
    axes = (0, *range(2, x.ndim))
    news = [array(x).mean(axes), array(x).var(axes)]
    y = F.batch_norm(x, None, None, scale, bias, training=True, eps=epsilon)
    return y, *(constant(old) * momentum + new * (1 - momentum)
                for old, new in zip((mean, variance), news))


def instance_norm(x, scale, bias, *, epsilon=1e-5):
    return F.group_norm(x, x.shape[1], scale, bias, epsilon)


def group_norm(x, scale, bias, *, num_groups, epsilon=1e-5, stash_type=1, opset=21):
    """Before opset 21 one scale and bias for each group, since then for each channel."""
    if opset < 21:
        scale, bias = (p[np.arange(x.shape[1]) * num_groups // x.shape[1]] for p in (scale, bias))
    return F.group_norm(x, num_groups, scale, bias, epsilon)


def stashed(operator):
    """Statistics are computed in the dtype that `stash_type` names; the output has that of x."""

    def run(x, scale, bias=None, *, axis=-1, epsilon=1e-5, stash_type=1):
        wide = converted(x, DTYPES[stash_type])
        axes = tuple(range(axis % x.ndim, x.ndim))
        y, *statistics = operator(wide, axes, epsilon)
        y = converted(y, array(scale).dtype) * scale
        return y if bias is None else y + bias, *statistics

    return run


def layer_norm(x, axes, epsilon):
    """(x̂, mean, 1 / standard deviation)."""
    mean = np.mean(x, axis=axes, keepdims=True)
    variance = np.mean((x - mean) * (x - mean), axis=axes, keepdims=True)
    return F.layer_norm(x, x.shape[axes[0]:], eps=epsilon), mean, 1 / np.sqrt(variance + epsilon)


def rms_norm(x, axes, epsilon):
    return (F.rms_norm(x, x.shape[axes[0]:], eps=epsilon),)


def mean_variance(x, *, axes=(0, 2, 3)):
    """Mean 0 and standard deviation 1, which 10⁻⁹ keeps from being 0."""
    axes = tuple(axes)
    deviation = x - np.mean(x, axis=axes, keepdims=True)
    return deviation / (np.sqrt(np.mean(deviation * deviation, axis=axes, keepdims=True)) + 1e-9)


def lp_norm(x, *, axis=-1, p=2):
    """x over its norm along an axis; where that is 0, so is the result."""
    if p not in (1, 2):
        raise ValueError(f"p is 1 or 2, not {p}")
    size = np.abs(x) if p == 1 else x * x
    norm = np.sum(size, axis=axis, keepdims=True)
    zero = array(norm) == 0
    norm = np.where(zero, 1.0, norm)
    return np.where(zero, 0.0, x / (norm if p == 1 else np.sqrt(norm)))


OPERATORS = {
    "BatchNormalization": batch_norm, "GroupNormalization": group_norm,
    "InstanceNormalization": instance_norm, "LayerNormalization": stashed(layer_norm),
    "LpNormalization": lp_norm, "MeanVarianceNormalization": mean_variance,
    "RMSNormalization": stashed(rms_norm),
}
