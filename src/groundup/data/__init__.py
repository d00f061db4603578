"""Data on its way to a model: arrays, batches, splits, standard scores, and the data sets (5.2)."""

from groundup import hints as _hints
from groundup.data import datasets
from groundup.data.dataset import ArrayDataset
from groundup.data.errors import DataError
from groundup.data.loader import DataLoader
from groundup.data.split import split
from groundup.data.standardize import Standardizer, standardize
from groundup.data.windows import bucket_by_length, next_token_windows, windows

__all__ = ["ArrayDataset", "DataError", "DataLoader", "Standardizer", "bucket_by_length",
           "datasets", "next_token_windows", "split", "standardize", "windows"]

_hints.answer(__name__)
