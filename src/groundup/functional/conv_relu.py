"""A convolution, the ReLU behind it, and max pooling if it follows, in one operation (chapter 12).

The numbers are those of `conv.py`, `relu.py` and `max_pool.py` one after the other. Pooling comes
before the ReLU, for the largest of numbers cut off at 0 is the largest of them, cut off at 0; there
are fewer of them then. In compiled code the three are done piece by piece while a piece is in the
cache. `nn.Sequential` takes this where the layers follow one another (see `nn/fusion_conv.py`).
"""

import numpy as np

from groundup.autograd import Tensor, fused
from groundup.functional.conv import backward as conv_backward
from groundup.functional.conv import checked_window
from groundup.functional.conv import forward as conv_forward
from groundup.functional.conv import reference as conv_reference
from groundup.functional.max_pool import backward as pool_backward
from groundup.functional.max_pool import forward as pool_forward
from groundup.functional.max_pool import reference as pool_reference
from groundup.functional.relu import relu_backward, relu_reference
from groundup.functional.window import Window, check_fit
from groundup.kernels import twin


@twin
def forward(x, W, b, *, window, groups, pool):     # pool: the window of max pooling, or None
    y, _ = conv_forward(x, W, b, window=window, groups=groups)
    y, pooled = pool_forward(y, window=pool) if pool else (y, None)
    y = y.clip(0, np.inf)
    return y, (x, W, window, groups, pooled, y)


@twin
def infer(x, W, b, *, window, groups, pool):       # the same where nobody asks for the way back
    return forward(x, W, b, window=window, groups=groups, pool=pool)[0]


@twin
def backward(state, g):
    x, W, window, groups, pooled, y = state
    (blame,) = relu_backward(y, g)
    if pooled:
        (blame_before_pooling,) = pool_backward(pooled, blame)
        blame = blame_before_pooling()
    return conv_backward((x, W, window, groups), blame)


def reference(x, W, b, *, window, groups, pool):
    y = relu_reference(conv_reference(x, W, b, window=window, groups=groups))
    return pool_reference(y, window=pool) if pool else y


_conv_relu = fused(forward, backward, reference, name="conv_relu")


def conv2d_relu(x, weight, bias=None, stride=1, padding=0, dilation=1, groups: int = 1,
                pool: Window | None = None) -> Tensor:
    """A convolution whose outputs are cut off below 0, and pooled if there is a window `pool`.

    Shapes, options and errors are those of `conv2d`.

    >>> conv2d_relu(Tensor([[[[1.0, -2.0]]]]), Tensor([[[[3.0]]]]))
    Tensor([[[[3., 0.]]]])
    """
    window = checked_window("conv2d", 2, x, weight, bias, stride, padding, dilation, groups)
    if pool:
        check_fit("max_pool2d", pool, window.places(x.shape[2:]))
    return _conv_relu(x, weight, bias, window=window, groups=groups, pool=pool)
