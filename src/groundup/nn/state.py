"""What the methods of `Module` do that takes more than a line: load, convert, predict."""

from contextlib import contextmanager

import numpy as np

from groundup.autograd import Tensor, no_grad
from groundup.autograd.tensor import as_array
from groundup.backend import xp

NAMES_SHOWN = 8


def load(module, saved, strict):
    """See `Module.load_state_dict`."""
    if not hasattr(saved, "items"):
        raise TypeError(f"load_state_dict takes a dictionary from name to array, not a "
                        f"{type(saved).__name__}: other.state_dict() makes one, and "
                        "groundup.io.load_weights(path) reads one.")
    own = dict(module.named_parameters()) | dict(module.named_buffers())
    arrays = {name: value.data if isinstance(value, Tensor) else np.asarray(value)
              for name, value in saved.items()}
    shared = [name for name in own if name in arrays]
    faults = [fault for name in shared if (fault := _unfit(name, arrays[name], own[name]))]
    if strict or (own and not shared):
        faults += _listed("missing", [name for name in own if name not in arrays])
        faults += _listed("unexpected", [name for name in arrays if name not in own])
    if faults:
        lines = "\n  ".join(faults)
        raise ValueError(f"The saved state does not fit this {type(module).__name__}; nothing was "
                         f"loaded.\n  {lines}")
    for name in shared:
        array = own[name].data if isinstance(own[name], Tensor) else own[name]
        array[...] = xp.asarray(arrays[name])
        if isinstance(own[name], Tensor):
            own[name].touch()


def _unfit(name, theirs, mine):
    if theirs.shape != mine.shape:
        return f"{name}: saved with shape {theirs.shape}, but here it has {mine.shape}"
    if not np.can_cast(theirs.dtype, mine.dtype, "same_kind"):
        return f"{name}: saved as {theirs.dtype}, but here it is {mine.dtype}"
    return None


def _listed(what, names):
    if not names:
        return []
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return [f"{what}: {', '.join(names[:NAMES_SHOWN])}{more}"]


def convert(module, dtype):
    """See `Module.astype`."""
    dtype = np.dtype(dtype)
    if dtype not in (np.float32, np.float64):
        raise TypeError(f"A model can be float32 or float64, not {dtype}.")
    for parameter in module.parameters():
        parameter.data = parameter.data.astype(dtype)
        parameter.touch()
    module.zero_grad()
    for part in module.modules():
        for name in part._buffers:
            buffer = getattr(part, name)
            if buffer.dtype.kind == "f":
                setattr(part, name, buffer.astype(dtype))


@contextmanager
def evaluating(module):
    """Evaluation mode without a graph; afterwards each module has the mode that it had."""
    modes = [(part, part.training) for part in module.modules()]
    module.eval()
    try:
        with no_grad():
            yield
    finally:
        for part, mode in modes:
            part.training = mode


def predict(module, x, batch_size=None):
    """See `Module.predict`."""
    if type(x) is not np.ndarray:
        x = x.data if isinstance(x, Tensor) else as_array(x)
    if batch_size is None:
        return _short_way(module, x)
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, not {batch_size}.")
    if len(x) <= batch_size:
        return _short_way(module, x)
    starts = range(0, len(x), batch_size)
    try:
        return xp.concatenate([_short_way(module, x[i:i + batch_size]) for i in starts])
    except (TypeError, ValueError) as error:
        if x.ndim == 1:
            error.add_note(f"x, of shape {x.shape}, was taken as {len(x)} samples; one sample "
                           "alone needs a batch axis: x[None].")
        raise


def _short_way(module, x):
    try:
        return module.infer(x)
    except (TypeError, ValueError):        # the long way converts whole numbers, and says what
        return infer(module, x)            # is wrong, and in which layer


def infer(module, x):
    """See `Module.infer`."""
    with evaluating(module):
        return _output(module, Tensor(x))


def _output(module, x):
    y = module(x)
    if not isinstance(y, Tensor):
        raise TypeError(f"predict is for models with one output tensor; {type(module).__name__} "
                        f"returned a {type(y).__name__}. Call the model under no_grad instead.")
    return y.data
