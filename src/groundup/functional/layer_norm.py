"""Layer norm: each sample with mean 0 and variance 1 over its own features (chapter 11)."""

from groundup.autograd import Tensor
from groundup.functional.floats import floats
from groundup.functional.normalize import normalize


def trailing_axes(name, x, normalized_shape, **parameters):
    """The last axes of x, which must have `normalized_shape`, and each parameter that shape too."""
    shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
    if not shape or x.shape[-len(shape):] != shape:
        raise ValueError(f"{name} over {shape} needs an x that ends in these axes; it has shape "
                         f"{x.shape}.")
    for part, p in parameters.items():
        if p is not None and p.shape != shape:
            raise ValueError(f"{name}: {part} has shape {p.shape}, but must have that of the "
                             f"normalized axes, {shape}.")
    return tuple(range(x.ndim - len(shape), x.ndim))


def layer_norm(x, normalized_shape, weight=None, bias=None, eps=1e-5) -> Tensor:
    """Each sample normalized over its last axes (Ba, Kiros and Hinton, 2016).

        y = (x - μ) / √(σ² + ε) · weight + bias,  μ and σ² over the axes of `normalized_shape`

    x (..., *normalized_shape), weight and bias of `normalized_shape` or None; returns x's shape.
    It does not matter what else is in the batch, so training and use are alike. Raises
    `ValueError` where shapes do not fit.

    >>> layer_norm(Tensor([[1.0, 3.0], [10.0, 30.0]]), 2)
    Tensor([[-0.999995, 0.999995],
            [-1.      , 1.      ]])
    """
    x = floats(x)
    axes = trailing_axes("layer_norm", x, normalized_shape, weight=weight, bias=bias)
    return normalize(x, weight, bias, axes, eps)
