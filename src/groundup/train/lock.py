"""One writer a folder: a lock that the system takes back when its owner dies."""

import os
from pathlib import Path
from typing import IO


class FolderLock:
    """Holds a folder until `release`, or until this process ends in whatever way.

    Raises `BlockingIOError` if another trainer, of this or another process, holds it.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     first = FolderLock(folder)
    ...     try:
    ...         FolderLock(folder)
    ...     except BlockingIOError:
    ...         print("held")
    ...     first.release()
    ...     FolderLock(folder).release()
    held
    """

    def __init__(self, folder: str | os.PathLike):
        self._file: IO | None = open(Path(folder) / ".lock", "a+b")  # noqa: SIM115 (held open)
        try:
            _take(self._file)
        except OSError as error:
            self._file.close()
            raise BlockingIOError(f"{folder} is in use") from error

    def release(self) -> None:
        """Let others have the folder."""
        if self._file is not None:
            self._file.close()                              # which ends the lock
            self._file = None


def _take(file: IO) -> None:
    try:
        import fcntl
    except ImportError:                                     # Windows
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)   # type: ignore[attr-defined]
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
