"""Files of PyTorch are read without it; a pickle that wants to run something is refused."""

import os
import pickle
import struct
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest

from groundup import io, nn
from groundup.io import FileError, from_torch, load_torch, torch_state

STORED = Path(__file__).parent / "files" / "state.pt"
NUMBERS = np.arange(4, dtype="f4").tobytes()


@pytest.fixture
def pack(tmp_path):
    def write(program, storage=NUMBERS, byteorder=b"little", compression=zipfile.ZIP_STORED):
        path = tmp_path / "a.pt"
        with zipfile.ZipFile(path, "w", compression) as whole:
            whole.writestr("a/data.pkl", program)
            whole.writestr("a/byteorder", byteorder)
            whole.writestr("a/data/0", storage)
        return path
    return write


def test_a_stored_file_is_read():
    found, expected = load_torch(STORED), np.load(STORED.with_suffix(".npz"))
    assert list(found) == expected.files
    for name in found:
        assert found[name].dtype == expected[name].dtype, name
        np.testing.assert_array_equal(found[name], expected[name], err_msg=name)


def test_a_model_takes_over_what_it_names():
    model = nn.Sequential(nn.Dense(3, 4), nn.BatchNorm1d(4), nn.Dense(4, 2))
    from_torch(model, STORED, strict=False)
    state = load_torch(STORED)
    np.testing.assert_array_equal(model[0].weight.data, state["0.weight"].T)
    np.testing.assert_array_equal(model[1].running_var, state["1.running_var"])
    assert set(torch_state(model)) == {name for name in state if "." in name}


def test_a_state_that_does_not_fit_changes_nothing_and_all_is_listed():
    model = nn.Sequential(nn.Dense(3, 4), nn.BatchNorm1d(5))
    before = model.state_dict()
    with pytest.raises(ValueError, match="nothing was loaded") as caught:
        from_torch(model, STORED)
    said = str(caught.value)
    assert "1.weight: of shape (4,), but (5,) is needed" in said
    assert "unexpected: 2.weight, 2.bias, view, brain, half, flags" in said
    with pytest.raises(ValueError, match=r"missing: weight, bias\n.*unexpected"):
        from_torch(nn.Dense(2, 2), {"other": np.ones(2)}, strict=False)
    for name, array in model.state_dict().items():
        np.testing.assert_array_equal(array, before[name])
    with pytest.raises(TypeError, match="not a list"):
        from_torch(model, [1])


def test_tied_weights_must_be_equal_there():
    layer = nn.Dense(2, 2, bias=False)
    model = nn.Sequential(layer, layer)
    state = torch_state(model)
    assert list(state) == ["0.weight", "1.weight"]
    from_torch(model, {name: array + 1 for name, array in state.items()})
    np.testing.assert_array_equal(layer.weight.data, state["0.weight"].T + 1)
    with pytest.raises(ValueError, match=r"0\.weight and 1\.weight are one and the same here"):
        from_torch(model, state | {"1.weight": state["1.weight"] + 1})


# ---- hand-made pickles ----------------------------------------------------------------------

def text(word):
    return b"X" + struct.pack("<I", len(word)) + word.encode()


def number(n):
    return b"\x8a\x09" + struct.pack("<q", n) + b"\0" if abs(n) < 1 << 62 else b"\x8a\x09" + (
        n.to_bytes(9, "little"))


def tensor(offset=0, shape=(2, 2), strides=(2, 1), key="0", count=4,
           kind=b"ctorch\nFloatStorage\n"):
    def numbers(values):
        return b"(" + b"".join(map(number, values)) + b"t"
    return (b"\x80\x02}" + text("w") + b"ctorch._utils\n_rebuild_tensor_v2\n((" + text("storage")
            + kind + text(key) + text("cpu") + number(count) + b"tQ" + number(offset)
            + numbers(shape) + numbers(strides) + b"\x89ccollections\nOrderedDict\n)RtRs.")


def test_a_hand_made_tensor_is_read(pack):
    np.testing.assert_array_equal(load_torch(pack(tensor()))["w"], [[0, 1], [2, 3]])
    big = np.arange(4, dtype=">f4").tobytes()
    np.testing.assert_array_equal(load_torch(pack(tensor(), big, b"big"))["w"], [[0, 1], [2, 3]])
    assert load_torch(pack(tensor(strides=(0, 0))))["w"].tolist() == [[0, 0], [0, 0]]
    assert load_torch(pack(tensor(shape=(0, 9), offset=77)))["w"].shape == (0, 9)


class Attack:
    def __init__(self, *call):
        self.call = call

    def __reduce__(self):
        return self.call[0], self.call[1:]


def attack(*call, protocol=2):
    return pickle.dumps({"w": Attack(*call)}, protocol)


RUNS = [(os.system, "touch run"), (eval, "1"), (exec, "x=1"), (__import__, "os"),
        (getattr, 1, "real"), (open, "run", "w"), (np.load, "x"), (print, "x")]


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("call", RUNS, ids=lambda call: call[0].__name__)
def test_nothing_in_a_pickle_is_run(pack, tmp_path, monkeypatch, call, protocol):
    monkeypatch.chdir(tmp_path)
    path = pack(attack(*call, protocol=protocol))
    for read in (load_torch, lambda path: from_torch(nn.Dense(2, 2), path)):
        with pytest.raises(FileError):
            read(path)
    assert not Path("run").exists()


@pytest.mark.parametrize(("program", "reason"), [
    (tensor(shape=(1 << 40, 1 << 40), strides=(0, 0)), "do not suffice"),
    (tensor(shape=(1 << 30,), strides=(0,)), "do not suffice"),
    (tensor(offset=1), "do not suffice"),
    (tensor(offset=-1), "cannot be"),
    (tensor(strides=(-2, 1)), "cannot be"),
    (tensor(strides=(1 << 61, 1)), "do not suffice"),
    (tensor(strides=(1,)), "cannot be"),
    (tensor(shape=(1,) * 64, strides=(1,) * 64), "cannot be"),
    (tensor(count=5), "are not there"),
    (tensor(key="../../etc/passwd"), "are not there"),
    (tensor(kind=b"ctorch\nComplexFloatStorage\n"), "not known here"),
    (tensor(kind=text("torch.FloatStorage")), "not known here"),
    (b"\x80\x02}(X\x01\0\0\0ar\xff\xff\xff\xffu.", "holds a|zip|shorter|tuple|argument"),
    (b"\x80\x02]q\xff(h\xfft.", "instruction|holds|values|names"),
    (b"\x80\x02)" + b"\x86" * 3 + b".", "holds|values|index"),
    (b"\x80\x04\x8e" + b"\xff" * 8 + b".", "BINBYTES8|expected|exceeds|maxsize|bytes"),
    (b"\x80\x05\x96" + b"\xff" * 8 + b".", "BYTEARRAY8|expected|exceeds|maxsize|bytes"),
    (b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n}X\x01\0\0\0ax\x01b.", "damaged|unknown|opcode"),
    (b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n}b.", "put where nothing can be"),
    (b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n]\x85R.", "not enough|missing|tensor"),
    (b"", "exhausted|ended|before"), (b"\x80\x02}", "exhausted|ended|before"),
    (b"\x80\x02I" + b"9" * 10_000 + b"\n.", "INT|4300"),
])
def test_a_hostile_pickle_is_refused_in_little_memory(pack, program, reason):
    path = pack(program)
    tracemalloc.start()
    with pytest.raises(FileError, match=reason):
        load_torch(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 << 20


SHARED = b")q\x00" + b"h\x00h\x00\x86q\x00" * 60       # as a tree it would be 2^60 values


@pytest.mark.parametrize("program", [
    b"\x80\x02}" + SHARED + b"Ns.", b"\x80\x02}" + text("w") + SHARED + b")Rs.",
    b"\x80\x02(" + text("storage") + SHARED + text("0") + text("cpu") + number(4) + b"tQ.",
    tensor().replace(b"\x89ccoll", b"\x89ccoll").replace(b"Q" + number(0), b"Q" + SHARED),
], ids=["name", "function", "storage", "tensor"])
def test_a_pickle_that_would_unfold_without_end_is_refused(pack, program):
    with pytest.raises(FileError):
        load_torch(pack(program))


def test_what_is_no_tensor_is_not_unfolded_either(pack):
    path = pack(b"\x80\x02}" + text("w") + b"(" + SHARED + b"ts.")
    assert len(load_torch(path)["w"]) == 61
    with pytest.raises(TypeError, match="w is a tuple, neither a tensor nor an array"):
        from_torch(nn.Dense(2, 2), path)


def test_a_zip_bomb_is_refused(pack):
    path = pack(tensor(), bytes(200 << 20), compression=zipfile.ZIP_DEFLATED)
    with pytest.raises(FileError, match="would inflate to"):
        load_torch(path)


def test_other_files_are_refused(tmp_path):
    path = tmp_path / "a.pt"
    for content in (b"", b"PK\3\4", pickle.dumps({"a": 1}), bytes(100)):
        path.write_bytes(content)
        with pytest.raises(FileError, match="zip"):
            load_torch(path)
    with pytest.raises(FileError, match="There is no file"):
        load_torch(tmp_path / "none.pt")
    io.save_weights({"w": np.ones(2)}, tmp_path / "a.safetensors")
    assert load_torch(tmp_path / "a.safetensors")["w"].tolist() == [1, 1]
