"""A table of characters that `str.translate` reads, filled in as characters are met.

Python's `re` has no classes such as \\p{L}. But a text whose every character is replaced by a
letter for its kind has the same length, so what an ordinary pattern finds there are the places in
the text itself. Which character is of which kind is said by the Unicode tables of the running
Python (`unicodedata.unidata_version`).
"""

import re
from collections.abc import Callable

CATEGORY_SPACES = "\x1c\x1d\x1e\x1f"      # spaces to Python's str.isspace, but not to Unicode


class CharacterTable(dict):
    """Character code -> what it becomes, computed at its first use and then kept.

    >>> shout = CharacterTable(str.upper)
    >>> "straße".translate(shout), len(shout)
    ('STRASSE', 6)
    """

    def __init__(self, rule: Callable[[str], str]):
        super().__init__()
        self.rule = rule

    def __missing__(self, code: int) -> str:
        self[code] = value = self.rule(chr(code))
        return value


def pieces(text: str, kinds: CharacterTable, pattern: re.Pattern) -> list[str]:
    """The parts of `text` where `pattern` matches the kinds of its characters.

    `kinds` must give one letter a character.

    >>> letters = CharacterTable(lambda c: "L" if c.isalpha() else "-")
    >>> pieces("été 2024, à Paris", letters, re.compile("L+"))
    ['été', 'à', 'Paris']
    """
    return [text[match.start():match.end()] for match in pattern.finditer(text.translate(kinds))]


def checked_text(text: str) -> str:
    """The text itself, or an error if it is none.

    >>> checked_text(["one", "two"])
    Traceback (most recent call last):
    TypeError: A text is one string, not list. Encode several texts one by one.
    """
    if not isinstance(text, str):
        raise TypeError(f"A text is one string, not {type(text).__name__}. Encode several texts "
                        "one by one.")
    return text


def is_space(character: str) -> bool:
    """Whether Unicode counts a character as white space.

    >>> is_space(" "), is_space("\\u3000"), is_space("\\x1c")
    (True, True, False)
    """
    return character.isspace() and character not in CATEGORY_SPACES
