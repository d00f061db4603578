"""Byte pairs: round trips, training against the plain definition, GPT-2's cuts and files."""

import json
import random
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundup.data import DataError
from groundup.text import BytePairTokenizer
from groundup.text.byte_pair import merge_by_rank
from groundup.text.byte_pair_training import merge
from groundup.text.gpt2_pieces import BYTE_OF, IN_ORDER, gpt2_pieces, spelled, unspelled

HERE = Path(__file__).parent
TABLE = json.loads((HERE / "reference_ids.json").read_text())
TRAINED = BytePairTokenizer.load(HERE / "bpe")


# ---- ids

@pytest.mark.parametrize("row", TABLE, ids=[str(i) for i in range(len(TABLE))])
def test_ids_are_those_of_the_table(row):
    ids = TRAINED.encode(row["text"])
    assert ids.dtype == np.int64 and ids.tolist() == row["byte_pair"]
    assert TRAINED.decode(ids, errors="strict") == row["text"]


@given(st.text())
def test_any_text_comes_back(text):
    assert TRAINED.decode(TRAINED.encode(text), errors="strict") == text


@given(st.binary())
def test_any_bytes_come_back(data):
    assert TRAINED.decode_bytes(TRAINED.encode(data)) == data


def test_bytes_of_a_text_have_the_ids_of_the_text():
    for row in TABLE:
        assert TRAINED.encode(row["text"].encode()).tolist() == row["byte_pair"]


def test_every_byte_is_a_token_in_gpt2s_order():
    tokenizer = BytePairTokenizer.train("", 256)
    assert tokenizer.encode(bytes(IN_ORDER)).tolist() == list(range(256))
    assert tokenizer.encode("!Aa").tolist() == [0, 32, 64]              # as in GPT-2's file
    assert tokenizer.encode(" ").tolist() == [220] and tokenizer.encode("\n").tolist() == [198]
    assert {unspelled(spelled(bytes([b]))) for b in range(256)} == {bytes([b]) for b in range(256)}
    assert all(not c.isspace() and c.isprintable() for c in BYTE_OF)


def lowest_rank_by_search(ids, rank):
    """The plain definition: look for the best pair, merge its leftmost place, begin again."""
    ids = list(ids)
    while True:
        best = min(((*rank[p], i) for i, p in enumerate(pairwise(ids)) if p in rank),
                   default=None)
        if best is None:
            return ids
        _, merged, i = best
        ids[i:i + 2] = [merged]


@given(st.lists(st.integers(0, 3), max_size=30), st.randoms(use_true_random=False))
def test_queue_gives_what_search_gives(ids, choose):
    rank = {}
    for new in range(4, 12):
        rank[choose.randrange(new), choose.randrange(new)] = new, new
    assert merge_by_rank(ids, rank) == lowest_rank_by_search(ids, rank)


def test_long_piece_without_blanks():
    tokenizer = BytePairTokenizer.train("abababab " * 9, 260)
    text = "ab" * 20_000
    ids = tokenizer.encode(text)
    assert tokenizer.decode(ids) == text and len(ids) < len(text) / 4


def test_special_tokens():
    tokenizer = BytePairTokenizer.train("a b", 259, special=["<end>", "<end>x"])
    assert tokenizer.special == ("<end>", "<end>x") and tokenizer.vocabulary["<end>"] == 0
    assert tokenizer.encode("<end>x<end>").tolist() == [1, 0]
    assert tokenizer.decode([1, 0]) == "<end>x<end>"
    tokenizer.read_special = False
    assert len(tokenizer.encode("<end>")) == 5


# ---- training

def learn_by_definition(text, size):
    """Count all pairs anew in each round; merge the largest count, then the smallest ids."""
    words = Counter(tuple(IN_ORDER.index(b) for b in piece.encode()) for piece in gpt2_pieces(text))
    token = {i: bytes([b]) for i, b in enumerate(IN_ORDER)}
    learned = []
    while True:
        counts = Counter()
        for word, n in words.items():
            for pair in pairwise(word):
                counts[pair] += n
        pair = min(counts, key=lambda pair: (-counts[pair], pair))
        made = token[pair[0]] + token[pair[1]]
        new = next((i for i, known in token.items() if known == made), len(token))
        if new == size:
            return learned
        token[new] = made
        learned.append(tuple(spelled(token[i]) for i in pair))
        merged = Counter()
        for word, n in words.items():
            merged[tuple(merge(list(word), pair, new))] += n
        words = merged


@pytest.mark.parametrize("seed", range(5))
def test_training_is_the_definition(seed):
    choose = random.Random(seed)
    text = " ".join("".join(choose.choices("aabé", k=choose.randrange(1, 9))) for _ in range(200))
    tokenizer = BytePairTokenizer.train(text, 300)
    assert len(tokenizer) == 300
    assert tokenizer.merges == learn_by_definition(text, 300)
    assert BytePairTokenizer.train(text, 276).merges == learn_by_definition(text, 276)


def test_training_stops_where_nothing_repeats():
    tokenizer = BytePairTokenizer.train("abc", 300)
    assert tokenizer.merges == [] and len(tokenizer) == 256
    assert len(BytePairTokenizer.train("abc", 300, min_count=1).merges) == 2


def test_wrong_sizes_and_doubles_are_refused():
    with pytest.raises(ValueError, match="256 bytes and 1 special tokens need 257"):
        BytePairTokenizer.train("a", 256, special=["<end>"])
    with pytest.raises(ValueError, match="twice, or is a single byte: 'a'"):
        BytePairTokenizer.train("a", 300, special=["a"])
    with pytest.raises(ValueError, match="holds half a surrogate pair"):
        BytePairTokenizer.train("a\ud800", 300)


# ---- where the text is cut

@pytest.mark.parametrize(("text", "cuts"), [
    ("", []),
    ("Hello world", ["Hello", " world"]),
    ("a  b   c ", ["a", " ", " b", "  ", " c", " "]),
    ("a\n\n b\n", ["a", "\n\n", " b", "\n"]),
    ("a \n", ["a", " \n"]),
    ("it's 'tis IT'S we'll they're", ["it", "'s", " '", "tis", " IT", "'", "S", " we", "'ll",
                                      " they", "'re"]),
    ("'s's", ["'s", "'s"]),
    ("x²+½ ⅷ", ["x", "²", "+", "½", " ⅷ"]),
    ("a_b$€", ["a", "_", "b", "$€"]),
    ("हिन्दी", ["ह", "ि", "न", "्", "द", "ी"]),
    ("a\u00a0b", ["a", "\u00a0", "b"]),
    ("a\x1cb", ["a", "\x1c", "b"]),
    ("東京 👍🏽", ["東京", " 👍🏽"]),
])
def test_cuts(text, cuts):
    assert gpt2_pieces(text) == cuts


@given(st.text())
def test_cuts_lose_nothing(text):
    assert "".join(gpt2_pieces(text)) == text


# ---- files and faults

def test_files_come_back(tmp_path):
    tokenizer = BytePairTokenizer.train("# # ## to be or not to be\n" * 3, 270, special=["<end>"])
    tokenizer.save(tmp_path / "new")
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == ["merges.txt", "vocab.json"]
    again = BytePairTokenizer.load(tmp_path / "new")
    assert (again.vocabulary, again.merges) == (tokenizer.vocabulary, tokenizer.merges)
    assert again.special == ("<end>",) and ("Ġ", "#") in again.merges
    (tmp_path / "new" / "vocab.json").rename(tmp_path / "new" / "encoder.json")
    (tmp_path / "new" / "merges.txt").rename(tmp_path / "new" / "vocab.bpe")
    assert BytePairTokenizer.load(tmp_path / "new").vocabulary == tokenizer.vocabulary


BYTES = {spelled(bytes([b])): i for i, b in enumerate(IN_ORDER)}


@pytest.mark.parametrize(("vocabulary", "merges", "says"), [
    ([1], "", "should map tokens to ids, but is a list"),
    ({"a": 0}, "", "has no '!'.*Do vocabulary and merges belong together"),
    (BYTES, "a b", "has no 'ab'"),
    (BYTES, "#version: 0.2\na b c", "two tokens a line, but merge 1 is 'a b c'"),
    (BYTES | {"x y": 900}, "", "need the ids 0 to 256, each once"),
    (BYTES | {"x y": "z"}, "", "Ids are whole numbers, but one is 'z'"),
    (BYTES | {"☃b": 256}, "☃ b", "takes '☃', which is neither a byte nor merged"),
    (BYTES | {"b": 65}, " b", "takes '', which is neither"),
    (BYTES | {"": 256}, "", "Token 256 is empty"),
])
def test_damaged_files_are_refused(tmp_path, vocabulary, merges, says):
    (tmp_path / "vocab.json").write_text(json.dumps(vocabulary))
    (tmp_path / "merges.txt").write_text(merges, encoding="utf-8")
    with pytest.raises(DataError, match=says):
        BytePairTokenizer.load(tmp_path)


def test_missing_files_and_wrong_ids(tmp_path):
    with pytest.raises(DataError, match=r"holds neither vocab\.json nor encoder\.json"):
        BytePairTokenizer.load(tmp_path)
    with pytest.raises(IndexError, match="500 is no id: there are 500 tokens"):
        TRAINED.decode([500])
    with pytest.raises(ValueError, match="half a surrogate pair"):
        TRAINED.encode("é\udcff")
