"""The catalogue of data sets, and loading by name."""

import importlib.util

import numpy as np
import pytest

from groundup.data.datasets import Entry, Loaded, catalogue, load

GENERATED = ["spiral", "moons", "circles", "blobs", "xor"]
with_sklearn = pytest.mark.skipif(importlib.util.find_spec("sklearn") is None,
                                  reason="the digits come with scikit-learn: "
                                         "pip install 'groundup[data]'")


@pytest.fixture(autouse=True)
def empty_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("GROUNDUP_CACHE", str(tmp_path))
    monkeypatch.delenv("GROUNDUP_DATA", raising=False)


def test_entries_say_what_and_where_from():
    entries = {entry.name: entry for entry in catalogue()}
    assert all(isinstance(entry, Entry) for entry in entries.values())
    assert [entries[name].place for name in GENERATED] == ["generated"] * 5
    assert entries["mnist"].place == entries["fashion_mnist"].place == "to be downloaded"
    assert entries["mnist"].size == 11_594_722 and entries["fashion_mnist"].size == 30_878_645
    assert entries["fashion_mnist"].class_names[9] == "Ankle boot"
    assert entries["mnist"].shape == (1, 28, 28) and entries["mnist"].samples == 70_000


@pytest.mark.parametrize("name", [*GENERATED, pytest.param("digits", marks=with_sklearn)])
def test_what_is_loaded_is_what_the_entry_says(name):
    entry = next(entry for entry in catalogue() if entry.name == name)
    data = load(name)
    assert isinstance(data, Loaded)
    assert data.name == name and data.shape == entry.shape == data.x_train.shape[1:]
    assert data.class_names == entry.class_names
    assert len(data.x_train) + len(data.x_test) == entry.samples
    assert len(data.y_test) == round(0.2 * entry.samples)
    assert data.x_train.dtype == np.float32 and data.y_train.dtype == np.int64
    in_train, in_test = np.bincount(data.y_train), np.bincount(data.y_test)
    assert len(in_train) == len(entry.class_names)
    assert np.all(np.abs(in_test - 0.2 * (in_train + in_test)) < 1)


@pytest.mark.parametrize("name", GENERATED)
def test_seed_fixes_drawing_and_split(name):
    one, again, other = load(name, 1), load(name, 1), load(name, 2)
    assert np.array_equal(one.x_train, again.x_train) and np.array_equal(one.y_test, again.y_test)
    assert not np.array_equal(one.x_train, other.x_train)


def test_unknown_name_gives_the_nearest():
    with pytest.raises(ValueError, match=r"no data set 'Minst'\. Did you mean mnist"):
        load("Minst")
    with pytest.raises(ValueError, match="There are: spiral, moons,"):
        load("imagenet-22k")


def test_absent_scikit_learn_is_said_in_the_entry(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    entry = next(entry for entry in catalogue() if entry.name == "digits")
    assert "not installed: pip install 'groundup[data]'" in entry.place
