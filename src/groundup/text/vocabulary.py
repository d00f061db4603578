"""Vocabulary: each token has a number, its id, and each id its token (chapter 14)."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import ArrayLike

from groundup.data.errors import DataError
from groundup.text.files import read_json, read_text, write_text


class Vocabulary:
    """Tokens in the order of their ids 0, 1, 2, ...

    - `unknown`: the token that stands for all that are not in the vocabulary; without one, they
      are an error.
    - `padding`: the token that fills short sequences up.
    - `special`: further tokens that no text contains, such as a mark for its end.

    Those of them that are not among `tokens` come first: padding, unknown, special. Raises
    `ValueError` for a token that is there twice and `TypeError` for one that is no string.

    >>> v = Vocabulary(["the", "cat"], unknown="<unk>", padding="<pad>")
    >>> list(v), v["cat"], v.unknown_id, v.padding_id
    (['<pad>', '<unk>', 'the', 'cat'], 3, 1, 0)
    >>> v.ids(["the", "dog"]), v.tokens([2, 3])
    (array([2, 1]), ['the', 'cat'])
    """

    def __init__(self, tokens: Iterable[str], unknown: str | None = None,
                 padding: str | None = None, special: Iterable[str] = ()):
        if isinstance(tokens, str):
            raise TypeError("tokens must be a list of strings, not one string. For the characters "
                            "of a text use CharTokenizer.train(text).")
        tokens, special = list(tokens), list(special)
        marks = [mark for mark in (padding, unknown, *special) if mark is not None]
        present = {token for token in tokens if isinstance(token, str)}
        self._tokens = [*(m for m in dict.fromkeys(marks) if m not in present), *tokens]
        self._ids: dict[str, int] = {}
        for i, token in enumerate(self._tokens):
            if not isinstance(token, str):
                raise TypeError(f"Tokens are strings, but token {i} is {token!r}.")
            if token in self._ids:
                raise ValueError(f"The token {token!r} is there twice, as {self._ids[token]} and "
                                 f"{i}. Leave one of them out.")
            self._ids[token] = i
        self.unknown, self.padding, self.special = unknown, padding, tuple(special)

    @classmethod
    def build(cls, tokens: Iterable[str], min_count: int = 1, max_size: int | None = None,
              unknown: str | None = "<unk>", padding: str | None = "<pad>",
              special: Iterable[str] = ()) -> "Vocabulary":
        """Count tokens and keep the frequent ones: the most frequent first, equally frequent ones
        in the order of their characters.

        `min_count` is the least count to be kept, `max_size` the most tokens in all, with unknown,
        padding and special ones. Raises `ValueError` if `max_size` has no room for these.

        >>> list(Vocabulary.build("to be or not to be".split(), max_size=4))
        ['<pad>', '<unk>', 'be', 'to']
        """
        special = list(special)
        marks = {mark for mark in (padding, unknown, *special) if mark is not None}
        counts = Counter(tokens)
        kept = sorted((token for token, n in counts.items() if n >= min_count
                       and token not in marks), key=lambda token: (-counts[token], token))
        if max_size is not None:
            if max_size < len(marks):
                raise ValueError(f"max_size is {max_size}, but unknown, padding and special tokens "
                                 f"alone are {len(marks)}.")
            kept = kept[:max_size - len(marks)]
        return cls(kept, unknown, padding, special)

    def __len__(self) -> int:
        return len(self._tokens)

    def __iter__(self) -> Iterator[str]:
        return iter(self._tokens)

    def __contains__(self, token) -> bool:
        return token in self._ids

    def __getitem__(self, token: str) -> int:
        """The id of a token, or that of the unknown token; without one, `KeyError`."""
        i = self._ids.get(token)
        if i is not None:
            return i
        if self.unknown is None:
            raise KeyError(f"{token!r} is not among the {len(self)} tokens, and the vocabulary has "
                           "no unknown token. Build it with unknown='<unk>' to allow for this.")
        return self._ids[self.unknown]

    def __repr__(self) -> str:
        return f"Vocabulary({len(self)} tokens, unknown={self.unknown!r}, padding={self.padding!r})"

    @property
    def unknown_id(self) -> int | None:
        """The id of the unknown token, if there is one."""
        return None if self.unknown is None else self._ids[self.unknown]

    @property
    def padding_id(self) -> int | None:
        """The id of the padding token, if there is one."""
        return None if self.padding is None else self._ids[self.padding]

    @property
    def marks(self) -> tuple[str, ...]:
        """Padding, unknown and special tokens: those that stand for no text.

        >>> Vocabulary(["a"], padding="<pad>", special=["<end>"]).marks
        ('<pad>', '<end>')
        """
        marks = (self.padding, self.unknown, *self.special)
        return tuple(dict.fromkeys(mark for mark in marks if mark is not None))

    def ids(self, tokens: Iterable[str]) -> np.ndarray:
        """The ids (T,) of T tokens, int64. Raises `KeyError` for an unknown token if the
        vocabulary has none to stand for it.

        >>> Vocabulary(["a", "b"]).ids(["b", "a", "b"])
        array([1, 0, 1])
        """
        return np.array([self[token] for token in tokens], np.int64)

    def tokens(self, ids: ArrayLike) -> list[str]:
        """The tokens of ids (T,). Raises `IndexError` for a number that is no id.

        >>> Vocabulary(["a", "b"]).tokens([1, 0])
        ['b', 'a']
        """
        return [self._tokens[i] for i in checked_ids(ids, len(self))]

    def save(self, path: str | os.PathLike) -> None:
        """Write the vocabulary: all of it to a name that ends in .json, else one token a line.

        The file appears whole or not at all. Raises `ValueError` if a token with a line break
        should be a line, and `OSError` if the file cannot be written.

        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     Vocabulary(["a", "b"], unknown="?").save(f"{folder}/v.json")
        ...     Vocabulary.load(f"{folder}/v.json")
        Vocabulary(3 tokens, unknown='?', padding=None)
        """
        import json

        if str(path).endswith(".json"):
            write_text(path, json.dumps({"tokens": self._tokens, "unknown": self.unknown,
                                         "padding": self.padding, "special": self.special},
                                        ensure_ascii=False, indent=0))
            return
        broken = next((t for t in self._tokens if "\n" in t or "\r" in t), None)
        if broken is not None:
            raise ValueError(f"The token {broken!r} does not fit on a line. Save to a name that "
                             "ends in .json.")
        write_text(path, "".join(f"{token}\n" for token in self._tokens))

    @classmethod
    def load(cls, path: str | os.PathLike, unknown: str | None = None, padding: str | None = None,
             special: Iterable[str] = ()) -> "Vocabulary":
        """Read what `save` wrote, or any file of one token a line, such as a BERT `vocab.txt`.

        Such a file does not say which tokens are unknown, padding and special: name them here.
        JSON says it itself. Raises `DataError` if the file cannot be read or is something else.

        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     Vocabulary(["[UNK]", "a"]).save(f"{folder}/vocab.txt")
        ...     Vocabulary.load(f"{folder}/vocab.txt", unknown="[UNK]")["b"]
        0
        """
        if str(path).endswith(".json"):
            found = read_json(path)
            if not isinstance(found, dict) or not isinstance(found.get("tokens"), list):
                raise DataError(f"{path} is not a vocabulary: it should be JSON with a list "
                                "'tokens', as Vocabulary.save writes it.")
            tokens, special = found["tokens"], found.get("special", ())
            unknown, padding = found.get("unknown"), found.get("padding")
        else:
            lines = read_text(path).split("\n")
            tokens = [line.removesuffix("\r") for line in lines]
            if tokens[-1] == "":
                tokens.pop()
        try:
            return cls(tokens, unknown, padding, special)
        except (TypeError, ValueError) as error:
            raise DataError(f"{path} is not a vocabulary: {error}") from error


def checked_ids(ids: ArrayLike, size: int) -> list[int]:
    """Ids (T,) as Python numbers, or an error that says which is none.

    >>> checked_ids([0, 7], 5)
    Traceback (most recent call last):
    IndexError: 7 is no id: there are 5 tokens, with ids from 0 to 4.
    """
    array = np.asarray(ids)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise TypeError(f"Ids are whole numbers in one row (T,), not {array.dtype} of shape "
                        f"{array.shape}.")
    wrong = array[(array < 0) | (array >= size)] if array.size else array
    if wrong.size:
        raise IndexError(f"{wrong[0]} is no id: there are {size} tokens, with ids from 0 to "
                         f"{size - 1}.")
    return [int(i) for i in array]
