"""Read IDX files, the format of MNIST: a few bytes of header, then one array, perhaps gzipped.

Header: two zero bytes, a code for the dtype, the number of dimensions, and each dimension as four
bytes; all numbers have the high byte first (LeCun, Cortes and Burges, "The MNIST database").
"""

import math
from pathlib import Path

import numpy as np

from groundup.data.errors import DataError

DTYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def read_idx(path: str | Path, max_bytes: int = 1 << 28) -> np.ndarray:
    """The array in an IDX file, plain or gzipped, in native byte order.

    The header is checked before anything is allocated, and never more is read than it promises, so
    a damaged or hostile file costs at most `max_bytes` of memory (by default 256 MiB). Raises
    `DataError` for a file that cannot be read, a wrong header, more than `max_bytes`, or data that
    are shorter or longer than the header says.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "labels.idx")
    ...     _ = path.write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 3]) + bytes([5, 0, 4]))
    ...     read_idx(path)
    array([5, 0, 4], dtype=uint8)
    """
    import gzip
    import zlib

    try:
        with open(path, "rb") as raw:
            zipped = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            with gzip.GzipFile(fileobj=raw) if zipped else raw as file:
                return read_array(file, path, max_bytes)
    except (OSError, EOFError, zlib.error) as error:    # gzip's own errors are among these
        raise DataError(f"{path} cannot be read ({error or type(error).__name__}). "
                        "Check that it is there and whole, or fetch it again.") from error


def read_array(file, path, max_bytes: int) -> np.ndarray:
    def refuse(reason):
        raise DataError(f"{path} is not a sound IDX file: {reason}. Fetch it again.")

    magic = file.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0":
        refuse(f"it begins with {magic.hex(' ') or 'nothing'}, not with 00 00, a dtype, a number")
    code, ndim = magic[2:]
    if code not in DTYPES:
        refuse(f"0x{code:02x} is not the code of a dtype")
    if not 1 <= ndim <= 8:
        refuse(f"it has {ndim} dimensions, and 1 to 8 make sense")
    header = file.read(4 * ndim)
    if len(header) < 4 * ndim:
        refuse("it ends within its header")
    shape = tuple(np.frombuffer(header, ">u4").tolist())
    dtype = np.dtype(DTYPES[code])
    size = math.prod(shape) * dtype.itemsize
    if not 0 < size <= max_bytes:
        refuse(f"its shape {shape} means {size:,} bytes, and 1 to {max_bytes:,} are allowed")

    array = np.empty(shape, dtype)
    room = array.view("u1").reshape(-1).data     # filled in place: no second copy
    filled = 0
    while filled < size:
        count = file.readinto(room[filled:])
        if not count:
            refuse(f"its shape {shape} needs {size:,} bytes, but only {filled:,} follow")
        filled += count
    if file.read(1):
        refuse(f"bytes follow after the {size:,} that its shape {shape} needs")
    return array.astype(dtype.newbyteorder("="), copy=False)
