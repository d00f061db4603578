"""Losses of overlap, for regions that are small beside the rest of the picture."""

from groundup.autograd import Tensor
from groundup.losses.inputs import check_probabilities, matching, reduce


def dice(prediction, target, *, smooth: float = 1.0, reduction: str = "mean") -> Tensor:
    """1 - Dice's overlap, twice what is shared over what there is.

        1 - (2 Σ p t + smooth) / (Σ p + Σ t + smooth)    over the pixels of a sample and class

    prediction (N, C, ...) of probabilities, target of that shape (one-hot, or soft); binary masks
    have C = 1. `reduction` is "mean" over samples and classes, "sum" or "none", (N, C). `smooth`
    keeps it defined where there is nothing to find. Raises as `tversky`. Milletari, Navab and
    Ahmadi, "V-Net" (2016), without their squares.

    >>> p, t = [[[1.0, 1.0, 0.0, 0.0]]], [[[1.0, 0.0, 0.0, 0.0]]]
    >>> round(dice(p, t, smooth=0.0).item(), 4)
    0.3333
    """
    return tversky(prediction, target, alpha=0.5, beta=0.5, smooth=smooth / 2, reduction=reduction)


def tversky(prediction, target, *, alpha: float = 0.3, beta: float = 0.7, smooth: float = 1.0,
            reduction: str = "mean") -> Tensor:
    """1 - Tversky's overlap, which weighs false alarms and misses differently.

        1 - (TP + smooth) / (TP + alpha · FP + beta · FN + smooth)
        TP = Σ p t,  FP = Σ p (1 - t),  FN = Σ (1 - p) t

    prediction, target and reduction as in `dice`, which is alpha = beta = 1/2; alpha = beta = 1
    is 1 - IoU. A beta above alpha finds more, at the price of false alarms. Raises `ValueError`
    for different shapes, fewer than three axes and what is no probability. Salehi, Erdogmus and
    Gholipour, "Tversky Loss Function for Image Segmentation" (2017).

    >>> p, t = [[[1.0, 1.0, 0.0, 0.0]]], [[[1.0, 0.0, 0.0, 0.0]]]
    >>> tversky(p, t, alpha=1.0, beta=1.0, smooth=0.0).item()
    0.5
    """
    p, t = matching("tversky", prediction, target)
    if p.ndim < 3:
        raise ValueError(f"tversky: the prediction has shape {p.shape}; it must be (N, C, ...), "
                         "with C = 1 for binary masks.")
    check_probabilities("tversky", "predictions", p.data, " For logits, apply sigmoid or softmax.")
    check_probabilities("tversky", "targets", t.data)
    pixels = tuple(range(2, p.ndim))
    shared = (p * t).sum(axis=pixels)
    false, missed = p.sum(axis=pixels) - shared, t.sum(axis=pixels) - shared
    overlap = (shared + smooth) / (shared + alpha * false + beta * missed + smooth)
    return reduce("tversky", 1 - overlap, reduction)
