"""Summary of a model: what each layer gives out, holds, computes and remembers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import numpy as np

from groundup.autograd import Tensor
from groundup.backend import default_dtype, generator, xp
from groundup.nn.checks import check_sizes
from groundup.nn.module import Module
from groundup.nn.state import evaluating

LONGEST_HEADLINE = 36


@dataclass
class Row:
    """One module: its path and depth, one line of its repr, and its own share of the totals.

    `output_shape` is without the batch axis, None if the module did not run or gave out no tensor.
    """

    name: str
    depth: int
    headline: str
    output_shape: tuple[int, ...] | None = None
    parameters: int = 0
    flops: int = 0
    memory: int = 0


@dataclass(repr=False)
class Summary:
    """A table when printed, numbers when read: all counts are per sample, memory is in bytes.

    `flops` counts 2 for each multiply-add of layers that multiply matrices. `memory` is that of
    the outputs that modules make in evaluation mode; views count as nothing, and so does what
    functions between the layers make.

    >>> from groundup import nn
    >>> summary = nn.Sequential(nn.Dense(4, 8), nn.ReLU(), nn.Dense(8, 3)).summary(4)
    >>> summary.parameters, summary.flops, summary.memory
    (67, 112, 76)
    """

    input_shape: tuple[int, ...]
    rows: list[Row]
    trainable: int
    frozen: int
    parameter_memory: int

    @property
    def parameters(self) -> int:
        return self.trainable + self.frozen

    @property
    def flops(self) -> int:
        return sum(row.flops for row in self.rows)

    @property
    def memory(self) -> int:
        return sum(row.memory for row in self.rows)

    def __repr__(self) -> str:
        cells = [("Layer", "Output", "Parameters", "FLOPs", "Memory"),
                 ("input", _batched(self.input_shape), "", "", "")]
        cells += [_cells(row) for row in self.rows]
        total = ("Total per sample", "", f"{self.parameters:,}", f"{self.flops:,}",
                 _bytes(self.memory))
        widths = [max(map(len, column)) for column in zip(*cells, total)]
        rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
        lines = [_line(row, widths) for row in cells]
        return "\n".join([
            lines[0], rule, *lines[1:], rule, _line(total, widths),
            f"{self.trainable:,} parameters are trainable, {self.frozen:,} frozen; "
            f"they take {_bytes(self.parameter_memory)}.",
        ])


def summarize(model: Module, input_shape: int | tuple[int, ...], dtype=None) -> Summary:
    """See `Module.summary`."""
    shape = tuple(input_shape) if isinstance(input_shape, tuple | list) else (input_shape,)
    check_sizes("summary", **{f"input_shape[{i}]": size for i, size in enumerate(shape)})
    parameters = list(model.parameters())
    dtype = dtype or (parameters[0].dtype if parameters else default_dtype())
    x = Tensor(xp.zeros((1, *shape), dtype))
    rows = _empty_rows(model)
    with _left_as_it_was(model), evaluating(model):
        alive = [x.data]                    # outputs: kept alive, so that an id means one array
        for module, row in rows.items():
            module.forward = partial(_observed, module.forward, module, row, alive)  # type: ignore
        try:
            model(x)
        except (TypeError, ValueError) as error:
            error.add_note(f"The summary ran the model on zeros of shape {x.shape} and {x.dtype}, "
                           "one sample in a batch: input_shape is that of the sample, and dtype "
                           "can be given.")
            raise
    trainable = sum(p.size for p in parameters if p.requires_grad)
    return Summary(
        shape, list(rows.values()), trainable, model.num_parameters() - trainable,
        parameter_memory=sum(p.data.nbytes for p in parameters))


def _empty_rows(model):
    """A row for each module, with its own parameters; a shared one belongs to its first owner."""
    owners = {path: module for path, module in model.named_modules()}
    rows = {module: Row(path, path.count(".") + bool(path), _headline(module))
            for path, module in owners.items()}
    for path, parameter in model.named_parameters():
        rows[owners[path.rpartition(".")[0]]].parameters += parameter.size
    return rows


def _observed(forward, module, row, alive, *args, **kwargs):
    """Run a forward, and write down what it gave out."""
    y = forward(*args, **kwargs)
    outputs = [t.data for t in (y if isinstance(y, tuple) else (y,)) if isinstance(t, Tensor)]
    if outputs:
        row.output_shape = outputs[0].shape[1:]
        inputs = [a.shape for a in (*args, *kwargs.values()) if isinstance(a, Tensor)]
        row.flops += module.flops(inputs[0] if inputs else (), outputs[0].shape)
    owners = {id(_owner(array)) for array in alive}
    row.memory += sum(array.nbytes for array in outputs if id(_owner(array)) not in owners)
    alive += outputs
    return y


def _owner(array):
    return array if array.base is None else array.base


@contextmanager
def _left_as_it_was(model) -> Iterator[None]:
    """Undo whatever a forward changes: attributes, buffers in place, generators of numbers."""
    attributes = [(module, dict(vars(module))) for module in model.modules()]
    buffers = [(array, array.copy()) for array in model.buffers()]
    generators = [value for _, held in attributes for value in held.values()
                  if isinstance(value, np.random.Generator)]
    states = [(g, g.bit_generator.state) for g in (generator(), *generators)]
    try:
        yield
    finally:
        for module, held in attributes:
            vars(module).clear()
            vars(module).update(held)
        for array, copy in buffers:
            array[...] = copy
        for g, state in states:
            g.bit_generator.state = state


def _headline(module):
    headline = module.headline()
    return headline if len(headline) <= LONGEST_HEADLINE else f"{type(module).__name__}(…)"


def _cells(row):
    name = row.name.rpartition(".")[2]
    layer = "  " * row.depth + (f"{name}: " if name else "") + row.headline
    shape = "–" if row.output_shape is None else _batched(row.output_shape)
    return (layer, shape, f"{row.parameters:,}" if row.parameters else "",
            f"{row.flops:,}" if row.flops else "", _bytes(row.memory) if row.memory else "")


def _batched(shape):
    return f"({', '.join(['N', *map(str, shape)])})"


def _line(cells, widths):
    aligned = [f"{c:<{w}}" if i < 2 else f"{c:>{w}}" for i, (c, w) in enumerate(zip(cells, widths))]
    return "  ".join(aligned).rstrip()


def _bytes(count):
    """A number of bytes as people read it.

    >>> _bytes(76), _bytes(1536), _bytes(3 << 20)
    ('76 B', '1.5 KiB', '3.0 MiB')
    """
    for unit in ("KiB", "MiB", "GiB"):
        if count < 1024:
            break
        count, last = count / 1024, unit
    return f"{count} B" if isinstance(count, int) else f"{count:.1f} {last}"
