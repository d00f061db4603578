"""Masks of attention: who may look at what (chapter 18).

In `attn_mask` True means "may attend", here as in `F.scaled_dot_product_attention`; in PyTorch the
layers mean the opposite of the function. In `key_padding_mask` True is what its name says,
padding, as in PyTorch. Masks of floats are added to the scores, and are alike everywhere.
"""

from groundup.autograd import Tensor, where


def by_head(mask):
    """A mask that broadcasts to (N, heads, T, S)."""
    if mask is None:
        return None
    mask = mask if isinstance(mask, Tensor) else Tensor(mask)
    return mask[:, None] if mask.ndim == 3 else mask


def not_padding(mask, k):
    """True where a key is real, (N, 1, 1, S)."""
    if mask is None:
        return None
    mask, expected = Tensor(mask), (k.shape[0], k.shape[-2])
    if mask.dtype != bool or mask.shape != expected:
        raise ValueError(f"key_padding_mask must be boolean, True at padding, of shape (N, S) = "
                         f"{expected}; it is {mask.dtype} of shape {mask.shape}.")
    return ~mask[:, None, None]


def joined(*masks):
    """All masks in one: what every boolean mask allows, with all that is to be added."""
    allowed, added = None, None
    for mask in masks:
        if mask is not None and mask.dtype == bool:
            allowed = mask if allowed is None else allowed & mask
        elif mask is not None:
            added = mask if added is None else added + mask
    if allowed is None or added is None:
        return added if allowed is None else allowed
    return where(allowed, added, float("-inf"))
