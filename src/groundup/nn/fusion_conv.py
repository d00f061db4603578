"""Convolutions that `Sequential` runs together with what follows; see `fusion.py`."""

from functools import lru_cache

from groundup.functional.batch_norm_relu import batch_norm_relu
from groundup.functional.conv_relu import conv2d_relu, infer
from groundup.functional.window import make_window
from groundup.nn.activations import ReLU
from groundup.nn.conv import Conv2d
from groundup.nn.normalization import BatchNorm2d
from groundup.nn.pool import MaxPool2d


def _conv_and_relu(x, conv, relu, pool=None):
    if conv.padding_mode != "zeros":
        return NotImplemented
    window = None
    if pool is not None:
        window = _separate(pool)
        if window is None:
            return NotImplemented
    return conv2d_relu(x, conv.weight, conv.bias, conv.stride, conv.padding, conv.dilation,
                       conv.groups, window)


def _norm_and_relu(x, norm, relu, pool=None):
    window = None if pool is None else _separate(pool)
    if not norm.training or (pool is not None and window is None) or x.ndim not in norm.axes:
        return NotImplemented
    return batch_norm_relu(x, norm.running_mean, norm.running_var, norm.weight, norm.bias,
                           norm.momentum, norm.eps, window)


@lru_cache(maxsize=256)
def _separate_window(kernel, stride, padding, dilation, ceil_mode):
    """The window of a pooling, if no two windows overlap and none reaches over the edge."""
    window = make_window("max_pool2d", 2, kernel, kernel if stride is None else stride, padding,
                         dilation)
    plain = window.kernel == window.stride and window.padding == ((0, 0), (0, 0))
    return window if plain and window.dilation == (1, 1) and not ceil_mode else None


def _separate(pool):
    return _separate_window(pool.kernel_size, pool.stride, pool.padding, pool.dilation,
                            pool.ceil_mode)


def _infer_conv_and_relu(x, conv, relu, pool=None):
    window = None if pool is None else _separate(pool)
    if conv.padding_mode != "zeros" or (pool is not None and window is None):
        return NotImplemented
    around = conv.window(x)
    if window and not all(window.places(around.places(x.shape[2:]))):
        return NotImplemented
    return infer(x, *conv.operands(), window=around, groups=conv.groups, pool=window)


PATTERNS = {
    (Conv2d, ReLU): _conv_and_relu,
    (Conv2d, ReLU, MaxPool2d): _conv_and_relu,
    (BatchNorm2d, ReLU): _norm_and_relu,
    (BatchNorm2d, ReLU, MaxPool2d): _norm_and_relu,
}

INFER = {kinds: _infer_conv_and_relu for kinds in ((Conv2d, ReLU), (Conv2d, ReLU, MaxPool2d))}
