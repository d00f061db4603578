"""The safetensors format: a JSON header that says what lies where, then the bare numbers.

    8 bytes   length of the header, low byte first
    header    {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...,
               "__metadata__": {"text": "text", ...}}
    data      one array after the other, without gaps, in C order, low bytes first

There is nothing in it that could be executed. Published by Hugging Face, whose reader and writer
this one is tested against. Theirs is not used here: saving needs NumPy alone, in a browser too, and
theirs writes strided arrays as they lie and takes a name that comes twice. All that the header
claims is held against the length of the file before anything is allocated: reading costs no more
memory than the file is long (twice that for BF16), and an overlap or a gap is refused.
"""

import json
import os
import struct
from collections.abc import Mapping
from math import prod
from typing import Any, BinaryIO

import numpy as np

from groundup.io import strict_json
from groundup.io.errors import FileError

MAX_HEADER = 1 << 24                        # bytes; an array takes some 100 of them
MAX_AXES = 32
METADATA = "__metadata__"
DTYPES = {"BOOL": "?", "U8": "u1", "I8": "i1", "U16": "<u2", "I16": "<i2", "U32": "<u4",
          "I32": "<i4", "U64": "<u8", "I64": "<i8", "F16": "<f2", "BF16": "<u2", "F32": "<f4",
          "F64": "<f8"}                     # the bits of BF16 are those of a float32's upper half
CODES = {np.dtype(dtype): code for code, dtype in DTYPES.items() if code != "BF16"}


def write(file: BinaryIO, arrays: Mapping[str, np.ndarray], metadata: Mapping[str, str]) -> None:
    """Write contiguous arrays, wide dtypes first, so that each begins where its dtype may."""
    if METADATA in arrays:
        raise FileError(f"No array can be called {METADATA} in a safetensors file; rename it.")
    order = sorted(arrays, key=lambda name: (-arrays[name].itemsize, name))
    header: dict[str, Any] = {METADATA: dict(metadata)} if metadata else {}
    end = 0
    for name in order:
        begin, end = end, end + arrays[name].nbytes
        code = CODES[arrays[name].dtype.newbyteorder("<")]
        header[name] = {"dtype": code, "shape": arrays[name].shape, "data_offsets": [begin, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    if len(text) > MAX_HEADER:
        raise FileError(f"The names and shapes take {len(text):,} bytes; a file that can be read "
                        f"again has at most {MAX_HEADER:,}.")
    file.write(struct.pack("<Q", len(text)) + text)
    for name in order:
        file.write(np.ascontiguousarray(arrays[name], arrays[name].dtype.newbyteorder("<")).data)


def read(file: BinaryIO) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """The arrays by name, and the texts. Raises `ValueError` with what is wrong."""
    size = os.fstat(file.fileno()).st_size
    if size < 8:
        raise ValueError(f"it has {size} bytes, and the length of the header alone takes 8")
    length = struct.unpack("<Q", file.read(8))[0]
    if length > min(MAX_HEADER, size - 8):
        raise ValueError(f"its header would have {length:,} bytes; the file has {size:,}, and a "
                         f"header at most {MAX_HEADER:,}")
    header = strict_json.parse(file.read(length))
    if not isinstance(header, dict):
        raise ValueError("its header is not an object of names")
    metadata = header.pop(METADATA, {})
    if not isinstance(metadata, dict) or not all(isinstance(t, str) for t in metadata.values()):
        raise ValueError("its metadata are not texts")
    places = sorted(_place(name, entry) for name, entry in header.items())
    _check_lies_close(places, size - 8 - length)
    return {name: _numbers(file, name, *what) for _, _, name, *what in places}, metadata


def _place(name: str, entry: Any) -> tuple:
    """(begin, end, name, shape, dtype) of an entry, if it makes sense by itself."""
    if not isinstance(entry, dict) or entry.keys() != {"dtype", "shape", "data_offsets"}:
        raise ValueError(f"{name[:80]!r} has no dtype, shape and data_offsets, or more than these")
    code, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if not isinstance(code, str) or code not in DTYPES:
        raise ValueError(f"{name[:80]} is stored as {str(code)[:20]}, which NumPy does not have; "
                         "have the program that wrote the file store it as F32")
    if not _sizes(shape) or not _sizes(offsets) or len(offsets) != 2 or len(shape) > MAX_AXES:
        raise ValueError(f"{name[:80]} has a shape or place that cannot be")
    wanted = prod(shape) * np.dtype(DTYPES[code]).itemsize
    if offsets[1] - offsets[0] != wanted:
        raise ValueError(f"{name[:80]} of shape {shape} needs {wanted:,} bytes, and is given "
                         f"{offsets[1] - offsets[0]:,}")
    return offsets[0], offsets[1], name, tuple(shape), code


def _sizes(numbers: Any) -> bool:
    return isinstance(numbers, list) and all(type(n) is int and n >= 0 for n in numbers)


def _check_lies_close(places: list[tuple], size: int) -> None:
    position = 0
    for begin, end, name, *_ in places:
        if begin != position:
            raise ValueError(f"{name[:80]} begins at {begin:,} where {position:,} is due: arrays "
                             "overlap or leave a gap")
        position = end
    if position != size:
        raise ValueError(f"its arrays take {position:,} bytes, and {size:,} follow the header")


def _numbers(file: BinaryIO, name: str, shape: tuple, code: str) -> np.ndarray:
    array = np.empty(shape, DTYPES[code])
    room = array.reshape(-1).view("u1")
    if file.readinto(room.data) != room.size:       # type: ignore[attr-defined]
        raise ValueError(f"it ends within {name[:80]}")
    if code == "BF16":
        return (array.astype("u4") << 16).view("f4")
    if code == "BOOL" and (room > 1).any():
        raise ValueError(f"{name[:80]} has truth values other than 0 and 1")
    return array.astype(array.dtype.newbyteorder("="), copy=False)
