"""A graph as it runs: nodes in order, each a function of values that earlier nodes made."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from groundup.io.onnx.errors import UnsupportedModel
from groundup.io.onnx.values import joint, value

# What a function raises for inputs that it cannot take.
REFUSALS = (ArithmeticError, AttributeError, LookupError, MemoryError, RuntimeError, TypeError,
            ValueError)


class Node(NamedTuple):
    """One operator: outputs = function(*inputs, **attributes), all by name."""

    name: str
    operator: str
    function: Callable
    inputs: tuple[str, ...]                # "" for one that is left out
    outputs: tuple[str, ...]
    attributes: dict[str, Any]
    takes_scope: bool = False              # whether it holds graphs that see the values around it

    def run(self, values: dict) -> None:
        """Add what this node makes to the values, by name."""
        given = [values[name] if name else None for name in self.inputs]
        attributes = {**self.attributes, "scope": values} if self.takes_scope else self.attributes
        try:
            if isinstance(self.function, np.ufunc):
                joint(*given)
            results = self.function(*given, **attributes)
        except UnsupportedModel as error:
            raise UnsupportedModel(f"{self}: {error}") from None
        except REFUSALS as error:
            raise ValueError(f"{self}: {error}") from error
        results = results if isinstance(results, tuple) else (results,)
        if len(results) < len(self.outputs):
            raise UnsupportedModel(f"{self} is asked for {len(self.outputs)} outputs, and here it "
                                   f"has {len(results)}")
        values.update({name: value(x) for name, x in zip(self.outputs, results) if name})

    def __str__(self):
        return f"node {self.name!r} ({self.operator})"


class Graph(NamedTuple):
    """Nodes in an order in which they can run, and the names of what goes in and comes out."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    constants: dict[str, Any]
    nodes: tuple[Node, ...]

    def run(self, scope: dict, given: Sequence) -> list:
        """The outputs for inputs in order; `scope` holds values from around the graph."""
        values = {**scope, **self.constants, **dict(zip(self.inputs, given))}
        for node in self.nodes:
            node.run(values)
        return [values[name] for name in self.outputs]
