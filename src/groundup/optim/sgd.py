"""Stochastic gradient descent, with momentum (chapter 7): walk downhill, and keep some speed."""

from collections.abc import Iterable

from groundup.optim.groups import Rate
from groundup.optim.optimizer import Optimizer


class SGD(Optimizer):
    """Step against the gradient, or against a velocity that sums past gradients.

        v ← momentum · v + g,    p ← p - lr · v
        with Nesterov            p ← p - lr · (g + momentum · v)

    `weight_decay` adds weight_decay · p to the gradient, which is an L2 penalty. The book stores
    momentum · v - lr · g instead, equal as long as lr is constant. Raises `ValueError` for
    Nesterov without momentum. Source: Polyak 1964; Sutskever et al. 2013 (Nesterov).

    >>> from groundup.autograd import Tensor
    >>> w = Tensor([3.0], requires_grad=True)
    >>> optimizer = SGD([w], lr=0.1, momentum=0.9)
    >>> (w * w).sum().backward(); optimizer.step(); w.numpy().round(4)
    array([2.4], dtype=float32)
    """

    elementwise = True

    def __init__(self, params: Iterable, lr: Rate = 1e-3, momentum: float = 0.0, *,
                 nesterov: bool = False, weight_decay: float = 0.0):
        if nesterov and not momentum:
            raise ValueError("Nesterov's step looks ahead along the momentum: pass momentum=0.9.")
        super().__init__(params, lr, momentum=momentum, nesterov=nesterov,
                         weight_decay=weight_decay)

    def slots(self, group):
        return ("v",) if group["momentum"] else ()

    def update(self, p, g, state, lr, momentum, nesterov, weight_decay):
        if weight_decay:
            g = g + weight_decay * p
        if momentum:
            v = state["v"]
            v *= momentum
            v += g                                          # velocity
            g = g + momentum * v if nesterov else v
        p -= lr * g
