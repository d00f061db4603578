"""Containers: modules one after the other, in a list, or by name."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Self

from groundup.nn import fusion
from groundup.nn.module import Module


class Sequential(Module):
    """Runs its layers one after the other: y = f_n(... f_2(f_1(x))).

    A layer is a module or any function of one tensor, such as `F.relu`. Layers are named by their
    place: `0.weight`. Has a length, can be indexed, sliced, iterated over and appended to.
    Raises `TypeError` for a layer that cannot be called.

    >>> from groundup import functional as F, nn
    >>> model = nn.Sequential(nn.Dense(2, 3), F.relu, nn.Dense(3, 1))
    >>> len(model), model[-1], [name for name, _ in model.named_children()]
    (3, Dense(3, 1), ['0', '2'])
    """

    def __init__(self, *layers: Callable):
        self._layers: list[Callable] = []
        for layer in layers:
            self.append(layer)

    def __getattr__(self, name: str) -> Any:                # asked only for what is missing
        if name == "_layers":
            raise AttributeError(f"{type(self).__name__} has no layers yet. Its __init__ must call "
                                 "super().__init__(*layers).")
        return object.__getattribute__(self, name)          # it says what is missing

    def forward(self, x):
        return fusion.run(self._layers, x)

    def infer(self, x):
        return fusion.infer(self._layers, x)

    def append(self, layer: Callable) -> Self:
        """Add one layer at the end."""
        if isinstance(layer, type) or not callable(layer):
            name = getattr(layer, "__name__", None)
            fix = f"write {name}(...), with parentheses" if name else "layers go in one by one"
            raise TypeError(f"Sequential takes modules and functions, not {layer!r}: {fix}.")
        self._layers.append(layer)
        return self

    def __len__(self) -> int:
        return len(self._layers)

    def __iter__(self) -> Iterator[Callable]:
        return iter(self._layers)

    def __getitem__(self, index) -> Any:
        """One layer, or for a slice a Sequential that shares these layers."""
        layers = self._layers[index]
        return Sequential(*layers) if isinstance(index, slice) else layers

    def _members(self):
        yield from ((str(i), layer) for i, layer in enumerate(self._layers))
        yield from ((name, value) for name, value in vars(self).items() if name != "_layers")


class ModuleList(Module):
    """A list of modules whose parameters the owner finds; it has no forward of its own.

    Raises `TypeError` for anything that is no module.

    >>> from groundup import nn
    >>> blocks = ModuleList(nn.Dense(2, 2) for _ in range(3))
    >>> len(blocks), blocks.num_parameters()
    (3, 18)
    """

    def __init__(self, modules: Iterable[Module] = ()):
        self._modules: list[Module] = []
        for module in modules:
            self.append(module)

    def forward(self, *inputs):
        raise TypeError("ModuleList has no forward: loop over its modules in the forward of the "
                        "owner, or use Sequential to run them one after the other.")

    def append(self, module: Module) -> Self:
        """Add one module at the end."""
        self._modules.append(_checked(module, "ModuleList"))
        return self

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Module]:
        return iter(self._modules)

    def __getitem__(self, index) -> Any:
        modules = self._modules[index]
        return ModuleList(modules) if isinstance(index, slice) else modules

    def __setitem__(self, index: int, module: Module) -> None:
        self._modules[index] = _checked(module, "ModuleList")

    def _members(self):
        yield from ((str(i), module) for i, module in enumerate(self._modules))
        yield from ((name, value) for name, value in vars(self).items() if name != "_modules")


class ModuleDict(Module):
    """Modules by name, in the order of insertion; it has no forward of its own.

    Raises `TypeError` for anything that is no module, `ValueError` for a name that is empty or
    has a dot, since dots separate the parts of a path.

    >>> from groundup import nn
    >>> heads = ModuleDict({"box": nn.Dense(8, 4), "label": nn.Dense(8, 10)})
    >>> [name for name, _ in heads.named_parameters()]
    ['box.weight', 'box.bias', 'label.weight', 'label.bias']
    """

    def __init__(self, modules: dict[str, Module] | None = None):
        self._modules: dict[str, Module] = {}
        for name, module in (modules or {}).items():
            self[name] = module

    def forward(self, *inputs):
        raise TypeError("ModuleDict has no forward: call its modules by name in the forward of the "
                        "owner.")

    def __setitem__(self, name: str, module: Module) -> None:
        if not isinstance(name, str) or not name or "." in name:
            raise ValueError(f"The name of a module is a text without dots, not {name!r}.")
        self._modules[name] = _checked(module, "ModuleDict")

    def __getitem__(self, name: str) -> Module:
        return self._modules[name]

    def __contains__(self, name: object) -> bool:
        return name in self._modules

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def items(self):
        return self._modules.items()

    def _members(self):
        yield from self._modules.items()
        yield from ((name, value) for name, value in vars(self).items() if name != "_modules")


def _checked(module, container):
    if not isinstance(module, Module):
        raise TypeError(f"{container} holds modules, not a {type(module).__name__}.")
    return module
