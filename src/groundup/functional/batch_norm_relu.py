"""Batch norm, the ReLU behind it, and max pooling if it follows, in one operation (chapter 11).

The numbers are those of `normalize.py`, `relu.py` and `max_pool.py` one after the other, but what
is kept for the way back is the input alone, not also what became of it on the way; and compiled
code passes over each image three times less often. `nn.Sequential` takes this where the layers
follow one another (see `nn/fusion_conv.py`).
"""

import numpy as np

from groundup.autograd import Tensor, fused
from groundup.functional.batch_norm import over_the_batch
from groundup.functional.max_pool import backward as pool_backward
from groundup.functional.max_pool import forward as pool_forward
from groundup.functional.max_pool import reference as pool_reference
from groundup.functional.normalize import backward as normalize_backward
from groundup.functional.normalize import forward as normalize_forward
from groundup.functional.normalize import reference as normalize_reference
from groundup.functional.relu import relu_backward, relu_reference
from groundup.functional.window import Window, check_fit
from groundup.kernels import twin


@twin
def forward(x, w, b, axes, eps, observe, pool):        # pool: the window of max pooling, or None
    statistics = []
    y, (_, scale, *_) = normalize_forward(x, w, b, axes, eps,
                                          lambda *found: statistics.extend(found))
    if observe is not None:
        observe(*statistics)
    y, pooled = pool_forward(y, window=pool) if pool else (y, None)
    y = y.clip(0, np.inf)
    return y, (x, statistics[0].reshape(scale.shape), scale, w, b, axes, pooled, y)


@twin
def backward(state, g):
    x, mean, scale, w, b, axes, pooled, y = state
    (blame,) = relu_backward(y, g)
    if pooled:
        (blame_before_pooling,) = pool_backward(pooled, blame)
        blame = blame_before_pooling()
    return normalize_backward(((x - mean) * scale, scale, w, b, axes), blame)


def reference(x, w, b, axes, eps, observe, pool):
    y = relu_reference(normalize_reference(x, w, b, axes, eps))
    return pool_reference(y, window=pool) if pool else y


_batch_norm_relu = fused(forward, backward, reference, name="batch_norm_relu")


def batch_norm_relu(x, running_mean=None, running_var=None, weight=None, bias=None, momentum=0.1,
                    eps=1e-5, pool: Window | None = None) -> Tensor:
    """`batch_norm` in training, cut off below 0, and pooled if there is a window `pool`.

    >>> batch_norm_relu(Tensor([[1.0], [3.0]]))
    Tensor([[0.      ],
            [0.999995]])
    """
    x, w, b, observe = over_the_batch(x, running_mean, running_var, weight, bias, momentum)
    if pool:
        check_fit("max_pool2d", pool, x.shape[2:])
    axes = (0, *range(2, x.ndim))
    return _batch_norm_relu(x, w, b, axes=axes, eps=eps, observe=observe, pool=pool)
