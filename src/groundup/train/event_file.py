"""TensorBoard's event files: a record for each moment, and how a record is laid out.

    length of the event (8 bytes), its check, the event, the check of the event
    check of bytes = CRC-32C, turned right by 15 bits, plus 0xa282ead8 (4 bytes)

An event is a Protocol Buffers message: fields one after the other, each as a key (8 · number +
kind) and a value. Sources: tensorflow/tsl, lib/io/record_writer.cc and tensorboard/compat/proto
(event, summary, histogram); protobuf.dev, "Encoding"; CRC-32C: RFC 3720, appendix B.4.
"""

import os
import struct
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5                # the kinds of fields


class EventFile:
    """A new event file in a folder, for readers to show after those that are there.

    `first_step`: what the files before it hold from this step on is of a training that was
    stopped and went on; readers leave it out. Raises `OSError` if the file cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = EventFile(folder, first_step=1)
    ...     file.write(1, {"loss": 0.5, "weights": np.arange(9.0)})
    ...     file.close()
    ...     file.path.stat().st_size > 100
    True
    """

    def __init__(self, folder: str | os.PathLike, first_step: int):
        Path(folder).mkdir(parents=True, exist_ok=True)
        number = len(list(Path(folder).glob("*tfevents*")))             # readers go by the names
        self.path = Path(folder, f"events.out.tfevents.{int(time.time()):010}.{number:04}")
        self._file = open(self.path, "xb")  # noqa: SIM115 (closed by close)
        self._write(_field(3, b"brain.Event:2"))                        # file_version
        self._write(_field(2, first_step), _field(7, _field(1, 1)))     # session_log: START
        self.flush()

    def write(self, step: int, values: Mapping[str, float | np.ndarray]) -> None:
        """Write numbers, and arrays of any shape as histograms, by their names, at this step."""
        entries = b"".join(_field(1, _entry(tag, value)) for tag, value in values.items())
        self._write(_field(2, step), _field(5, entries))

    def flush(self) -> None:
        """Hand everything to the system: then it outlives this process."""
        self._file.flush()

    def close(self) -> None:
        """Flush and close; a second time does nothing."""
        self._file.close()

    def _write(self, *fields: bytes) -> None:
        event = b"".join((_field(1, time.time()), *fields))
        length = struct.pack("<Q", len(event))
        self._file.write(length + _check(length) + event + _check(event))


def _entry(tag: str, value: float | np.ndarray) -> bytes:
    """A value of a summary: a number (simple_value), or an array (histo)."""
    if np.ndim(value) == 0:
        with np.errstate(over="ignore"):                                # beyond float32: inf
            return _field(1, tag.encode()) + _field(2, np.float32(value))
    return _field(1, tag.encode()) + _field(5, _histogram(np.asarray(value, np.float64).ravel()))


def _histogram(x: np.ndarray, buckets: int = 30) -> bytes:
    """The finite numbers of x (N,): their extremes, sums, and counts in equal buckets."""
    x = x[np.isfinite(x)]
    if not len(x):
        return b""
    counts, edges = np.histogram(x, buckets)
    facts = (x.min(), x.max(), float(len(x)), x.sum(), (x * x).sum())
    return b"".join([*(_field(i, float(fact)) for i, fact in enumerate(facts, start=1)),
                     _field(6, edges[1:].astype("<f8").tobytes()),      # the limit of each bucket
                     _field(7, counts.astype("<f8").tobytes())])


def _field(number: int, value: int | float | np.float32 | bytes) -> bytes:
    """A field of a message; messages and texts are bytes.

    >>> _field(2, 300), _field(1, b"ab")
    (b'\\x10\\xac\\x02', b'\\n\\x02ab')
    """
    if isinstance(value, bytes):
        return _varint(8 * number + BYTES) + _varint(len(value)) + value
    if isinstance(value, int):
        return _varint(8 * number + VARINT) + _varint(value)
    if isinstance(value, np.float32):
        return _varint(8 * number + FIXED32) + struct.pack("<f", value)
    return _varint(8 * number + FIXED64) + struct.pack("<d", value)


def _varint(value: int) -> bytes:
    """A whole number, seven bits a byte, the lowest first; the eighth says that more follow."""
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])


def _table() -> list[int]:
    """The remainder of each byte by the polynomial of CRC-32C, bits reversed."""
    table = list(range(256))
    for _ in range(8):
        table = [value >> 1 ^ 0x82F63B78 * (value & 1) for value in table]
    return table


_TABLE = _table()


def crc32c(content: bytes) -> int:
    """The cyclic redundancy check of Castagnoli.

    >>> hex(crc32c(b"123456789"))
    '0xe3069283'
    """
    crc = 0xFFFFFFFF
    for byte in content:
        crc = crc >> 8 ^ _TABLE[(crc ^ byte) & 255]
    return crc ^ 0xFFFFFFFF


def _check(content: bytes) -> bytes:
    crc = crc32c(content)
    return struct.pack("<I", (crc >> 15 | crc << 17) + 0xA282EAD8 & 0xFFFFFFFF)
