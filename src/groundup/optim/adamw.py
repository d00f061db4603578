"""AdamW: Adam, with the weights decayed by themselves instead of through the gradient."""

from collections.abc import Iterable

from groundup.optim.adam import Adam
from groundup.optim.groups import Rate


class AdamW(Adam):
    """Shrink the weights by lr · weight_decay, then take Adam's step.

        p ← (1 - lr · weight_decay) · p,    then Adam without weight decay

    In Adam a penalty's gradient is divided by √v̂ like any other, so that weights with large
    gradients are hardly decayed; here all are decayed alike.
    Source: Loshchilov and Hutter 2019, algorithm 2.

    >>> from groundup.autograd import Tensor
    >>> w = Tensor([3.0], requires_grad=True)
    >>> optimizer = AdamW([w], lr=0.1, weight_decay=0.5)
    >>> (w * 0.0).sum().backward(); optimizer.step(); w.numpy().round(4)   # no gradient, yet decay
    array([2.85], dtype=float32)
    """

    def __init__(self, params: Iterable, lr: Rate = 1e-3, betas: tuple[float, float] = (0.9, 0.999),
                 eps: float = 1e-8, weight_decay: float = 1e-2, *, amsgrad: bool = False):
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad=amsgrad)

    def update(self, p, g, state, lr, betas, eps, weight_decay, amsgrad):
        p *= 1 - lr * weight_decay
        super().update(p, g, state, lr, betas, eps, 0.0, amsgrad)
