"""Characters as tokens: the shortest vocabulary, the longest sequences (14.4, 18.2)."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from groundup.text.kinds import checked_text
from groundup.text.vocabulary import Vocabulary


class CharTokenizer:
    """Text as one id a character (a Unicode code point).

    `vocabulary` holds single characters and perhaps unknown, padding and special tokens; it is
    all there is to a tokenizer, so keep it with `tokenizer.vocabulary.save("characters.json")`.

    >>> tokenizer = CharTokenizer.train("hello")
    >>> list(tokenizer.vocabulary), tokenizer.encode("hole"), tokenizer.decode([1, 0])
    (['e', 'h', 'l', 'o'], array([1, 3, 2, 0]), 'he')
    """

    def __init__(self, vocabulary: Vocabulary):
        self.vocabulary = vocabulary

    @classmethod
    def train(cls, text: str | Iterable[str], unknown: str | None = None,
              padding: str | None = None, special: Iterable[str] = ()) -> "CharTokenizer":
        """A tokenizer for all characters of a text, or of several, in the order of their codes.

        >>> list(CharTokenizer.train(["ab", "ca"], padding="<pad>").vocabulary)
        ['<pad>', 'a', 'b', 'c']
        """
        texts = [text] if isinstance(text, str) else text
        characters = set().union(*texts)
        return cls(Vocabulary(sorted(characters), unknown, padding, special))

    def __len__(self) -> int:
        return len(self.vocabulary)

    def encode(self, text: str) -> np.ndarray:
        """The ids (T,) of the T characters, int64. Raises `KeyError` for a character that is not
        in the vocabulary if no unknown token stands for it.

        >>> CharTokenizer.train("abc", unknown="?").encode("abz")
        array([1, 2, 0])
        """
        return self.vocabulary.ids(checked_text(text))

    def decode(self, ids: ArrayLike) -> str:
        """The text of ids (T,): `decode(encode(text)) == text` if each character is known.

        Raises `IndexError` for a number that is no id.

        >>> CharTokenizer.train("abc").decode([2, 0, 1])
        'cab'
        """
        return "".join(self.vocabulary.tokens(ids))
