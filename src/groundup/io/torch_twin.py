"""The same network as a module of PyTorch: to train on a GPU, to compile, to compare."""

from functools import cache
from types import FunctionType, MethodType
from typing import Any

from groundup import nn
from groundup.io.torch_forwards import METHODS
from groundup.io.torch_later import torch
from groundup.io.torch_layers import FUNCTIONS, LAYERS
from groundup.io.torch_layouts import is_packed
from groundup.io.torch_state import torch_state
from groundup.nn import Module, Parameter

NUMBERS = int | float | str | bool | tuple | None


def to_torch(model: Module) -> Any:
    """A `torch.nn.Module` that computes what the model does, with the same weights.

    It takes and returns tensors of the same shapes as the model, has its modes and its frozen
    weights, and names as in `torch_state`; what PyTorch has as a layer is that layer. The weights
    are copies. A layer in two places is one there too; single weights that two layers share become
    two. Caches and the `lengths` of recurrent layers are not carried over; dropout and noise draw
    from PyTorch's generator.

    Raises `TypeError` that names the layer, for one that PyTorch cannot express, such as a class of
    your own with a forward in terms of groundup, and `ModuleNotFoundError` without PyTorch.

        twin = to_torch(model)
        torch.testing.assert_close(twin(torch.tensor(x)).detach().numpy(), model.predict(x))

    >>> class Mine(nn.Module):
    ...     def forward(self, x):
    ...         return x
    >>> to_torch(nn.Sequential(nn.ReLU(), Mine()))              # doctest: +SKIP
    Traceback (most recent call last):
    TypeError: 1: PyTorch has no counterpart of Mine(); ...
    """
    twin = _twin(model, "the model", {})
    state = {name: torch.as_tensor(array) for name, array in torch_state(model).items()}
    kinds = {p.dtype.name for p in model.parameters()}
    if len(kinds) == 1:
        twin.to(getattr(torch, kinds.pop()))
    twin.load_state_dict(state)
    return twin


def _twin(module: Any, place: str, seen: dict[int, Any]) -> Any:
    """The counterpart of a module, or of a function in a Sequential; one made before stays one."""
    if id(module) not in seen:
        seen[id(module)] = _made(module, place, seen)
        if isinstance(module, Module):
            _same_mode(module, seen[id(module)])
    return seen[id(module)]


def _made(module: Any, place: str, seen: dict[int, Any]) -> Any:
    kind = type(module)
    if kind in LAYERS:
        return LAYERS[kind](module)
    if isinstance(module, nn.Sequential) and kind.forward is nn.Sequential.forward:
        return torch.nn.Sequential(*(_twin(part, f"{place}.{i}", seen)
                                     for i, part in enumerate(module)))
    if kind is nn.ModuleList:
        return torch.nn.ModuleList(_twin(m, f"{place}.{i}", seen) for i, m in enumerate(module))
    if kind is nn.ModuleDict:
        return torch.nn.ModuleDict({name: _twin(m, f"{place}.{name}", seen)
                                    for name, m in module.items()})
    if kind in (nn.WeightNorm, nn.SpectralNorm):
        return _parametrized(module, place, seen)
    if kind in METHODS:
        return _Twin()(module, place, seen)
    if isinstance(module, FunctionType) and module in FUNCTIONS:
        return _Function()(FUNCTIONS[module])
    told = module.headline() if isinstance(module, Module) else getattr(module, "__name__", module)
    raise TypeError(f"{place}: PyTorch has no counterpart of {told}; only layers, models and "
                    "activations of groundup can be written in it. Convert the parts that can.")


def _same_mode(module: Module, twin: Any) -> None:
    twin.training = module.training
    own = [value for _, value in module._members() if isinstance(value, Parameter)]
    if own and not any(parameter.requires_grad for parameter in own):
        for parameter in twin.parameters(recurse=False):
            parameter.requires_grad = False


def _parametrized(module: Any, place: str, seen: dict[int, Any]) -> Any:
    layer = _twin(module.layer, f"{place}.layer", seen)
    tools, dense = torch.nn.utils.parametrizations, isinstance(module.layer, nn.Dense)
    weight = module.direction if isinstance(module, nn.WeightNorm) else module.original
    axis = module.axis % weight.ndim
    axis = 1 - axis if dense else axis                  # PyTorch's matrix is the transposed one
    if isinstance(module, nn.WeightNorm):
        return tools.weight_norm(layer, module.name, axis)
    return tools.spectral_norm(layer, module.name, module.n_power_iterations, module.eps, axis)


@cache
def _Twin() -> Any:
    class Twin(torch.nn.Module):
        """One of our layers or models, on PyTorch's tensors; see torch_forwards.py."""

        def __init__(self, module, place, seen):
            super().__init__()
            self.kind = type(module)
            packed = self.kind is nn.MultiHeadAttention and is_packed(module)
            for name, value in module._members():
                if packed and name in ("q_proj", "k_proj", "v_proj"):
                    continue                            # they are parameters of its own there
                if isinstance(value, Module | FunctionType):
                    setattr(self, name, _twin(value, f"{place}.{name}", seen))
                elif isinstance(value, NUMBERS) and name not in ("training", "_buffers"):
                    setattr(self, name, value)
            for name, array in torch_state(module).items():
                if name in module._buffers:
                    self.register_buffer(name, torch.as_tensor(array))
                elif "." not in name:
                    setattr(self, name, torch.nn.Parameter(torch.as_tensor(array)))

        def __getattr__(self, name):
            """The parts, as always; and beyond them the methods of the model that it is of."""
            if not name.startswith("__") and (kind := vars(self).get("kind")):
                method = METHODS[kind].get(name) or getattr(kind, name, None)
                if isinstance(method, FunctionType):
                    return MethodType(method, self)
            return super().__getattr__(name)

        def forward(self, *inputs, **options):
            run = METHODS[self.kind].get("forward") or self.kind.forward
            return run(self, *inputs, **options)

        def _get_name(self):
            return self.kind.__name__

    return Twin


@cache
def _Function() -> Any:
    class Function(torch.nn.Module):
        """A function without weights in the place of a layer."""

        def __init__(self, name):
            super().__init__()
            self.name = name

        def forward(self, x):
            return getattr(torch.nn.functional, self.name)(x)

        def extra_repr(self):
            return self.name

    return Function
