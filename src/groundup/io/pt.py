"""Read what `torch.save` wrote, without PyTorch and without running a line of what is in it.

A .pt file is a zip: `data.pkl`, a pickle that says how things hang together, and `data/0`,
`data/1`, ..., the bare numbers. A pickle is a program for a small stack machine. Here is such a
machine, with only the instructions that a state dictionary needs, and none that imports or calls:
where the pickle names a function it gets a text, and three texts mean something here. Numbers are
taken from the zip only inside of their storage, and all of them within the budget of npz.py.
"""

import os
from math import prod
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from groundup.io import npz
from groundup.io.errors import FileError

MAX_PICKLE = 1 << 24                        # bytes of data.pkl
MAX_AXES = 32
STORAGES = {f"torch.{name}Storage": dtype for name, dtype in {
    "Float": "f4", "Double": "f8", "Half": "f2", "BFloat16": "u2", "Long": "i8", "Int": "i4",
    "Short": "i2", "Char": "i1", "Byte": "u1", "Bool": "?"}.items()}
TENSOR, PARAMETER = "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_parameter"
NAMES, SIZE = "collections.OrderedDict", "torch.Size"

ITSELF = {"BININT", "BININT1", "BININT2", "LONG1", "BINFLOAT", "BINUNICODE", "SHORT_BINUNICODE"}
FIXED = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
EMPTY = {"EMPTY_DICT": dict, "EMPTY_LIST": list, "EMPTY_TUPLE": tuple}
TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}
IGNORED = {"PROTO", "FRAME", "STOP"}


class Global(NamedTuple):
    """The name of a function or class, where the pickle would have had it imported."""

    name: str


class Storage(NamedTuple):
    """Where numbers lie: the kind, the file in the zip, and how many there are."""

    kind: str
    key: str
    length: int


def load_torch(path: str | os.PathLike) -> Any:
    """What a .pt or .safetensors file holds, tensors as arrays: mostly name -> array.

    Names, shapes and layouts are PyTorch's; `from_torch` gives them to a model. A checkpoint comes
    as the dictionary that was saved, with numbers, texts, lists and dictionaries inside. BF16 comes
    as float32 of the same values. Nothing in the file is executed. Raises `FileError` for a file
    that is missing or damaged, and for one with anything but these, such as a whole pickled module.

    >>> load_torch("nowhere.pt")
    Traceback (most recent call last):
    groundup.io.errors.FileError: There is no file nowhere.pt.
    """
    from groundup.io.weights import load_weights

    if str(path).endswith(".safetensors"):
        return load_weights(path)
    try:
        with open(path, "rb") as file:
            return _Machine(file).run()
    except FileNotFoundError:
        raise FileError(f"There is no file {path}.") from None
    except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError,
            OverflowError) as error:
        raise FileError(f"{path} is no state dictionary of PyTorch that can be read ({error}). "
                        "Have PyTorch write torch.save(model.state_dict(), path), or better a "
                        "safetensors file.") from error


class _Machine:
    def __init__(self, file: BinaryIO):
        parts = dict(npz.members(file, lambda name: name.count("/") in (1, 2)))
        pickles = [name for name in parts if name.count("/") == 1 and name.endswith("/data.pkl")]
        if len(pickles) != 1:
            raise ValueError("a zip with one data.pkl was expected, as torch.save makes it")
        self.home = pickles[0].removesuffix("data.pkl")
        self.program = bytes(parts.pop(pickles[0]))
        if len(self.program) > MAX_PICKLE:
            raise ValueError(f"its pickle has {len(self.program):,} bytes, {MAX_PICKLE:,} at most "
                             "can be")
        order = bytes(parts.get(f"{self.home}byteorder", b"little"))
        self.order: Any = {b"little": "<", b"big": ">"}[order]
        self.parts = parts
        self.budget = npz.SPARE + npz.RATIO * os.fstat(file.fileno()).st_size
        self.stack: list[Any] = []
        self.marks: list[int] = []
        self.memo: dict[int, Any] = {}

    def run(self) -> Any:
        from pickletools import genops

        for instruction, argument, _ in genops(self.program):
            self.step(instruction.name, argument)
        result, = self.stack
        if not isinstance(result, dict | np.ndarray):
            raise ValueError(f"it holds a {type(result).__name__}, no names and tensors")
        return result

    def step(self, name: str, argument: Any) -> None:
        stack = self.stack
        if name in ITSELF:
            stack.append(argument)
        elif name in FIXED:
            stack.append(FIXED[name])
        elif name in EMPTY:
            stack.append(EMPTY[name]())
        elif name in TUPLES:
            stack[-TUPLES[name]:] = [tuple(stack[-TUPLES[name]:])]
        elif name in ("BINPUT", "LONG_BINPUT"):
            self.memo[argument] = stack[-1]
        elif name == "MEMOIZE":
            self.memo[len(self.memo)] = stack[-1]
        elif name in ("BINGET", "LONG_BINGET"):
            stack.append(self.memo[argument])
        elif name not in IGNORED:
            act = getattr(self, f"do_{name.lower()}", None)
            if act is None:
                raise ValueError(f"its pickle has an instruction {name}, which no state dictionary "
                                 "needs")
            act(argument)

    def since_mark(self) -> list:
        start = self.marks.pop()
        items = self.stack[start:]
        del self.stack[start:]
        return items

    def do_mark(self, _):
        self.marks.append(len(self.stack))

    def do_tuple(self, _):
        self.stack.append(tuple(self.since_mark()))

    def do_append(self, _):
        item = self.stack.pop()
        self.top(list).append(item)

    def do_appends(self, _):
        items = self.since_mark()
        self.top(list).extend(items)

    def do_setitem(self, _):
        value, key = self.stack.pop(), self.stack.pop()
        self.put(key, value)

    def do_setitems(self, _):
        items = self.since_mark()
        for key, value in zip(items[::2], items[1::2], strict=True):
            self.put(key, value)

    def put(self, key: Any, value: Any) -> None:
        if not isinstance(key, str | int):
            raise ValueError(f"it has a {type(key).__name__} as a name")
        self.top(dict)[key] = value

    def top(self, kind: type) -> Any:
        if type(self.stack[-1]) is not kind:
            raise ValueError("its pickle is damaged: something is put where nothing can be")
        return self.stack[-1]

    def do_build(self, _):
        self.stack.pop()                                # what hangs on a state dictionary: versions
        self.top(dict)

    def do_global(self, argument):
        self.stack.append(Global(argument.replace(" ", ".")))

    def do_stack_global(self, _):
        name, module = self.stack.pop(), self.stack.pop()
        self.stack.append(Global(f"{module}.{name}"))

    def do_binpersid(self, _):
        word, kind, key, _, count = self.stack.pop()
        if (word != "storage" or not isinstance(kind, Global) or kind.name not in STORAGES
                or not isinstance(key, str) or type(count) is not int):
            raise ValueError(f"it has a tensor of kind {_told(kind)}, which is not known here")
        self.stack.append(Storage(kind.name, key, count))

    def do_reduce(self, _):
        """Where a pickle would call a function. Here four names are known, and none is called."""
        arguments, function = self.stack.pop(), self.stack.pop()
        name = _told(function)
        if name == NAMES and arguments == ():
            self.stack.append({})
        elif name == TENSOR:
            self.stack.append(self.tensor(*arguments[:4]))
        elif name == PARAMETER and isinstance(arguments[0], np.ndarray):
            self.stack.append(arguments[0])
        elif name == SIZE:
            self.stack.append(tuple(arguments[0]))
        else:
            raise ValueError(f"it holds {name}, which is neither a tensor nor a number, a "
                             "text, a list or a dictionary")

    def tensor(self, storage: Storage, offset: int, shape: tuple, strides: tuple) -> np.ndarray:
        """A copy of the part of a storage that these numbers tell of, if it is a part of it."""
        if not isinstance(storage, Storage):
            raise ValueError("it has a tensor without a storage")
        numbers = (offset, *shape, *strides)
        if (len(shape) != len(strides) or len(shape) > MAX_AXES
                or not all(type(n) is int and 0 <= n < 1 << 62 for n in numbers)):
            raise ValueError("it has a tensor of a shape or place that cannot be")
        flat = self.numbers(storage)
        last = offset + sum((n - 1) * step for n, step in zip(shape, strides))
        self.budget -= prod(shape) * flat.itemsize
        if (prod(shape) and last >= len(flat)) or self.budget < 0:
            raise ValueError(f"it has a tensor of shape {shape}, for which its numbers do not "
                             "suffice")
        if not prod(shape):
            part = np.empty(shape, flat.dtype)
        else:
            part = np.lib.stride_tricks.as_strided(
                flat[offset:], shape, [step * flat.itemsize for step in strides], writeable=False)
        if storage.kind == "torch.BFloat16Storage":
            return (part.astype("u4") << 16).view("f4")
        return np.array(part, part.dtype.newbyteorder("="), order="C")

    def numbers(self, storage: Storage) -> np.ndarray:
        content = self.parts.get(f"{self.home}data/{storage.key}")
        dtype = np.dtype(STORAGES[storage.kind]).newbyteorder(self.order)
        if content is None or len(content) != storage.length * dtype.itemsize:
            raise ValueError(f"the numbers of its storage {storage.key[:20]!r} are not there")
        if dtype.kind == "b" and np.frombuffer(content, "u1").max(initial=0) > 1:
            raise ValueError(f"storage {storage.key[:20]!r} has truth values other than 0 and 1")
        return np.frombuffer(content, dtype)


def _told(thing: Any) -> str:
    """What a message may show: no whole object, for a small pickle can mean an endless text."""
    return thing.name[:80] if isinstance(thing, Global) else f"a {type(thing).__name__}"
