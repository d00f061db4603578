"""The one error of files and downloads."""


class DataError(RuntimeError):
    """A data file is missing, damaged or could not be fetched; the message says what to do."""
