"""The graph as it grows: nodes, stored arrays, and names for all values."""

from typing import Any

import numpy as np

from groundup.io.onnx.errors import UnsupportedModel
from groundup.io.onnx.export.trace import Step, plain


class Call:
    """A step of both passes: what it was given in the first, and in the second as `twin`."""

    def __init__(self, builder: "Builder", first: Step, second: Step):
        self.name, self.options, self.y = first.name, first.options, first.y
        self.first, self.second = first, second
        self.arrays = [None if x is None else plain(x) for x in first.inputs]
        self.builder = builder

    def input(self, i: int, dtype=None) -> str:
        """The name of an input; "" for None. Numbers, and with `dtype` all, take that dtype."""
        a, b = self.first.inputs[i], self.second.inputs[i]
        if a is None:
            return ""
        dtype = self.y.dtype if dtype is None and not hasattr(a, "dtype") else dtype
        name = self.builder.value(*(x if hasattr(x, "dtype") else np.asarray(x, dtype)
                                    for x in (a, b)))
        same = dtype is None or not hasattr(a, "dtype") or a.dtype == dtype
        return name if same else self.builder.cast(name, dtype)

    def option(self, name: str) -> str:
        """The name of an array among the options."""
        return self.builder.value(self.first.options[name], self.second.options[name])

    def shape(self) -> str:
        """The name of the output's shape, in which the batch may have any length."""
        return self.builder.whole(self.first.y.shape, self.second.y.shape)


class Builder:
    """Nodes of one graph. Two passes with batches of unlike size tell what depends on the batch."""

    def __init__(self, opset: int, sizes: tuple[int, int], stored: dict[str, np.ndarray]):
        self.opset, self.sizes = opset, sizes
        self.nodes: list = []
        self.initializers: dict[str, np.ndarray] = {}
        self.constants: dict[tuple, str] = {}
        self.stored = {id(a): name for name, a in stored.items()}
        self.names: tuple[dict[int, str], dict[int, str]] = ({}, {})
        self.renamed: dict[str, str] = {}  # values that are outputs, and their names as such
        self.batch_of = ""                 # the input whose first axis is the batch

    # ---- names --------------------------------------------------------------------------------

    def call_it(self, name: str, first, second) -> None:
        """Let a name stand for an array of the first pass, and its counterpart of the second."""
        self.names[0][id(plain(first))] = self.names[1][id(plain(second))] = name

    def value(self, first, second) -> str:
        """The name of a value that a step was given: made before, stored, or a constant."""
        a, b = plain(first), plain(second)
        name = self.names[0].get(id(a))
        if name != self.names[1].get(id(b)):
            raise UnsupportedModel("the way through the model depends on the numbers it is given")
        if name is not None:
            return name
        if a is b and id(a) in self.stored:
            return self.store(self.stored[id(a)], a)
        if a.dtype == b.dtype and a.shape == b.shape and np.array_equal(a, b, equal_nan=True):
            return self.constant(a)
        return self._repeated(a, b)

    def store(self, name: str, a: np.ndarray) -> str:
        """Keep an array in the file, under a name, or one like it if that is taken."""
        while not np.array_equal(self.initializers.get(name, a), a):
            name += "_"
        self.initializers[name] = np.array(a, order="C")
        return name

    def constant(self, a, dtype=None) -> str:
        """A number or array that is part of the function, and not to be learned."""
        from onnx import numpy_helper

        a = np.array(a, dtype, order="C")
        key = a.dtype, a.shape, a.tobytes()
        if key not in self.constants:
            self.constants[key] = self.add("Constant", value=numpy_helper.from_array(a))
        return self.constants[key]

    def _repeated(self, a, b) -> str:
        """A constant that is as long as the batch, and the same for every sample."""
        axes = [i for i, (n, m) in enumerate(zip(a.shape, b.shape)) if n != m]
        one, two = (x[tuple(slice(1) if i in axes else slice(None) for i in range(x.ndim))]
                    for x in (a, b))
        if not axes or a.ndim != b.ndim or not (
                np.array_equal(one, two) and (a == one).all() and (b == two).all()):
            raise UnsupportedModel(
                f"a number of shape {a.shape} is not the same whenever the model runs: it was "
                "drawn at random, or computed from the input by NumPy instead of on tensors")
        return self.add("Expand", self.constant(one), self.whole(a.shape, b.shape))

    # ---- nodes --------------------------------------------------------------------------------

    def add(self, operator: str, *inputs: str, outputs: int = 1, **attributes: Any):
        """A node; returns the name of its output, or the names of several."""
        from onnx import helper

        count = len(self.nodes)
        names = [f"{operator.lower()}_{count}" + (f"_{i}" if i else "") for i in range(outputs)]
        attributes = {name: a for name, a in attributes.items() if a is not None}
        while inputs and not inputs[-1]:
            inputs = inputs[:-1]
        self.nodes.append(helper.make_node(operator, inputs, names, name=names[0], **attributes))
        return names[0] if outputs == 1 else names

    def rename(self, source: str, name: str) -> None:
        """Let a value have this name in the file, or a copy of it, if its own must stay."""
        if source in self.renamed or not any(source in node.output for node in self.nodes):
            source = self.add("Identity", self.renamed.get(source, source))
        self.renamed[source] = name
        for node in self.nodes:
            for names in (node.input, node.output):
                names[:] = [name if own == source else own for own in names]

    def cast(self, name: str, dtype) -> str:
        from onnx import helper

        return self.add("Cast", name, to=helper.np_dtype_to_tensor_dtype(np.dtype(dtype)))

    def whole(self, first, second) -> str:
        """Whole numbers, of which some may grow with the batch: constant + slope · batch."""
        if tuple(first) == tuple(second):
            return self.constant(first, np.int64)
        n, m = self.sizes
        slopes = [(b - a) // (m - n) for a, b in zip(first, second)]
        rest = [a - slope * n for a, slope in zip(first, slopes)]
        if [r + slope * m for r, slope in zip(rest, slopes)] != list(second):
            raise UnsupportedModel("a shape depends on the batch in another way than by a factor; "
                                   "export with batch=None for a batch of fixed size")
        grown = self.add("Mul", self.add("Shape", self.batch_of, start=0, end=1),
                         self.constant(slopes, np.int64))
        return self.add("Add", grown, self.constant(rest, np.int64))

    def reduce(self, operator: str, x: str, axes, keepdims: bool) -> str:
        """A reduction; from opset 18 on, axes are an input for all of them."""
        keep = int(keepdims)
        if axes is None:
            return self.add(operator, x, keepdims=keep)
        axes = [axes] if isinstance(axes, int) else list(axes)
        if operator == "ReduceSum" or self.opset >= 18:
            return self.add(operator, x, self.constant(axes, np.int64), keepdims=keep)
        return self.add(operator, x, axes=axes, keepdims=keep)
