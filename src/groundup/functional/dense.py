"""Dense layer, y = x W + b: every output weighs every input (chapters 3 and 8)."""

from math import prod

from groundup.autograd import Tensor, fused
from groundup.functional.rows import over_rows, times
from groundup.kernels import twin


def weighted_sums(x, W, b):                # x (..., I) · W (I, O) · b (O,) or None
    y = times(x, W)                        # y (..., O)
    if b is not None:
        y += b
    return y


def forward(x, W, b):
    return weighted_sums(x, W, b), (x, W)


def backward(state, g):                    # g (..., O): how the loss changes with each output
    x, W = state
    rows, blame = x.reshape(-1, x.shape[-1]), g.reshape(-1, g.shape[-1])
    return (
        lambda: times(g, W.T),             # (..., I)  blame of the inputs
        lambda: times(rows.T, blame),      # (I, O)    blame of the weights
        lambda: over_rows(blame),          # (O,)      blame of the biases
    )


def reference(x, W, b):
    y = x @ W
    return y if b is None else y + b


_dense = fused(twin(forward), backward, reference, name="dense")


def dense(x, weight, bias=None) -> Tensor:
    """A weighted sum of the inputs for each output, plus a bias: y = x W + b.

    x (..., in_features), weight (in_features, out_features), bias (out_features,) or None;
    returns (..., out_features). Raises `ValueError` where the features do not fit.

    >>> dense(Tensor([[1.0, 2.0]]), Tensor([[1.0], [10.0]]), Tensor([0.5]))
    Tensor([[21.5]])
    """
    return _dense(fitting(x, weight), weight, bias)


def fitting(x, weight):
    """x as a tensor, if its features fit the weight; whole numbers follow the weight's dtype."""
    x = x if isinstance(x, Tensor) else Tensor(x)
    a, expected = x.data, weight.data.shape[0]
    features = a.shape[-1] if a.ndim else 0
    if features != expected:
        raise ValueError(
            f"dense: x has {features} features (shape {x.shape}), the weight expects "
            f"{expected} (shape {weight.shape}, that is (in_features, out_features))."
            f"{_how_to_fit(x.shape, expected)}"
        )
    return x if a.dtype.kind == "f" else x.astype(weight.dtype)


def _how_to_fit(shape, expected):
    if len(shape) > 2 and prod(shape[1:]) == expected:
        return " Flatten all axes but the first: nn.Flatten()."
    if len(shape) == 1 and expected == 1:
        return " If these are samples of one feature each, use x[:, None]."
    return ""
