"""Gradient check: is a derivative what small differences say it is? (chapter 8)"""

import numpy as np

from groundup.autograd.derive import grad, tie
from groundup.autograd.tensor import Tensor
from groundup.backend import Rng, generator


class GradientError(AssertionError):
    """A gradient that small differences contradict."""


def gradcheck(f, *inputs, order=1, step=1e-6, rtol=1e-6, atol=1e-8, rng: Rng = 0) -> bool:
    """Compare the gradients of `f` with central differences, along random directions.

    For a random direction v of the inputs and a random weighting u of the outputs,

        uᵀ J v   must equal   uᵀ (f(x + h v) - f(x - h v)) / 2h.

    Two evaluations check all entries at once; `order=2` checks the gradient's own gradient in the
    same way. Inputs and outputs have any shapes. Returns True. Raises `GradientError` naming the
    input and the entry that is worst, `TypeError` for inputs that are not float64: in float32 the
    difference drowns in rounding.

    >>> gradcheck(lambda x, y: (x * y).tanh(), np.array([0.5, -1.0]), np.array([2.0, 3.0]))
    True
    """
    rng = generator(rng)
    leaves = [Tensor(np.array(x), requires_grad=True) for x in inputs]
    for i, leaf in enumerate(leaves):
        if leaf.dtype != np.float64:
            raise TypeError(
                f"Input {i} is {leaf.dtype}; small differences need float64: x.astype('float64')."
            )
    y = f(*leaves)
    u = rng.standard_normal(y.shape)

    def weighted(*xs):
        return (f(*xs) * u).sum()

    grads = grad(y, leaves, u)
    directions = [rng.standard_normal(x.shape) for x in leaves]
    exact = sum(float((g.data * v).sum()) for g, v in zip(grads, directions))
    above, below = (
        _value(weighted, [x.data + h * v for x, v in zip(leaves, directions)])
        for h in (step, -step)
    )
    numeric = (above - below) / (2 * step)
    scale = sum(float(np.abs(g.data * v).sum()) for g, v in zip(grads, directions))
    if not abs(exact - numeric) <= atol + rtol * max(scale, abs(numeric)):
        raise GradientError(_worst(weighted, leaves, grads, step))
    if order > 1:
        def gradients(*xs):
            first = grad(weighted(*xs), xs, create_graph=True)
            return tie(sum((g * v).sum() for g, v in zip(first, directions)), xs)

        gradcheck(gradients, *(x.data for x in leaves), order=order - 1, step=step, rtol=rtol,
                  atol=atol, rng=rng)
    return True


def _value(f, arrays):
    return f(*(Tensor(x, requires_grad=True) for x in arrays)).item()


def _worst(f, leaves, grads, step):
    """Differences entry by entry, to say where the gradient is wrong."""
    worst = (-1.0, "")
    for i, (leaf, g) in enumerate(zip(leaves, grads)):
        for place in np.ndindex(leaf.shape):
            at = []
            for h in (step, -step):
                arrays = [x.data.copy() for x in leaves]
                arrays[i][place] += h
                at.append(_value(f, arrays))
            numeric, exact = (at[0] - at[1]) / (2 * step), float(g.data[place])
            gap = abs(numeric - exact) / max(1.0, abs(numeric))
            gap = np.inf if np.isnan(gap) else gap
            if gap > worst[0]:
                worst = (gap, f"input {i}, entry {list(place)}: the gradient is {exact:.6g}, "
                              f"small differences give {numeric:.6g}")
    return f"The gradient is wrong. Worst place: {worst[1]}."
