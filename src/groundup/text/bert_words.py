"""The words that BERT cuts into pieces: text cleaned, its marks stripped, cut at punctuation.

1. Cleaning: control, format and private characters go, all white space becomes a blank.
2. Chinese characters become words of their own (Japanese kana and Korean do not).
3. Lower case and without accents, for an "uncased" model: decomposed (NFD), without non-spacing
   marks, each character lower-cased by itself, so that a final Σ is an ordinary σ.
4. Punctuation: each mark a word; so are all ASCII symbols, such as $ and ^.

Source: Devlin et al. 2019, "BERT", and the tokenization published with it. The `tokenizers` library
gives the same words, but for some characters newer than Unicode 8, whose categories its tables lack
(about 500), and for the 256 Chinese ones from U+2B820 to U+2B91F, which it forgets.
"""

import unicodedata

from groundup.text.kinds import CharacterTable, is_space

CHINESE = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
           (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))


def clean(character: str) -> str:
    code, category = ord(character), unicodedata.category(character)
    if character in "\t\n\r":
        return " "
    if code == 0xFFFD or category in ("Cc", "Cf", "Co", "Cs"):
        return ""
    if is_space(character):
        return " "
    return f" {character} " if is_chinese(code) else character


def is_chinese(code: int) -> bool:
    return any(first <= code <= last for first, last in CHINESE)


def is_punctuation(character: str) -> bool:
    """Whether BERT cuts here: Unicode's punctuation, and every ASCII symbol.

    >>> [is_punctuation(c) for c in "-$。a€"]
    [True, True, True, False, False]
    """
    ascii_symbol = character.isascii() and character.isprintable() and not (
        character.isalnum() or character == " ")
    return ascii_symbol or unicodedata.category(character)[0] == "P"


def apart(character: str) -> str:
    return f" {character} " if is_punctuation(character) else character


def stripped(character: str) -> str:
    return "" if unicodedata.category(character) == "Mn" else character


CLEAN, APART, STRIPPED, LOWER = map(CharacterTable, (clean, apart, stripped, str.lower))


def bert_words(text: str, lower: bool = True, strip_accents: bool | None = None) -> list[str]:
    """The words of a text. Accents are stripped if it is lower-cased, or as `strip_accents` says.

    >>> bert_words("Café-crème: 2€ für 東京!")
    ['cafe', '-', 'creme', ':', '2€', 'fur', '東', '京', '!']
    >>> bert_words("Café-crème", lower=False)
    ['Café', '-', 'crème']
    """
    text = text.translate(CLEAN)
    if lower if strip_accents is None else strip_accents:
        text = unicodedata.normalize("NFD", text).translate(STRIPPED)
    if lower:
        text = text.translate(LOWER)
    return text.translate(APART).split()
