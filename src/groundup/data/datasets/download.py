"""Fetch files into the cache: whole and with the right checksum, or not at all.

A file grows as `name.part` and takes its name in one atomic step once its size and MD5 are right.
A broken connection leaves the `.part`, from which the next attempt goes on.
"""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from groundup.data.datasets.progress import progress
from groundup.data.errors import DataError

CHUNK = 1 << 16


class WrongFile(Exception):
    """What a mirror has is not the file that is wanted."""


class Disconnected(Exception):
    """The network failed; what has come so far is good."""


def cache_folder() -> Path:
    """GROUNDUP_CACHE, or else the folder `groundup` in XDG_CACHE_HOME, or else in ~/.cache.

    Who has no home, as in some containers, keeps it where temporary files are.
    """
    if own := os.environ.get("GROUNDUP_CACHE"):
        return Path(own).expanduser()
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "groundup"
    except RuntimeError:
        from tempfile import gettempdir

        return Path(gettempdir(), "groundup")


def fetch(files: dict[str, tuple[int, str]], mirrors: tuple[str, ...], folder: Path,
          rounds: int = 2, timeout: float = 30) -> None:
    """See that all `files` (name -> size in bytes, MD5) are in `folder`, and download what is not.

    Every mirror (an address that ends in /) is tried, `rounds` times in all. Raises `DataError`
    with the reason of each failure, and what was kept. Ctrl-C stays a `KeyboardInterrupt`, and
    says what was kept.

    >>> fetch({}, mirrors=(), folder=cache_folder())        # nothing is wanted: nothing is done
    """
    try:
        if all(is_whole(folder / name, *facts) for name, facts in files.items()):
            return
        folder.mkdir(parents=True, exist_ok=True)
        with alone_in(folder):
            for name, (size, md5) in files.items():
                if not is_whole(folder / name, size, md5):
                    download([mirror + name for mirror in mirrors] * rounds, folder / name,
                             size, md5, timeout)
    except OSError as error:                    # of the folder or disk, not of the network
        raise DataError(f"Cannot keep data in {folder} ({error.strerror or error}). Make room or "
                        "give access, or choose another folder with GROUNDUP_CACHE.") from error


def is_whole(path: Path, size: int, md5: str) -> bool:
    """Whether a file is there with this size and checksum.

    >>> is_whole(Path("/no/such/file"), size=0, md5="d41d8cd98f00b204e9800998ecf8427e")
    False
    """
    import hashlib

    if not path.is_file() or path.stat().st_size != size:
        return False
    digest = hashlib.md5(usedforsecurity=False)
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest() == md5


def download(urls: list[str], target: Path, size: int, md5: str, timeout: float) -> None:
    """Try the addresses in turn until `target` is whole."""
    part = target.with_name(target.name + ".part")
    failures = []
    for url in urls:
        try:
            if not is_whole(part, size, md5):   # else only its last step is missing
                append_rest(url, part, size, timeout)
            if not is_whole(part, size, md5):
                part.unlink()
                raise WrongFile("its checksum is wrong")
            os.replace(part, target)
            return
        except (WrongFile, Disconnected) as error:
            failures.append(f"{url}: {error}")
        except KeyboardInterrupt:
            raise KeyboardInterrupt(f"Download of {target.name} stopped. {kept(part)}") from None
        except OSError:
            part.unlink(missing_ok=True)        # the disk is full or broken
            raise
    reasons = "\n  ".join(dict.fromkeys(failures))
    raise DataError(f"{target.name} could not be downloaded:\n  {reasons}\n{kept(part)} You can "
                    f"also put the file into {target.parent} yourself.")


def kept(part: Path) -> str:
    size = part.stat().st_size if part.exists() else 0
    if not size:
        part.unlink(missing_ok=True)
        return "Check the connection and try again."
    return f"{size:,} bytes are kept in {part}; try again to go on from there."


def append_rest(url: str, part: Path, size: int, timeout: float) -> None:
    """Ask a mirror for the bytes that `part` does not have yet, and append them as they come."""
    have = part.stat().st_size if part.exists() else 0
    if have >= size:                            # and yet not whole: useless
        part.unlink()
        have = 0
    with closing(ask(url, have, timeout)) as response:
        resumed = response.headers.get("Content-Range", "").startswith(f"bytes {have}-")
        left = size - have if resumed else size
        offered = response.headers.get("Content-Length")
        if offered is not None and offered != str(left):
            raise WrongFile(f"it offers {offered} bytes and not the {left} that are missing")
        with (open(part, "ab" if resumed else "wb") as file,
              progress(part.stem, size, size - left) as advance):
            while left:
                chunk = receive(response, min(CHUNK, left))
                file.write(chunk)
                advance(len(chunk))
                left -= len(chunk)
            file.flush()
            os.fsync(file.fileno())


def ask(url: str, start: int, timeout: float):
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    try:
        return urlopen(Request(url, headers={"Range": f"bytes={start}-"} if start else {}),
                       timeout=timeout)
    except HTTPError as error:
        error.close()
        raise Disconnected(f"HTTP {error.code} {error.reason}") from None
    except (OSError, HTTPException) as error:   # URLError and timeouts are OSErrors
        raise Disconnected(str(getattr(error, "reason", error)) or type(error).__name__) from error


def receive(response, count: int) -> bytes:
    from http.client import HTTPException

    try:
        chunk = response.read1(count)           # what is there now, so that it can be kept
    except (OSError, HTTPException) as error:
        raise Disconnected(str(error) or type(error).__name__) from error
    if not chunk:
        raise Disconnected("the connection broke off")
    return chunk


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Let one process at a time download into a folder, on systems that can lock one."""
    try:
        import fcntl
    except ModuleNotFoundError:                 # Windows
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):                 # some network drives have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
