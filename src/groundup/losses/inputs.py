"""What every loss checks before it computes, and how it becomes one number.

NumPy broadcasts (N,) against (N, 1) to (N, N): the loss would be the mean over all pairs, and the
network would learn to predict the average. Hence shapes must be equal here, not just fit.
"""

import numpy as np

from groundup.autograd import Tensor
from groundup.functional.floats import floats


def matching(name, prediction, target) -> tuple[Tensor, Tensor]:
    """Prediction and target as tensors of one shape and one dtype.

    Integers, booleans and lists in the target take the dtype of the prediction. Raises
    `ValueError` for different shapes, `TypeError` for two float dtypes.

    >>> matching("mse", [0.5, 2.0], [1, 2])
    (Tensor([0.5, 2. ]), Tensor([1., 2.]))
    """
    prediction = floats(prediction)
    target = as_constants(target, prediction.dtype)
    if prediction.shape != target.shape:
        raise ValueError(
            f"{name}: the prediction has shape {prediction.shape} and the target {target.shape}; "
            f"they must be equal.{_how_to_fit(prediction.shape, target.shape)}"
        )
    if prediction.dtype != target.dtype:
        raise TypeError(
            f"{name}: the prediction is {prediction.dtype} and the target {target.dtype}; nothing "
            f"is converted silently. Use target.astype('{prediction.dtype}')."
        )
    return prediction, target


def as_constants(x, dtype) -> Tensor:
    """Targets and weights as tensors of floats; what are no floats yet take the dtype given."""
    if not isinstance(x, Tensor | np.ndarray):
        return Tensor(x, dtype=dtype)
    x = x if isinstance(x, Tensor) else Tensor(x)
    return x if x.dtype.kind == "f" else x.astype(dtype)


def _how_to_fit(shape, target):
    if np.prod(shape) != np.prod(target):
        return ""
    return f" Both hold as many numbers: use target.reshape({shape})."


def check_probabilities(name, what, p, hint="") -> None:
    """Raise `ValueError` if a probability is NaN, below 0 or above 1."""
    p = np.asarray(p)
    if p.size and not (p.min() >= 0 and p.max() <= 1 + 1e-6):      # NaN compares as False
        wrong = p[~((p >= 0) & (p <= 1 + 1e-6))][0]
        raise ValueError(f"{name}: {what} must lie in [0, 1]; there is {wrong:.6g} in it.{hint}")


def reduce(name, values, reduction) -> Tensor:
    """The mean of the values, their sum, or all of them as they are.

    Raises `ValueError` for another reduction, and for the mean of nothing.

    >>> reduce("mse", Tensor([1.0, 3.0]), "mean")
    Tensor(2.)
    """
    check_reduction(name, reduction, values.size)
    return {"mean": values.mean, "sum": values.sum, "none": lambda: values}[reduction]()


def check_reduction(name, reduction, size) -> None:
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(
            f"{name}: reduction is {reduction!r}; it can be 'mean', 'sum' or 'none'."
        )
    if reduction == "mean" and not size:
        raise ValueError(f"{name}: the batch is empty, and nothing has no mean. Skip it.")
