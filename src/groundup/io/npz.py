"""NPZ, NumPy's own format: a zip of .npy files, each a line of header and the bare numbers.

Reading unpickles nothing, and trusts no size: `numpy.load` allocates what a header claims, and
inflates what a zip holds. Here both are first held against a budget that follows from the length
of the file. Format: `numpy.lib.format`.
"""

import os
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from math import prod
from typing import BinaryIO

import numpy as np

from groundup.io import strict_json

SPARE, RATIO = 64 << 20, 16                 # a file of n bytes may inflate to SPARE + RATIO · n
TEXTS = "groundup.json"
HEADER = re.compile(rb"\{'descr': '([<>|][biuf][1248])', 'fortran_order': (True|False), "
                    rb"'shape': \(((?:\d{1,18}, ?)*(?:\d{1,18})?)\), \} *\n")
ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError,
              struct.error, OverflowError, UnicodeError)


def write(file: BinaryIO, arrays: Mapping[str, np.ndarray], metadata: Mapping[str, str]) -> None:
    """Write arrays as numpy.savez does, the texts as one JSON beside them."""
    import json

    with zipfile.ZipFile(file, "w") as whole:
        for name, array in arrays.items():
            with whole.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as part:
                np.lib.format.write_array(part, array, allow_pickle=False)
        if metadata:
            whole.writestr(zipfile.ZipInfo(TEXTS), json.dumps(dict(metadata)))


def read(file: BinaryIO) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """The arrays by name, and the texts. Raises `ValueError` with what is wrong."""
    arrays, metadata = {}, {}
    for name, content in members(file):
        if name == TEXTS:
            metadata = strict_json.parse(bytes(content))
            if not isinstance(metadata, dict) or not all(
                    isinstance(text, str) for text in metadata.values()):
                raise ValueError("its metadata are not texts")
        elif name.endswith(".npy"):
            arrays[name.removesuffix(".npy")] = _array(name, content)
        else:
            raise ValueError(f"it holds {name[:80]!r}, which is no array (a file of PyTorch is "
                             "read by groundup.io.load_torch)")
    return arrays, metadata


def members(file: BinaryIO, wanted=lambda name: True):
    """The name and content of each file in a zip, one after the other, within the budget."""
    size = os.fstat(file.fileno()).st_size
    budget = SPARE + RATIO * size
    try:
        with zipfile.ZipFile(file) as whole:
            entries = whole.infolist()
            if len({entry.filename for entry in entries}) < len(entries):
                raise ValueError("a name comes twice in it")
            total = sum(entry.file_size for entry in entries)
            if total > budget:
                raise ValueError(f"it has {size:,} bytes and would inflate to {total:,}")
            for entry in entries:
                if wanted(entry.filename):
                    yield entry.filename, _inflated(whole, entry)
    except ZIP_ERRORS as error:
        raise ValueError(f"its zip is damaged: {error or type(error).__name__}") from error


def _inflated(whole: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytearray:
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(f"{entry.filename[:80]} is compressed in a way that NumPy does not use")
    with whole.open(entry) as part:
        content = bytearray(part.read(entry.file_size + 1))
    if len(content) != entry.file_size:
        raise ValueError(f"{entry.filename[:80]} is shorter than the zip says")
    return content


def _array(name: str, content: bytearray) -> np.ndarray:
    magic, major = bytes(content[:6]), content[6] if len(content) > 6 else 0
    if magic != b"\x93NUMPY" or major not in (1, 2, 3):
        raise ValueError(f"{name[:80]} is no .npy file")
    width = 2 if major == 1 else 4
    start = 8 + width
    length = int.from_bytes(content[8:start], "little")
    header = HEADER.fullmatch(bytes(content[start:start + min(length, 10_000)]))
    if header is None:
        raise ValueError(f"{name[:80]} has a header that says no plain array of numbers")
    descr, fortran, sizes = header.groups()
    shape = tuple(int(n) for n in sizes.replace(b" ", b"").split(b",") if n)
    try:
        dtype = np.dtype(descr.decode())
    except TypeError:
        raise ValueError(f"{name[:80]} is stored as {descr.decode()}, which is no dtype") from None
    if prod(shape) * dtype.itemsize != len(content) - start - length or len(shape) > 32:
        raise ValueError(f"{name[:80]} of shape {shape} has {len(content) - start - length:,} "
                         "bytes, which do not fit")
    flat = np.frombuffer(content, dtype, prod(shape), start + length)
    if dtype.kind == "b" and (flat.view("u1") > 1).any():
        raise ValueError(f"{name[:80]} has truth values other than 0 and 1")
    array = flat.reshape(shape, order="F" if fortran == b"True" else "C")
    return np.array(array, dtype.newbyteorder("="), order="C")      # aligned, and its own
