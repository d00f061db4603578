"""Embedding: a table with a vector for every token (chapter 17)."""

import numpy as np

from groundup.autograd import Tensor, fused
from groundup.backend import xp
from groundup.kernels import twin


@twin
def rows_added(shape, ids, rows):
    """A table of zeros to which each row was added at its id; a token met twice counts twice."""
    table = xp.zeros(shape, rows.dtype)
    np.add.at(table, ids.reshape(-1), rows.reshape(-1, shape[1]))
    return table


def forward(W, ids, padding_idx=None):
    return W[ids], (W.shape, ids, padding_idx)             # W (V, D) · ids (...) -> (..., D)


def backward(state, g):
    shape, ids, padding_idx = state
    dW = rows_added(shape, ids, g)
    if padding_idx is not None:
        dW[padding_idx] = 0
    return (dW,)


def reference(W, ids, padding_idx=None):
    y = W[ids]
    if padding_idx is None:
        return y
    pads = (ids == padding_idx)[..., None]
    return np.where(pads, y.detach() if isinstance(y, Tensor) else y, y)


_embedding = fused(forward, backward, reference, name="embedding")


def embedding(ids, weight, padding_idx=None) -> Tensor:
    """The row of a table for each id: y[i] = weight[ids[i]].

    ids (...) whole numbers from 0 to V - 1, weight (V, D); returns (..., D). The gradient of a row
    adds up over all places where its id stands; that of row `padding_idx` is 0. Raises `TypeError`
    for ids that are not whole numbers, `ValueError` for ids outside the vocabulary.

    >>> table = Tensor([[0.0, 0.0], [1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    >>> y = embedding([1, 1, 2], table); y.numpy()
    array([[1., 2.], [1., 2.], [3., 4.]], dtype=float32)
    >>> y.sum().backward(); table.grad
    array([[0., 0.], [2., 2.], [1., 1.]], dtype=float32)
    """
    padding_idx = checked_padding("embedding", padding_idx, len(weight))
    ids = checked_ids("embedding", ids, len(weight))
    return _embedding(weight, ids=ids, padding_idx=padding_idx)


def checked_ids(name, ids, vocabulary):
    ids = ids.data if isinstance(ids, Tensor) else np.asarray(ids)
    if ids.dtype.kind not in "iu" and ids.size:
        raise TypeError(f"{name} takes whole numbers as ids, not {ids.dtype}: convert them, for "
                        "example with ids.astype(int).")
    ids = ids.astype(np.intp, copy=False)
    if ids.size and not 0 <= ids.min() <= ids.max() < vocabulary:
        wrong = ids.min() if ids.min() < 0 else ids.max()
        raise ValueError(f"{name}: id {wrong} is not in a vocabulary of {vocabulary}, whose ids go "
                         f"from 0 to {vocabulary - 1}.")
    return ids


def checked_padding(name, padding_idx, vocabulary):
    """The row of padding counted from 0; negative ones count from the end, as in PyTorch."""
    if padding_idx is None:
        return None
    if not -vocabulary <= padding_idx < vocabulary:
        raise ValueError(f"{name}: padding_idx {padding_idx} is not in a vocabulary of "
                         f"{vocabulary}.")
    return padding_idx % vocabulary
