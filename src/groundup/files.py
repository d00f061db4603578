"""Writing a file so that a crash leaves the old one or the new one, never half of one."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


def write_atomically(path: str | os.PathLike,
                     content: bytes | Callable[[BinaryIO], object]) -> None:
    """Write next to the target, have it on the disk, then take the target's name in one step.

    `content` are the bytes, or a function that writes them to the open file it is given. Raises
    `OSError` if the folder is missing or cannot be written to; the target stays as it was.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_atomically(f"{folder}/a.txt", b"new"); Path(folder, "a.txt").read_text()
    'new'
    """
    path = Path(path)
    draft = path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")
    try:
        with open(draft, "xb") as file:
            content(file) if callable(content) else file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Have the new name on the disk too, where the system lets a folder be synced."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:                                     # Windows opens no folders
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
