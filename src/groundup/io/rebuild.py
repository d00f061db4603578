"""A model from its structure (see structure.py) and its arrays, without calling a constructor."""

from functools import partial
from typing import Any

import numpy as np

from groundup.autograd import Tensor
from groundup.io.safetensors import CODES
from groundup.io.structure import GENERATORS, check_name
from groundup.nn.module import Module
from groundup.nn.parameter import Parameter

DTYPES = {dtype.name for dtype in CODES}


def rebuild(structure: Any, arrays: dict[str, np.ndarray], known: dict[str, Any]) -> Module:
    """The model that `describe` told; `known` are the classes and functions it may name.

    Raises `ValueError` for a structure that makes no sense, names what is not known, or does not
    use exactly the arrays given.

    >>> from groundup import nn
    >>> from groundup.io.names import ours
    >>> from groundup.io.structure import describe
    >>> rebuild(*describe(nn.Dense(2, 3)), ours())
    Dense(2, 3)
    """
    reader = _Reader(arrays, known)
    try:
        model = reader.value(structure)
        if not isinstance(model, Module):
            raise ValueError("it describes no module")
        state = {name for name, _ in model.named_parameters()} | dict(model.named_buffers()).keys()
    except (TypeError, KeyError, AttributeError, IndexError, OverflowError,
            RecursionError) as error:
        raise ValueError(f"its structure makes no sense: {type(error).__name__}: "
                         f"{str(error)[:200]}") from error
    if state - arrays.keys() or arrays.keys() - reader.used:
        stray = sorted((state - arrays.keys()) | (arrays.keys() - reader.used))
        raise ValueError(f"its structure and its weights differ in {', '.join(stray)[:200]}")
    return model


class _Reader:
    """A method for each tag, `read_` and its name; what came before is kept for what is tied."""

    def __init__(self, arrays: dict[str, np.ndarray], known: dict[str, Any]):
        self.arrays, self.known = arrays, known
        self.used: set[str] = set()
        self.modules: list[Module] = []
        self.parameters: dict[str, Parameter] = {}
        self.generators: list[np.random.Generator] = []

    def value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.value(each) for each in value]
        if not isinstance(value, dict):
            return value
        if value.keys() == {"class", "has"}:
            return self.module(value["class"], value["has"])
        tag = next(iter(value), "")
        read = getattr(self, f"read_{tag}", None)
        if len(value) != 1 or read is None:
            raise ValueError(f"its structure has an object {', '.join(value)[:80]!r}, which stands "
                             "for nothing")
        return read(value[tag])

    def module(self, name: str, has: dict) -> Module:
        cls = self.find(name)
        if not (isinstance(cls, type) and issubclass(cls, Module)):
            raise ValueError(f"{name} is no module")
        module = object.__new__(cls)
        self.modules.append(module)                     # before what is inside, as it was told
        for attribute, value in has.items():
            check_name(cls, attribute)
            vars(module)[attribute] = self.value(value)
        return module

    def find(self, name: str) -> Any:
        if name not in self.known:
            raise ValueError(f"its structure names {name[:80]!r}, which is not known here; if it "
                             "is yours, pass it on: load(path, classes=[...])")
        return self.known[name]

    def take(self, name: str) -> np.ndarray:
        self.used.add(name)
        return self.arrays[name]

    def learned(self, name: str, learns: bool) -> Parameter:
        if name not in self.parameters:                 # else it is tied: one object, two places
            self.parameters[name] = Parameter(self.take(name))
            self.parameters[name].requires_grad = learns
        return self.parameters[name]

    def read_same(self, number: int) -> Module:
        return self.modules[number]

    def read_parameter(self, name: str) -> Parameter:
        return self.learned(name, True)

    def read_frozen(self, name: str) -> Parameter:
        return self.learned(name, False)

    def read_array(self, name: str) -> np.ndarray:
        return self.take(name)

    def read_tensor(self, name: str) -> Tensor:
        return Tensor(self.take(name))

    def read_tuple(self, values: list) -> tuple:
        return tuple(self.value(values))

    def read_dict(self, pairs: list) -> dict:
        return {key: value for key, value in self.value(pairs)}

    def read_float(self, text: str) -> float:
        if text not in ("inf", "-inf", "nan"):
            raise ValueError(f"{text[:20]!r} is no number")
        return float(text)

    def read_dtype(self, name: str) -> np.dtype:
        if name not in DTYPES:
            raise ValueError(f"{name[:20]!r} is no dtype")
        return np.dtype(name)

    def read_callable(self, name: str) -> Any:
        return self.find(name)

    def read_partial(self, parts: list) -> partial:
        function, args, keywords = (self.value(part) for part in parts)
        return partial(function, *args, **keywords)

    def read_generator(self, state: Any) -> np.random.Generator:
        if isinstance(state, dict):
            bits = GENERATORS[state["bit_generator"]](0)
            bits.state = state
            self.generators.append(np.random.Generator(bits))
            return self.generators[-1]
        return self.generators[state]
