"""Broken and hostile files: one error, little memory, nothing executed, nothing changed."""

import io
import json
import pickle
import struct
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import groundup as gu
from groundup import models, nn
from groundup.io import FileError, load_weights
from groundup.io.names import ours
from groundup.io.rebuild import rebuild

from ..fuzz.readers import ARRAYS, READERS, STRUCTURE, saved

MEGABYTE = 1 << 20
every_reader = pytest.mark.parametrize("name", READERS)
fuzzing = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def damaged(draw, good):
    """A good file after a few accidents."""
    content = bytearray(good)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        length = draw(st.integers(0, 24))
        kind = draw(st.sampled_from(["set", "cut", "insert", "repeat", "number"]))
        if kind == "set" and content:
            content[at] = draw(st.integers(0, 255))
        elif kind == "cut":
            del content[at:at + length]
        elif kind == "insert":
            content[at:at] = draw(st.binary(max_size=24))
        elif kind == "repeat":
            content[at:at] = content[at:at + length]
        else:
            digits = draw(st.sampled_from([b"0", b"-1", b"99999999999", b"1e9", b'"x"', b"null",
                                           b"\xff" * 4, b"\xff" * 8, bytes(8)]))
            content[at:at + len(digits)] = digits
    return bytes(content)


@every_reader
@fuzzing
@given(data=st.data())
def test_any_accident_is_refused_in_one_way_or_does_no_harm(tmp_path, name, data):
    reader = READERS[name]
    path = tmp_path / f"a{reader.suffix}"
    path.write_bytes(data.draw(damaged(reader.good)))
    try:
        reader.read(path)
    except reader.error as error:
        assert str(error)


@every_reader
@fuzzing
@given(content=st.binary(max_size=200))
def test_noise_is_refused(tmp_path, name, content):
    reader = READERS[name]
    path = tmp_path / f"a{reader.suffix}"
    path.write_bytes(content)
    with pytest.raises(reader.error):
        reader.read(path)


@every_reader
def test_a_file_cut_short_anywhere_is_refused(tmp_path, name):
    reader = READERS[name]
    path = tmp_path / f"a{reader.suffix}"
    for length in range(0, len(reader.good) - 12, max(1, len(reader.good) // 60)):
        path.write_bytes(reader.good[:length])
        with pytest.raises(reader.error):
            reader.read(path)


@pytest.mark.parametrize("suffix", [".safetensors", ".npz"])
def test_any_flipped_bit_is_found_or_changes_nothing(tmp_path, suffix):
    model = nn.Dense(2, 3, rng=0)
    good, path, refused = bytearray(saved(suffix, model)), tmp_path / f"a{suffix}", 0
    bits = np.random.default_rng(0).choice(len(good) * 8, 200, replace=False).tolist()
    for bit in bits:
        good[bit // 8] ^= 1 << bit % 8
        path.write_bytes(good)
        good[bit // 8] ^= 1 << bit % 8
        try:
            twin = gu.load(path)
        except FileError:
            refused += 1
            continue
        assert repr(twin) == "Dense(2, 3)"
        for name, array in model.state_dict().items():
            assert array.tobytes() == twin.state_dict()[name].tobytes()
    assert refused > 0.7 * len(bits)        # a zip has dates and the like, where it matters not


# ---- by hand --------------------------------------------------------------------------------

def header(**entries):
    text = json.dumps(entries).encode()
    return struct.pack("<Q", len(text)) + text


def entry(dtype="F32", shape=(1,), offsets=(0, 4)):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


HOSTILE = {
    "a header longer than the file": (struct.pack("<Q", 1 << 40) + b"{}", "header would have"),
    "a header of 2^63": (struct.pack("<Q", 1 << 63) + b"{}", "header would have"),
    "no object": (struct.pack("<Q", 2) + b"[]", "is not an object"),
    "overlap": (header(a=entry(), b=entry()) + bytes(4), "overlap or leave a gap"),
    "a gap": (header(a=entry(offsets=(4, 8))) + bytes(8), "overlap or leave a gap"),
    "beyond the end": (header(a=entry(shape=(9,), offsets=(0, 36))) + bytes(4), "36 bytes, and 4"),
    "too long": (header(a=entry()) + bytes(5), "4 bytes, and 5"),
    "shape and place differ": (header(a=entry(shape=(2,))) + bytes(4), "needs 8 bytes"),
    "a shape that overflows": (header(a=entry(shape=(1 << 32, 1 << 32))) + bytes(4), "needs"),
    "a negative axis": (header(a=entry(shape=(-1, -1))) + bytes(4), "cannot be"),
    "an axis of 1.0": (header(a=entry(shape=(1.0,))) + bytes(4), "cannot be"),
    "an axis of true": (header(a=entry(shape=(True,))) + bytes(4), "cannot be"),
    "a hundred axes": (header(a=entry(shape=(1,) * 100)) + bytes(4), "cannot be"),
    "places reversed": (header(a=entry(offsets=(4, 0))) + bytes(4), "is given -4"),
    "an unknown dtype": (header(a=entry("F9")) + bytes(4), "stored as F9"),
    "more than dtype, shape, place": (header(a=entry() | {"x": 1}) + bytes(4), "or more than"),
    "a name twice": (struct.pack("<Q", 21) + b'{"a": null, "a": null', "Expecting|comes twice"),
    "metadata that are no texts": (header(__metadata__={"a": 1}), "metadata are not texts"),
    "NaN": (struct.pack("<Q", 10) + b'{"a": NaN}', "NaN is not JSON"),
    "nesting": (struct.pack("<Q", 100_000) + b'{"a":' * 20_000, "nests too deep"),
    "a truth value of 2": (header(a=entry("BOOL", (4,))) + b"\0\1\2\0", "truth values"),
    "a pickle": (pickle.dumps({"a": np.ones(3)}), "header would have"),
    "format 2": (header(__metadata__={"groundup.format": "2"}), "newer groundup .*upgrade"),
    "format x": (header(__metadata__={"groundup.format": "x"}), "no version"),
    "format ²": (header(__metadata__={"groundup.format": "²"}), "no version"),
    "no checksum": (header(__metadata__={"groundup.format": "1"}), "checksum is missing"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_safetensors_file_is_refused(tmp_path, name):
    content, reason = HOSTILE[name]
    path = tmp_path / "a.safetensors"
    path.write_bytes(content)
    for read in (load_weights, gu.load):
        with pytest.raises(FileError, match=reason):
            in_little_memory(read, path)


def in_little_memory(read, path, limit=8 * MEGABYTE):
    tracemalloc.start()
    try:
        return read(path)
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < limit


def zipped(*files, **options):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", **options) as whole:
        for name, text in files:
            whole.writestr(name, text)
    return content.getvalue()


def npy(array=None, header=None):
    if header is not None:
        return b"\x93NUMPY\1\0" + struct.pack("<H", len(header)) + header
    content = io.BytesIO()
    np.save(content, array, allow_pickle=True)
    return content.getvalue()


DEFLATED = {"compression": zipfile.ZIP_DEFLATED}
LIE = b"{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,), }\n"
ZIPS = {
    "a bomb": (lambda: zipped(("a.npy", npy(np.zeros(1 << 25, "u1")) * 3), **DEFLATED), "inflate"),
    "a header that lies": (lambda: zipped(("a.npy", npy(header=LIE) + bytes(8))), "do not fit"),
    "objects": (lambda: zipped(("a.npy", npy(np.array([{}, 1], object)))), "no plain array"),
    "texts": (lambda: zipped(("a.npy", npy(np.array(["a"])))), "no plain array"),
    "a pickle": (lambda: zipped(("a.npy", pickle.dumps(1))), "no .npy"),
    "a program": (lambda: zipped(("a.npy", npy(header=b"__import__('os')\n"))), "no plain array"),
    "a file of PyTorch": (lambda: zipped(("a/data.pkl", b"")), "load_torch"),
    "bad metadata": (lambda: zipped(("groundup.json", b"[1]")), "not texts"),
    "no zip": (lambda: b"PK\3\4", "not a zip"),
    "LZMA, which may ask for gigabytes": (lambda: zipped(
        ("a.npy", npy(np.ones(2))), compression=zipfile.ZIP_LZMA), "compressed in a way"),
}


@pytest.mark.parametrize("name", ZIPS)
def test_a_hostile_npz_file_is_refused(tmp_path, name):
    content, reason = ZIPS[name]
    path = tmp_path / "a.npz"
    path.write_bytes(content())
    with pytest.raises(FileError, match=reason):
        in_little_memory(load_weights, path)


def test_a_name_twice_in_a_zip_is_refused(tmp_path):
    path = tmp_path / "a.npz"
    with pytest.warns(UserWarning, match="Duplicate name"):
        path.write_bytes(zipped(("a.npy", npy(np.ones(2))), ("a.npy", npy(np.zeros(2)))))
    with pytest.raises(FileError, match="a name comes twice"):
        load_weights(path)


@pytest.mark.parametrize("array", [np.float32([[1, 2], [3, 4]]).T, np.array(7), np.ones((0, 2)),
                                   np.arange(3, dtype=">i2"), np.array([True, False])], ids=repr)
@pytest.mark.parametrize("write", [np.savez, np.savez_compressed])
def test_what_numpy_writes_is_read(tmp_path, array, write):
    write(tmp_path / "a.npz", a=array)
    found = load_weights(tmp_path / "a.npz")["a"]
    assert found.shape == array.shape and found.dtype == array.dtype.newbyteorder("=")
    np.testing.assert_array_equal(found, array)


# ---- structures -----------------------------------------------------------------------------

TAGS = ["same", "parameter", "frozen", "array", "tensor", "tuple", "dict", "float", "dtype",
        "callable", "partial", "generator", "class", "has", "value", "module"]
words = st.sampled_from([*TAGS, "nn.Dense", "nn.Sequential", "nn.Module", "functional.relu", "os",
                         "0.bias", "_layers", "_buffers", "forward", "__class__", "weight"])
leaves = st.none() | st.booleans() | st.integers() | st.floats() | words
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
    words, inner, max_size=3) | st.fixed_dictionaries({"class": words, "has": inner})
    | st.builds(lambda tag, value: {tag: value}, words, inner), max_leaves=12)


@settings(max_examples=500)
@given(structure=values)
def test_any_structure_is_a_module_or_refused(structure):
    try:
        assert isinstance(rebuild(structure, dict(ARRAYS), ours()), nn.Module)
    except ValueError as error:
        assert str(error)


@settings(max_examples=300)
@given(data=st.data())
def test_a_structure_with_another_part_is_a_module_or_refused(data):
    structure = json.loads(json.dumps(STRUCTURE))
    spots, waiting = [], [structure]
    while waiting:
        part = waiting.pop()
        for key in part if isinstance(part, dict) else range(len(part)):
            spots.append((part, key))
            if isinstance(part[key], dict | list):
                waiting.append(part[key])
    part, key = data.draw(st.sampled_from(spots))
    part[key] = data.draw(values)
    try:
        assert isinstance(rebuild(structure, dict(ARRAYS), ours()), nn.Module)
    except ValueError as error:
        assert str(error)


def dense(**changes):
    has = {"in_features": 2, "out_features": 3, "weight": {"parameter": "weight"},
           "bias": {"parameter": "bias"}}
    return {"class": "nn.Dense", "has": has | changes}


STRUCTURES = {
    "a function of the system": (dense(bias={"callable": "os.system"}), "names 'os.system'"),
    "eval": (dense(bias={"callable": "eval"}), "names 'eval'"),
    "a class that is no module": ({"class": "functional.relu", "has": {}}, "is no module"),
    "a class from elsewhere": ({"class": "subprocess.Popen", "has": {}}, "names 'subproc"),
    "a method replaced": (dense(forward={"callable": "functional.relu"}), "a method 'forward'"),
    "a class replaced": (dense(__class__="x"), "a method '__class__'"),
    "no name": (dense(**{"a b": 1}), "a method 'a b'"),
    "weights of another file": (dense(bias={"parameter": "other"}), "KeyError: 'other'"),
    "weights left over": (dense(bias=None), "differ in bias"),
    "whole numbers to learn": (dense(bias={"parameter": "count"}), "makes no sense"),
    "an unknown tag": (dense(bias={"code": "x"}), "an object 'code', which stands for nothing"),
    "a generator of no kind": (dense(rng={"generator": {"bit_generator": "os"}}), "KeyError: 'os'"),
    "a generator that is none": (dense(rng={"generator": 0}), "IndexError"),
    "what comes later": ({"same": 3}, "IndexError"),
    "no module": ([1, 2], "describes no module"),
    "buffers that are not there": (dense(_buffers={"tuple": ["x"]}), "AttributeError"),
    "parameters in a list": (dense(a=[{"parameter": "weight"}]), "plain list"),
    "a number that is none": (dense(a={"float": "1e999"}), "is no number"),
    "a dtype of objects": (dense(a={"dtype": "object"}), "is no dtype"),
    "nesting": (json.loads('{"tuple":[' * 400 + "]}" * 400), "RecursionError"),
}


@pytest.mark.parametrize("name", STRUCTURES)
def test_a_hostile_structure_is_refused(name):
    structure, reason = STRUCTURES[name]
    arrays = nn.Dense(2, 3).state_dict()
    if "count" in str(structure):
        arrays["count"] = np.zeros(3, int)
    with pytest.raises(ValueError, match=reason):
        rebuild(structure, arrays, ours())


def test_sizes_in_a_structure_allocate_nothing():
    structure = dense(in_features=10 ** 12, out_features=10 ** 12)
    layer = rebuild(structure, nn.Dense(2, 3).state_dict(), ours())
    assert layer.in_features == 10 ** 12 and layer.weight.shape == (2, 3)


# ---- the model in memory --------------------------------------------------------------------

def test_a_model_is_unchanged_by_a_state_that_does_not_fit(tmp_path):
    model, other = models.MLP(2, [3], 1), models.MLP(2, [4], 1)
    before = model.state_dict()
    gu.save(other, tmp_path / "a.safetensors")
    with pytest.raises(ValueError, match="nothing was loaded"):
        model.load_state_dict(load_weights(tmp_path / "a.safetensors"))
    whole = (tmp_path / "a.safetensors").read_bytes()
    Path(tmp_path / "a.safetensors").write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(FileError, match="a bit of it has changed"):
        model.load_state_dict(load_weights(tmp_path / "a.safetensors"))
    for name, array in model.state_dict().items():
        np.testing.assert_array_equal(array, before[name])
