"""Small text files, read whole with a clear error and written whole or not at all."""

import os
from pathlib import Path

from groundup.data.errors import DataError
from groundup.files import write_atomically


def read_text(path: str | os.PathLike) -> str:
    """A file as text, its line ends as they are.

    Raises `DataError` if it cannot be read or is not UTF-8.

    >>> read_text("/no/such/vocab.txt")
    Traceback (most recent call last):
    groundup.data.errors.DataError: /no/such/vocab.txt cannot be read: No such file or directory.
    """
    try:
        return Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8 text (byte {error.start:,}). Is it the right file? "
                        "If so, convert it to UTF-8.") from error


def read_json(path: str | os.PathLike):
    """What a JSON file holds. Raises `DataError` if it cannot be read or is not JSON.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_text(f"{folder}/a.json", '{"a": [1, 2]}'); read_json(f"{folder}/a.json")
    {'a': [1, 2]}
    """
    import json

    try:
        return json.loads(read_text(path))
    except (json.JSONDecodeError, RecursionError) as error:
        raise DataError(f"{path} is not sound JSON: {error}.") from error


def write_text(path: str | os.PathLike, text: str) -> None:
    """Write a text so that a crash leaves the old file or the new one; see `write_atomically`.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_text(f"{folder}/a.txt", "é"); read_text(f"{folder}/a.txt")
    'é'
    """
    write_atomically(path, text.encode("utf-8"))
