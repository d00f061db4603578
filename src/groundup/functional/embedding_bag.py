"""Embedding bag: the sum or mean of the vectors of some tokens, in any order (chapter 17)."""

import numpy as np

from groundup.autograd import Tensor, fused
from groundup.autograd import matmul as product
from groundup.backend import xp
from groundup.functional.embedding import checked_ids, checked_padding, rows_added


def forward(W, ids, bags, share):
    # W (V, D) · ids, bags (n,): which token lies in which bag · share (B, 1): what each counts
    return rows_added((len(share), W.shape[1]), bags, W[ids]) * share, (W.shape, ids, bags, share)


def backward(state, g):
    shape, ids, bags, share = state
    return (rows_added(shape, ids, (g * share)[bags]),)


def reference(W, ids, bags, share):
    lies_in = (np.arange(len(share))[:, None] == bags).astype(share.dtype)
    return product(lies_in, W[ids]) * share


_embedding_bag = fused(forward, backward, reference, name="embedding_bag")


def embedding_bag(ids, weight, offsets=None, mode="mean", padding_idx=None) -> Tensor:
    """The mean (or sum) of the rows of a table for each bag of ids: a text as one vector.

    ids (B, L) are bags of equal size; ids (n,) with `offsets` (B,) are bags that begin at these
    places, of which some may be empty. weight (V, D); returns (B, D), zeros for an empty bag.
    Ids equal to `padding_idx` are left out. Raises `TypeError` and `ValueError` as `embedding`
    does, and for offsets that do not begin at 0 and rise.

    >>> table = Tensor([[0.0], [1.0], [2.0], [4.0]])
    >>> embedding_bag([[1, 2], [3, 3]], table)
    Tensor([[1.5],
            [4. ]])
    >>> embedding_bag([1, 2, 3], table, offsets=[0, 1], mode="sum")
    Tensor([[1.],
            [6.]])
    """
    if mode not in ("mean", "sum"):
        raise ValueError(f"embedding_bag: mode is 'mean' or 'sum', not {mode!r}.")
    padding_idx = checked_padding("embedding_bag", padding_idx, len(weight))
    ids = checked_ids("embedding_bag", ids, len(weight))
    bags, count = _bags(ids, offsets)
    ids = ids.reshape(-1)
    if padding_idx is not None:
        real = ids != padding_idx
        ids, bags = ids[real], bags[real]
    sizes = xp.bincount(bags, minlength=count)
    share = 1 / np.maximum(sizes, 1) if mode == "mean" else np.ones(count)
    return _embedding_bag(weight, ids=ids, bags=bags,
                          share=share.astype(weight.dtype)[:, None])


def _bags(ids, offsets):
    """For each id, the bag that it lies in; and how many bags there are."""
    if offsets is None:
        if ids.ndim != 2:
            raise ValueError(f"embedding_bag takes ids (bags, tokens), or ids (tokens,) with "
                             f"offsets; got shape {ids.shape} without offsets.")
        return np.repeat(np.arange(len(ids)), ids.shape[1]), len(ids)
    offsets = np.asarray(offsets)
    if ids.ndim != 1:
        raise ValueError(f"embedding_bag: offsets belong to ids (tokens,), not {ids.shape}.")
    ends = np.append(offsets[1:], len(ids))
    if offsets.dtype.kind not in "iu" or offsets.ndim != 1 or not len(offsets) \
            or offsets[0] != 0 or (offsets > ends).any():
        raise ValueError(f"embedding_bag: offsets are the places, from 0 to {len(ids)}, at which "
                         f"bags begin: they start with 0 and rise. Got {offsets.tolist()}.")
    return np.repeat(np.arange(len(offsets)), ends - offsets), len(offsets)
