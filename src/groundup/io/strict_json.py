"""JSON from strangers: no name twice, no number that is none, no nesting without end."""

import json
from typing import Any


def parse(text: str | bytes) -> Any:
    """The value of a JSON text, for which Python's reader is too lenient.

    Raises `ValueError` for what is no JSON or no UTF-8, for a name that comes twice in an object
    (of which the last would win), for NaN and Infinity, and for nesting that is too deep.

    >>> parse('{"a": [1, 2]}')
    {'a': [1, 2]}
    >>> parse('{"a": 1, "a": 2}')
    Traceback (most recent call last):
    ValueError: the name 'a' comes twice
    """
    try:
        text = text.decode("utf-8") if isinstance(text, bytes) else text
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("it nests too deep") from None


def _once(pairs):
    result = dict(pairs)
    if len(result) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name {twice[:80]!r} comes twice")
    return result


def _no_number(constant):
    raise ValueError(f"{constant} is not JSON")
