"""Every reader of files from strangers: how it reads, what a good file is, how it may refuse."""

import gzip
import json
import struct
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

import groundup as gu
from groundup.data import DataError
from groundup.data.idx import read_idx
from groundup.io import FileError, load_torch, load_weights, strict_json
from groundup.io.names import ours
from groundup.io.rebuild import rebuild
from groundup.io.structure import describe
from groundup.vision import read_voc

FILES = Path(__file__).parent.parent / "io" / "files"


class Reader(NamedTuple):
    """`read(path)` either works or raises `error`, whatever the bytes of the file."""

    read: object
    suffix: str
    error: type
    good: bytes


def small_model():
    nn = gu.nn
    return nn.Sequential(nn.Dense(2, 3, rng=0), nn.BatchNorm1d(3), nn.Dropout(0.1, rng=0),
                         gu.functional.tanh, nn.WeightNorm(nn.Dense(3, 1, rng=1)))


def saved(suffix, model=None):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"a{suffix}")
        gu.save(small_model() if model is None else model, path)
        return path.read_bytes()


def unsigned(suffix):
    """Weights without a checksum, as other programs write them: nothing hides behind it."""
    arrays = {"w": np.arange(6, dtype="f4").reshape(2, 3), "b": np.array([True, False])}
    with tempfile.TemporaryFile() as file:
        (gu.io.npz if suffix == ".npz" else gu.io.safetensors).write(file, arrays, {})
        file.seek(0)
        return file.read()


STRUCTURE, ARRAYS = describe(small_model())


def read_structure(path):
    """The structure alone, for the checksum would hide it from changes."""
    try:
        return rebuild(strict_json.parse(Path(path).read_bytes()), ARRAYS, ours())
    except ValueError as error:
        raise FileError(str(error)) from error


IDX = struct.pack(">BBBBII", 0, 0, 8, 2, 2, 3) + bytes(6)
VOC = b"""<?xml version="1.0"?><annotation><size><width>64</width><height>48</height></size>
<object><name>cat</name><difficult>1</difficult><bndbox><xmin>1</xmin><ymin>11</ymin>
<xmax>20</xmax><ymax>48</ymax></bndbox></object></annotation>"""

READERS = {
    "safetensors": Reader(load_weights, ".safetensors", FileError, unsigned(".safetensors")),
    "npz": Reader(load_weights, ".npz", FileError, unsigned(".npz")),
    "model": Reader(gu.load, ".safetensors", FileError, saved(".safetensors")),
    "model-npz": Reader(gu.load, ".npz", FileError, saved(".npz")),
    "structure": Reader(read_structure, ".json", FileError, json.dumps(STRUCTURE).encode()),
    "pt": Reader(load_torch, ".pt", FileError, (FILES / "state.pt").read_bytes()),
    "idx": Reader(read_idx, ".idx", DataError, IDX),
    "idx-gz": Reader(read_idx, ".gz", DataError, gzip.compress(IDX, mtime=0)),
    "voc": Reader(read_voc, ".xml", DataError, VOC),
}
