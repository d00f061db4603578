"""Sequences cut for training: windows of a series, of a text, and batches of like length (14.4).

To fill sequences of unequal length up to one array, see `functional.pad_sequence`.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from groundup.backend import Rng, generator
from groundup.data.loader import whole_number


def windows(series: ArrayLike, length: int, horizon: int = 1,
            stride: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """What was seen and what came next: `length` values and the `horizon` values after them.

    Window n begins at t = n · stride:  x[n] = s[t : t + length],
    y[n] = s[t + length : t + length + horizon]. Only whole windows are given.

    Shapes: series (T, ...), one row a time step; x (N, length, ...), y (N, horizon, ...) with
    N = ⌊(T − length − horizon) / stride⌋ + 1. Both are views of the series, which take no memory
    and cannot be written to; a `DataLoader` copies the batch that it takes. For a recurrent layer,
    which reads (N, T, F), give a series (T, 1) or (T, F).

    Raises `ValueError` for sizes below 1 and for a series too short for one window.

    >>> x, y = windows(np.arange(6), length=3, horizon=2)
    >>> x.tolist(), y.tolist()
    ([[0, 1, 2], [1, 2, 3]], [[3, 4], [4, 5]])
    """
    s = np.asarray(series)
    length = whole_number("length", length, least=1)
    horizon = whole_number("horizon", horizon, least=1)
    stride = whole_number("stride", stride, least=1)
    if s.ndim == 0 or len(s) < length + horizon:
        raise ValueError(f"windows needs at least length + horizon = {length + horizon} time steps "
                         f"in the first axis, but the series has shape {s.shape}.")
    cut = sliding_window_view(s, length + horizon, axis=0)[::stride]    # (N, ..., length + horizon)
    cut = np.moveaxis(cut, -1, 1)                                       # (N, length + horizon, ...)
    return cut[:, :length], cut[:, length:]


def next_token_windows(ids: ArrayLike, length: int,
                       stride: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Token ids cut for a language model: the target at each place is the token that follows.

    Window n begins at t = n · stride:  x[n] = ids[t : t + length],
    y[n] = ids[t + 1 : t + 1 + length]. By default `stride` is `length`: windows lie side by side,
    and each token is predicted once; fewer than `length` tokens at the end are left out.

    Shapes: ids (T,); x, y (N, length), views as in `windows`. Raises `TypeError` if the ids are no
    whole numbers and `ValueError` for sizes below 1 and fewer than `length` + 1 ids.

    >>> x, y = next_token_windows([7, 1, 4, 2, 9, 5], length=2)
    >>> x.tolist(), y.tolist()
    ([[7, 1], [4, 2]], [[1, 4], [2, 9]])
    """
    ids = np.asarray(ids)
    if ids.size and (ids.ndim != 1 or ids.dtype.kind not in "iu"):
        raise TypeError(f"next_token_windows needs one row of ids (T,), not {ids.dtype} of shape "
                        f"{ids.shape}. Encode the text first.")
    length = whole_number("length", length, least=1)
    stride = whole_number("stride", length if stride is None else stride, least=1)
    if len(ids) < length + 1:
        raise ValueError(f"A window of {length} tokens and the token after it need at least "
                         f"{length + 1} ids, but there are {len(ids)}.")
    cut = sliding_window_view(ids, length + 1)[::stride]                # (N, length + 1)
    return cut[:, :-1], cut[:, 1:]


def bucket_by_length(lengths: ArrayLike, batch_size: int, shuffle: bool = False,
                     drop_last: bool = False, rng: Rng = None) -> list[np.ndarray]:
    """Batches of samples of like length, so that little padding is needed.

    Samples are sorted by length and cut into batches. With `shuffle`, samples of equal length
    change places and the batches come in a random order; call it again for each epoch.
    `drop_last` leaves out the batch that is smaller than the others.

    Shapes: lengths (N,); each batch (≤ batch_size,), the indices of its samples. Raises
    `ValueError` for a batch size below 1 or lengths that are not (N,).

    >>> [batch.tolist() for batch in bucket_by_length([5, 1, 4, 1, 5], batch_size=2)]
    [[1, 3], [2, 0], [4]]
    """
    lengths = np.asarray(lengths)
    batch_size = whole_number("batch_size", batch_size, least=1)
    if lengths.ndim != 1:
        raise ValueError(f"bucket_by_length needs one length a sample, (N,), not {lengths.shape}.")
    rng = generator(rng)                                    # one for both draws, even from a seed
    order = rng.permutation(len(lengths)) if shuffle else np.arange(len(lengths))
    order = order[np.argsort(lengths[order], kind="stable")]
    batches = [order[i:i + batch_size] for i in range(0, len(order), batch_size)]
    if drop_last and batches and len(batches[-1]) < batch_size:
        batches.pop()
    return [batches[i] for i in rng.permutation(len(batches))] if shuffle else batches
