"""Choose the next token from a model's scores: temperature, top-k and top-p (14.4, 18.2)."""

import numpy as np
from numpy.typing import ArrayLike

from groundup.backend import Rng, generator


def sampling_probabilities(logits: ArrayLike, temperature: float = 1.0, top_k: int | None = None,
                           top_p: float | None = None) -> np.ndarray:
    """The probabilities (..., V), float64, by which `sample` draws from logits (..., V).

    p = softmax(logits / temperature), then, if asked for,

    - `top_k`: only the k most probable tokens keep theirs (Fan et al. 2018);
    - `top_p`: only the smallest set of most probable tokens whose sum reaches p (Holtzman et al.
      2020, "nucleus"), counted after top_k;

    and what is left is divided by its sum. Temperature 0 gives everything to the largest logit.
    Among equals, the lower id counts as more probable. A logit of −∞ rules a token out. Raises
    `ValueError` for a negative temperature, k below 1, p not in (0, 1], and logits that are NaN,
    +∞ or all −∞.

    >>> logits = np.log([0.5, 0.3, 0.2])
    >>> sampling_probabilities(logits, top_k=2).round(3)
    array([0.625, 0.375, 0.   ])
    >>> sampling_probabilities(logits, top_p=0.4), sampling_probabilities(logits, temperature=0)
    (array([1., 0., 0.]), array([1., 0., 0.]))
    """
    x = np.asarray(logits, np.float64)
    check(x, temperature, top_k, top_p)
    if temperature == 0:
        temperature, top_k = 1.0, 1
    x = x - x.max(axis=-1, keepdims=True)
    with np.errstate(over="ignore"):                       # tiny temperatures: −∞ is right
        p = np.exp(x / temperature)
    p /= p.sum(axis=-1, keepdims=True)
    if top_k is None and top_p in (None, 1):
        return p

    order = np.argsort(-x, axis=-1, kind="stable")         # most probable first
    ranked = np.take_along_axis(p, order, axis=-1)
    if top_k is not None:
        ranked[..., top_k:] = 0
        ranked /= ranked.sum(axis=-1, keepdims=True)
    if top_p is not None:
        before = np.cumsum(ranked, axis=-1) - ranked
        ranked[before >= top_p] = 0                        # p was reached before this token
        ranked /= ranked.sum(axis=-1, keepdims=True)
    np.put_along_axis(p, order, ranked, axis=-1)
    return p


def sample(logits: ArrayLike, temperature: float = 1.0, top_k: int | None = None,
           top_p: float | None = None, rng: Rng = None) -> np.ndarray:
    """Draw one token id (...) for each row of logits (..., V), int64.

    Options and errors as in `sampling_probabilities`. Temperature 0 is the argmax and draws no
    random number.

    >>> sample([[0.0, 5.0, 1.0], [9.0, 2.0, 3.0]], temperature=0)
    array([1, 0])
    >>> np.bincount(sample(np.log(np.full((1000, 2), [0.9, 0.1])), rng=0)) / 1000
    array([0.9..., 0.0...])
    """
    p = sampling_probabilities(logits, temperature, top_k, top_p)
    if temperature == 0:
        return p.argmax(axis=-1)
    edges = np.cumsum(p, axis=-1)
    edges /= edges[..., -1:]                               # the last is exactly 1, and u below it
    u = generator(rng).random(p.shape[:-1])[..., None]
    return (edges <= u).sum(axis=-1)                       # the first edge above u


def check(x, temperature, top_k, top_p):
    if x.ndim == 0 or x.shape[-1] == 0:
        raise ValueError(f"Logits have one score a token, shape (..., V), not {x.shape}.")
    if not 0 <= temperature < np.inf:
        raise ValueError(f"temperature must be 0 or positive, not {temperature}.")
    if top_k is not None and (top_k != int(top_k) or top_k < 1):
        raise ValueError(f"top_k is how many tokens to keep, at least 1, not {top_k}.")
    if top_p is not None and not 0 < top_p <= 1:
        raise ValueError(f"top_p is a probability above 0 and at most 1, not {top_p}.")
    if np.isnan(x).any() or (x == np.inf).any():
        raise ValueError("The logits hold NaN or +inf. Look for where the model first gives them.")
    if (x == -np.inf).all(axis=-1).any():
        raise ValueError("A row of logits is -inf throughout: no token is left to choose.")
