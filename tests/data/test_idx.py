"""The IDX reader: every dtype, and every way in which a file can be wrong."""

import gzip
import struct
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundup.data import DataError
from groundup.data.idx import DTYPES, read_idx


def idx(array, code=0x08):
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, code, array.ndim, *array.shape)
    return header + array.astype(DTYPES[code]).tobytes()


GOOD = idx(np.arange(24).reshape(2, 3, 4))


@pytest.fixture
def file(tmp_path):
    def write(content, zipped=False):
        path = tmp_path / "some.idx"
        path.write_bytes(gzip.compress(content) if zipped else content)
        return path
    return write


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("code", DTYPES)
def test_reads_every_dtype_in_native_order(file, code, zipped):
    array = np.array([[1, 2, 100], [3, 4, 127]]) - (0 if code == 0x08 else 50)
    read = read_idx(file(idx(array, code), zipped))
    assert np.array_equal(read, array)
    assert read.dtype == np.dtype(DTYPES[code]).newbyteorder("=") and read.dtype.isnative


@pytest.mark.parametrize(("content", "reason"), [
    (b"", "begins with nothing"),
    (b"\0\0\x08", "begins with 00 00 08"),
    (b"<html><body>404</body>", "begins with 3c 68 74 6d"),
    (b"\0\0\x07\x01\0\0\0\1x", "0x07 is not the code of a dtype"),
    (b"\0\0\x08\x00x", "0 dimensions"),
    (b"\0\0\x08\xff" + b"\0\0\0\1" * 255 + b"x", "255 dimensions"),
    (GOOD[:12], "ends within its header"),
    (b"\0\0\x08\x01\0\0\0\0", "means 0 bytes"),
    (b"\0\0\x08\x03" + b"\xff" * 12, r"means 79,2\d\d,.* bytes"),
    (b"\0\0\x0e\x02\xff\xff\xff\xff\0\0\0\0", "means 0 bytes"),
    (GOOD[:-1], r"\(2, 3, 4\) needs 24 bytes, but only 23"),
    (GOOD + b"\0", "bytes follow after the 24"),
])
@pytest.mark.parametrize("zipped", [False, True])
def test_unsound_content_is_refused_with_its_reason(file, content, reason, zipped):
    with pytest.raises(DataError, match=reason):
        read_idx(file(content, zipped))


def test_damaged_gzip_is_refused(file, tmp_path):
    whole = gzip.compress(GOOD, mtime=0)
    flipped = whole[:-6] + bytes([whole[-6] ^ 255]) + whole[-5:]        # the checksum
    for damaged in (whole[:-9], whole[:12], whole[:3], flipped, whole + whole):
        with pytest.raises(DataError, match=r"cannot be read|bytes follow"):
            read_idx(file(damaged))


def test_missing_file_and_folder_are_data_errors(tmp_path):
    for path in (tmp_path, tmp_path / "absent"):
        with pytest.raises(DataError, match=r"cannot be read .*(Is a directory|No such file)"):
            read_idx(path)


@pytest.mark.parametrize("header", [GOOD[:16], b"\0\0\x08\x01\x08\0\0\0"])
def test_gzip_bomb_costs_no_memory(file, header):
    bomb = file(header + bytes(1 << 26), zipped=True)           # 64 KB that unfold to 64 MiB
    tracemalloc.start()
    try:
        with pytest.raises(DataError, match=r"bytes follow|needs 134,217,728 bytes|are allowed"):
            read_idx(bomb, max_bytes=1 << 20)
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


@given(content=st.binary(max_size=40), cut=st.integers(0, 40))
def test_any_bytes_give_an_array_or_a_data_error(tmp_path_factory, content, cut):
    path = tmp_path_factory.mktemp("fuzz") / "file"
    path.write_bytes(GOOD[:cut] + content)
    try:
        assert read_idx(path, max_bytes=1000).nbytes <= 1000
    except DataError as error:
        assert str(path) in str(error)
