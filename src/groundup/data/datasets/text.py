"""Texts to learn to write: first names, and the plays of Shakespeare (14.4, 18.2).

The files are looked for in the folder that GROUNDUP_DATA names, then in the cache, and else
downloaded into the cache.
"""

from groundup.data.datasets.download import cache_folder, fetch
from groundup.data.datasets.mnist import Source, own_folder
from groundup.data.errors import DataError

NAMES = Source(
    name="names",
    mirrors=("https://raw.githubusercontent.com/karpathy/makemore/master/",),
    files={"names.txt": (228_145, "401b3c4cac9e28a586ed15e81256680d")},
)
TINY_SHAKESPEARE = Source(
    name="tinyshakespeare",
    mirrors=("https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/",),
    files={"input.txt": (1_115_394, "6fb458f1232090904fb40fe944165e91")},
)


def names() -> list[str]:
    """32,033 first names, in lower-case letters a to z.

    Raises `DataError` if the file is damaged or cannot be fetched. Source: US Social Security
    Administration, names of 2018, as published with A. Karpathy's "makemore".

    >>> names()[:3]                             # doctest: +SKIP
    ['emma', 'olivia', 'ava']
    """
    return read_source(NAMES).split()


def tiny_shakespeare() -> str:
    """About 40,000 lines of Shakespeare's plays, 1,115,394 characters of 65 kinds.

    Errors as in `names`. Source: A. Karpathy, "The unreasonable effectiveness of recurrent neural
    networks" (2015), char-rnn.

    >>> tiny_shakespeare()[:14]                 # doctest: +SKIP
    'First Citizen:'
    """
    return read_source(TINY_SHAKESPEARE)


def read_source(source: Source) -> str:
    """The one text of a source, plain or gzipped, from wherever it is."""
    import gzip
    import zlib

    name, = source.files
    folder = own_folder(source)
    if folder is None:
        folder = cache_folder() / source.name
        fetch(source.files, source.mirrors, folder)
    zipped = folder / f"{name}.gz"
    path = zipped if zipped.is_file() else folder / name
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if path == zipped else data).decode("utf-8")
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise DataError(f"{path} cannot be read as text ({error}). Check that it is there and "
                        "whole, or fetch it again.") from error
