"""Data sets: drawn by a formula, shipped with scikit-learn, or downloaded and checked.

All give x in the default dtype (float32) and y as int64; images are (N, C, H, W) in 0..1. Texts
are strings, and series values in time.
"""

from groundup.data.datasets.book import sine, spiral, vertical
from groundup.data.datasets.catalogue import Entry, Loaded, catalogue, load
from groundup.data.datasets.digits import digits
from groundup.data.datasets.mnist import FASHION_CLASSES, fashion_mnist, mnist
from groundup.data.datasets.series import (
    Series,
    airline_passengers,
    min_temperatures,
    shampoo_sales,
    sunspots,
)
from groundup.data.datasets.shapes import blobs, circles, moons, xor
from groundup.data.datasets.text import names, tiny_shakespeare
from groundup.data.errors import DataError

__all__ = ["FASHION_CLASSES", "DataError", "Entry", "Loaded", "Series", "airline_passengers",
           "blobs", "catalogue", "circles", "digits", "fashion_mnist", "load", "min_temperatures",
           "mnist", "moons", "names", "shampoo_sales", "sine", "spiral", "sunspots",
           "tiny_shakespeare", "vertical", "xor"]
