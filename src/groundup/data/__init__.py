"""Data on its way to a model: arrays, batches, splits, standard scores, and the data sets (5.2)."""

from groundup.data import datasets
from groundup.data.dataset import ArrayDataset
from groundup.data.errors import DataError
from groundup.data.loader import DataLoader
from groundup.data.split import split
from groundup.data.standardize import Standardizer, standardize

__all__ = ["ArrayDataset", "DataError", "DataLoader", "Standardizer", "datasets", "split",
           "standardize"]
