"""Characters and words as tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundup.text import (
    BytePairTokenizer,
    CharTokenizer,
    Vocabulary,
    WordPieceTokenizer,
    WordTokenizer,
    split_words,
)


@pytest.mark.parametrize("wrong", [None, 7, ["a"]])
def test_what_is_no_text_is_refused(wrong):
    pieces = WordPieceTokenizer(Vocabulary(["[PAD]", "[UNK]", "[CLS]", "[SEP]"]))
    for encode in (CharTokenizer.train("a").encode, WordTokenizer.train("a").encode,
                   pieces.encode, BytePairTokenizer.train("a", 256).encode):
        with pytest.raises(TypeError, match=f"one string, not {type(wrong).__name__}"):
            encode(wrong)


@given(st.text())
def test_characters_round_trip(text):
    tokenizer = CharTokenizer.train(text)
    ids = tokenizer.encode(text)
    assert len(ids) == len(text) and tokenizer.decode(ids) == text
    assert list(tokenizer.vocabulary) == sorted(set(text)) and len(tokenizer) == len(set(text))


def test_unknown_character():
    with pytest.raises(KeyError, match="'z' is not among the 2 tokens"):
        CharTokenizer.train("ab").encode("z")
    assert CharTokenizer.train("ab", unknown="\ufffd").encode("az").tolist() == [1, 0]


def test_special_tokens_of_characters():
    tokenizer = CharTokenizer.train(["ab", "c"], padding="<pad>", special=["<end>"])
    assert list(tokenizer.vocabulary) == ["<pad>", "<end>", "a", "b", "c"]


@pytest.mark.parametrize(("text", "words"), [
    ("", []),
    (" \n\t\u3000", []),
    ("Don't stop-- it's well-known!", ["don't", "stop", "-", "-", "it's", "well-known", "!"]),
    ("'quoted' dogs'", ["'", "quoted", "'", "dogs", "'"]),
    ("rock'n'roll", ["rock'n'roll"]),
    ("3.14 x2 ½", ["3", ".", "14", "x2", "½"]),
    ("cafe\u0301 café", ["café", "café"]),                          # one after NFC
    ("q\u0323\u0307 .\u0301", ["q\u0323\u0307", ".\u0301"]),        # no composed form
    ("हिन्दी में", ["हिन्दी", "में"]),
    ("می\u200cخواهم", ["می\u200cخواهم"]),
    ("東京都 abc中", ["東京都", "abc中"]),
    ("👍🏽ok", ["👍", "🏽", "ok"]),
    ("snake_case", ["snake", "_", "case"]),
    ("ΣΙΣΥΦΟΣ", ["σισυφος"]),
    ("a\x1cb", ["a", "\x1c", "b"]),
])
def test_rule_of_words(text, words):
    assert split_words(text) == words


def test_case_is_kept_on_demand():
    assert split_words("The CAT", lower=False) == ["The", "CAT"]
    tokenizer = WordTokenizer.train("The the", lower=False)
    assert tokenizer.encode("the The THE").tolist() == [3, 2, 1]


@given(st.text())
def test_words_leave_out_only_white_space(text):
    from unicodedata import normalize

    joined = "".join(split_words(text, lower=False))
    rest = (c for c in normalize("NFC", text) if not c.isspace() or c in "\x1c\x1d\x1e\x1f")
    assert joined == "".join(rest)


def test_words_as_ids():
    tokenizer = WordTokenizer.train(["a b b", "b c"], min_count=1, max_size=4)
    assert list(tokenizer.vocabulary) == ["<pad>", "<unk>", "b", "a"] and len(tokenizer) == 4
    assert tokenizer.encode("c a B").tolist() == [1, 3, 2]
    assert tokenizer.decode([2, 3, 1]) == "b a <unk>"
    with pytest.raises(KeyError, match="'c' is not among"):
        WordTokenizer(Vocabulary(["a"])).encode("c")
