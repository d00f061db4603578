"""Derivatives of products of matrices and, by Einstein's notation, of anything multilinear."""

import math

import numpy as np

from groundup.autograd.operation import INPUTS, Every, primitive
from groundup.autograd.tensor import Tensor

__all__ = ["einsum", "matmul"]


def _by_left(g, a, b):
    return g @ b.swapaxes(-1, -2)          # (..., n, m) · (..., m, k)


def _by_right(g, a, b):
    if b.ndim == 2 and a.ndim > 2:         # one matrix for a whole batch: one product sums it up
        rows = math.prod(a.shape[:-1])     # -1 would not do for arrays without entries
        a, g = a.reshape(rows, a.shape[-1]), g.reshape(rows, g.shape[-1])
    return a.swapaxes(-1, -2) @ g          # (..., k, n) · (..., n, m)


_matmul = primitive(np.matmul, keep=INPUTS, vjp=[_by_left, _by_right], name="matmul")


def matmul(a, b) -> Tensor:
    """The matrix product, over batches as NumPy's `@`: (..., n, k) · (..., k, m) -> (..., n, m).

    With G = dL/d(ab):  dL/da = G bᵀ  and  dL/db = aᵀ G.  Raises `ValueError` naming the shapes.

    >>> matmul(Tensor([[1.0, 2.0]]), Tensor([[3.0], [4.0]]))
    Tensor([[11.]])
    """
    shape_a, shape_b = np.shape(a), np.shape(b)
    if not shape_a or not shape_b:
        raise ValueError("matmul needs rows and columns; to scale by a number, use *.")
    if shape_a[-1] != shape_b[-2 if len(shape_b) > 1 else 0]:
        raise ValueError(
            f"matmul of shapes {shape_a} and {shape_b}: the last axis of the first must be as "
            f"long as the {'second to last' if len(shape_b) > 1 else 'only'} axis of the second."
        )
    if len(shape_a) > 1 and len(shape_b) > 1:
        return _matmul(a, b)
    a, b = _as_tensor(a, b), _as_tensor(b, a)
    rows = a if a.ndim > 1 else a.reshape(1, -1)
    columns = b if b.ndim > 1 else b.reshape(-1, 1)
    y = _matmul(rows, columns)
    dropped = tuple(axis for axis, x in ((-2, a), (-1, b)) if x.ndim == 1)
    return y.squeeze(dropped)


def _as_tensor(x, other):
    """x as a tensor; a list follows the dtype of floats that it meets."""
    if isinstance(x, Tensor):
        return x
    follows = isinstance(x, list) and getattr(other, "dtype", np.dtype(int)).kind == "f"
    return Tensor(x, dtype=other.dtype if follows else None)


def einsum(subscripts: str, *operands) -> Tensor:
    """A sum of products named by letters, such as "bij,bjk->bik"; see `numpy.einsum`.

    Each letter is an axis: "ij,j->i" has shapes (I, J) and (J,), and gives (I,).
    The gradient of an operand is an einsum again: the output's letters and the other operands'
    in, its own letters out. Raises `ValueError` for "...", which is better spelt out.

    >>> einsum("ij,j->i", Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor([1.0, 10.0]))
    Tensor([21., 43.])
    """
    subscripts = subscripts.replace(" ", "")
    if "." in subscripts:
        raise ValueError("einsum: name every axis by a letter instead of '...'.")
    inputs, arrow, output = subscripts.partition("->")
    if not arrow:                          # NumPy's rule: letters that occur once, in order
        output = "".join(sorted(c for c in set(inputs) - {","} if inputs.count(c) == 1))
    return _einsum(*operands, inputs=tuple(inputs.split(",")), output=output)


def _forward(*operands, inputs, output):
    return _contract(f"{','.join(inputs)}->{output}", *operands)


def _contract(subscripts, *operands):
    return np.einsum(subscripts, *operands, optimize=len(operands) > 2)


def _einsum_vjp(i, g, *operands, inputs, output):
    terms, factors = [output], [g]
    for j, (letters, operand) in enumerate(zip(inputs, operands)):
        if j != i:
            terms.append(letters)
            factors.append(operand)
    own, shape = inputs[i], operands[i].shape
    wanted = ""
    for place, letter in enumerate(own):
        if letter in wanted:               # a diagonal: only equal indices were read
            fresh = next(c for c in _LETTERS if c not in "".join([*inputs, *terms, wanted]))
            terms.append(letter + fresh)
            factors.append(np.eye(shape[place], dtype=g.dtype))
            letter = fresh
        elif all(letter not in term for term in terms):   # summed away alone: spread evenly
            terms.append(letter)
            factors.append(np.ones(shape[place], g.dtype))
        wanted += letter
    contract = einsum if isinstance(g, Tensor) else _contract
    d = contract(f"{','.join(terms)}->{wanted}", *factors)
    if d.shape == shape:
        return d
    return np.broadcast_to(d, np.broadcast_shapes(d.shape, shape))   # where the others had length 1


_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_einsum = primitive(_forward, keep=INPUTS, vjp=Every(_einsum_vjp), name="einsum")
