"""Key-value cache: when a text grows word by word, the keys of earlier words stay (chapter 18)."""

import numpy as np

from groundup.autograd import Tensor
from groundup.backend import xp


class KVCache:
    """The keys and values that one attention layer has seen; `length` says how many.

    One cache for each layer and text: attention appends to it, and its next queries are taken to
    come after all that is there. For generation, so under `no_grad`: no gradient passes through.

    >>> from groundup import nn, no_grad
    >>> layer, cache = nn.MultiHeadAttention(4, 2, rng=0), KVCache()
    >>> x = np.random.default_rng(0).normal(size=(1, 3, 4)).astype("float32")
    >>> with no_grad():
    ...     whole = layer(Tensor(x), is_causal=True)
    ...     steps = [layer(Tensor(x[:, t:t + 1]), is_causal=True, cache=cache) for t in range(3)]
    >>> cache.length, np.allclose(steps[2].data, whole.data[:, 2:], atol=1e-6)
    (3, True)
    """

    def __init__(self) -> None:
        self.length = 0
        self._keys: np.ndarray | None = None
        self._values: np.ndarray | None = None

    def append(self, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        """Add keys (N, H, T, d) and values (N, H, T, dv); return all of both so far.

        Raises `RuntimeError` for tensors that ask for a gradient, `ValueError` for another batch
        or other heads than before.
        """
        if keys.requires_grad or values.requires_grad:
            raise RuntimeError("A cache passes no gradient back to earlier words. Generate within "
                               "`with no_grad():`, and train without a cache.")
        self._keys = self._extended(self._keys, keys.data)
        self._values = self._extended(self._values, values.data)
        self.length += keys.shape[-2]
        return (Tensor(self._keys[..., :self.length, :]),
                Tensor(self._values[..., :self.length, :]))

    def _extended(self, held: np.ndarray | None, new: np.ndarray) -> np.ndarray:
        """An array with room for more; doubling it makes a whole text cost only twice its copy."""
        needed = self.length + new.shape[-2]
        if held is None:
            held = xp.empty_like(new)
        elif held.shape[:-2] + held.shape[-1:] != new.shape[:-2] + new.shape[-1:]:
            raise ValueError(f"This cache holds keys or values of shape {held.shape[:-2]} by "
                             f"{held.shape[-1]} and cannot go on with {new.shape}: take a new "
                             "cache for each text.")
        if needed > held.shape[-2]:
            room = xp.empty((*new.shape[:-2], max(needed, 2 * held.shape[-2]), new.shape[-1]),
                            new.dtype)
            room[..., :self.length, :] = held[..., :self.length, :]
            held = room
        held[..., self.length:needed, :] = new
        return held
