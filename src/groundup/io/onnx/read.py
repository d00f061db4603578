"""Reading an ONNX file: everything is checked before anything runs."""

import os
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from groundup.backend import require
from groundup.io.errors import FileError
from groundup.io.onnx.errors import UnsupportedModel
from groundup.io.onnx.graph import Graph, Node
from groundup.io.onnx.model import Input, OnnxModel
from groundup.io.onnx.operators import OPERATORS, OPSETS, SINCE
from groundup.io.onnx.operators.cast import DTYPES
from groundup.io.onnx.values import LIMIT, value

EXTERNAL = 1                               # TensorProto.EXTERNAL


def from_onnx(source: str | os.PathLike | bytes) -> OnnxModel:
    """A model from an ONNX file, or from its bytes, that runs and learns as any other here.

    Floats stored in the file become parameters. Raises `FileError` for what is no sound ONNX
    graph or keeps its weights in other files, `UnsupportedModel` for operators, attributes and
    dtypes that are not here, `OSError` if there is no such file. Nothing in a file is executed but
    the operators of this package. Opsets 7 to 28 are read.

    >>> from groundup import nn
    >>> from groundup.io.onnx import to_onnx
    >>> layer = nn.Dense(2, 3, rng=0)
    >>> model = from_onnx(to_onnx(layer, (1, 2)))
    >>> x = np.ones((5, 2), "float32")
    >>> bool(np.allclose(model.predict(x), layer.predict(x)))
    True
    """
    onnx = require("onnx", extra="onnx")
    from google.protobuf.message import DecodeError

    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    named = "These bytes are" if isinstance(source, bytes) else f"{source} is"
    proto = onnx.ModelProto()
    try:
        proto.ParseFromString(content)
        return _model(proto)
    except (FileError, UnsupportedModel):
        raise
    except (DecodeError, ValueError, RecursionError, MemoryError) as error:
        raise FileError(f"{named} no whole ONNX model ({error}). If it was copied or downloaded, "
                         "fetch it again.") from error


def _model(proto) -> OnnxModel:
    opsets = {entry.domain: entry.version for entry in proto.opset_import}
    opset = opsets.get("", opsets.get("ai.onnx"))
    if not proto.graph.output or not opsets:
        raise FileError("The file holds no graph, or does not say by which opset to read it.")
    if opset is not None and opset not in OPSETS:
        raise UnsupportedModel(f"The model is of opset {opset}; read are {OPSETS.start} to "
                               f"{OPSETS.stop - 1}. onnx.version_converter may convert it.")
    if proto.functions:
        raise UnsupportedModel("The model defines functions of its own; inline them with "
                               "onnx.inliner.inline_local_functions.")
    stored = _initializers(proto.graph)
    graph = _graph(proto.graph, {*stored}, opset)
    inputs = tuple(_input(entry) for entry in proto.graph.input if entry.name not in stored)
    graph = graph._replace(inputs=tuple(entry.name for entry in inputs))
    settings, statistics = _uses(graph, SETTINGS), _uses(graph, {"BatchNormalization": (3, 4)})
    weights = {name: a for name, a in stored.items()
               if a.dtype.kind == "f" and name not in settings}
    graph.constants.update({name: value(a) for name, a in stored.items() if name not in weights})
    return OnnxModel(graph, inputs, weights, statistics & {*weights})


# Inputs that may be floats and still are nothing to learn, by operator and place.
SETTINGS = {"Dropout": (1,), "Pad": (2,), "Range": (0, 1, 2), "Resize": (1, 2)}


def _uses(graph: Graph, places: dict[str, tuple[int, ...]]) -> set[str]:
    """The names of what operators are given at these places."""
    return {name for node in graph.nodes for i in places.get(node.operator, ())
            for name in node.inputs[i:i + 1]}


def _graph(proto, known: set[str], opset) -> Graph:
    """The nodes of a graph; `known` are the names of values from outside."""
    if proto.sparse_initializer:
        raise UnsupportedModel("The graph holds sparse tensors; store them as dense ones.")
    known = known | {entry.name for entry in proto.input}
    nodes = []
    for i, entry in enumerate(proto.node):
        node = _node(entry, known, opset, i)
        missing = next((name for name in node.inputs if name and name not in known), None)
        if missing is not None:
            raise FileError(f"{node} uses {missing!r}, which nothing before it makes: the graph "
                             "is cut, out of order, or runs in a circle.")
        twice = next((name for name in node.outputs if name and name in known), None)
        if twice is not None:
            raise FileError(f"{node} makes {twice!r}, which is there already.")
        known |= {*node.outputs} - {""}
        nodes.append(node)
    outputs = tuple(entry.name for entry in proto.output)
    for name in outputs:
        if name not in known:
            raise FileError(f"Nothing makes the output {name!r}.")
    return Graph(tuple(entry.name for entry in proto.input), outputs, {}, tuple(nodes))


def _node(entry, known, opset, place) -> Node:
    named = f"node {entry.name or place!r} ({entry.op_type})"
    standard = entry.domain in ("", "ai.onnx")
    operator = entry.op_type if standard else f"{entry.domain}.{entry.op_type}"
    if operator not in OPERATORS:
        raise UnsupportedModel(f"{named}: there is no operator {operator} here. See "
                               "groundup.io.onnx.operators for those that are.")
    if opset is not None and opset < SINCE.get(operator, 0):
        raise UnsupportedModel(f"{named}: before opset {SINCE[operator]}, {operator} was another "
                               "operator. onnx.version_converter may convert the model.")
    function = OPERATORS[operator]
    accepted = _parameters(function)
    attributes: dict[str, Any] = {}
    for attribute in entry.attribute:
        if attribute.name not in accepted:
            known_ones = ", ".join(sorted(accepted - {"opset", "outputs", "scope"})) or "none"
            raise UnsupportedModel(f"{named}: the attribute {attribute.name} is not supported; "
                                   f"of inputs and attributes, it knows {known_ones}.")
        try:
            attributes[attribute.name] = _attribute(attribute, known, opset)
        except UnsupportedModel as error:
            raise UnsupportedModel(f"{named}, attribute {attribute.name}: {error}") from None
    attributes |= {name: given for name, given in (("outputs", len(entry.output)),
                                                   ("opset", opset)) if name in accepted}
    node = Node(entry.name or str(place), operator, function, tuple(entry.input),
                tuple(entry.output), attributes, "scope" in accepted)
    _check_call(node)
    return node


def _parameters(function) -> set[str]:
    """The names that a function takes; NumPy's own, and primitives, take no attributes."""
    if isinstance(function, np.ufunc):
        return set()
    import inspect

    return {name for name, p in inspect.signature(function).parameters.items()
            if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)}


def _check_call(node: Node) -> None:
    """Raise unless the function takes that many inputs, and has the attributes it needs."""
    if isinstance(node.function, np.ufunc):
        if len(node.inputs) != node.function.nin:
            raise FileError(f"{node} has {len(node.inputs)} inputs, not {node.function.nin}.")
        return
    import inspect

    scope = {"scope": None} if node.takes_scope else {}
    try:
        inspect.signature(node.function).bind(*node.inputs, **node.attributes, **scope)
    except TypeError as error:
        raise FileError(f"{node}: {error}.") from None


def _attribute(entry, known, opset):
    """The value of an attribute, in Python's terms."""
    kind = entry.AttributeType.Name(entry.type)
    if entry.ref_attr_name or kind not in ATTRIBUTES:
        raise UnsupportedModel(f"an attribute of kind {kind} is not supported")
    found = getattr(entry, ATTRIBUTES[kind])
    if kind == "GRAPH":
        inner = _initializers(found)
        graph = _graph(found, known | {*inner}, opset)
        graph.constants.update({name: value(a) for name, a in inner.items()})
        return graph
    if kind == "TENSOR":
        return _tensor(found)
    if kind == "STRING":
        return found.decode()
    if kind == "STRINGS":
        return [text.decode() for text in found]
    return found if kind in ("FLOAT", "INT") else list(found)


ATTRIBUTES = {"FLOAT": "f", "INT": "i", "STRING": "s", "TENSOR": "t", "GRAPH": "g",
              "FLOATS": "floats", "INTS": "ints", "STRINGS": "strings"}


def _initializers(graph) -> dict[str, np.ndarray]:
    return {entry.name: _tensor(entry) for entry in graph.initializer}


def _tensor(proto) -> np.ndarray:
    """The array that a file stores, if it is all there."""
    from onnx import numpy_helper

    if proto.data_location == EXTERNAL:
        raise FileError(f"The tensor {proto.name!r} lies in another file, and no other file is "
                         "opened. Save the model as one: onnx.save(onnx.load(path), new_path).")
    if proto.data_type not in DTYPES:
        raise UnsupportedModel(f"the tensor {proto.name!r} is of {_dtype_name(proto.data_type)}; "
                               f"there are {', '.join(map(str, DTYPES.values()))}")
    shape, dtype = tuple(proto.dims), DTYPES[proto.data_type]
    if min(shape, default=0) < 0 or prod(shape) > LIMIT:
        raise FileError(f"The tensor {proto.name!r} cannot have the shape {shape}.")
    found = (len(proto.raw_data) / dtype.itemsize if proto.HasField("raw_data") else
             max(len(proto.float_data), len(proto.int32_data), len(proto.int64_data),
                 len(proto.double_data), len(proto.uint64_data)))
    if found != prod(shape):
        raise FileError(f"The tensor {proto.name!r} of shape {shape} has {found:g} numbers: the "
                         "file is cut short or damaged.")
    return np.array(numpy_helper.to_array(proto))


def _dtype_name(code: int) -> str:
    from onnx import TensorProto

    try:
        return TensorProto.DataType.Name(code)
    except ValueError:
        return f"the unknown dtype {code}"


def _input(entry) -> Input:
    if entry.type.WhichOneof("value") != "tensor_type":
        raise UnsupportedModel(f"The input {entry.name!r} is no tensor, as inputs are here.")
    told = entry.type.tensor_type
    if told.elem_type not in DTYPES:
        raise UnsupportedModel(f"The input {entry.name!r} is of {_dtype_name(told.elem_type)}; "
                               f"there are {', '.join(map(str, DTYPES.values()))}.")
    shape = tuple(axis.dim_value if axis.HasField("dim_value") else axis.dim_param or None
                  for axis in told.shape.dim) if told.HasField("shape") else None
    return Input(entry.name, DTYPES[told.elem_type], shape)
