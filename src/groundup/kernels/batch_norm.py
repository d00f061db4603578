"""Batch norm in use, a scale and a shift for each channel, for images that lie channels last."""

import numpy as np

from groundup.kernels.batch_norm_relu import apply, knows
from groundup.kernels.images import channels_first, channels_last, lies_channels_last


def forward(x, w, b, mean, variance, eps):
    if not knows(x, w, b, (0, 2, 3)) or not lies_channels_last(x) or mean.dtype != x.dtype:
        return NotImplemented
    scale = 1 / np.sqrt(variance + eps)
    gain = scale if w is None else scale * w
    y, _ = apply(channels_last(x), mean.reshape(-1), gain.reshape(-1),
                 np.zeros(x.shape[1], x.dtype) if b is None else b.reshape(-1))
    return channels_first(y), (x, w, b, mean, scale, gain)
