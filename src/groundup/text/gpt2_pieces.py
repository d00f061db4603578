"""How GPT-2 writes bytes as characters, and where it cuts a text before byte pairs are merged.

Source: Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", and the encoder
published with it.
"""

import re
import unicodedata

from groundup.text.kinds import CharacterTable, is_space, pieces

# Bytes that are visible in Latin-1 stand for themselves; the others, in order, for the characters
# from 256 on. So a token is a string without spaces or control characters: a space is Ġ.
VISIBLE = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1),
           *range(ord("®"), ord("ÿ") + 1)]
HIDDEN = [byte for byte in range(256) if byte not in VISIBLE]
CHARACTER_OF = {byte: chr(byte) for byte in VISIBLE} | {
    byte: chr(256 + i) for i, byte in enumerate(HIDDEN)}
BYTE_OF = {character: byte for byte, character in CHARACTER_OF.items()}
IN_ORDER = [BYTE_OF[character] for character in sorted(BYTE_OF)]     # GPT-2's ids 0 to 255


def spelled(data: bytes) -> str:
    """Bytes in GPT-2's spelling.

    >>> spelled(" né\\n".encode())
    'ĠnÃ©Ċ'
    """
    return "".join([CHARACTER_OF[byte] for byte in data])


def unspelled(token: str) -> bytes:
    """The bytes of a token in GPT-2's spelling. Raises `KeyError` for a character that is in none.

    >>> unspelled("ĠnÃ©Ċ").decode()
    ' né\\n'
    """
    return bytes([BYTE_OF[character] for character in token])


def kind(character: str) -> str:
    """L: letter, N: number, a line feed: white space but the blank, a dot: all the rest; what the
    pattern names (the blank, the apostrophe, letters of 's, 't, 're ...) stays itself."""
    if character in "'strevmld ":
        return character
    if is_space(character):
        return "\n"
    category = unicodedata.category(character)[0]
    return category if category in "LN" else "."


KINDS = CharacterTable(kind)
PIECE = re.compile(r"'(?:[sdmt]|ll|ve|re)| ?[Lstrevmld]+| ?N+| ?[.']+|\s+(?!\S)|\s+")


def gpt2_pieces(text: str) -> list[str]:
    """Cut a text into words with the blank before them, numbers, signs and white space; joined,
    they are the text.

    The cuts are those of GPT-2's pattern
    `'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+`.

    >>> gpt2_pieces("It's 2019,  isn’t it?")
    ['It', "'s", ' 2019', ',', ' ', ' isn', '’', 't', ' it', '?']
    """
    return pieces(text, KINDS, PIECE)
