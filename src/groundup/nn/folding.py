"""Folding: a batch norm, once training is over, moves into the layer before it (chapter 11)."""

import copy

import numpy as np

from groundup.nn.conv import Conv
from groundup.nn.dense import Dense
from groundup.nn.normalization import BatchNorm
from groundup.nn.parameter import Parameter


def fold_batch_norm(layer: Dense | Conv, norm: BatchNorm) -> Dense | Conv:
    """One layer that does what `layer` and then `norm` do in evaluation mode.

    With s = weight_norm / √(running_var + ε) for each output channel,

        W' = W s        b' = (b - running_mean) s + bias_norm.

    `layer` is a Dense or a convolution (not transposed); both are left as they are. Raises
    `TypeError` for other layers, `ValueError` where channels differ or there are no running
    statistics.

    >>> from groundup import nn, Tensor
    >>> dense, norm, x = nn.Dense(2, 3, rng=0), nn.BatchNorm1d(3), Tensor([[1.0, 2.0]])
    >>> norm.running_var[...] = 4
    >>> np.allclose(fold_batch_norm(dense, norm)(x).data, norm.eval()(dense(x)).data)
    True
    """
    kind = type(layer).__name__
    if not isinstance(layer, Dense | Conv) or not isinstance(norm, BatchNorm):
        raise TypeError(f"fold_batch_norm folds a BatchNorm into a Dense or a convolution before "
                        f"it; got {kind} and {type(norm).__name__}.")
    if norm.running_mean is None:
        raise ValueError("fold_batch_norm needs running statistics; this norm keeps none "
                         "(track_running_stats=False).")
    weight = layer.weight
    axis = weight.ndim - 1 if isinstance(layer, Dense) else 0      # where the outputs are
    if weight.shape[axis] != norm.num_features:
        raise ValueError(f"fold_batch_norm: {kind} has {weight.shape[axis]} outputs, the norm "
                         f"{norm.num_features} channels.")
    s = 1 / np.sqrt(norm.running_var + norm.eps)
    s = s if norm.weight is None else s * norm.weight.data
    bias = -norm.running_mean if layer.bias is None else layer.bias.data - norm.running_mean
    bias = bias * s if norm.bias is None else bias * s + norm.bias.data
    folded = copy.deepcopy(layer)
    folded.weight = Parameter(weight.data * s.reshape(-1, *[1] * (weight.ndim - 1 - axis)))
    folded.bias = Parameter(bias)
    return folded
