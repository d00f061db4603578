"""Sequences of unequal length in one array, and the way through time that all recurrences share.

A batch of sequences is (N, T, F); within a recurrence time comes first, (T, N, F), so that one
step lies in one piece of memory. `lengths` (N,) says how many steps of each sequence are real;
the padding after them is never read.
"""

import numpy as np

from groundup.autograd import NOTHING, Tensor, pad, primitive, stack
from groundup.backend import xp
from groundup.functional.floats import floats
from groundup.kernels import twin


def pad_sequence(sequences, value=0.0, batch_first=True) -> tuple:
    """Sequences of unequal length (T_i, ...) as one array, filled up at the end, and their lengths.

    Returns (N, T, ...) with T the longest, or (T, N, ...) unless `batch_first`, which unlike in
    PyTorch is the default; and the lengths (N,). Arrays give an array, tensors a tensor through
    which gradients flow. Raises `ValueError` for an empty list or unequal trailing axes.

    >>> padded, lengths = pad_sequence([np.array([1, 2, 3]), np.array([4])])
    >>> padded, lengths
    (array([[1, 2, 3], [4, 0, 0]]), array([3, 1]))
    """
    parts = list(sequences)
    if not parts:
        raise ValueError("pad_sequence needs at least one sequence; the list is empty.")
    rests = {np.shape(part)[1:] for part in parts}
    if len(rests) > 1 or not all(map(np.ndim, parts)):
        raise ValueError(f"pad_sequence: sequences may differ in their first axis alone; got "
                         f"shapes {[np.shape(part) for part in parts]}.")
    lengths = np.array([len(part) for part in parts])
    value = value if np.asarray(parts[0]).dtype.kind == "f" else int(value)
    after = [(0, 0)] * len(rests.pop())
    padded = stack([pad(part, [(0, lengths.max() - len(part)), *after], value) for part in parts],
                   axis=0 if batch_first else 1)
    return (padded if any(isinstance(p, Tensor) for p in parts) else padded.data), lengths


def _reversed(x, lengths):
    """Each sequence of x (T, N, ...) backwards, its padding left where it is; undoes itself."""
    if lengths is None:
        return np.flip(x, 0)
    steps = np.arange(len(x))[:, None]
    return x[np.where(steps < lengths, lengths - 1 - steps, steps), np.arange(len(lengths))]


_reverse = primitive(_reversed, vjp=[_reversed], keep=NOTHING, name="reverse_sequence")


def reverse_sequence(x, lengths=None, batch_first=True) -> Tensor:
    """Every sequence from its last real step to its first; padding stays at the end.

    x (N, T, ...), or (T, N, ...) unless `batch_first`; the same shape comes back.

    >>> reverse_sequence(Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 0.0]]), lengths=[3, 2])
    Tensor([[3., 2., 1.],
            [5., 4., 0.]])
    """
    x = x if isinstance(x, Tensor) else Tensor(x)
    x = x.swapaxes(0, 1) if batch_first else x
    y = _reverse(x, lengths=checked_lengths(lengths, *x.shape[:2]))
    return y.swapaxes(0, 1) if batch_first else y


def checked_lengths(lengths, T, N):
    """Lengths as an integer array (N,), or an error that says what is wrong with them."""
    if lengths is None:
        return None
    lengths = np.asarray(lengths)
    if lengths.dtype.kind not in "iu":
        raise TypeError(f"lengths are whole numbers of steps, not {lengths.dtype}.")
    if lengths.shape != (N,):
        raise ValueError(f"lengths has shape {lengths.shape}; {N} sequences need ({N},).")
    if N and not 0 <= lengths.min() <= lengths.max() <= T:
        raise ValueError(f"lengths lie between {lengths.min()} and {lengths.max()}; with {T} steps "
                         f"they must lie between 0 and {T}.")
    return lengths


def real_steps(lengths, T):
    """(T, N, 1): whether a step is real, not padding."""
    return (np.arange(T)[:, None] < lengths)[..., None]


def without_padding(x, lengths):
    """x (T, N, F) with zeros for padding; x itself where there is none."""
    return x if lengths is None else np.where(real_steps(lengths, len(x)), x, x.dtype.type(0))


def endings(lengths, T):
    """Which sequences are over after how many steps: {steps: rows of the batch}."""
    if lengths is None:
        return {T: slice(None)}
    return {int(steps): np.flatnonzero(lengths == steps) for steps in np.unique(lengths)}


@twin
def project(x, W, b):
    """x W + b for all steps at once: the one large matrix product of a recurrence."""
    y = (x.reshape(-1, x.shape[-1]) @ W).reshape(*x.shape[:2], W.shape[1])
    if b is not None:
        y += b
    return y


def initial(state, N, H, dtype):
    return xp.zeros((N, H), dtype) if state is None else state


@twin
def summed_over_time(a, b):
    """Σ_t a_tᵀ b_t of (T, N, A) and (T, N, B), as one product: a weight is used at every step."""
    return a.reshape(-1, a.shape[-1]).T @ b.reshape(-1, b.shape[-1])


@twin
def total_over_time(a):
    """Σ_t and over the batch, of (T, N, A): what a bias is blamed for."""
    return a.sum(axis=(0, 1))


def packed(hs, states, initials, lengths):
    """What a plain definition of a recurrence returns: outputs h_1 ... h_T, then final states.

    `hs` and each list in `states` hold a tensor (N, H) for every step. A final state is that
    after the last real step, `initials` for a sequence without any.
    """
    T = len(hs)
    real = None if lengths is None else real_steps(lengths, T)
    finals = []
    for steps, final in zip(states, initials):
        for t, step in enumerate(steps):
            final = step if real is None else np.where(real[t], step, final)
        finals.append(final)
    outputs = hs if real is None else [np.where(real[t], h, 0) for t, h in enumerate(hs)]
    return stack([*outputs, *finals])


def unroll(name, core, x, weights, states, *, gates, lengths, reverse, batch_first, **options):
    """Check a recurrence's inputs, run it, and take apart what it returns: output, final states.

    `weights` begin with weight_ih (F, gates·H) and weight_hh (H, gates·H).
    """
    x = floats(x)
    if x.ndim != 3:
        raise ValueError(f"{name} takes sequences of shape "
                         f"{'(N, T, F)' if batch_first else '(T, N, F)'}; x has shape {x.shape}.")
    x = x.swapaxes(0, 1) if batch_first else x
    T, N, F = x.shape
    H = len(weights[1])
    for part, weight, shape in (("weight_ih", weights[0], (F, gates * H)),
                                ("weight_hh", weights[1], (H, gates * H)),
                                ("bias", weights[2], (gates * H,)),
                                *(("an initial state", state, (N, H)) for state in states)):
        if weight is not None and weight.shape != shape:
            raise ValueError(f"{name}: {part} has shape {weight.shape}; for {N} sequences of {F} "
                             f"features and {H} hidden units it must be {shape}.")
    lengths = checked_lengths(lengths, T, N)
    x = _reverse(x, lengths=lengths) if reverse else x
    y = core(x, *weights, *states, lengths=lengths, **options)
    output, finals = y[:T], [y[T + i] for i in range(len(states))]
    output = _reverse(output, lengths=lengths) if reverse else output
    return (output.swapaxes(0, 1) if batch_first else output), finals
