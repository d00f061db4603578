"""Texts and series from a folder or the cache, whole or refused; the real ones where they are."""

import gzip
import hashlib
import os

import numpy as np
import pytest

from groundup.data import DataError
from groundup.data.datasets import (
    Series,
    airline_passengers,
    min_temperatures,
    names,
    shampoo_sales,
    sunspots,
    tiny_shakespeare,
)
from groundup.data.datasets.mnist import Source
from groundup.data.datasets.text import read_source

with_real_data = pytest.mark.skipif(
    not os.environ.get("GROUNDUP_DATA"),
    reason="the real files are read where GROUNDUP_DATA names the folder that holds them")
SERIES = {airline_passengers: "airline-passengers.csv", sunspots: "monthly-sunspots.csv",
          min_temperatures: "daily-min-temperatures.csv", shampoo_sales: "shampoo.csv"}


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.setenv("GROUNDUP_DATA", str(tmp_path))
    monkeypatch.setenv("GROUNDUP_CACHE", str(tmp_path / "cache"))
    for folder in ("timeseries", "names", "tinyshakespeare"):
        (tmp_path / folder).mkdir()
    return tmp_path


# ---- texts

def test_texts_are_read_plain_or_gzipped(own):
    (own / "names" / "names.txt.gz").write_bytes(gzip.compress(b"ada\nbob"))
    (own / "tinyshakespeare" / "input.txt").write_text("To be,\nor é", encoding="utf-8")
    assert names() == ["ada", "bob"] and tiny_shakespeare() == "To be,\nor é"


@pytest.mark.parametrize(("name", "data"), [
    ("input.txt", b"\xff"), ("input.txt.gz", b"no gzip"),
    ("input.txt.gz", gzip.compress(b"a" * 999, mtime=0)[:-9]), ("other", b"")])
def test_damaged_or_missing_text_is_refused(own, name, data):
    (own / "tinyshakespeare" / name).write_bytes(data)
    with pytest.raises(DataError, match=r"input\.txt.* cannot be read as text"):
        tiny_shakespeare()


def test_cached_text_is_checked(tmp_path, monkeypatch):
    monkeypatch.setenv("GROUNDUP_CACHE", str(tmp_path))
    monkeypatch.delenv("GROUNDUP_DATA", raising=False)
    facts = {"a.txt": (5, hashlib.md5(b"hello").hexdigest())}
    small = Source("small", (), facts)
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "a.txt").write_bytes(b"hello")
    assert read_source(small) == "hello"
    (tmp_path / "small" / "a.txt").write_bytes(b"jello")
    with pytest.raises(DataError, match=r"a\.txt could not be downloaded"):
        read_source(small)


# ---- series

@pytest.mark.parametrize(("read", "dates", "times"), [
    (airline_passengers, ("1949-01", "1949-02"), ["1949-01", "1949-02"]),
    (sunspots, ("1749-12", "1750-01"), ["1749-12", "1750-01"]),
    (min_temperatures, ("1981-01-01", "1981-01-02"), ["1981-01-01", "1981-01-02"]),
    (shampoo_sales, ("1-12", "2-01"), ["0001-12", "0002-01"]),
])
def test_series_have_times_and_values(own, read, dates, times):
    text = f'"Date","Value"\n"{dates[0]}",1.5\n"{dates[1]}",-2\n'
    (own / "timeseries" / SERIES[read]).write_text(text)
    time, values = series = read()
    assert isinstance(series, Series)
    assert time.astype(str).tolist() == times and time.dtype.kind == "M"
    assert values.tolist() == [1.5, -2.0] and values.dtype == np.float32


@pytest.mark.parametrize("content", [
    "", "header\n", 'h\n"1949-01"\n', 'h\n"1949-01",x\n', 'h\n"soon",1\n', 'h\n"1949-01",nan\n',
    'h\n"1949-02",1\n"1949-01",2\n', 'h\n"1949-01",1\n"1949-01",2\n', 'h\n"",1\n"",2\n'])
def test_damaged_series_is_refused(own, content):
    (own / "timeseries" / "airline-passengers.csv").write_text(content)
    with pytest.raises(DataError, match=r"airline-passengers\.csv should hold"):
        airline_passengers()


@pytest.mark.parametrize("read", SERIES)
def test_missing_series_says_where_it_should_be(own, monkeypatch, read):
    with pytest.raises(DataError, match=r"cannot be read .* GROUNDUP_DATA should name the folder"):
        read()
    monkeypatch.delenv("GROUNDUP_DATA")
    with pytest.raises(DataError, match=f"{SERIES[read]} is not downloaded.* set GROUNDUP_DATA"):
        read()


# ---- the real files

@with_real_data
def test_real_texts():
    people, plays = names(), tiny_shakespeare()
    assert people[:3] == ["emma", "olivia", "ava"] and len(people) == 32_033
    assert set("".join(people)) == set("abcdefghijklmnopqrstuvwxyz")
    assert hashlib.md5(plays.encode()).hexdigest() == "6fb458f1232090904fb40fe944165e91"
    assert len(set(plays)) == 65 and plays.count("\n") == 40_000


@with_real_data
@pytest.mark.parametrize(("read", "count", "first", "last", "total"), [
    (airline_passengers, 144, "1949-01", "1960-12", 40_363),
    (sunspots, 2820, "1749-01", "1983-12", 144_570),
    (min_temperatures, 3650, "1981-01-01", "1990-12-31", 40_798.8),
    (shampoo_sales, 36, "0001-01", "0003-12", 11_253.6),
])
def test_real_series(read, count, first, last, total):
    time, values = read()
    assert time[[0, -1]].astype(str).tolist() == [first, last] and len(values) == count
    assert values.sum(dtype=np.float64) == pytest.approx(total, rel=1e-6)
