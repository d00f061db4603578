"""A file is written whole or not at all."""

import pytest

from groundup.files import write_atomically


def test_a_new_file_takes_the_place_of_the_old(tmp_path):
    path = tmp_path / "a.bin"
    for content in (b"old", b"", b"new" * 1000):
        write_atomically(path, content)
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_an_error_and_makes_nothing(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_atomically(tmp_path / "none" / "a.bin", b"new")
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    with pytest.raises(TypeError):
        write_atomically(path, "a text, not bytes")
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_a_function_writes_in_pieces_and_if_it_fails_the_old_file_stays(tmp_path):
    path = tmp_path / "a"
    write_atomically(path, lambda file: [file.write(piece) for piece in (b"one ", b"two")])
    assert path.read_bytes() == b"one two"

    def half(file):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_atomically(path, half)
    assert path.read_bytes() == b"one two" and list(tmp_path.iterdir()) == [path]
