"""Products of matrices, and Einstein's notation."""

from math import prod
from string import ascii_letters

import numpy as np

from groundup import autograd
from groundup.io.onnx.values import afford, array


def matmul(a, b):
    """NumPy's: (..., n, k) · (..., k, m) -> (..., n, m)."""
    if array(a).ndim > 1 and array(b).ndim > 1:
        afford(*np.broadcast_shapes(a.shape[:-2], b.shape[:-2]), a.shape[-2], b.shape[-1])
    return np.matmul(a, b)


def gemm(a, b, c=None, *, alpha=1.0, beta=1.0, transA=0, transB=0):
    """α A B + β C, either matrix transposed if wanted."""
    y = matmul(a.T if transA else a, b.T if transB else b)
    if alpha != 1:
        y = _scaled(y, alpha)
    return y if c is None else y + (c if beta == 1 else _scaled(c, beta))


def _scaled(x, factor):
    return x * factor if array(x).dtype.kind == "f" else (x * factor).astype(x.dtype)


def einsum(*operands, equation):
    """`numpy.einsum`; axes behind "..." get letters of their own."""
    terms, arrow, output = equation.replace(" ", "").partition("->")
    inputs = terms.split(",")
    if len(inputs) != len(operands):
        raise ValueError(f"{equation!r} names {len(inputs)} operands, and there are "
                         f"{len(operands)}")
    free = [c for c in ascii_letters if c not in equation]
    widest = max((x.ndim - len(term) + 3 for term, x in zip(inputs, operands) if "..." in term),
                 default=0)
    shared = "".join(free[:widest])
    if not arrow:
        output = ("..." if widest else "") + "".join(
            sorted(c for c in {*terms} - {*".,"} if terms.count(c) == 1))
    inputs = [term.replace("...", shared[widest - (x.ndim - len(term) + 3):] if "..." in term
                           else "") for term, x in zip(inputs, operands)]
    output = output.replace("...", shared)
    lengths = {c: n for term, x in zip(inputs, operands) for c, n in zip(term, x.shape)}
    afford(prod(lengths.get(c, 1) for c in output))
    return autograd.einsum(f"{','.join(inputs)}->{output}", *operands)


OPERATORS = {"Einsum": einsum, "Gemm": gemm, "MatMul": matmul}
