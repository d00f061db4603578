"""Vocabulary: order of ids, unknown and padding, the frequency cut, and its files."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundup.data import DataError
from groundup.text import Vocabulary


def test_special_tokens_come_first_unless_they_have_a_place():
    v = Vocabulary(["a", "<unk>", "b"], unknown="<unk>", padding="<pad>", special=["<s>", "<pad>"])
    assert list(v) == ["<pad>", "<s>", "a", "<unk>", "b"]
    assert (v.padding_id, v.unknown_id, len(v), v["a"]) == (0, 3, 5, 2)
    assert v.marks == ("<pad>", "<unk>", "<s>")
    assert "a" in v and "z" not in v and v["z"] == 3
    bare = Vocabulary(["a"])
    assert bare.padding_id is None and bare.unknown_id is None and bare.marks == ()


def test_ids_and_tokens_undo_each_other():
    v = Vocabulary(list("abc"))
    ids = v.ids("cab")
    assert ids.dtype == np.int64 and ids.tolist() == [2, 0, 1] and v.tokens(ids) == list("cab")
    assert v.ids([]).tolist() == [] and v.tokens([]) == []


def test_build_counts_cuts_and_breaks_ties_by_characters():
    words = [*"bacabd", "<pad>"]
    assert list(Vocabulary.build(words)) == ["<pad>", "<unk>", "a", "b", "c", "d"]
    assert list(Vocabulary.build(words, min_count=2, unknown=None)) == ["<pad>", "a", "b"]
    assert list(Vocabulary.build(words, max_size=3)) == ["<pad>", "<unk>", "a"]
    assert list(Vocabulary.build(words, max_size=2)) == ["<pad>", "<unk>"]
    with pytest.raises(ValueError, match=r"max_size is 1, but .* alone are 2"):
        Vocabulary.build(words, max_size=1)


def test_wrong_tokens_are_refused():
    with pytest.raises(ValueError, match="'a' is there twice, as 0 and 2"):
        Vocabulary(["a", "b", "a"])
    with pytest.raises(TypeError, match="token 1 is 7"):
        Vocabulary(["a", 7])
    with pytest.raises(TypeError, match="not one string"):
        Vocabulary("abc")
    with pytest.raises(KeyError, match="'z' is not among the 1 tokens"):
        Vocabulary(["a"]).ids("z")


@pytest.mark.parametrize(("ids", "error", "says"), [
    ([3], IndexError, "3 is no id: there are 3 tokens, with ids from 0 to 2"),
    ([-1], IndexError, "-1 is no id"),
    ([0.5], TypeError, "not float64"),
    ([[0]], TypeError, r"of shape \(1, 1\)"),
])
def test_wrong_ids_are_refused(ids, error, says):
    with pytest.raises(error, match=says):
        Vocabulary(list("abc")).tokens(ids)


@settings(max_examples=20)              # each one writes a file
@given(st.lists(st.text(), unique=True))
def test_json_keeps_everything(tmp_path_factory, tokens):
    path = tmp_path_factory.mktemp("v") / "v.json"
    v = Vocabulary(tokens, unknown="<unk>", special=["<end>"])
    v.save(path)
    again = Vocabulary.load(path)
    assert list(again) == list(v) and again.marks == v.marks and again["?!"] == v["?!"]


def test_lines_keep_the_tokens(tmp_path):
    v = Vocabulary([" ", "\t", "", "é", "\u2028", "\x85"])
    v.save(tmp_path / "v.txt")
    assert list(Vocabulary.load(tmp_path / "v.txt")) == list(v)
    (tmp_path / "dos.txt").write_bytes(b"\xef\xbb\xbfa\r\nb")
    assert list(Vocabulary.load(tmp_path / "dos.txt", unknown="b")) == ["a", "b"]


def test_saving_fails_whole(tmp_path):
    path = tmp_path / "v.txt"
    Vocabulary(["a"]).save(path)
    with pytest.raises(ValueError, match=r"'\\n' does not fit on a line"):
        Vocabulary(["\n"]).save(path)
    with pytest.raises(OSError, match="No such file"):
        Vocabulary(["a"]).save(tmp_path / "absent" / "v.json")
    assert path.read_text() == "a\n" and [p.name for p in tmp_path.iterdir()] == ["v.txt"]


@pytest.mark.parametrize(("name", "content", "says"), [
    ("v.txt", b"\xff\xfe", "is not UTF-8 text"),
    ("v.txt", b"a\na\n", "is not a vocabulary: The token 'a' is there twice"),
    ("v.json", b"{", "is not sound JSON"),
    ("v.json", b"[" * 100_000, "is not sound JSON"),
    ("v.json", b"[1]", "JSON with a list 'tokens'"),
    ("v.json", json.dumps({"tokens": ["a", 1]}).encode(), "token 1 is 1"),
    ("v.json", json.dumps({"tokens": ["a"], "special": 7}).encode(), "is not a vocabulary"),
])
def test_damaged_files_are_refused(tmp_path, name, content, says):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=says):
        Vocabulary.load(tmp_path / name)


def test_missing_file_is_said(tmp_path):
    with pytest.raises(DataError, match=r"v\.txt cannot be read: No such file"):
        Vocabulary.load(tmp_path / "v.txt")
