"""Weights from PyTorch and to PyTorch, by the names and layouts of torch_layouts.py."""

import os
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from groundup.autograd import Tensor
from groundup.io.pt import load_torch
from groundup.io.torch_layouts import COUNTER, Arrays, ours, theirs
from groundup.nn import Module, Parameter

SHOWN = 8


def torch_state(model: Module) -> Arrays:
    """The weights by PyTorch's names, in its shapes: for `load_state_dict` of the same network.

    Tied weights appear under each of their names, as in PyTorch. A copy; nothing is imported.

    >>> from groundup import nn
    >>> model = nn.Sequential(nn.Dense(2, 3), nn.LSTM(3, 4))
    >>> {name: array.shape for name, array in torch_state(model).items()}
    {'0.weight': (3, 2), '0.bias': (3,), '1.weight_ih_l0': (16, 3), '1.weight_hh_l0': (16, 4), \
'1.bias_ih_l0': (16,), '1.bias_hh_l0': (16,)}
    """
    return {name: np.array(array, order="C") for name, array in theirs(model).items()}


def from_torch(model: Module, state: Any, strict: bool = True) -> None:
    """Give a model the weights of the same network in PyTorch.

    `state` is a state dictionary of tensors or arrays, a module of PyTorch, or the path of a .pt or
    .safetensors file. With `strict=False` names that only one side has are left out, but one at
    least must fit. Raises one `ValueError` that lists all missing, unexpected and misshapen names,
    by PyTorch's names and shapes, and changes nothing then; `FileError` for a file that cannot be
    read.

    >>> from groundup import nn
    >>> model = nn.Dense(2, 3)
    >>> from_torch(model, {"weight": np.ones((3, 2), "f"), "bias": np.zeros(3, "f")})
    >>> model([[1.0, 2.0]]).tolist()
    [[3.0, 3.0, 3.0]]
    """
    given, expected = _arrays(state), torch_state(model)
    given = {name: array for name, array in given.items() if not name.endswith(COUNTER)}
    wanted = [name for name in expected if not name.endswith(COUNTER)]
    faults = [f"{name}: of shape {given[name].shape}, but {expected[name].shape} is needed"
              for name in wanted if name in given and given[name].shape != expected[name].shape]
    if strict or not set(wanted) & set(given):
        for what, names in (("missing", [name for name in wanted if name not in given]),
                            ("unexpected", [name for name in given if name not in expected])):
            more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
            faults += [f"{what}: {', '.join(names[:SHOWN])}{more}"] if names else []
    if faults:
        lines = "\n  ".join(faults)
        raise ValueError(f"This state of PyTorch does not fit the {type(model).__name__}; nothing "
                         f"was loaded.\n  {lines}")
    model.load_state_dict(_settled(model, ours(model, expected | given)))


def _arrays(state: Any) -> Arrays:
    """What came, as arrays by name."""
    if isinstance(state, str | os.PathLike):
        state = load_torch(state)
    elif hasattr(state, "state_dict"):
        state = state.state_dict()
    if not isinstance(state, Mapping):
        raise TypeError(f"from_torch takes a state dictionary, a module or a path, not a "
                        f"{type(state).__name__}.")
    inner = [name for name, value in state.items() if isinstance(value, Mapping)]
    if inner:
        raise TypeError(f"This is a checkpoint that holds {', '.join(map(str, state))}; give the "
                        f"part with the weights, such as state[{inner[0]!r}].")
    return {name: _array(name, value) for name, value in state.items()}


def _array(name: str, value: Any) -> np.ndarray:
    if isinstance(value, Tensor):
        return value.data
    if type(value).__module__.startswith("torch"):
        value = value.detach().cpu()
        return (value.float() if str(value.dtype) == "torch.bfloat16" else value).numpy()
    if not isinstance(value, np.ndarray):
        raise TypeError(f"{name} is a {type(value).__name__}, neither a tensor nor an array.")
    return value


def _places(module: Module, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every parameter under each of its names."""
    for name, value in module._members():
        if isinstance(value, Parameter):
            yield f"{path}{name}", value
    for name, child in module.named_children():
        yield from _places(child, f"{path}{name}.")


def _settled(model: Module, own: Arrays) -> Arrays:
    """Tied weights under their first name alone, if they are equal under the others."""
    first: dict[int, str] = {}
    for name, parameter in _places(model):
        one = first.setdefault(id(parameter), name)
        if one != name and not np.array_equal(own[one], own.pop(name)):
            raise ValueError(f"{one} and {name} are one and the same here, but not in this state "
                             "of PyTorch.")
    return {name: own[name] for name in model.state_dict()}
