"""An ONNX graph as a module: its weights are parameters, and its forward runs the nodes."""

from typing import NamedTuple

import numpy as np

from groundup.autograd import Tensor
from groundup.io.onnx.graph import Graph
from groundup.io.onnx.values import array, value
from groundup.nn import Module, Parameter


class Input(NamedTuple):
    """What the file says of an input: lengths of axes are numbers, names, or None for any."""

    name: str
    dtype: np.dtype
    shape: tuple[int | str | None, ...] | None

    def check(self, x) -> np.ndarray | Tensor:
        """x as it flows in; raises `TypeError` or `ValueError` if it is not what the file says."""
        x = x if isinstance(x, Tensor | np.ndarray) else Tensor(x)
        if x.dtype != self.dtype:
            raise TypeError(f"The input {self.name!r} is {self.dtype}, not {x.dtype}: convert it "
                            f"with x.astype({str(self.dtype)!r}).")
        if self.shape is not None and not self._fits(x.shape):
            wanted = ", ".join("any" if n is None else str(n) for n in self.shape)
            raise ValueError(f"The input {self.name!r} has shape ({wanted}), not {x.shape}.")
        return value(x)

    def _fits(self, shape):
        return len(shape) == len(self.shape) and all(
            n == m for n, m in zip(shape, self.shape) if isinstance(m, int))


class OnnxModel(Module):
    """A model read by `from_onnx`; floats that were stored are parameters, under their names.

    Called with the graph's inputs in order; returns its output, or a tuple of several. Running
    statistics of batch norm are buffers, and whole numbers are fixed. Layers act as the file says,
    whatever `training` is.
    """

    def __init__(self, graph: Graph, inputs: tuple[Input, ...], weights: dict[str, np.ndarray],
                 statistics: set[str]):
        self.graph, self.inputs = graph, inputs
        self.places = {}                   # name in the file -> attribute
        for name, stored in weights.items():
            place = name
            while not place or hasattr(self, place):       # such as "forward"
                place += "_"
            self.places[name] = place
            if name in statistics:
                self.register_buffer(place, stored)
            else:
                setattr(self, place, Parameter(stored))

    def forward(self, *inputs):
        if len(inputs) != len(self.inputs):
            names = ", ".join(told.name for told in self.inputs)
            raise TypeError(f"The graph takes {len(self.inputs)} inputs ({names}), not "
                            f"{len(inputs)}.")
        given = [told.check(x) for told, x in zip(self.inputs, inputs)]
        weights = {name: value(getattr(self, place)) for name, place in self.places.items()}
        with np.errstate(all="ignore"):
            results = self.graph.run(weights, given)
        outputs = tuple(x if isinstance(x, Tensor | list) else Tensor(array(x)) for x in results)
        return outputs[0] if len(outputs) == 1 else outputs

    def extra_repr(self):
        return f"{len(self.graph.nodes)} nodes"
