"""Weights in a file: safetensors or NPZ, formats that other tools read and that run no code.

    save_weights(model.state_dict(), "model.safetensors")
    model.load_state_dict(load_weights("model.safetensors"))

Neither format notices a changed bit in the numbers (NPZ does, but not in all that is around them),
so a checksum over names, dtypes, shapes, numbers and texts goes in beside them.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from groundup.files import write_atomically
from groundup.io import npz, safetensors
from groundup.io.errors import FileError

FORMAT = 1                                  # the version of what is written; see versions.py
OWN = "groundup."                           # how the names of our own metadata begin
FORMAT_KEY, CHECKSUM_KEY = f"{OWN}format", f"{OWN}checksum"


def save_weights(state_dict: Mapping[str, Any], path: str | os.PathLike,
                 metadata: dict[str, str] | None = None) -> None:
    """Write named arrays or Tensors to a file, with texts beside them if wanted.

    The format is NPZ if the name of the file ends in .npz, otherwise safetensors. Shapes and dtypes
    stay as they are, however the arrays lie in memory. If writing fails, an older file of this name
    is still whole. Raises `TypeError` for names or metadata that are no texts and for arrays that
    are no numbers, `FileError` if the file cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     save_weights({"w": np.eye(2)}, f"{folder}/a.safetensors")
    ...     load_weights(f"{folder}/a.safetensors")["w"]
    array([[1., 0.], [0., 1.]])
    """
    if not isinstance(state_dict, Mapping):
        raise TypeError(f"save_weights takes a dictionary and a path, not a "
                        f"{type(state_dict).__name__}: save_weights(model.state_dict(), path).")
    for key, text in (metadata or {}).items():
        if not isinstance(key, str) or not isinstance(text, str):
            raise TypeError(f"Metadata are texts under texts, not {key!r}: {text!r}.")
        if key.startswith(OWN):
            raise ValueError(f"Names of metadata that begin with {OWN!r} are taken: {key!r}.")
    write(state_dict, path, metadata or {})


def load_weights(path: str | os.PathLike) -> dict[str, np.ndarray]:
    """The arrays of a safetensors or NPZ file by name: what `Module.load_state_dict` takes.

    Shapes and dtypes are those that were saved, but BF16, which NumPy does not have, comes as
    float32 of the same values. Raises `FileError` if the file is missing, cut short, changed, of
    another kind, or holds a dtype that NumPy does not have (F8).

    >>> load_weights("nowhere.safetensors")
    Traceback (most recent call last):
    groundup.io.errors.FileError: There is no file nowhere.safetensors.
    """
    return read(path)[0]


def load_metadata(path: str | os.PathLike) -> dict[str, str]:
    """The texts that were saved beside the weights; raises as `load_weights` does.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     save_weights({}, f"{folder}/a.safetensors", metadata={"epochs": "10"})
    ...     load_metadata(f"{folder}/a.safetensors")
    {'epochs': '10'}
    """
    return {key: text for key, text in read(path)[1].items() if not key.startswith(OWN)}


def write(arrays: Mapping[str, Any], path: str | os.PathLike, metadata: Mapping[str, str]) -> None:
    """Write arrays and all texts, our own among them, with the checksum over everything."""
    arrays = {name: _plain(name, value) for name, value in arrays.items()}
    metadata = dict(metadata) | {FORMAT_KEY: str(FORMAT)}
    metadata[CHECKSUM_KEY] = checksum(arrays, metadata)
    try:
        write_atomically(path, partial(_format(path).write, arrays=arrays, metadata=metadata))
    except OSError as error:
        raise FileError(f"{path} cannot be written: {error.strerror}.") from error


def read(path: str | os.PathLike) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """All arrays and all texts of a file that is whole."""
    if not Path(path).is_file():
        what = "is a folder, not a file" if Path(path).is_dir() else None
        raise FileError(f"{path} {what}." if what else f"There is no file {path}.")
    form = _format(path)
    kind = form.__name__.rpartition(".")[2]
    try:
        with open(path, "rb") as file:
            arrays, metadata = form.read(file)
        _check_version(metadata)
        if CHECKSUM_KEY in metadata and metadata[CHECKSUM_KEY] != checksum(arrays, metadata):
            raise ValueError("its checksum is not that of its content, so a bit of it has changed")
    except (OSError, ValueError) as error:
        raise FileError(f"{path} is no whole {kind} file ({error}). If it was copied or "
                        "downloaded, fetch it again.") from error
    return arrays, metadata


def checksum(arrays: Mapping[str, np.ndarray], metadata: Mapping[str, str]) -> str:
    """SHA-256 over names, dtypes, shapes, numbers and texts, whatever their order in the file."""
    texts = {key: text for key, text in metadata.items() if key != CHECKSUM_KEY}
    found = hashlib.sha256(json.dumps(texts, sort_keys=True).encode())
    for name in sorted(arrays):
        array = arrays[name]
        found.update(json.dumps([name, array.dtype.name, array.shape]).encode())
        found.update(array.astype(array.dtype.newbyteorder("<"), copy=False).data)
    return f"sha256:{found.hexdigest()}"


def _check_version(metadata):
    version = metadata.get(FORMAT_KEY, "0")
    if not (version.isascii() and version.isdigit() and len(version) < 5):
        raise ValueError(f"its format is {version[:20]!r}, which is no version")
    if int(version) > FORMAT:
        raise ValueError(f"a newer groundup wrote it, in format {version}, and this one reads up "
                         f"to {FORMAT}: pip install --upgrade groundup")
    if int(version) and CHECKSUM_KEY not in metadata:
        raise ValueError("its checksum is missing")


def _format(path):
    return npz if Path(path).suffix == ".npz" else safetensors


def _plain(name, value):
    """An array in C order and the machine's byte order: the formats know nothing else."""
    if not isinstance(name, str):
        raise TypeError(f"Weights are saved under texts, not {name!r}.")
    array = np.asarray(getattr(value, "data", value) if hasattr(value, "touch") else value)
    if array.dtype.newbyteorder("<") not in safetensors.CODES:
        raise TypeError(f"{name} has dtype {array.dtype}; real numbers and booleans can be saved.")
    return np.array(array, dtype=array.dtype.newbyteorder("="), order="C", copy=None)
