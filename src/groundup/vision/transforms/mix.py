"""MixUp and CutMix: two pictures in one, and their labels in the same proportion.

They take a batch, the way it comes from a loader, and each picture is mixed with another of the
same batch. Targets are probabilities, (N, K): for class numbers y give `np.eye(K)[y]`.
"""

import numpy as np
from numpy.typing import ArrayLike

from groundup.backend import Rng, generator

Batch = tuple[np.ndarray, np.ndarray]


def mixup(x: ArrayLike, target: ArrayLike, alpha: float = 0.2, rng: Rng = None) -> Batch:
    """λ x + (1 − λ) x', and the same for the target; λ ~ Beta(alpha, alpha), one for the batch.

    x (N, ...), target (N, K) with rows that sum to 1. Raises `ValueError` for shapes that do not
    fit or an alpha that is not above 0. Source: Zhang et al., "mixup" (2018).

    >>> x, target = mixup(np.eye(2), np.eye(2), rng=1)
    >>> np.array_equal(x, target), target.sum(axis=1).tolist()
    (True, [1.0, 1.0])
    """
    inputs, targets = _batch(x, target)
    share, partner = _partners(len(inputs), alpha, rng)
    return _blend(inputs, inputs[partner], share), _blend(targets, targets[partner], share)


def cutmix(images: ArrayLike, target: ArrayLike, alpha: float = 1.0, rng: Rng = None) -> Batch:
    """A rectangle of each picture is replaced by the same one of another picture.

    Its sides are √(1 − λ) of the picture's, λ ~ Beta(alpha, alpha), around a centre that lies
    anywhere; it is cut at the border, and the targets are mixed by the area that was replaced.

    images (N, C, H, W), target (N, K). Errors as in `mixup`. Source: Yun et al., "CutMix" (2019).

    >>> images = np.arange(2.0)[:, None, None, None] * np.ones((2, 1, 8, 8))
    >>> mixed, target = cutmix(images, np.eye(2), rng=0)
    >>> np.array_equal(mixed.mean(axis=(1, 2, 3)), target[:, 1])
    True
    """
    inputs, targets = _batch(images, target)
    if inputs.ndim != 4:
        raise ValueError(f"The images have shape {inputs.shape}; expected (N, C, H, W).")
    rng = generator(rng)
    share, partner = _partners(len(inputs), alpha, rng)
    size = np.array(inputs.shape[2:])
    centre, half = rng.uniform(0, size), size * np.sqrt(1 - share) / 2
    (top, left), (bottom, right) = (np.clip(np.round(edge), 0, size).astype(int)
                                    for edge in (centre - half, centre + half))
    part = (..., slice(top, bottom), slice(left, right))
    mixed = inputs.copy()
    mixed[part] = inputs[partner][part]
    kept = 1 - (bottom - top) * (right - left) / size.prod()
    return mixed, _blend(targets, targets[partner], kept)


def _blend(a: np.ndarray, b: np.ndarray, share: float) -> np.ndarray:
    share = float(share)                                # a Python number leaves float32 as it is
    return share * a + (1 - share) * b


def _partners(count: int, alpha: float, rng: Rng) -> tuple[float, np.ndarray]:
    """The share λ that stays, and with whom each sample is mixed (N,)."""
    if not alpha > 0:
        raise ValueError(f"alpha is {alpha}; expected a number above 0.")
    rng = generator(rng)
    return rng.beta(alpha, alpha), rng.permutation(count)


def _batch(x: ArrayLike, target: ArrayLike) -> Batch:
    x, target = np.asarray(x), np.asarray(target)
    if target.ndim != 2 or len(target) != len(x) or x.ndim < 2:
        raise ValueError(f"x has shape {x.shape} and the target {target.shape}; expected (N, ...) "
                         "and probabilities (N, K): np.eye(K)[y] for class numbers y.")
    if x.dtype.kind != "f":
        raise TypeError(f"x holds {x.dtype} values; expected floats: divide pixels by 255.")
    return x, target if target.dtype.kind == "f" else target.astype(x.dtype)
