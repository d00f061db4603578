"""Many small tensors as one long array, so that an elementwise update costs a few NumPy calls.

Sixty tensors of a thousand numbers are sixty times the overhead of one array of sixty thousand.
So the values of a group become views into one flat array, and so do the arrays that the
optimizer remembers; gradients of small tensors are gathered into one array at each step, that of
a large one is taken as it is. The update then runs over blocks small enough that a block and its
temporaries stay in the processor's cache.
Elementwise arithmetic gives the same bits either way.
"""

from collections.abc import Callable, Iterator
from itertools import accumulate, groupby, pairwise
from math import prod
from operator import attrgetter, is_

import numpy as np

from groundup.backend import xp

DATA, FORM = attrgetter("data"), attrgetter("shape", "dtype")
LARGE = 8192                # numbers; a gradient of more is worth no copy
BLOCK_BYTES = 96 * 1024     # of each array: p, g, m, v and two temporaries fit into 1 MB


class Pack:
    """The tensors of one group, and what the optimizer remembers of each.

    `slots` names the arrays to remember, each zero at first and shaped as its tensor, unless
    `slot_shape` says otherwise (not for an elementwise update). The values are packed when the
    update is elementwise, all tensors share a dtype and all lie in C order; otherwise each tensor
    stays where it is. Packing rebinds `tensor.data` to a view of the flat array: an array taken
    from the tensor before that no longer follows it.

    >>> from types import SimpleNamespace as S
    >>> a, b = S(data=np.ones((2, 2))), S(data=np.zeros(3))
    >>> pack = Pack((a, b), slots=("v",), elementwise=True)
    >>> a.data.base is b.data.base, [remembered["v"].shape for remembered in pack.states]
    (True, [(2, 2), (3,)])
    """

    def __init__(self, tensors, slots: tuple[str, ...], elementwise: bool,
                 slot_shape: Callable[[str, tuple], tuple] = lambda slot, shape: shape):
        arrays = [p.data for p in tensors]
        self.tensors = tensors
        self.slots = slots
        self.shapes = [a.shape for a in arrays]
        self.dtypes = [a.dtype for a in arrays]
        self.forms = list(map(FORM, arrays))
        self.counts = [0] * len(tensors)        # updates so far; a step without gradient is none
        self.pattern: list[bool] = []           # which tensors had a gradient when runs were made
        self.flat = (elementwise and len(set(self.dtypes)) == 1
                     and all(a.flags.c_contiguous for a in arrays))
        if self.flat:
            self.ends = [0, *accumulate(map(prod, self.shapes))]
            self.buffers = {name: xp.zeros(self.ends[-1], self.dtypes[0])
                            for name in ("data", *slots)}
            self.views = self._per_tensor("data")
            memory = {slot: self._per_tensor(slot) for slot in slots}
        else:
            memory = {slot: [xp.zeros(slot_shape(slot, a.shape), a.dtype) for a in arrays]
                      for slot in slots}
        self.states = [{slot: memory[slot][i] for slot in slots} for i in range(len(tensors))]
        self.bind()

    def bind(self) -> None:
        """Take in values that were rebound from outside; refuse another shape or dtype."""
        if self.flat and all(map(is_, map(DATA, self.tensors), self.views)):
            return                              # as after every step: nothing was rebound
        for i, p in enumerate(self.tensors):
            if self.flat and p.data is self.views[i]:
                continue
            if p.data.shape != self.shapes[i] or p.data.dtype != self.dtypes[i]:
                raise ValueError(
                    f"Parameter {i} was {_form(self.shapes[i], self.dtypes[i])} when the optimizer "
                    f"was made and is {_form(p.data.shape, p.data.dtype)} now. "
                    "Make a new optimizer after changing the model.")
            if self.flat:
                self.views[i][...] = p.data
                p.data = self.views[i]

    def gradients(self) -> list:
        """The gradient of each tensor, or None; an error if one does not fit its tensor."""
        grads = [p.grad for p in self.tensors]
        try:
            if list(map(FORM, grads)) == self.forms:
                return grads                    # as after most sweeps
        except AttributeError:                  # some are None, or no arrays
            pass
        for i, g in enumerate(grads):
            if g is not None and (getattr(g, "shape", None) != self.shapes[i]
                                  or getattr(g, "dtype", None) != self.dtypes[i]):
                _refuse_gradient(i, g, self.shapes[i], self.dtypes[i])
        return grads

    def pieces(self, grads: list) -> Iterator[tuple[np.ndarray, np.ndarray, dict]]:
        """Yield (values, gradient, state) until everything that has a gradient was yielded once."""
        if not self.flat:
            for i, g in enumerate(grads):
                if g is not None:
                    self.counts[i] += 1
                    yield self.tensors[i].data, g, self.states[i] | {"t": self.counts[i]}
            return

        pattern = [g is not None for g in grads]
        if pattern != self.pattern:
            self.runs, self.pattern = self._runs(pattern), pattern
        for first, last, gathered, blocks in self.runs:
            if gathered is None:
                gathered = grads[first].reshape(-1)
            else:
                np.concatenate(grads[first:last], axis=None, out=gathered)
            t = self.counts[first] + 1
            self.counts[first:last] = [t] * (last - first)
            for place, p, state in blocks:
                state["t"] = t
                yield p, gathered[place], state

    def restart(self, counts: list[int]) -> None:
        """Go on from other numbers of updates, one per tensor: those of a saved state."""
        self.counts, self.pattern = counts, []

    def _runs(self, pattern: list[bool]) -> list[tuple]:
        """Neighbours with a gradient and the same count, as one stretch of the flat arrays each.

        With each an array into which their gradients are gathered; a large tensor stands alone,
        with None, for its gradient needs no gathering.
        """
        runs = []
        alone = [i if prod(shape) > LARGE else None for i, shape in enumerate(self.shapes)]
        keys = list(zip(pattern, self.counts, alone))
        for (present, _, large), members in groupby(range(len(keys)), keys.__getitem__):
            indices = list(members)
            if present:
                first, last = indices[0], indices[-1] + 1
                start, stop = self.ends[first], self.ends[last]
                gathered = xp.empty(stop - start, self.dtypes[0]) if large is None else None
                runs.append((first, last, gathered, self._blocks(start, stop)))
        return runs

    def _blocks(self, start: int, stop: int) -> list[tuple]:
        """The stretch from `start` to `stop` in pieces: (place in the stretch, values, state)."""
        edges = [*range(start, stop, BLOCK_BYTES // self.dtypes[0].itemsize), stop]
        return [(slice(a - start, b - start), self.buffers["data"][a:b],
                 {slot: self.buffers[slot][a:b] for slot in self.slots})
                for a, b in pairwise(edges)]

    def _per_tensor(self, name: str) -> list[np.ndarray]:
        buffer = self.buffers[name]
        return [buffer[a:b].reshape(shape)
                for (a, b), shape in zip(pairwise(self.ends), self.shapes)]


def _refuse_gradient(i: int, g, shape: tuple, dtype: np.dtype) -> None:
    if not hasattr(g, "dtype") or not hasattr(g, "shape"):
        raise TypeError(f"The gradient of parameter {i} is a {type(g).__name__}; "
                        "it must be an array, or None for no gradient.")
    raise ValueError(
        f"The gradient of parameter {i} is {_form(g.shape, g.dtype)}, but the parameter is "
        f"{_form(shape, dtype)}. A gradient has the shape and dtype of what it belongs to.")


def _form(shape: tuple, dtype: np.dtype) -> str:
    return f"{dtype} of shape {shape}"
