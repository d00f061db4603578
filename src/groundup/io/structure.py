"""The structure of a model as JSON: what every module consists of, and the names of its weights.

    {"class": "nn.Dense", "has": {"in_features": 2, "out_features": 3,
                                  "weight": {"parameter": "0.weight"},
                                  "bias": {"parameter": "0.bias"}}}

A module is told by what it is, its attributes, not by how it was made. So a model that was changed
after it was made comes back changed, and parts made by a function come back without it. Reading
calls no constructor: sizes in a hostile file allocate nothing, and no random numbers are drawn.
Numbers, texts, None and lists stand for themselves; an object of one name, its tag, for the rest.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from groundup.autograd import Tensor
from groundup.io.names import name_of
from groundup.nn.module import Module
from groundup.nn.parameter import Parameter

GENERATORS = {"PCG64": np.random.PCG64, "PCG64DXSM": np.random.PCG64DXSM}


def describe(model: Module) -> tuple[Any, dict[str, np.ndarray]]:
    """The structure, ready for JSON, and all arrays by name: those of `state_dict` first.

    Raises `TypeError`, with the place, for an attribute that JSON cannot tell.

    >>> from groundup import nn
    >>> structure, arrays = describe(nn.Sequential(nn.LeakyReLU(0.2)))
    >>> structure["has"]["_layers"]
    [{'class': 'nn.LeakyReLU', 'has': {'negative_slope': 0.2}}]
    """
    writer = _Writer(model)
    structure = writer.module(model, "")
    state = {name: p.data for name, p in model.named_parameters()} | dict(model.named_buffers())
    return structure, state | writer.arrays


class _Writer:
    """Goes through a model once; what comes a second time is told by where it came first."""

    def __init__(self, model: Module):
        self.paths = {id(module): path for path, module in model.named_modules()}
        self.parameters = {id(p): name for name, p in model.named_parameters()}
        self.arrays: dict[str, np.ndarray] = {}         # those beyond the state
        self.told: dict[int, int] = {}                  # which modules, in their order
        self.generators: dict[int, int] = {}
        self.classes: dict[str, Any] = {}

    def module(self, module: Module, place: str) -> dict:
        if id(module) in self.told:
            return {"same": self.told[id(module)]}
        path = self.paths.get(id(module))
        if path is None:
            raise TypeError(f"{place} hides a {type(module).__name__} where its model does not "
                            "find it. Put modules into a ModuleList or a ModuleDict.")
        self.told[id(module)] = len(self.told)
        for name in vars(module):
            check_name(type(module), name)
        return {"class": self.name(type(module), place or "The model"),
                "has": {name: self.value(value, f"{path}.{name}" if path else name)
                        for name, value in vars(module).items()}}

    def name(self, thing: Callable, place: str) -> str:
        name = name_of(thing)
        if name is None:
            raise TypeError(f"{place} is {thing!r}, which a file cannot name. Write a function "
                            "with def, save again, and pass it on: load(path, classes=[function]).")
        if self.classes.setdefault(name, thing) is not thing:
            raise TypeError(f"{place}: two different things are called {name}; rename one.")
        return name

    def value(self, value: Any, place: str) -> Any:
        if value is None or isinstance(value, bool | str):
            return value
        if isinstance(value, int | np.integer | np.bool_):
            return value.item() if isinstance(value, np.generic) else int(value)
        if isinstance(value, float | np.floating):
            return float(value) if np.isfinite(value) else {"float": str(float(value))}
        if isinstance(value, Module):
            return self.module(value, place)
        if isinstance(value, Parameter):
            return self.parameter(value, place)
        if isinstance(value, np.ndarray | Tensor):
            return self.array(value, place)
        if isinstance(value, list):
            return self.values(value, place)
        if isinstance(value, tuple):
            return {"tuple": self.values(value, place)}
        if isinstance(value, dict):
            return {"dict": [self.values(pair, f"{place}.{pair[0]}") for pair in value.items()]}
        if isinstance(value, np.random.Generator):
            return self.generator(value, place)
        if isinstance(value, np.dtype):
            return {"dtype": value.name}
        if isinstance(value, partial):
            return {"partial": [self.value(part, place) for part in
                                (value.func, list(value.args), value.keywords)]}
        if callable(value):
            return {"callable": self.name(value, place)}
        raise TypeError(f"{place} is a {type(value).__name__}, which cannot be saved with the "
                        "structure. Keep it outside of the model, or save the weights alone: "
                        "groundup.io.save_weights(model.state_dict(), path).")

    def values(self, values, place: str) -> list:
        return [self.value(value, f"{place}.{i}") for i, value in enumerate(values)]

    def parameter(self, value: Parameter, place: str) -> dict:
        if id(value) not in self.parameters:
            raise TypeError(f"{place} hides a parameter where its model does not find it. Give it "
                            "an attribute of its own.")
        name = self.parameters[id(value)]
        return {"parameter": name} if value.requires_grad else {"frozen": name}

    def array(self, value: np.ndarray | Tensor, place: str) -> dict:
        self.arrays[place] = value.data if isinstance(value, Tensor) else value
        return {"tensor" if isinstance(value, Tensor) else "array": place}

    def generator(self, value: np.random.Generator, place: str) -> dict:
        state = value.bit_generator.state
        if state["bit_generator"] not in GENERATORS:
            raise TypeError(f"{place} is a generator of kind {state['bit_generator']}; "
                            f"{' and '.join(GENERATORS)} can be saved.")
        if id(value) in self.generators:
            return {"generator": self.generators[id(value)]}
        self.generators[id(value)] = len(self.generators)
        return {"generator": state}


def check_name(cls: type, name: str) -> None:
    """Raise `TypeError` for an attribute that would take the place of a method.

    >>> check_name(Module, "forward")
    Traceback (most recent call last):
    TypeError: Module has a method 'forward', which no attribute can replace in a file.
    """
    there = next((vars(c)[name] for c in cls.__mro__ if name in vars(c)), None)
    if (callable(there) or isinstance(there, property | staticmethod | classmethod)
            or name.startswith("__") or not name.isidentifier()):
        raise TypeError(f"{cls.__name__} has a method {name!r}, which no attribute can replace in "
                        "a file.")
