"""Weights come back bit for bit, however the array lay in memory, and damage is refused."""

import json
import struct

import numpy as np
import pytest

from groundup import files, nn
from groundup.io import FileError, load_metadata, load_weights, save_weights

BASE = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
LAYOUTS = {
    "plain": BASE,
    "transposed": BASE.T,
    "axes swapped": BASE.swapaxes(0, 2),
    "strided": BASE[:, ::2, 1::2],
    "reversed": BASE[::-1, :, ::-1],
    "broadcast": np.broadcast_to(np.float32([1, 2, 3]), (4, 3)),
    "Fortran": np.asfortranarray(BASE[0]),
    "big-endian": BASE.astype(">f4"),
    "without axes": np.array(3.5),
    "empty": np.zeros((0, 3), np.float32),
    "half": BASE.astype(np.float16),
    "double": BASE.astype(np.float64),
    "booleans": BASE > 3,
    "counter": np.array([7], np.int64),
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.safetensors"


@pytest.mark.parametrize("kind", ["safetensors", "npz"])
def test_every_layout_comes_back(tmp_path, kind):
    path = tmp_path / f"model.{kind}"
    save_weights(LAYOUTS, path)
    loaded = load_weights(path)
    assert loaded.keys() == LAYOUTS.keys()
    for name, array in LAYOUTS.items():
        assert loaded[name].shape == array.shape, name
        assert loaded[name].dtype == array.dtype.newbyteorder("="), name
        np.testing.assert_array_equal(loaded[name], array, err_msg=name)


def test_the_reference_reads_what_we_write_and_we_what_it_writes(path):
    library = pytest.importorskip("safetensors.numpy")
    save_weights(LAYOUTS, path, metadata={"löss": "0.5"})
    theirs = library.load_file(path)
    plain = {name: np.array(array, array.dtype.newbyteorder("="), order="C")
             for name, array in LAYOUTS.items()}
    assert theirs.keys() == plain.keys()
    for name, array in plain.items():
        assert theirs[name].shape == array.shape and theirs[name].dtype == array.dtype, name
        np.testing.assert_array_equal(theirs[name], array, err_msg=name)
    library.save_file(plain, path, metadata={"format": "np"})
    ours = load_weights(path)
    assert list(ours) == list(load_weights(path)) and load_metadata(path) == {"format": "np"}
    for name, array in plain.items():
        np.testing.assert_array_equal(ours[name], array, err_msg=name)


def test_saving_leaves_the_arrays_as_they_were(path):
    array = BASE.astype(">f4").T
    before = array.copy()
    save_weights({"a": array}, path)
    np.testing.assert_array_equal(array, before)
    assert array.dtype.byteorder == ">"


def test_a_model_comes_back(path):
    model, twin = (nn.Sequential(nn.Dense(3, 4, rng=seed), nn.Dense(4, 2)) for seed in (0, 1))
    save_weights(model.state_dict(), path)
    twin.load_state_dict(load_weights(path))
    x = np.ones((2, 3), np.float32)
    np.testing.assert_array_equal(model.predict(x), twin.predict(x))


def test_parameters_can_be_saved_as_they_are(path):
    model = nn.Dense(3, 4)
    save_weights(dict(model.named_parameters()), path)
    np.testing.assert_array_equal(load_weights(path)["weight"], model.weight.data)


def test_metadata_come_back(path):
    save_weights({"a": BASE}, path, metadata={"epoch": "3", "löss": "0.5"})
    assert load_metadata(path) == {"epoch": "3", "löss": "0.5"}
    save_weights({"a": BASE}, path)
    assert load_metadata(path) == {}


@pytest.mark.parametrize("damage", [
    lambda whole: b"",
    lambda whole: whole[:4],
    lambda whole: whole[:20],
    lambda whole: whole[:-1],
    lambda whole: whole + b"x",
    lambda whole: b"PK\3\4 this is another kind of file",
    lambda whole: b"\xff" * len(whole),
], ids=["empty", "length cut", "header cut", "data cut", "too long", "other format", "noise"])
def test_a_damaged_file_is_refused(path, damage):
    save_weights({"a": BASE}, path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(FileError, match=r"model\.safetensors is no whole safetensors file"):
        load_weights(path)


def test_a_dtype_that_numpy_lacks_is_named(path):
    header = json.dumps({"w": {"dtype": "F8_E4M3", "shape": [4], "data_offsets": [0, 4]}}).encode()
    path.write_bytes(struct.pack("<Q", len(header)) + header + bytes(4))
    with pytest.raises(FileError, match="w is stored as F8_E4M3, which NumPy does not have"):
        load_weights(path)


def test_bf16_comes_as_float32_of_the_same_values(path):
    values = np.float32([1.5, -2.0, 0.0, np.inf, 3.140625])        # eight bits of precision each
    header = json.dumps({"w": {"dtype": "BF16", "shape": [5], "data_offsets": [0, 10]}}).encode()
    bits = (values.view("u4") >> 16).astype("<u2").tobytes()
    path.write_bytes(struct.pack("<Q", len(header)) + header + bits)
    found = load_weights(path)["w"]
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, values)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(FileError, match="There is no file"):
        load_weights(tmp_path / "none.safetensors")
    with pytest.raises(FileError, match="is a folder"):
        load_weights(tmp_path)
    with pytest.raises(FileError, match="cannot be written"):
        save_weights({"a": BASE}, tmp_path / "none" / "a.safetensors")


def test_what_is_no_number_is_refused(path):
    with pytest.raises(TypeError, match="a has dtype <U1"):
        save_weights({"a": np.array(["x"])}, path)
    with pytest.raises(TypeError, match="under texts, not 3"):
        save_weights({3: BASE}, path)
    with pytest.raises(TypeError, match="Metadata are texts"):
        save_weights({"a": BASE}, path, metadata={"epoch": 3})
    with pytest.raises(FileError, match="No array can be called __metadata__"):
        save_weights({"__metadata__": BASE}, path)
    with pytest.raises(ValueError, match=r"begin with 'groundup\.' are taken"):
        save_weights({"a": BASE}, path, metadata={"groundup.format": "3"})
    assert not path.exists()


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failed_write_leaves_the_old_file_and_no_other(path, monkeypatch, step):
    save_weights({"a": BASE}, path)

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, step, full)
    with pytest.raises(FileError, match="No space left"):
        save_weights({"a": BASE + 1}, path)
    monkeypatch.undo()
    np.testing.assert_array_equal(load_weights(path)["a"], BASE)
    assert [file.name for file in path.parent.iterdir()] == [path.name]
