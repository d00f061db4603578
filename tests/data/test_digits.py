"""The digits that scikit-learn ships, read without importing it."""

import gzip
import importlib.util
import subprocess
import sys

import numpy as np
import pytest

from groundup.data import DataError
from groundup.data.datasets import digits
from groundup.data.datasets.digits import read_digits

with_sklearn = pytest.mark.skipif(importlib.util.find_spec("sklearn") is None,
                                  reason="the digits come with scikit-learn: "
                                         "pip install 'groundup[data]'")


@with_sklearn
def test_shapes_range_and_labels():
    x, y = digits()
    assert (x.shape, x.dtype, y.shape, y.dtype) == ((1797, 64), np.float32, (1797,), np.int64)
    assert x.min() == 0 and x.max() == 1 and np.array_equal(x * 16, np.round(x * 16))
    assert y[:12].tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]
    assert x.sum(dtype=np.float64) * 16 == 561_718          # of all pixels, 0 to 16
    images, labels = digits(images=True)
    assert images.shape == (1797, 1, 8, 8) and np.array_equal(labels, y)
    assert np.array_equal(images.reshape(1797, 64), x)


@with_sklearn
def test_scikit_learn_is_not_imported():
    code = ("import sys; from groundup.data.datasets import digits; digits(); "
            "print('sklearn' in sys.modules, 'scipy' in sys.modules)")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "False"]


def test_absent_scikit_learn_gives_the_command(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'groundup\[data\]'"):
        digits()


@pytest.mark.parametrize("table", ["", "1,2\n3,4\n", "a,b\n", ("0," * 64 + "12\n") * 1797,
                                   ("17," * 64 + "1\n") * 1797, ("0," * 64 + "1\n") * 1798])
@pytest.mark.filterwarnings("ignore:loadtxt. input contained no data")
def test_wrong_table_is_refused(tmp_path, table):
    path = tmp_path / "digits.csv.gz"
    path.write_bytes(gzip.compress(table.encode()))
    with pytest.raises(DataError, match="Install scikit-learn again"):
        read_digits(path, images=False)


def test_damaged_or_missing_file_is_refused(tmp_path):
    path = tmp_path / "digits.csv.gz"
    with pytest.raises(DataError, match="cannot be read"):
        read_digits(path, images=False)
    path.write_bytes(gzip.compress(b"0," * 1000)[:-12])
    with pytest.raises(DataError, match="cannot be read"):
        read_digits(path, images=False)
