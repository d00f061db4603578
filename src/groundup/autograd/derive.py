"""Derivatives of functions: gradients, Jacobians, Hessians, and their products with a vector.

Each is a few lines over one sweep. Functions take and return tensors; where there are several
inputs, pass a tuple, and a tuple comes back (chapters 8 and 15).
"""

import numpy as np

from groundup.autograd.sweep import pull
from groundup.autograd.tensor import Tensor, wrap


def grad(output, inputs, seed=None, create_graph=False):
    """The gradient of a tensor with respect to others, as tensors of their shapes.

    `seed`, of the output's shape, says how much each of its entries counts (default: 1, for an
    output of one element). Under `create_graph` the result can be differentiated again. No `.grad`
    changes. Raises `RuntimeError` where the output depends on nothing that asks for a gradient,
    `TypeError` for an output that is no tensor.

    >>> x = Tensor([2.0], requires_grad=True)
    >>> first = grad(x ** 3, x, create_graph=True); first          # 3 x²
    Tensor([12.], from=multiply)
    >>> grad(first, x)                                             # 6 x
    Tensor([12.])
    """
    if not isinstance(output, Tensor):
        hint = " For a function there is vjp(f, x)." if callable(output) else ""
        raise TypeError(f"grad takes the tensor to differentiate, not a "
                        f"{type(output).__name__}.{hint}")
    many = isinstance(inputs, tuple | list)
    targets = list(inputs) if many else [inputs]
    for target in targets:
        if not isinstance(target, Tensor) or not target.requires_grad:
            raise ValueError("grad is taken with respect to tensors that have requires_grad=True.")
    found = pull(output, targets, seed, create_graph)
    grads = [
        Tensor(np.zeros_like(t.data)) if g is None else g if isinstance(g, Tensor) else wrap(g)
        for t, g in zip(targets, found)
    ]
    return tuple(grads) if many else grads[0]


def _leaves(inputs):
    """The inputs as new leaves in a tuple, and whether they came as one."""
    many = isinstance(inputs, tuple)
    return tuple(_leaf(x) for x in (inputs if many else (inputs,))), many


def _directions(v, leaves, many):
    """One array for each input, of its shape and dtype."""
    v = tuple(v) if many else (v,)
    directions = [Tensor(d, dtype=x.dtype) for d, x in zip(v, leaves)]
    if [d.shape for d in directions] != [x.shape for x in leaves] or len(v) != len(leaves):
        came = ", ".join(str(np.shape(d)) for d in v)
        wanted = ", ".join(str(x.shape) for x in leaves)
        raise ValueError(f"v has shape {came}, but the inputs {wanted}.")
    return directions


def _leaf(x):
    return Tensor(x.data if isinstance(x, Tensor) else x, requires_grad=True)


def _output(f, leaves):
    y = f(*leaves)
    if not isinstance(y, Tensor):
        raise TypeError(f"The function must return a Tensor, not {type(y).__name__}.")
    return tie(y, leaves)


def vjp(f, inputs, v=None):
    """f(x) and vᵀ J, the vector v pulled back through the Jacobian J of f: one backward sweep.

    v has the shape of f(x); for a function of one value it can be left out.

    >>> vjp(lambda x: x * x, Tensor([1.0, 2.0]), [1.0, 10.0])
    (Tensor([1., 4.]), Tensor([ 2., 40.]))
    """
    leaves, many = _leaves(inputs)
    y = _output(f, leaves)
    grads = grad(y, leaves, v)
    return y.detach(), grads if many else grads[0]


def jvp(f, inputs, v):
    """f(x) and J v, the vector v pushed forward through the Jacobian J of f.

    v has the shape of x. Pulling u back, uᵀ J, is linear in u, and the derivative of that with
    respect to u along v is J v: two backward sweeps make a forward one.

    >>> jvp(lambda x: x * x, Tensor([1.0, 2.0]), [1.0, 10.0])
    (Tensor([1., 4.]), Tensor([ 2., 40.]))
    """
    leaves, many = _leaves(inputs)
    y = _output(f, leaves)
    u = Tensor(np.zeros_like(y.data), requires_grad=True)
    pulled = grad(y, leaves, u, create_graph=True)
    pushed = Tensor(np.zeros_like(y.data))
    for g, direction in zip(pulled, _directions(v, leaves, many)):
        if g.requires_grad:
            pushed = pushed + grad(g, u, direction)
    return y.detach(), pushed


def jacobian(f, inputs):
    """J[i, j] = dy_i / dx_j, of shape y.shape + x.shape: one sweep for each entry of y.

    >>> jacobian(lambda x: x * x, Tensor([1.0, 2.0]))
    Tensor([[2., 0.],
            [0., 4.]])
    """
    leaves, many = _leaves(inputs)
    rows = _jacobian(_output(f, leaves), leaves)
    return rows if many else rows[0]


def _jacobian(y, leaves):
    units = np.eye(y.size, dtype=y.dtype).reshape(y.size, *y.shape)
    rows = [grad(y, leaves, unit) for unit in units]
    return tuple(
        Tensor(np.array([row[k].data for row in rows], x.dtype).reshape(y.shape + x.shape))
        for k, x in enumerate(leaves)
    )


def hessian(f, inputs):
    """H[i, j] = d²f / dx_i dx_j of a function of one value, of shape x.shape + x.shape.

    With a tuple of inputs, H[a][b] is the block of inputs a and b.

    >>> hessian(lambda x: (x ** 3).sum(), Tensor([1.0, 2.0]))
    Tensor([[ 6.,  0.],
            [ 0., 12.]])
    """
    leaves, many = _leaves(inputs)
    first = grad(_scalar(_output(f, leaves)), leaves, create_graph=True)
    blocks = tuple(_jacobian(tie(g, leaves), leaves) for g in first)
    return blocks if many else blocks[0][0]


def hvp(f, inputs, v):
    """f(x) and H v, without ever building the Hessian H: the gradient of <gradient, v>.

    v and H v have the shapes of the inputs.

    >>> hvp(lambda x: (x ** 3).sum(), Tensor([1.0, 2.0]), [1.0, 10.0])
    (Tensor(9.), Tensor([  6., 120.]))
    """
    leaves, many = _leaves(inputs)
    y = _scalar(_output(f, leaves))
    first = grad(y, leaves, create_graph=True)
    slope = sum((g * d).sum() for g, d in zip(first, _directions(v, leaves, many)))
    second = grad(tie(slope, leaves), leaves)
    return y.detach(), second if many else second[0]


def tie(g, leaves):
    """A constant, tied to the leaves so that its derivative is 0 and not an error."""
    return g if g.requires_grad else g + sum((x * 0).sum() for x in leaves)


def _scalar(y):
    if y.size != 1:
        raise ValueError(f"A Hessian belongs to a function of one value; this one has {y.shape}.")
    return y
