"""Writing a model as ONNX: it runs twice, and what it did becomes a graph."""

import os
from collections.abc import Callable, Sequence

import numpy as np

from groundup.autograd import Tensor
from groundup.backend import default_dtype, require
from groundup.files import write_atomically
from groundup.io.onnx.errors import UnsupportedModel
from groundup.io.onnx.export import EMIT, FITS
from groundup.io.onnx.export.builder import Builder, Call
from groundup.io.onnx.export.trace import SAME, Step, listening, one_by_one
from groundup.nn import Module
from groundup.nn.state import evaluating

OPSETS = range(17, 24)


def to_onnx(model: Module | Callable, example, path: str | os.PathLike | None = None, *,
            opset: int = 17, batch: str | None = "N") -> bytes:
    """A model as ONNX, as it acts in evaluation mode: its bytes, also written to `path` if given.

    `model` is a module or a method of one, such as `vae.decode`. `example` is what it takes: an
    array, a tuple of arrays if it takes several inputs, or the shape of one of floats. The model
    runs on it and on a second batch made of it, so that what depends on the input is told from what
    does not; token ids should therefore differ among each other. The first axis of inputs that is
    as long as that of the first is the batch: any length, named `batch`, or fixed if that is None.
    All other lengths are those of the example, and so is the way that an `if` took.

    Raises `UnsupportedModel` for what a graph cannot say: numbers drawn at random, or computed by
    NumPy outside of tensors, and a way that is another in the second run; `TypeError` for an
    example that is none; `OSError` if the file cannot be written.

    >>> from groundup import nn
    >>> model = nn.Sequential(nn.Dense(4, 8, rng=0), nn.ReLU(), nn.Dense(8, 2, rng=1))
    >>> import onnx
    >>> graph = onnx.load_from_string(to_onnx(model, (1, 4))).graph
    >>> [node.op_type for node in graph.node]
    ['Gemm', 'Relu', 'Gemm']
    """
    onnx = require("onnx", extra="onnx")
    owner = model if isinstance(model, Module) else getattr(model, "__self__", None)
    if not isinstance(owner, Module):
        raise TypeError("to_onnx takes a module, or a method of one such as vae.decode, not "
                        f"{type(model).__name__}.")
    if opset not in OPSETS:
        raise ValueError(f"opset is {OPSETS.start} to {OPSETS.stop - 1}, not {opset}.")
    first = _examples(example)
    second = [_another(x, len(first[0]), batch is not None) for x in first]
    stored = {name: p.data for name, p in owner.named_parameters()} | dict(owner.named_buffers())
    builder = Builder(opset, (len(first[0]), len(second[0])), stored)
    names = _input_names(model, len(first))
    builder.batch_of = names[0]
    for name, x, twin in zip(names, first, second):
        builder.call_it(name, x, twin)

    with evaluating(owner), one_by_one(owner):
        passes = [_listened(model, inputs) for inputs in (first, second)]
    (steps, results), (twins, twin_results) = passes
    if [step.name for step in steps] != [step.name for step in twins]:
        raise UnsupportedModel("The way through the model depends on the numbers it is given, or "
                               "on the size of the batch; a graph has one way.")
    for one, two in zip(steps, twins):
        _emit(builder, Call(builder, one, two))
    outputs = _outputs(builder, results, twin_results)
    content = _finished(onnx, builder, names, first, second, outputs, batch).SerializeToString()
    if path is not None:
        write_atomically(path, content)
    return content


def _examples(example) -> list[Tensor]:
    """The inputs of the first pass as tensors."""
    if isinstance(example, tuple) and example and all(isinstance(n, int) for n in example):
        noise = np.random.default_rng(0).standard_normal(example)
        return [Tensor(noise.astype(default_dtype()))]
    inputs = [Tensor(x) for x in (example if isinstance(example, tuple) else [example])]
    if not inputs or any(x.ndim == 0 or not x.size for x in inputs):
        raise TypeError("The example is an array with a batch axis, a tuple of such arrays, or a "
                        "shape of whole numbers.")
    return inputs


def _another(x: Tensor, size: int, grows: bool) -> Tensor:
    """Numbers of the same kind in other places; if the batch may grow, with one sample more.

    Floats shrink, and the largest whole number becomes the next smaller one: so that what was
    computed from the example, such as its largest number, is unlike in the two passes.
    """
    turned = np.flip(x.data)
    kinds = np.unique(turned)
    if turned.dtype.kind == "f":
        turned = turned * turned.dtype.type(0.75)
    elif len(kinds) > 1:
        turned = np.where(turned == kinds[-1], kinds[-2], turned)
    return Tensor(np.concatenate([turned, turned[:1]]) if grows and len(x) == size
                  else turned.copy())


def _input_names(model, count: int) -> list[str]:
    import inspect

    function = model.forward if isinstance(model, Module) else model
    return [*inspect.signature(function).parameters][:count]


def _listened(model, inputs) -> tuple[list[Step], list]:
    """What happened in one pass, and what came out."""
    steps: list[Step] = []
    with listening(steps, EMIT, FITS):
        results = model(*inputs)
    return steps, _flat(results)


def _flat(results) -> list[Tensor]:
    """The tensors in an output, however it nests them."""
    if isinstance(results, tuple | list):
        return [x for part in results for x in _flat(part)]
    if not isinstance(results, Tensor):
        raise TypeError(f"The model returned a {type(results).__name__}, and only tensors, or "
                        "tuples of them, can be exported.")
    return [results]


def _emit(builder: Builder, call: Call) -> None:
    """Add the nodes of one step, and give its output a name."""
    try:
        if call.name == SAME:
            name = call.input(0)
        elif call.name in EMIT:
            name = EMIT[call.name](builder, call)
        else:
            raise UnsupportedModel("this operation has no counterpart in ONNX")
    except UnsupportedModel as error:
        raise UnsupportedModel(f"{call.name}: {error}.") from None
    builder.call_it(name, call.first.y, call.second.y)


def _outputs(builder: Builder, results: Sequence[Tensor], twins: Sequence[Tensor]) -> list:
    """(name, array of the first pass, of the second) for each output."""
    try:
        made = [builder.value(x, twin) for x, twin in zip(results, twins)]
    except UnsupportedModel as error:
        raise UnsupportedModel(f"The output: {error}.") from None
    names = ["output"] if len(made) == 1 else [f"output_{i}" for i in range(len(made))]
    for source, name in zip(made, names):
        builder.rename(source, name)
    return [(name, x.data, twin.data) for name, x, twin in zip(names, results, twins)]


def _finished(onnx, builder: Builder, names, first, second, outputs, batch):
    """The model, checked by ONNX's own checker."""
    from groundup import __version__

    helper = onnx.helper
    entries = [_described(helper, name, x.data, twin.data, batch)
               for name, x, twin in zip(names, first, second)]
    nodes = _needed(builder.nodes, [name for name, *_ in outputs])
    used = {name for node in nodes for name in node.input}
    graph = helper.make_graph(
        nodes, "model", entries,
        [_described(helper, name, x, twin, batch) for name, x, twin in outputs],
        [onnx.numpy_helper.from_array(a, name) for name, a in builder.initializers.items()
         if name in used])
    opsets = [helper.make_opsetid("", builder.opset)]
    model = helper.make_model(graph, opset_imports=opsets, producer_name="groundup",
                              producer_version=__version__,
                              ir_version=helper.find_min_ir_version_for(opsets))
    onnx.checker.check_model(model, full_check=True)
    return model


def _described(helper, name, x, twin, batch):
    """An input or output: its dtype, and its shape with the batch by name."""
    shape = [n if n == m else batch for n, m in zip(x.shape, twin.shape)]
    return helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(x.dtype), shape)


def _needed(nodes, outputs) -> list:
    """The nodes on which the outputs depend."""
    needed, kept = set(outputs), []
    for node in reversed(nodes):
        if needed.intersection(node.output):
            needed.update(node.input)
            kept.append(node)
    return kept[::-1]
