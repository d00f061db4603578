"""Regularizers: what weights cost, so that a model keeps them small (chapter 9).

Add the penalty to the loss: `loss = cross_entropy(...) + l2(weights, 1e-4)`. Biases are commonly
left out: `weights = [p for name, p in model.named_parameters() if name.endswith("weight")]`.
"""

from collections.abc import Iterable

import numpy as np

from groundup.autograd import Tensor, fused
from groundup.autograd import abs as absolute


def l1(params: Iterable[Tensor], strength: float) -> Tensor:
    """strength · Σ|w|: pulls every weight to 0 with the same force, so that many end there.

    Weights of any shapes. The gradient is strength · sign(w), and 0 at w = 0, as in PyTorch; the
    book takes +strength there, which would push a weight that has reached 0 away again. Raises
    `ValueError` for a negative strength or no parameters.

    >>> w = Tensor([3.0, 0.0, -2.0], requires_grad=True)
    >>> penalty = l1([w], 0.5); penalty.backward()
    >>> penalty.item(), w.grad
    (2.5, array([ 0.5,  0. , -0.5], dtype=float32))
    """
    return _l1(*_checked(params, strength), strength=float(strength))


def l2(params: Iterable[Tensor], strength: float) -> Tensor:
    """strength · Σw²: pulls large weights most; the gradient is 2 · strength · w.

    Weights of any shapes. The book's convention, without the ½ of others: twice as strong as a
    `weight_decay` of the same number in SGD. Raises `ValueError` for a negative strength or no
    parameters.

    >>> w = Tensor([3.0, -2.0], requires_grad=True)
    >>> penalty = l2([w], 0.5); penalty.backward()
    >>> penalty.item(), w.grad
    (6.5, array([ 3., -2.], dtype=float32))
    """
    return _l2(*_checked(params, strength), strength=float(strength))


def elastic(params: Iterable[Tensor], l1_strength: float, l2_strength: float) -> Tensor:
    """l1_strength · Σ|w| + l2_strength · Σw²: both at once (Zou and Hastie, 2005).

    Shapes and errors as in `l1`.

    >>> elastic([Tensor([3.0, -2.0])], l1_strength=1.0, l2_strength=0.5).item()
    11.5
    """
    params = _checked(params, l1_strength)
    return l1(params, l1_strength) + l2(params, l2_strength)


def max_norm(params: Iterable[Tensor], limit: float) -> None:
    """Shorten the incoming weights of every neuron to at most `limit`, in place, after a step.

    A neuron's weights are a column of a dense layer's (in, out), or a filter of a convolution's
    (out, in, *kernel); tensors with one axis are left alone. Commonly used beside dropout
    (Srivastava et al., 2014, section 5.1). Raises `ValueError` for a limit that is not positive.

    >>> w = Tensor([[3.0, 0.3], [4.0, 0.4]], requires_grad=True)
    >>> max_norm([w], limit=1.0); w.numpy()
    array([[0.6, 0.3], [0.8, 0.4]], dtype=float32)
    """
    if not limit > 0:
        raise ValueError(f"The limit of a norm must be positive, not {limit}.")
    for w in [params] if isinstance(params, Tensor) else params:
        if w.ndim > 1:
            incoming = 0 if w.ndim == 2 else tuple(range(1, w.ndim))
            length = np.sqrt(np.square(w.data).sum(axis=incoming, keepdims=True))
            w.data[...] *= limit / np.maximum(length, limit)
            w.touch()


def _l1_forward(*weights, strength):
    return strength * sum(np.abs(w).sum() for w in weights), (weights, strength)


def _l1_backward(state, g):
    weights, strength = state
    return [lambda w=w: g * strength * np.sign(w) for w in weights]


def _l1_reference(*weights, strength):
    return strength * sum(absolute(w).sum() for w in weights)


def _l2_forward(*weights, strength):
    return strength * sum(np.vdot(w, w) for w in weights), (weights, strength)


def _l2_backward(state, g):
    weights, strength = state
    return [lambda w=w: (2 * strength * g) * w for w in weights]


def _l2_reference(*weights, strength):
    return strength * sum((w * w).sum() for w in weights)


_l1 = fused(_l1_forward, _l1_backward, _l1_reference, name="l1")
_l2 = fused(_l2_forward, _l2_backward, _l2_reference, name="l2")


def _checked(params, strength):
    if not 0 <= strength < float("inf"):
        raise ValueError(f"The strength of a penalty is a finite number ≥ 0, not {strength}.")
    if hasattr(params, "named_parameters"):
        raise TypeError("A penalty takes parameters, not a model: pass model.parameters().")
    params = [params] if isinstance(params, Tensor) else list(params)
    if not params:
        raise ValueError("There are no parameters to penalize; a generator that was already used "
                         "up is empty too.")
    return params
