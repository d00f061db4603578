"""Predictions and targets as checked arrays: where shapes that would broadcast are refused."""

import numpy as np
from numpy.typing import ArrayLike


def scores_and_labels(scores: ArrayLike, target: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Scores (N, ..., C) and class indices (N, ...), each index one of the C columns.

    Raises `ValueError` if shapes do not fit, a label is out of range or a score is NaN.

    >>> scores, labels = scores_and_labels([[0.1, 0.9], [0.8, 0.2]], [1, 0])
    >>> scores.shape, labels
    ((2, 2), array([1, 0]))
    """
    scores, target = np.asarray(scores), as_labels(target, "target")
    if scores.shape[:-1] != target.shape or scores.ndim != target.ndim + 1:
        raise ValueError(
            f"Scores have shape {scores.shape} and targets {target.shape}. For targets of shape "
            "(N,) the scores must be (N, classes): one row per sample, one column per class.")
    if scores.shape[-1] == 1:
        raise ValueError(
            f"Scores of shape {scores.shape} have a single column, and the target is "
            f"{target.shape}. If these are binary scores, drop the column: prediction[..., 0].")
    _check_finite(scores, "scores")
    if target.max() >= scores.shape[-1]:
        raise ValueError(f"The target contains the label {target.max()}, but the scores have "
                         f"{scores.shape[-1]} columns, for the labels 0 to {scores.shape[-1] - 1}.")
    return scores, target


def predicted_labels(prediction: ArrayLike, target: ArrayLike,
                     threshold: float = 0.5) -> tuple[np.ndarray, np.ndarray, int]:
    """Class indices predicted, class indices true, and how many classes there are at least.

    `prediction` is one of: class indices (integers) of the target's shape; scores with one more,
    last axis, of which the largest wins; binary scores (floats) of the target's shape, where
    above `threshold` means class 1. Raises `ValueError` for anything else, in particular (N, 1)
    against (N,), which NumPy would broadcast to (N, N).

    >>> predicted_labels([[0.1, 0.9], [0.8, 0.2]], [1, 1])
    (array([1, 0]), array([1, 1]), 2)
    >>> predicted_labels([0.7, 0.2], [1, 1])
    (array([1, 0]), array([1, 1]), 2)
    """
    prediction, target = np.asarray(prediction), as_labels(target, "target")
    if prediction.ndim == target.ndim + 1:
        prediction, target = scores_and_labels(prediction, target)
        return prediction.argmax(-1), target, prediction.shape[-1]
    same_shape("prediction", prediction, target)
    if prediction.dtype.kind in "iub":
        prediction = as_labels(prediction, "prediction")
        return prediction, target, int(max(prediction.max(), target.max())) + 1
    _check_finite(prediction, "prediction")
    if prediction.ndim == 2 and prediction.shape[1] > 1:
        raise ValueError(
            f"Prediction and target both have shape {prediction.shape}. If the target is one-hot, "
            "pass target.argmax(-1); if the columns are separate yes-or-no questions, ravel both.")
    if target.max() > 1:
        raise ValueError(
            f"A prediction of floats in the target's shape {target.shape} is taken as binary "
            f"scores, but the target contains the label {target.max()}. Pass class indices as "
            "integers, or scores with one column per class.")
    return (prediction > threshold).astype(np.int64), target, 2


def as_labels(labels: ArrayLike, what: str) -> np.ndarray:
    """Class indices as integers ≥ 0; whole floats such as 1.0 will do.

    >>> as_labels([0.0, 1.0], "target")
    array([0, 1])
    """
    array = np.asarray(labels)
    if not array.size:
        raise ValueError(f"The {what} is empty.")
    whole = array.dtype.kind in "iub" or (
        array.dtype.kind == "f" and np.isfinite(array).all() and (array == np.floor(array)).all())
    if not whole:
        raise ValueError(f"The {what} must hold class indices 0, 1, 2, ..., "
                         f"not {array.ravel()[:3].tolist()} of dtype {array.dtype}.")
    if array.min() < 0:
        raise ValueError(f"The {what} contains the label {array.min()}; labels count from 0.")
    return array.astype(np.int64)


def as_values(prediction: ArrayLike, target: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Two equally shaped arrays of float64, for regression.

    >>> as_values([1, 2], [1, 3])
    (array([1., 2.]), array([1., 3.]))
    """
    prediction = np.asarray(prediction, dtype=np.float64)
    target = np.asarray(target, dtype=np.float64)
    same_shape("prediction", prediction, target)
    if not target.size:
        raise ValueError("Prediction and target are empty.")
    _check_finite(prediction, "prediction")
    _check_finite(target, "target")
    return prediction, target


def same_shape(what: str, prediction: np.ndarray, target: np.ndarray) -> None:
    """Refuse shapes that differ, even where NumPy would broadcast them.

    >>> same_shape("prediction", np.ones((3, 1)), np.ones(3))
    Traceback (most recent call last):
    ValueError: The prediction has shape (3, 1) and the target (3,). ... target.reshape(-1, 1).
    """
    if prediction.shape == target.shape:
        return
    message = f"The {what} has shape {prediction.shape} and the target {target.shape}."
    if prediction.size == target.size:
        column = ("target.reshape(-1, 1)" if prediction.shape == (prediction.size, 1)
                  else f"target.reshape({prediction.shape})")
        message += f" They would broadcast or mix up: give both one shape, for example by {column}."
    else:
        message += " There must be one prediction per target."
    raise ValueError(message)


def _check_finite(values: np.ndarray, what: str) -> None:
    if values.dtype.kind == "f" and np.isnan(values).any():
        count = int(np.isnan(values).sum())
        raise ValueError(f"The {what} holds NaN ({count} of {values.size} values): "
                         "the model has diverged, or its input held NaN.")
