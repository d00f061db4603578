"""Group norm: each sample normalized within groups of its channels (chapter 11)."""

from math import prod

from groundup.autograd import Tensor
from groundup.functional.floats import floats
from groundup.functional.normalize import normalize, per_channel


def group_norm(x, num_groups, weight=None, bias=None, eps=1e-5) -> Tensor:
    """Each group of channels of each sample normalized over its places (Wu and He, 2018).

        y = (x - μ) / √(σ² + ε) · weight + bias,  μ and σ² for every sample and group

    x (N, C, ...), weight and bias (C,) or None; returns x's shape. One group is layer norm over
    all channels and places, C groups are instance norm. Raises `ValueError` unless the groups
    divide the channels, and where shapes do not fit.

    >>> group_norm(Tensor([[1.0, 3.0, 10.0, 30.0]]), num_groups=2)
    Tensor([[-0.999995, 0.999995, -1.      , 1.      ]])
    """
    x = floats(x)
    per_channel("group_norm", x, weight=weight, bias=bias)
    N, C, *places = x.shape
    if num_groups < 1 or C % num_groups:
        raise ValueError(f"group_norm: {C} channels do not divide into {num_groups} groups.")
    grouped = (num_groups, C // num_groups, 1)             # (groups, channels of each, places)
    w, b = (p if p is None else p.reshape(grouped) for p in (weight, bias))
    y = normalize(x.reshape(N, *grouped[:2], prod(places)), w, b, axes=(2, 3), eps=eps)
    return y.reshape(x.shape)


def instance_norm(x, weight=None, bias=None, eps=1e-5) -> Tensor:
    """Each channel of each sample normalized over its places (Ulyanov et al., 2016).

    x (N, C, ...), weight and bias (C,) or None; returns x's shape. Raises `ValueError` for a
    single place a channel, which would always give 0, and where shapes do not fit.

    >>> instance_norm(Tensor([[[1.0, 3.0], [10.0, 30.0]]]))
    Tensor([[[-0.999995, 0.999995],
             [-1.      , 1.      ]]])
    """
    x = floats(x)
    w, b = per_channel("instance_norm", x, weight=weight, bias=bias)
    if prod(x.shape[2:]) < 2:
        raise ValueError(f"instance_norm needs more than one place per channel; an x of shape "
                         f"{x.shape} has {prod(x.shape[2:]) if x.ndim > 2 else 1}.")
    return normalize(x, w, b, axes=range(2, x.ndim), eps=eps)
