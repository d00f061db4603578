"""Module: what every layer and model is: parameters, and a forward (chapter 3).

A module finds what it consists of among its own attributes, in the order of their definition.
There is nothing to register and no `super().__init__()` to remember:

    class Twice(Module):
        def __init__(self, size):
            self.inner = Dense(size, size)

        def forward(self, x):
            return self.inner(self.inner(x))
"""

from collections.abc import Callable, Iterator
from typing import Any, Self

import numpy as np

from groundup import hints
from groundup.autograd import Tensor
from groundup.nn import state
from groundup.nn.parameter import Parameter


class Module:
    """Base of all layers and models; a subclass defines `forward`.

    Attributes that are a `Parameter` or a `Module` belong to it; modules in a list belong into a
    `ModuleList`. A parameter or module that is reachable in two ways is reported once, by the name
    that comes first. `training` says whether layers such as dropout act as in training.

    >>> class Scale(Module):
    ...     def __init__(self, factor):
    ...         self.factor = Parameter([factor])
    ...     def forward(self, x):
    ...         return x * self.factor
    >>> model = Scale(3.0)
    >>> model(Tensor([2.0])).numpy(), [name for name, _ in model.named_parameters()]
    (array([6.], dtype=float32), ['factor'])
    """

    training = True
    _buffers: tuple[str, ...] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "forward" in vars(cls) and "infer" not in vars(cls):
            cls.infer = Module.infer           # type: ignore[method-assign]  # not the parent's

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """From the input to the output; each module defines its own."""
        raise TypeError(
            f"{type(self).__name__} has no forward. Give the class a method forward(self, x) that "
            "returns the output; calling the module runs it."
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            y = self.forward(*args, **kwargs)
        except (TypeError, ValueError) as error:
            error.add_note(f"This happened in {self.headline()}.")
            raise
        except AttributeError as error:
            came = error.obj
            if (error.name is None or isinstance(came, Tensor | np.ndarray | Module)
                    or not any(came is arg for arg in args)):
                raise                          # it is not about what came in
            raise TypeError(_no_tensor(self, came)) from error
        if y is None:
            raise TypeError(f"The forward of {self.headline()} returned None: does it lack its "
                            "return?")
        return y

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(vars(self).get(name), Parameter):
            _refuse_array(self, name, value)
        object.__setattr__(self, name, value)

    # ---- what it consists of ----------------------------------------------------------------

    def _members(self) -> Iterator[tuple[str, Any]]:
        """Its attributes by name, among which parameters and modules are found."""
        yield from vars(self).items()

    def named_children(self) -> Iterator[tuple[str, "Module"]]:
        """The modules directly inside this one, with their names.

        Raises `TypeError` for modules or parameters that hide in a plain list, tuple or dict.
        """
        for name, value in self._members():
            if isinstance(value, Module):
                yield name, value
            else:
                _refuse_hidden(self, name, value)

    def children(self) -> Iterator["Module"]:
        """The modules directly inside this one."""
        return (child for _, child in self.named_children())

    def named_modules(self) -> Iterator[tuple[str, "Module"]]:
        """This module, named "", and all inside it, each once, outer before inner."""
        seen, waiting = set(), [("", self)]
        while waiting:
            path, module = waiting.pop()
            if id(module) not in seen:
                seen.add(id(module))
                yield path, module
                inner = [(_join(path, name), child) for name, child in module.named_children()]
                waiting += reversed(inner)

    def modules(self) -> Iterator["Module"]:
        """This module and all inside it, each once, outer before inner."""
        return (module for _, module in self.named_modules())

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        """Every parameter once, with its path: `hidden.0.weight`.

        >>> from groundup import nn
        >>> model = nn.Sequential(nn.Dense(2, 3), nn.ReLU(), nn.Dense(3, 1, bias=False))
        >>> [name for name, _ in model.named_parameters()]
        ['0.weight', '0.bias', '2.weight']
        """
        seen = set()
        for path, module in self.named_modules():
            for name, value in module._members():
                if isinstance(value, Parameter) and id(value) not in seen:
                    seen.add(id(value))
                    yield _join(path, name), value

    def parameters(self) -> Iterator[Parameter]:
        """Every parameter once: what an optimizer is given."""
        return (parameter for _, parameter in self.named_parameters())

    def num_parameters(self) -> int:
        """How many numbers the parameters hold."""
        return sum(parameter.size for parameter in self.parameters())

    def register_buffer(self, name: str, array: np.ndarray) -> None:
        """Set an attribute that is saved with the model but not learned, as a running mean is.

        The array may be changed in place or replaced later. Raises `TypeError` unless it is one.

        >>> class Counter(Module):
        ...     def __init__(self):
        ...         self.register_buffer("seen", np.zeros(1))
        >>> Counter().state_dict()
        {'seen': array([0.])}
        """
        if isinstance(array, Tensor) or not hasattr(array, "dtype"):
            raise TypeError(f"A buffer is a NumPy array; {name} is a {type(array).__name__}.")
        setattr(self, name, array)
        if name not in self._buffers:
            self._buffers = (*self._buffers, name)

    def named_buffers(self) -> Iterator[tuple[str, np.ndarray]]:
        """Every registered array, with its path."""
        for path, module in self.named_modules():
            for name in module._buffers:
                yield _join(path, name), getattr(module, name)

    def buffers(self) -> Iterator[np.ndarray]:
        """Every registered array."""
        return (array for _, array in self.named_buffers())

    # ---- saving and loading -----------------------------------------------------------------

    def state_dict(self) -> dict[str, np.ndarray]:
        """All that was learned, as a flat dictionary of copies: parameters, then buffers.

        The copies stay as they are when training goes on.

        >>> from groundup import nn
        >>> {name: a.shape for name, a in nn.Dense(2, 3).state_dict().items()}
        {'weight': (2, 3), 'bias': (3,)}
        """
        arrays = {name: p.data for name, p in self.named_parameters()} | dict(self.named_buffers())
        return {name: array.copy() for name, array in arrays.items()}

    def load_state_dict(self, saved: dict[str, Any], strict: bool = True) -> None:
        """Take the values of `saved` (name -> array or Tensor), in place; float dtypes convert.

        With `strict=False` names that only one side has are left out, but one at least must fit.
        Raises one `ValueError` that lists every missing, unexpected and misshapen name, and
        changes nothing then.

        >>> from groundup import nn
        >>> model, twin = nn.Dense(2, 3), nn.Dense(2, 3)
        >>> twin.load_state_dict(model.state_dict())
        >>> bool((twin.weight == model.weight).data.all())
        True
        """
        state.load(self, saved, strict)

    # ---- changing all of it -----------------------------------------------------------------

    def train(self, mode: bool = True) -> Self:
        """Let layers act as in training (dropout drops, batch norm uses the batch)."""
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Self:
        """Let layers act as in use: `train(False)`."""
        return self.train(False)

    def freeze(self) -> Self:
        """Stop learning: no parameter asks for a gradient any more."""
        for parameter in self.parameters():
            parameter.requires_grad = False
        return self

    def unfreeze(self) -> Self:
        """Learn again: every parameter asks for a gradient."""
        for parameter in self.parameters():
            parameter.requires_grad = True
        return self

    def zero_grad(self) -> None:
        """Forget all gradients."""
        for parameter in self.parameters():
            if parameter.requires_grad:
                parameter.grad = None

    def apply(self, function: Callable[["Module"], Any]) -> Self:
        """Call a function with every module, inner before outer.

        >>> from groundup import nn
        >>> def no_bias(module):
        ...     if isinstance(module, nn.Dense):
        ...         module.bias = None
        >>> nn.Sequential(nn.Dense(2, 3)).apply(no_bias).num_parameters()
        6
        """
        for module in reversed(list(self.modules())):
            function(module)
        return self

    def astype(self, dtype) -> Self:
        """Convert parameters and floating-point buffers: float64 for checks, float32 to train.

        Gradients are dropped; an optimizer made before must be made again. Raises `TypeError`
        for other dtypes.

        >>> from groundup import nn
        >>> nn.Dense(2, 3).astype("float64").weight.dtype
        dtype('float64')
        """
        state.convert(self, dtype)
        return self

    # ---- looking at it, using it ------------------------------------------------------------

    def predict(self, x, batch_size: int | None = None) -> np.ndarray:
        """The output for an array or Tensor, as an array: in evaluation mode, without a graph.

        `batch_size` limits how many rows go through at once. Afterwards every module has its
        mode again, even if an error came up. Raises `TypeError` if the output is not one tensor.

        >>> from groundup import nn
        >>> nn.Sequential(nn.Dense(2, 3), nn.Dropout(0.5)).predict(np.ones((4, 2), "float32")).shape
        (4, 3)
        """
        return state.predict(self, x, batch_size)

    def infer(self, x: np.ndarray) -> np.ndarray:
        """What `predict` does with one batch: arrays in and out, as in evaluation mode.

        Layers that can do without a tensor override it: for one sample, the tensors around a
        small layer cost more than its arithmetic. A subclass that has a `forward` of its own does
        not inherit the short way.

        >>> from groundup import nn
        >>> nn.ReLU().infer(np.array([-1.0, 2.0]))
        array([0., 2.])
        """
        return state.infer(self, x)

    def summary(self, input_shape: int | tuple[int, ...], dtype=None):
        """A table of layers: output shapes, parameters, arithmetic and memory per sample.

        `input_shape` is that of one sample, without the batch axis; `dtype` that of the input,
        if it is not that of the parameters (a model that takes tokens wants `dtype=int`). The
        model runs once on zeros and is left as it was. See `groundup.nn.summary.Summary`.

        >>> from groundup import nn
        >>> nn.Sequential(nn.Dense(2, 64), nn.ReLU(), nn.Dense(64, 3)).summary(2).parameters
        387
        """
        from groundup.nn.summary import summarize

        return summarize(self, input_shape, dtype)

    def flops(self, input_shape: tuple[int, ...], output_shape: tuple[int, ...]) -> int:
        """Arithmetic of one call, 2 a multiply-add; layers that multiply matrices override it.

        The shapes are those of the first input and output, with the batch axis. What inner
        modules do is theirs to count, and elementwise work counts as nothing.

        >>> from groundup import nn
        >>> nn.Dense(3, 4).flops((1, 3), (1, 4)), nn.ReLU().flops((1, 4), (1, 4))
        (24, 0)
        """
        return 0

    def extra_repr(self) -> str:
        """What stands between the parentheses of the repr."""
        return ""

    def headline(self) -> str:
        """The module in one line, without what is inside."""
        extra = self.extra_repr()
        bare = not extra and any(isinstance(value, Module) for _, value in self._members())
        return type(self).__name__ if bare else f"{type(self).__name__}({extra})"

    def __repr__(self) -> str:
        inner = [f"({name}): {_shown(value)}" for name, value in self._members()
                 if callable(value)]
        if not inner:
            return self.headline()
        head = [self.extra_repr()] if self.extra_repr() else []
        lines = "\n".join(head + inner).replace("\n", "\n  ")
        return f"{type(self).__name__}(\n  {lines}\n)"


hints.explain(Module, hints.OF_MODULES)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _shown(part: Any) -> str:
    return repr(part) if isinstance(part, Module) else getattr(part, "__name__", repr(part))


def _no_tensor(module: Module, came: Any) -> str:
    kind = "None" if came is None else f"a {type(came).__name__}"
    fix = (": a layer such as nn.LSTM returns several tensors, pick the one that is meant"
           if isinstance(came, tuple) else "")
    return f"{module.headline()} takes a tensor or an array, not {kind}{fix}."


def _refuse_array(owner: Module, name: str, value: Any) -> None:
    """Catch an array in the place of a parameter, which training and saving would then miss."""
    if isinstance(value, np.ndarray | list | float | int):
        raise TypeError(f"{type(owner).__name__}.{name} is a Parameter; a {type(value).__name__} "
                        f"in its place would not be learned. Write Parameter(array), or change its "
                        f"values: layer.{name}.data[...] = array, layer.{name}.touch().")


def _refuse_hidden(owner: Module, name: str, value: Any) -> None:
    """Catch the mistakes that leave a parameter out of training without a word."""
    place = f"{type(owner).__name__}.{name}"
    if isinstance(value, list | tuple | dict):
        inner = value.values() if isinstance(value, dict) else value
        for entry in inner:
            if isinstance(entry, Module | Parameter):
                container = "ModuleDict" if isinstance(value, dict) else "ModuleList"
                fix = (f"Put it into a {container}" if isinstance(entry, Module)
                       else "Give each parameter an attribute of its own")
                raise TypeError(f"{place} is a plain {type(value).__name__} that holds a "
                                f"{type(entry).__name__}, which training would miss. {fix}.")
    elif type(value) is Tensor and getattr(value.node, "rule", value) is None:      # a leaf
        raise TypeError(f"{place} is a Tensor that asks for a gradient, but no Parameter, so "
                        f"training would miss it. Write self.{name} = Parameter(array); to keep a "
                        "tensor only to look at it, keep tensor.detach().")
