"""Yes or no, once or for several labels at a time: binary cross-entropy (chapter 6.3)."""

import numpy as np

from groundup.autograd import Tensor, fused, maximum
from groundup.functional.floats import floats
from groundup.functional.sigmoid import sigmoid, sigmoid_forward
from groundup.functional.softplus import softplus_forward, softplus_reference
from groundup.losses.inputs import check_probabilities, matching, reduce

# ---- from probabilities ---------------------------------------------------------------------

LOWEST = -100.0                            # no logarithm is taken to be less, as in PyTorch


def forward(p, t):
    with np.errstate(divide="ignore"):     # log 0
        yes, no = np.log(p), np.log1p(-p)
    return (t - 1) * no.clip(LOWEST, 0) - t * yes.clip(LOWEST, 0), (p, t)


def backward(state, g):
    p, t = state

    def blame_of_target():
        with np.errstate(divide="ignore"):
            return g * (np.log1p(-p).clip(LOWEST, 0) - np.log(p).clip(LOWEST, 0))

    return lambda: g * (p - t) / (p * (1 - p)).clip(1e-12, 1), blame_of_target


def reference(p, t):
    floor = np.exp(LOWEST)
    return (t - 1) * np.log(np.clip(1 - p, floor, None)) - t * np.log(np.clip(p, floor, None))


_of_probabilities = fused(forward, backward, reference, name="binary_cross_entropy")


def binary_cross_entropy(prediction, target, *, reduction: str = "mean") -> Tensor:
    """-t log p - (1 - t) log(1 - p) for probabilities p; logarithms end at -100.

    Both of one shape, both in [0, 1]; `reduction` is "mean", "sum" or "none". Raises `ValueError`
    for different shapes and for what is no probability. From logits, use
    `binary_cross_entropy_with_logits`: it keeps the digits that a sigmoid near 1 has lost.

    >>> round(binary_cross_entropy([0.5, 0.5], [1, 0]).item(), 4)    # ln 2
    0.6931
    """
    name = "binary_cross_entropy"
    p, t = matching(name, prediction, target)
    check_probabilities(name, "predictions", p.data,
                        " If these are logits, use binary_cross_entropy_with_logits.")
    check_probabilities(name, "targets", t.data)
    return reduce(name, _of_probabilities(p, t), reduction)


# ---- from logits: with softplus(x) = log(1 + exp(x)), -log sigmoid(x) = softplus(-x) -----------


def logits_forward(x, t, boost):           # boost: what softplus(-x) counts, 1 + (pos_weight - 1) t
    y, _ = softplus_forward(-x)
    if boost is not None:
        y *= boost
    y += (1 - t) * x
    return y, (x, t, boost)


def logits_backward(state, g):
    x, t, boost = state

    def blame_of_logits():
        no, _ = sigmoid_forward(-x)
        return g * ((1 - t) - (no if boost is None else no * boost))

    return blame_of_logits, lambda: -g * x, lambda: g * softplus_forward(-x)[0]


def logits_reference(x, t, boost):
    y = softplus_reference(-x)
    return (1 - t) * x + (y if boost is None else boost * y)


_of_logits = fused(logits_forward, logits_backward, logits_reference,
                   name="binary_cross_entropy_with_logits")


def binary_cross_entropy_with_logits(logits, target, *, reduction: str = "mean",
                                     pos_weight=None) -> Tensor:
    """-w t log σ(x) - (1 - t) log(1 - σ(x)) for logits x, with w = `pos_weight` (1 by default).

    logits and target of one shape, target in [0, 1]; `pos_weight` is a number or fits the last
    axes, and counts the yeses w times. `reduction` is "mean", "sum" or "none". Exact for logits of
    any size. Raises `ValueError` for shapes that do not fit and targets that are no probabilities.

    >>> binary_cross_entropy_with_logits([1000.0, -1000.0], [0, 0], reduction="none")
    Tensor([1000.,    0.])
    """
    name = "binary_cross_entropy_with_logits"
    x, t = matching(name, logits, target)
    check_probabilities(name, "targets", t.data)
    boost = None
    if pos_weight is not None:
        w = np.asarray(pos_weight, dtype=x.dtype)
        if w.shape != x.shape[x.ndim - w.ndim :] and w.size != 1:
            raise ValueError(f"{name}: pos_weight has shape {w.shape}; for logits of shape "
                             f"{x.shape} it is one number or of shape {x.shape[-1:]}.")
        boost = 1 + (w - 1) * t
    return reduce(name, _of_logits(x, t, boost), reduction)


def binary_focal(logits, target, *, alpha: float | None = 0.25, gamma: float = 2.0,
                 reduction: str = "mean") -> Tensor:
    """Binary cross-entropy that all but forgets what is already right: α_t (1 - p_t)^γ · BCE.

    p_t is the probability given to the truth; α_t is `alpha` for a yes and 1 - alpha for a no,
    None to leave it out. logits and target of one shape; `reduction` is "mean" (torchvision:
    "none"), "sum" or "none". Raises as `binary_cross_entropy_with_logits` does. Lin et al.,
    "Focal Loss for Dense Object Detection" (2017).

    >>> round(binary_focal([0.0], [1], alpha=None, gamma=2.0).item(), 4)     # ln 2 / 4
    0.1733
    """
    x, t = matching("binary_focal", logits, target)
    losses = binary_cross_entropy_with_logits(x, t, reduction="none")
    p = sigmoid(x)
    losses = losses * miss(p * (1 - t) + (1 - p) * t) ** check_gamma("binary_focal", gamma)
    if alpha is not None:
        losses = losses * (alpha * t + (1 - alpha) * (1 - t))
    return reduce("binary_focal", losses, reduction)


def miss(p) -> Tensor:
    """A missing probability, kept off 0, where a power below 1 has no slope."""
    return maximum(floats(p), 1e-12)


def check_gamma(name, gamma):
    if not gamma >= 0:
        raise ValueError(f"{name}: gamma is {gamma}; it must not be negative.")
    return gamma
