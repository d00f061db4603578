"""Words as tokens, for any script that puts something between its words (14.4).

The rule: a word begins with a letter or a digit and goes on through letters, digits, the marks that
belong to them (accents, vowel signs), and through an apostrophe, hyphen or invisible joiner if a
letter or digit follows directly: don't, l’été, well-known, हिन्दी, می‌خواهم. Every other
character that is no white space is a token of its own, together with the marks on it. Scripts
without spaces, such as Chinese, give one token for each unbroken run of characters.
"""

import re
import unicodedata
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from groundup.text.kinds import CharacterTable, checked_text, is_space, pieces
from groundup.text.vocabulary import Vocabulary

JOINERS = "'’-‐\u200c\u200d"              # apostrophes, hyphens, zero-width non-joiner and joiner


def kind(character: str) -> str:
    """w: letter or digit, m: mark, j: joiner, a space, or a dot for all the rest."""
    if character in JOINERS:
        return "j"
    category = unicodedata.category(character)[0]
    return {"L": "w", "N": "w", "M": "m"}.get(category, " " if is_space(character) else ".")


KINDS = CharacterTable(kind)
WORD = re.compile("w[wm]*(?:jw[wm]*)*|[^ ]m*")


def split_words(text: str, lower: bool = True) -> list[str]:
    """The words and other symbols of a text, by the rule above.

    The text is normalized to composed characters (NFC) first, so that both spellings of é are one,
    and then made lower-case unless `lower=False`.

    >>> split_words("Don't panic: it's 3.14 – “L’été” à Łódź!")
    ["don't", 'panic', ':', "it's", '3', '.', '14', '–', '“', 'l’été', '”', 'à', 'łódź', '!']
    """
    text = unicodedata.normalize("NFC", checked_text(text))
    return pieces(text.lower() if lower else text, KINDS, WORD)


class WordTokenizer:
    """Text as one id a word, by the rule of `split_words`.

    >>> tokenizer = WordTokenizer.train(["The cat sat.", "The dog sat."])
    >>> list(tokenizer.vocabulary)
    ['<pad>', '<unk>', '.', 'sat', 'the', 'cat', 'dog']
    >>> tokenizer.encode("The bird sat"), tokenizer.decode([4, 5])
    (array([4, 1, 3]), 'the cat')
    """

    def __init__(self, vocabulary: Vocabulary, lower: bool = True):
        self.vocabulary = vocabulary
        self.lower = lower

    @classmethod
    def train(cls, texts: str | Iterable[str], min_count: int = 1, max_size: int | None = None,
              lower: bool = True, unknown: str | None = "<unk>", padding: str | None = "<pad>",
              special: Iterable[str] = ()) -> "WordTokenizer":
        """A tokenizer for the frequent words of some texts; `Vocabulary.build` says which.

        >>> list(WordTokenizer.train("to be or not to be", min_count=2).vocabulary)
        ['<pad>', '<unk>', 'be', 'to']
        """
        texts = [texts] if isinstance(texts, str) else texts
        words = (word for text in texts for word in split_words(text, lower))
        return cls(Vocabulary.build(words, min_count, max_size, unknown, padding, special), lower)

    def __len__(self) -> int:
        return len(self.vocabulary)

    def encode(self, text: str) -> np.ndarray:
        """The ids (T,) of the words, int64; those that are not in the vocabulary become unknown.

        Raises `KeyError` for such a word if the vocabulary has no unknown token.

        >>> WordTokenizer.train("a b c").encode("C, b")
        array([4, 1, 3])
        """
        return self.vocabulary.ids(split_words(text, self.lower))

    def decode(self, ids: ArrayLike) -> str:
        """The words of ids (T,) with a space between each two; the spacing of the text is lost.

        Raises `IndexError` for a number that is no id.

        >>> WordTokenizer.train("a b c").decode([2, 3])
        'a b'
        """
        return " ".join(self.vocabulary.tokens(ids))
