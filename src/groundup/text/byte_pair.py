"""Byte-pair encoding over bytes, as GPT-2 reads text: no text is unknown, and none is lost (18.2).

Source: Sennrich et al. 2016, "Neural Machine Translation of Rare Words with Subword Units"; Radford
et al. 2019, "Language Models are Unsupervised Multitask Learners".
"""

import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from groundup.data.errors import DataError
from groundup.text.byte_pair_training import learn_merges
from groundup.text.files import read_json, read_text, write_text
from groundup.text.gpt2_pieces import BYTE_OF, IN_ORDER, gpt2_pieces, spelled, unspelled
from groundup.text.kinds import checked_text
from groundup.text.vocabulary import checked_ids

CACHED_PIECES = 1 << 16
LONGEST_CACHED = 64                             # longer pieces seldom come back
VERSION = "#version: 0.2"


class BytePairTokenizer:
    """Text as bytes, of which frequent neighbours are merged, in the order they were learned.

    `vocabulary` maps tokens in GPT-2's spelling (a space is Ġ) to ids 0, 1, ...; `merges` are the
    pairs of tokens to merge, the first learned first. Tokens that are neither bytes nor merged are
    special, such as <|endoftext|>. A special token that a text spells out stands for itself, as
    in the `tokenizers` library; `read_special=False` reads it as ordinary text, which is right
    for text from strangers. Raises `ValueError` if a byte or a merged token has no id.

    >>> tokenizer = BytePairTokenizer.train("low lower lowest", vocab_size=259)
    >>> tokenizer.merges
    [('l', 'o'), ('lo', 'w'), ('Ġ', 'low')]
    >>> tokenizer.encode("slow"), tokenizer.decode([82, 257])
    (array([ 82, 257]), 'slow')
    """

    def __init__(self, vocabulary: Mapping[str, int], merges: Iterable[tuple[str, str]],
                 read_special: bool = True):
        self.vocabulary = dict(vocabulary)
        self.merges = [(left, right) for left, right in merges]
        self.read_special = read_special
        made = checked_tokens(self.vocabulary, self.merges)
        ids = self.vocabulary
        self.special = tuple(sorted(set(ids) - made, key=ids.__getitem__))
        self._bytes = [b""] * len(ids)
        for token, i in ids.items():
            self._bytes[i] = unspelled(token) if token in made else token.encode()
        self._id_of_byte = [ids[spelled(bytes([byte]))] for byte in range(256)]
        self._rank: dict[tuple[int, int], tuple[int, int]] = {}     # pair -> rank, merged id
        for rank, (left, right) in enumerate(self.merges):
            self._rank[ids[left], ids[right]] = rank, ids[left + right]
        longest_first = sorted(self.special, key=len, reverse=True)
        self._special = re.compile(f"({'|'.join(map(re.escape, longest_first))})")
        self._cache: dict[str, list[int]] = {}

    @classmethod
    def train(cls, texts: str | Iterable[str], vocab_size: int, special: Iterable[str] = (),
              min_count: int = 2) -> "BytePairTokenizer":
        """Learn merges from texts until there are `vocab_size` tokens, or no pair occurs
        `min_count` times.

        The ids are: special tokens, the 256 bytes in GPT-2's order, merged tokens as they are
        learned. Among pairs of equal count the one of the smallest ids is merged first (left id,
        then right), so the same texts give the same tokenizer. Raises `ValueError` if `vocab_size`
        has no room for bytes and special tokens.

        >>> tokenizer = BytePairTokenizer.train(["aaab", "aaac"], 258, special=["<end>"])
        >>> tokenizer.merges, tokenizer.vocabulary["aa"], tokenizer.special
        ([('a', 'a')], 257, ('<end>',))
        """
        special = list(special)
        tokens = [*special, *(spelled(bytes([byte])) for byte in IN_ORDER)]
        ids = {token: i for i, token in enumerate(tokens)}
        if len(ids) < len(tokens):
            raise ValueError("A special token is there twice, or is a single byte: "
                             f"{', '.join(map(repr, special))}.")
        if vocab_size < len(tokens):
            raise ValueError(f"vocab_size is {vocab_size}, but 256 bytes and {len(tokens) - 256} "
                             f"special tokens need {len(tokens)}.")

        def new_id(left, right):
            token = tokens[left] + tokens[right]
            if token not in ids:                # else: two ways to the same token
                if len(ids) == vocab_size:
                    return None
                ids[token] = len(tokens)
                tokens.append(token)
            return ids[token]

        counts: Counter[str] = Counter()
        for text in [texts] if isinstance(texts, str) else texts:
            counts.update(gpt2_pieces(text))
        words = [([ids[c] for c in spelled(encoded(piece))], n) for piece, n in counts.items()]
        merges = learn_merges(words, new_id, min_count)
        return cls(ids, [(tokens[left], tokens[right]) for left, right in merges])

    def __len__(self) -> int:
        return len(self.vocabulary)

    def __repr__(self) -> str:
        return f"BytePairTokenizer({len(self)} tokens, {len(self.merges)} merges)"

    def encode(self, text: str | bytes) -> np.ndarray:
        """The ids (T,) of a text, or of any bytes, int64.

        Raises `ValueError` for half a surrogate pair, which is no character.

        >>> tokenizer = BytePairTokenizer.train("ab ab", 257)
        >>> tokenizer.encode("ab"), tokenizer.encode(b"\\xff")
        (array([256]), array([187]))
        """
        if isinstance(text, bytes):             # bytes that are no UTF-8 become surrogates here
            text = text.decode("utf-8", "surrogateescape")
        elif not checked_text(text).isascii():
            encoded(text)                       # refuses them in what is not bytes
        ids: list[int] = []
        parts = self._special.split(text) if self.read_special and self.special else [text]
        for i, part in enumerate(parts):
            if i % 2:                           # between the texts: what split them
                ids.append(self.vocabulary[part])
            else:
                for piece in gpt2_pieces(part):
                    ids += self._cache.get(piece) or self._merged(piece)
        return np.array(ids, np.int64)

    def decode(self, ids: ArrayLike, errors: str = "replace") -> str:
        """The text of ids (T,): `decode(encode(text)) == text` for every text.

        Part of a character gives � (`errors="replace"`), as when a model stops within one;
        `errors` is that of `bytes.decode`. Raises `IndexError` for a number that is no id.

        >>> tokenizer = BytePairTokenizer.train("", 256)
        >>> tokenizer.decode(tokenizer.encode("né")), tokenizer.decode(tokenizer.encode("né")[:2])
        ('né', 'n�')
        """
        return self.decode_bytes(ids).decode("utf-8", errors)

    def decode_bytes(self, ids: ArrayLike) -> bytes:
        """The bytes of ids (T,): `decode_bytes(encode(data)) == data` for any bytes.

        >>> tokenizer = BytePairTokenizer.train("", 256)
        >>> tokenizer.decode_bytes(tokenizer.encode(b"\\xff\\x00 a"))
        b'\\xff\\x00 a'
        """
        return b"".join([self._bytes[i] for i in checked_ids(ids, len(self))])

    def save(self, folder: str | os.PathLike) -> None:
        """Write GPT-2's files, `vocab.json` and `merges.txt`, into a folder, which is made if need
        be. Raises `OSError` if it cannot be written to.

        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     BytePairTokenizer.train("ab ab", 257).save(folder)
        ...     Path(folder, "merges.txt").read_text().split("\\n")
        ['#version: 0.2', 'a b', '']
        """
        import json

        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        write_text(folder / "vocab.json", json.dumps(self.vocabulary, ensure_ascii=False))
        write_text(folder / "merges.txt", "\n".join(
            [VERSION, *(f"{left} {right}" for left, right in self.merges), ""]))

    @classmethod
    def load(cls, folder: str | os.PathLike, read_special: bool = True) -> "BytePairTokenizer":
        """Read GPT-2's files from a folder: `vocab.json` or `encoder.json`, and `merges.txt` or
        `vocab.bpe`. Raises `DataError` if one is missing or damaged, or they do not fit together.

        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     BytePairTokenizer.train("ab ab", 257).save(folder)
        ...     BytePairTokenizer.load(folder)
        BytePairTokenizer(257 tokens, 1 merges)
        """
        names = existing(folder, "vocab.json", "encoder.json"), existing(folder, "merges.txt",
                                                                         "vocab.bpe")
        vocabulary = read_json(names[0])
        if not isinstance(vocabulary, dict):
            raise DataError(f"{names[0]} should map tokens to ids, but is a "
                            f"{type(vocabulary).__name__}.")
        merges = read_merges(names[1])
        try:
            return cls(vocabulary, merges, read_special)
        except ValueError as error:
            raise DataError(f"{names[0]} and {names[1].name}: {error}") from error

    def _merged(self, piece: str) -> list[int]:
        ids = self._id_of_byte
        merged = merge_by_rank([ids[b] for b in piece.encode("utf-8", "surrogateescape")],
                               self._rank)
        if len(piece) <= LONGEST_CACHED:
            if len(self._cache) >= CACHED_PIECES:
                self._cache.clear()
            self._cache[piece] = merged
        return merged


def merge_by_rank(ids: list[int], rank: dict[tuple[int, int], tuple[int, int]]) -> list[int]:
    """Merge neighbours, always the pair of the lowest rank, and of those the leftmost.

    `rank` maps a pair of ids to (rank, merged id). A queue holds the pairs that can be merged and
    the place of their left one; `after` and `before` are each place's neighbours, since merged
    places disappear. So n bytes take n log n steps.

    >>> merge_by_rank([1, 1, 1, 2], {(1, 2): (0, 7), (1, 1): (1, 8), (8, 7): (2, 9)})
    [9]
    """
    n = len(ids)
    queue = [(*rank[pair], i, *pair) for i, pair in enumerate(pairwise(ids)) if pair in rank]
    heapify(queue)
    before, after = [*range(-1, n)], [*range(1, n + 1)]
    ids = [*ids, -1]                                    # behind the last: no token
    while queue:
        _, merged, i, left, right = heappop(queue)
        j = after[i]
        if ids[i] != left or ids[j] != right:  # merged into something else meanwhile
            continue
        ids[i], ids[j] = merged, -1
        after[i] = k = after[j]
        before[k] = i
        for place, pair in ((before[i], (ids[before[i]], merged)), (i, (merged, ids[k]))):
            if pair in rank:
                heappush(queue, (*rank[pair], place, *pair))
    return [i for i in ids if i >= 0]


def encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"The text holds half a surrogate pair, {text[error.start]!r}, which is "
                         "no character. Encode the bytes that it was read from instead.") from None


def checked_tokens(vocabulary: dict[str, int], merges: list[tuple[str, str]]) -> set[str]:
    """All bytes and what the merges give, once it is clear that vocabulary and merges fit."""
    wrong = next((i for i in vocabulary.values() if type(i) is not int), None)
    if wrong is not None:
        raise ValueError(f"Ids are whole numbers, but one is {wrong!r}.")
    if sorted(vocabulary.values()) != list(range(len(vocabulary))):
        raise ValueError(f"{len(vocabulary)} tokens need the ids 0 to {len(vocabulary) - 1}, each "
                         "once; these have gaps or doubles.")
    if "" in vocabulary:
        raise ValueError(f"Token {vocabulary['']} is empty.")
    made = {*BYTE_OF, *(left + right for left, right in merges)}
    stray = next((part for pair in merges for part in pair if part not in made), None)
    if stray is not None:
        raise ValueError(f"A merge takes {stray!r}, which is neither a byte nor merged itself.")
    missing = min(made - vocabulary.keys(), default=None)
    if missing is not None:
        raise ValueError(f"The vocabulary of {len(vocabulary)} tokens has no {missing!r}, which is "
                         "a byte or what a merge gives. Do vocabulary and merges belong together?")
    return made


def read_merges(path: Path) -> list[tuple[str, str]]:
    lines = read_text(path).split("\n")
    if lines[0].startswith("#version"):
        lines = lines[1:]
    merges = []
    for number, line in enumerate(lines, 1):
        pair = line.removesuffix("\r").split(" ")
        if pair == [""]:
            continue
        if len(pair) != 2:
            raise DataError(f"{path} should hold two tokens a line, but merge {number} is "
                            f"{line[:50]!r}.")
        merges.append((pair[0], pair[1]))
    return merges


def existing(folder: str | os.PathLike, *names: str) -> Path:
    """The first of these files that is there."""
    paths = [Path(folder, name) for name in names]
    found = next((path for path in paths if path.is_file()), None)
    if found is None:
        raise DataError(f"{folder} holds neither {' nor '.join(names)}.")
    return found
