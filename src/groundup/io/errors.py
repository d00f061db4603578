"""The one error of files that hold weights or models."""


class FileError(ValueError):
    """A file is missing, damaged, hostile, or of another kind; the message says what to do.

    Whoever catches it can be sure that nothing was executed and nothing in memory was changed.
    """
