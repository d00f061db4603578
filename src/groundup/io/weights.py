"""Weights in a file: safetensors, a format that other tools read and that runs no code.

    save_weights(model.state_dict(), "model.safetensors")
    model.load_state_dict(load_weights("model.safetensors"))
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from groundup.backend import require
from groundup.files import write_atomically


class WeightsError(Exception):
    """A weights file that is missing, damaged, or of another format."""


def save_weights(state_dict: Mapping[str, Any], path: str | os.PathLike,
                 metadata: dict[str, str] | None = None) -> None:
    """Write named arrays or Tensors to a safetensors file, with texts beside them if wanted.

    Shapes and dtypes stay as they are. If writing fails, an older file of this name is still whole.
    Raises `TypeError` for names or metadata that are no texts and for arrays that are no numbers,
    `WeightsError` if the file cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     save_weights({"w": np.eye(2)}, f"{folder}/a.safetensors")
    ...     load_weights(f"{folder}/a.safetensors")["w"]
    array([[1., 0.], [0., 1.]])
    """
    library = require("safetensors.numpy", extra="io")
    if not isinstance(state_dict, Mapping):
        raise TypeError(f"save_weights takes a dictionary and a path, not a "
                        f"{type(state_dict).__name__}: save_weights(model.state_dict(), path).")
    for key, text in (metadata or {}).items():
        if not isinstance(key, str) or not isinstance(text, str):
            raise TypeError(f"Metadata are texts under texts, not {key!r}: {text!r}.")
    content = library.save({name: _plain(name, value) for name, value in state_dict.items()},
                           metadata=metadata)
    try:
        write_atomically(path, content)
    except OSError as error:
        raise WeightsError(f"{path} cannot be written: {error.strerror}.") from error


def load_weights(path: str | os.PathLike) -> dict[str, np.ndarray]:
    """The arrays of a safetensors file by name: what `Module.load_state_dict` takes.

    Raises `WeightsError` if the file is missing, cut short, or no safetensors file, or holds a
    dtype that NumPy does not have (BF16, F8).

    >>> load_weights("nowhere.safetensors")
    Traceback (most recent call last):
    groundup.io.weights.WeightsError: There is no file nowhere.safetensors.
    """
    return _read(path, _arrays)


def load_metadata(path: str | os.PathLike) -> dict[str, str]:
    """The texts that were saved beside the weights; raises as `load_weights` does.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     save_weights({}, f"{folder}/a.safetensors", metadata={"epochs": "10"})
    ...     load_metadata(f"{folder}/a.safetensors")
    {'epochs': '10'}
    """
    return _read(path, lambda file: file.metadata() or {})


def _plain(name, value):
    """An array in C order and the byte order of the format: its writer looks at neither."""
    if not isinstance(name, str):
        raise TypeError(f"Weights are saved under texts, not {name!r}.")
    array = np.asarray(getattr(value, "data", value) if hasattr(value, "touch") else value)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} has dtype {array.dtype}; real numbers and booleans can be saved.")
    return np.array(array, dtype=array.dtype.newbyteorder("<"), order="C")


def _arrays(file):
    arrays = {}
    for name in list(file.keys()):
        try:
            arrays[name] = file.get_tensor(name)
        except (TypeError, AttributeError):
            dtype = file.get_slice(name).get_dtype()
            raise WeightsError(f"{name} is stored as {dtype}, which NumPy does not have; have the "
                               "program that wrote the file store it as F32.") from None
    return arrays


def _read(path, content):
    library = require("safetensors", extra="io")
    if not Path(path).is_file():
        what = "is a folder, not a file" if Path(path).is_dir() else None
        raise WeightsError(f"{path} {what}." if what else f"There is no file {path}.")
    try:
        with library.safe_open(path, framework="numpy") as file:
            return content(file)
    except (library.SafetensorError, OSError) as error:
        raise WeightsError(
            f"{path} is no whole safetensors file ({error}). If it was copied or downloaded, fetch "
            "it again."
        ) from error
