"""WordPiece: frequent words whole, rare ones in pieces, as BERT reads them (chapter 17).

Source: Schuster and Nakajima 2012, "Japanese and Korean voice search"; Devlin et al. 2019, "BERT".
"""

import os
import re
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from groundup.text.bert_words import bert_words
from groundup.text.kinds import checked_text
from groundup.text.vocabulary import Vocabulary

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
CACHED_WORDS = 1 << 16


class Encoding(NamedTuple):
    """What a BERT encoder reads, each (T,), or (N, T) for a batch: token ids, 0 or 1 for the first
    or second text, and True where there is a token and no padding.

    >>> Encoding(np.array([2, 7, 3]), np.zeros(3, int), np.ones(3, bool)).ids
    array([2, 7, 3])
    """

    ids: np.ndarray
    type_ids: np.ndarray
    mask: np.ndarray


class WordPieceTokenizer:
    """Cut words into the longest pieces that the vocabulary has; "##" marks one within a word.

    `vocabulary` needs [PAD], [UNK], [CLS] and [SEP]; [MASK] is optional. `lower` and
    `strip_accents` are those of `bert_words`. A word of more than `max_word_length` characters, or
    one without a way through, is [UNK]. Raises `ValueError` if a special token is missing.

    A special token that a text spells out, such as [MASK], stands for itself, as in the
    `tokenizers` library; `read_special=False` reads it as ordinary text, which is right for text
    from strangers.

    >>> tokens = "[PAD] [UNK] [CLS] [SEP] [MASK] un ##aff ##able the cat".split()
    >>> tokenizer = WordPieceTokenizer(Vocabulary(tokens))
    >>> tokenizer.tokens("The unaffable dog")
    ['the', 'un', '##aff', '##able', '[UNK]']
    >>> tokenizer.encode("the cat").ids, tokenizer.decode([2, 8, 5, 6, 7, 3])
    (array([2, 8, 9, 3]), 'the unaffable')
    """

    def __init__(self, vocabulary: Vocabulary, lower: bool = True,
                 strip_accents: bool | None = None, max_word_length: int = 100,
                 read_special: bool = True):
        missing = [token for token in SPECIAL[:4] if token not in vocabulary]
        if missing:
            raise ValueError(f"A WordPiece vocabulary needs {' '.join(SPECIAL[:4])}, but this one "
                             f"of {len(vocabulary)} tokens has no {' '.join(missing)}.")
        self.vocabulary = vocabulary
        self.lower, self.strip_accents = lower, strip_accents
        self.max_word_length = max_word_length
        self.read_special = read_special
        self.special = tuple(token for token in SPECIAL if token in vocabulary)
        self._special = re.compile("(" + "|".join(map(re.escape, self.special)) + ")")
        self._cache: dict[str, list[str]] = {}

    @classmethod
    def load(cls, path: str | os.PathLike, **options) -> "WordPieceTokenizer":
        """Read a BERT `vocab.txt`: one token a line, in the order of the ids; `options` as above.

        Raises `DataError` if the file cannot be read.

        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     Vocabulary([*SPECIAL, "hi"]).save(f"{folder}/vocab.txt")
        ...     WordPieceTokenizer.load(f"{folder}/vocab.txt").encode("Hi!").ids
        array([2, 5, 1, 3])
        """
        return cls(Vocabulary.load(path, unknown="[UNK]", padding="[PAD]"), **options)

    def __len__(self) -> int:
        return len(self.vocabulary)

    def tokens(self, text: str) -> list[str]:
        """The pieces of a text, without [CLS] and [SEP].

        >>> tokenizer = WordPieceTokenizer(Vocabulary([*SPECIAL, "a", "##b"]))
        >>> tokenizer.tokens("ab a[MASK]")
        ['a', '##b', 'a', '[MASK]']
        """
        text = checked_text(text)
        parts = self._special.split(text) if self.read_special else [text]
        tokens = []
        for i, part in enumerate(parts):
            if i % 2:                                   # between the texts: what split them
                tokens.append(part)
            else:
                for word in bert_words(part, self.lower, self.strip_accents):
                    tokens += self._pieces(word)
        return tokens

    def encode(self, text: str, pair: str | None = None,
               max_length: int | None = None) -> Encoding:
        """[CLS] text [SEP], or [CLS] text [SEP] pair [SEP], as ids, type ids and mask (T,).

        Beyond `max_length` tokens in all, the end is cut off: of a pair, the end of the longer
        text, until both are equally long. Raises `ValueError` if `max_length` has no room for the
        special tokens.

        >>> tokenizer = WordPieceTokenizer(Vocabulary([*SPECIAL, "a", "b"]))
        >>> tokenizer.encode("a a", "b b b", max_length=7)
        Encoding(ids=array([2, 5, 5, 3, 6, 6, 3]), type_ids=array([0, 0, 0, 0, 1, 1, 1]),
                 mask=array([ True, True, True, True, True, True, True]))
        """
        first = self.tokens(text)
        second = None if pair is None else self.tokens(pair)
        if max_length is not None:
            first, second = truncated(first, second, max_length)
        tokens = ["[CLS]", *first, "[SEP]"]
        types = [0] * len(tokens)
        if second is not None:
            tokens += [*second, "[SEP]"]
            types += [1] * (len(second) + 1)
        ids = self.vocabulary.ids(tokens)
        return Encoding(ids, np.array(types, np.int64), np.ones(len(ids), bool))

    def encode_batch(self, texts: Iterable[str | tuple[str, str]], max_length: int | None = None,
                     pad_to: int | None = None) -> Encoding:
        """Texts, or pairs of texts, as one batch (N, T), filled up with [PAD] at the end.

        T is the longest of them, or `pad_to` if that is more. Raises `ValueError` for an empty
        batch.

        >>> tokenizer = WordPieceTokenizer(Vocabulary([*SPECIAL, "a", "b"]))
        >>> batch = tokenizer.encode_batch(["a", ("a", "b")])
        >>> batch.ids.tolist(), batch.mask.sum(axis=1)
        ([[2, 5, 3, 0, 0], [2, 5, 3, 6, 3]], array([3, 5]))
        """
        if isinstance(texts, str):
            raise TypeError("encode_batch takes a list of texts; use encode for one text.")
        pairs = [(text, None) if isinstance(text, str) else text for text in texts]
        rows = [self.encode(text, pair, max_length) for text, pair in pairs]
        if not rows:
            raise ValueError("encode_batch needs at least one text; the list is empty.")
        shape = len(rows), max(pad_to or 0, *(len(row.ids) for row in rows))
        batch = Encoding(ids=np.full(shape, self.vocabulary["[PAD]"], np.int64),
                         type_ids=np.zeros(shape, np.int64), mask=np.zeros(shape, bool))
        for i, row in enumerate(rows):
            for whole, part in zip(batch, row):
                whole[i, :len(part)] = part
        return batch

    def decode(self, ids: ArrayLike, skip_special: bool = True) -> str:
        """The text of ids (T,): pieces joined, words with a space between each two.

        What the cleaning changed (case, accents, spacing) is lost. Raises `IndexError` for a
        number that is no id.

        >>> tokenizer = WordPieceTokenizer(Vocabulary([*SPECIAL, "a", "##b"]))
        >>> tokenizer.decode([2, 5, 6, 4, 3]), tokenizer.decode([2, 5, 3], skip_special=False)
        ('ab', '[CLS] a [SEP]')
        """
        tokens = self.vocabulary.tokens(ids)
        if skip_special:
            tokens = [token for token in tokens if token not in self.special]
        return " ".join(tokens).replace(" ##", "")

    def _pieces(self, word: str) -> list[str]:
        if word in self._cache:
            return self._cache[word]
        if len(self._cache) >= CACHED_WORDS:
            self._cache.clear()
        found = longest_match(word, self.vocabulary) if len(word) <= self.max_word_length else None
        self._cache[word] = found or ["[UNK]"]
        return self._cache[word]


def longest_match(word: str, vocabulary) -> list[str] | None:
    """Cut a word greedily: at each place the longest piece there is; None if there is none.

    >>> longest_match("unaffable", {"un", "##aff", "##a", "##able"})
    ['un', '##aff', '##able']
    >>> longest_match("unfair", {"un", "##f"}) is None
    True
    """
    found: list[str] = []
    start = 0
    while start < len(word):
        for end in range(len(word), start, -1):
            piece = "##" * (start > 0) + word[start:end]
            if piece in vocabulary:
                found.append(piece)
                start = end
                break
        else:
            return None
    return found


def truncated(first: list, second: list | None, max_length: int) -> tuple[list, list | None]:
    """Texts that fit into `max_length` with their special tokens: the longer one gives way.

    >>> truncated(list("abcd"), list("xy"), max_length=8)
    (['a', 'b', 'c'], ['x', 'y'])
    """
    marks = 2 if second is None else 3
    room = max_length - marks
    if room < 0:
        raise ValueError(f"max_length is {max_length}, but the special tokens alone are {marks}.")
    if second is None:
        return first[:room], None
    short = min(len(first), len(second), room // 2)
    if len(first) <= len(second):
        return first[:short], second[:room - short]
    return first[:room - short], second[:short]
