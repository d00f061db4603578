"""Models in a file: `save(model, path)`, and `load(path)` gives the same model back.

One file holds the weights, in a format that other tools read, and in its metadata the structure as
JSON, the versions that wrote it, and a checksum over all of it. Nothing is pickled.
"""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from groundup.io import versions, weights
from groundup.io.errors import FileError
from groundup.io.names import by_name
from groundup.io.rebuild import rebuild
from groundup.io.strict_json import parse
from groundup.io.structure import describe
from groundup.nn.module import Module

STRUCTURE_KEY, VERSION_KEY = f"{weights.OWN}structure", f"{weights.OWN}version"


def save(model: Module, path: str | os.PathLike) -> None:
    """Write a model, structure and weights, to a file from which `load` makes it again.

    The format is NPZ if the name of the file ends in .npz, otherwise safetensors; names, shapes and
    numbers in it are those of `state_dict`, so that other tools can read them. Tied weights, frozen
    ones, running statistics, modes and the states of generators are kept. If writing fails, an
    older file of this name is still whole.

    Raises `TypeError` for what is no module, and for an attribute that JSON cannot tell, such as a
    lambda or an object of a class of your own that is no module; `FileError` if the file cannot be
    written.

    >>> import groundup as gu
    >>> from tempfile import TemporaryDirectory
    >>> model = gu.nn.Sequential(gu.nn.Dense(2, 8, rng=0), gu.nn.Tanh(), gu.nn.Dense(8, 1, rng=1))
    >>> with TemporaryDirectory() as folder:
    ...     gu.save(model, f"{folder}/model.safetensors")
    ...     again = gu.load(f"{folder}/model.safetensors")
    >>> bool((again.predict([[1.0, 2.0]]) == model.predict([[1.0, 2.0]])).all())
    True
    """
    if not isinstance(model, Module):
        raise TypeError(f"save takes a model and a path, not a {type(model).__name__}: "
                        "save(model, path). Weights alone are written by groundup.io.save_weights.")
    from groundup import __version__

    structure, arrays = describe(model)
    metadata = {STRUCTURE_KEY: json.dumps(structure, allow_nan=False), VERSION_KEY: __version__}
    weights.write(arrays, path, metadata)


def load(path: str | os.PathLike, *, classes: Iterable[Callable] = ()) -> Module:
    """The model in a file that `save` wrote, or in a run folder of `groundup train`.

    Classes and functions of your own that the model uses are passed in: nothing is imported because
    a file asks for it, nothing in it is executed, and no constructor is called. Parameters and
    buffers have the shapes and dtypes that were saved. Raises `FileError` for a file that is
    missing, damaged, of another kind, from a newer groundup, holds weights alone, or names a class
    that is not known.

    >>> load("nowhere.safetensors")
    Traceback (most recent call last):
    groundup.io.errors.FileError: There is no file nowhere.safetensors.
    """
    known = by_name(classes)
    path = Path(path)
    path = path / versions.RUN_WEIGHTS if path.is_dir() else path
    arrays, metadata = weights.read(path)
    if STRUCTURE_KEY not in metadata:
        return versions.from_weights_alone(path, arrays)
    try:
        return rebuild(parse(metadata[STRUCTURE_KEY]), arrays, known)
    except ValueError as error:
        raise FileError(f"{path} holds no model that can be made again: {error}.") from error
