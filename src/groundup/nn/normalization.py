"""Normalization layers: batch, layer, group, instance and RMS norm (chapter 11)."""

from groundup import functional as F
from groundup.functional.batch_norm import forward as batch_norm_forward
from groundup.nn.checks import check_sizes
from groundup.nn.init import ones, zeros
from groundup.nn.module import Module
from groundup.nn.parameter import Parameter


class BatchNorm(Module):
    """Batch norm over any number of places; the classes below say how many axes x has."""

    axes: tuple[int, ...] = ()

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1,
                 affine: bool = True, track_running_stats: bool = True):
        check_sizes(type(self).__name__, num_features=num_features)
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.weight = Parameter(ones((num_features,))) if affine else None
        self.bias = Parameter(zeros((num_features,))) if affine else None
        self.running_mean = self.running_var = None
        if track_running_stats:
            self.register_buffer("running_mean", zeros((num_features,)))
            self.register_buffer("running_var", ones((num_features,)))

    def forward(self, x):
        _check_channels(self, x)
        return F.batch_norm(x, self.running_mean, self.running_var, self.weight, self.bias,
                            self.training, self.momentum, self.eps)

    def infer(self, x):
        if self.running_mean is None:
            return Module.infer(self, x)
        _check_channels(self, x)
        if x.dtype != self.running_mean.dtype:
            raise TypeError(f"x is {x.dtype} and the running mean {self.running_mean.dtype}.")
        scaled = (None if p is None else p.data for p in (self.weight, self.bias))
        w, b, mean, variance = (
            p if p is None else p.reshape(-1, *[1] * (x.ndim - 2))
            for p in (*scaled, self.running_mean, self.running_var))
        return batch_norm_forward(x, w, b, mean, variance, self.eps)[0]

    def extra_repr(self):
        told = [str(self.num_features)]
        told += [] if self.eps == 1e-5 else [f"eps={self.eps}"]
        told += [] if self.momentum == 0.1 else [f"momentum={self.momentum}"]
        told += [] if self.weight is not None else ["affine=False"]
        told += [] if self.running_mean is not None else ["track_running_stats=False"]
        return ", ".join(told)


class BatchNorm1d(BatchNorm):
    """Each channel with mean 0 and variance 1 over the batch; see `F.batch_norm`.

    x (N, C) or (N, C, L), of the same shape comes y. In training the running mean and variance
    move towards the batch's by the share `momentum`; in evaluation mode they take its place, so
    that the output for one sample does not depend on the others. Raises `ValueError` in training
    for a single value per channel.

    >>> from groundup import Tensor
    >>> layer = BatchNorm1d(1)
    >>> layer(Tensor([[1.0], [3.0]])).numpy().round(3).tolist()
    [[-1.0], [1.0]]
    >>> layer.eval()(Tensor([[1.0]])).numpy().round(3)     # (1 - 0.2) / √1.1
    array([[0.763]], dtype=float32)
    """

    axes = (2, 3)


class BatchNorm2d(BatchNorm):
    """`BatchNorm1d` for images: x (N, C, H, W), statistics over N, H and W.

    >>> from groundup import Tensor
    >>> BatchNorm2d(3)(Tensor([[[[1.0, 2.0]]] * 3])).shape
    (1, 3, 1, 2)
    """

    axes = (4,)


class BatchNorm3d(BatchNorm):
    """`BatchNorm1d` for volumes: x (N, C, D, H, W), statistics over all but C.

    >>> from groundup import Tensor
    >>> BatchNorm3d(1)(Tensor([[[[[1.0, 3.0]]]]])).numpy().round(4)
    array([[[[[-1.,  1.]]]]], dtype=float32)
    """

    axes = (5,)


class InstanceNorm(Module):
    """Instance norm over any number of places; the classes below say how many axes x has."""

    axes: tuple[int, ...] = ()

    def __init__(self, num_features: int, eps: float = 1e-5, affine: bool = False):
        check_sizes(type(self).__name__, num_features=num_features)
        self.num_features, self.eps = num_features, eps
        self.weight = Parameter(ones((num_features,))) if affine else None
        self.bias = Parameter(zeros((num_features,))) if affine else None

    def forward(self, x):
        _check_channels(self, x)
        return F.instance_norm(x, self.weight, self.bias, self.eps)

    def extra_repr(self):
        return f"{self.num_features}" + ("" if self.weight is None else ", affine=True")


class InstanceNorm1d(InstanceNorm):
    """Each channel of each sequence with mean 0 and variance 1: x (N, C, L).

    >>> from groundup import Tensor
    >>> InstanceNorm1d(1)(Tensor([[[1.0, 3.0]]])).numpy().round(4)
    array([[[-1.,  1.]]], dtype=float32)
    """

    axes = (3,)


class InstanceNorm2d(InstanceNorm):
    """Each channel of each image with mean 0 and variance 1: x (N, C, H, W).

    Scale and shift are learned only with `affine`, as in PyTorch.

    >>> from groundup import Tensor
    >>> InstanceNorm2d(1)(Tensor([[[[1.0, 3.0]]]])).numpy().round(3).tolist()
    [[[[-1.0, 1.0]]]]
    """

    axes = (4,)


class GroupNorm(Module):
    """Each group of channels of each sample with mean 0 and variance 1; see `F.group_norm`.

    x (N, C, ...), for batches too small for batch norm. Raises `ValueError` unless the groups
    divide the channels.

    >>> from groundup import Tensor
    >>> GroupNorm(2, 4)(Tensor([[1.0, 3.0, 10.0, 30.0]])).numpy().round(3).tolist()
    [[-1.0, 1.0, -1.0, 1.0]]
    """

    def __init__(self, num_groups: int, num_channels: int, eps: float = 1e-5, affine: bool = True):
        check_sizes("GroupNorm", num_groups=num_groups, num_channels=num_channels)
        if num_channels % num_groups:
            raise ValueError(f"GroupNorm: {num_channels} channels do not divide into {num_groups} "
                             "groups.")
        self.num_groups, self.num_channels, self.eps = num_groups, num_channels, eps
        self.weight = Parameter(ones((num_channels,))) if affine else None
        self.bias = Parameter(zeros((num_channels,))) if affine else None

    def forward(self, x):
        if x.ndim < 2 or x.shape[1] != self.num_channels:
            raise ValueError(f"GroupNorm has {self.num_channels} channels; x has shape {x.shape}, "
                             "with channels along axis 1.")
        return F.group_norm(x, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self):
        return f"{self.num_groups}, {self.num_channels}" + (
            "" if self.weight is not None else ", affine=False")


class LayerNorm(Module):
    """Each sample with mean 0 and variance 1 over its last axes; see `F.layer_norm`.

    >>> from groundup import Tensor
    >>> LayerNorm(2)(Tensor([[1.0, 3.0], [10.0, 30.0]])).numpy().round(3).tolist()
    [[-1.0, 1.0], [-1.0, 1.0]]
    """

    def __init__(self, normalized_shape: int | tuple[int, ...], eps: float = 1e-5,
                 elementwise_affine: bool = True, bias: bool = True):
        self.normalized_shape, self.eps = _sizes("LayerNorm", normalized_shape), eps
        self.weight = Parameter(ones(self.normalized_shape)) if elementwise_affine else None
        self.bias = Parameter(zeros(self.normalized_shape)) if elementwise_affine and bias else None

    def forward(self, x):
        return F.layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self):
        told = _told(self.normalized_shape)
        if self.weight is None:
            return f"{told}, elementwise_affine=False"
        return told + ("" if self.bias is not None else ", bias=False")


class RMSNorm(Module):
    """Each sample divided by its root mean square over its last axes; see `F.rms_norm`.

    >>> from groundup import Tensor
    >>> RMSNorm(2)(Tensor([[3.0, 3.0]])).numpy().round(3).tolist()
    [[1.0, 1.0]]
    """

    def __init__(self, normalized_shape: int | tuple[int, ...], eps: float | None = None,
                 elementwise_affine: bool = True):
        self.normalized_shape, self.eps = _sizes("RMSNorm", normalized_shape), eps
        self.weight = Parameter(ones(self.normalized_shape)) if elementwise_affine else None

    def forward(self, x):
        return F.rms_norm(x, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self):
        return _told(self.normalized_shape) + (
            "" if self.weight is not None else ", elementwise_affine=False")


def _check_channels(layer, x):
    name = type(layer).__name__
    if x.ndim not in layer.axes:
        shapes = " or ".join(SHAPES[ndim] for ndim in layer.axes)
        raise ValueError(f"{name} takes {shapes}; x has shape {x.shape}.")
    if x.shape[1] != layer.num_features:
        raise ValueError(f"{name} has {layer.num_features} channels; x has {x.shape[1]} (shape "
                         f"{x.shape}, channels along axis 1).")


SHAPES = {2: "(N, C)", 3: "(N, C, L)", 4: "(N, C, H, W)", 5: "(N, C, D, H, W)"}


def _sizes(name, normalized_shape):
    shape = normalized_shape if isinstance(normalized_shape, tuple | list) else (normalized_shape,)
    for size in shape:
        check_sizes(name, normalized_shape=size)
    return tuple(shape)


def _told(shape):
    return str(shape[0] if len(shape) == 1 else shape)
