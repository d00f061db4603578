"""Writing on: read the text so far, draw the next token, read that too (chapters 14.4 and 18.2)."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from groundup.autograd import Tensor
from groundup.backend import Rng, generator
from groundup.text.sampling import sample


def write_on(read: Callable[[np.ndarray], Tensor], prompt: ArrayLike, length: int,
             rng: Rng = None, **sampling) -> np.ndarray:
    """The prompt with `length` tokens more, (..., T) -> (..., T + length), int64.

    `read` takes what is new, (N, t), at first the prompt and then one token a time, and returns
    logits (N, t, V), of which the last are those of the next token. `sampling` is passed to
    `text.sample`: temperature, top_k, top_p. Raises `ValueError` for a prompt without tokens, for
    no token has a successor then, and for a negative length.

    >>> def read(ids):                              # after token i comes i + 1
    ...     return Tensor(50 * np.eye(5)[(ids + 1) % 5])
    >>> write_on(read, [3], 4, rng=0)
    array([3, 4, 0, 1, 2])
    """
    text = np.asarray(prompt)
    if text.ndim not in (1, 2) or not text.size or text.dtype.kind not in "iu":
        raise ValueError(f"The prompt must be token ids of shape (T,) or (N, T) with T at least 1; "
                         f"it is {text.dtype} of shape {text.shape}.")
    if length < 0:
        raise ValueError(f"length is how many tokens to add, 0 or more, not {length}.")
    rng = generator(rng)
    text = np.atleast_2d(text).astype(np.int64)                             # (N, T)
    new = text
    for _ in range(length):
        logits = read(new).data[:, -1]                                      # (N, V)
        new = sample(logits, rng=rng, **sampling)[:, None]                  # (N, 1)
        text = np.concatenate([text, new], axis=1)
    return text if np.ndim(prompt) == 2 else text[0]
