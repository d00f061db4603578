"""State as plain data: nested dictionaries as one JSON text and a flat dictionary of arrays.

A checkpoint holds numbers and texts only; nothing in it is ever executed.
"""

import json
from typing import Any

import numpy as np

ARRAY, TUPLE, ITEMS = "(array)", "(tuple)", "(items)"       # what JSON has no word for
WORDS = {ARRAY, TUPLE, ITEMS}


def pack(tree: Any) -> tuple[str, dict[str, np.ndarray]]:
    """A tree of dicts, lists, tuples, numbers, texts and arrays as JSON, and its arrays by path.

    Raises `TypeError` naming the place of anything else.

    >>> pack({"model": {"w": np.eye(2)}, "epoch": 3})
    ('{"model": {"w": {"(array)": "model.w"}}, "epoch": 3}', {'model.w': array([[1., 0.],
           [0., 1.]])})
    """
    arrays: dict[str, np.ndarray] = {}
    return json.dumps(_down(tree, "", arrays)), arrays


def unpack(text: str, arrays: dict[str, np.ndarray]) -> Any:
    """What `pack` was given. Raises `ValueError` if text and arrays do not belong together.

    >>> unpack(*pack({"best": (0.5, None), 3: [np.arange(2)]}))
    {'best': (0.5, None), 3: [array([0, 1])]}
    """
    try:
        return json.loads(text, object_hook=lambda found: _up(found, arrays))
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"its parts do not belong together ({error})") from None


def _down(value: Any, place: str, arrays: dict[str, np.ndarray]) -> Any:
    inside = f"{place}." if place else ""
    if isinstance(value, np.ndarray | np.generic):
        arrays[place] = np.asarray(value)
        return {ARRAY: place}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        items = [_down(item, f"{inside}{i}", arrays) for i, item in enumerate(value)]
        return items if isinstance(value, list) else {TUPLE: items}
    if isinstance(value, dict):
        if all(isinstance(key, str) for key in value) and not WORDS & set(value):
            return {key: _down(item, f"{inside}{key}", arrays) for key, item in value.items()}
        return {ITEMS: [[_down(key, f"{inside}{i}.key", arrays),
                         _down(item, f"{inside}{i}", arrays)]
                        for i, (key, item) in enumerate(value.items())]}
    raise TypeError(f"{place or 'This'} is a {type(value).__name__}, which a checkpoint cannot "
                    "hold: only numbers, texts, arrays, lists, tuples and dictionaries.")


def _up(found: dict, arrays: dict[str, np.ndarray]) -> Any:
    if ARRAY in found:
        array = arrays[found[ARRAY]]
        return array if array.ndim else array[()]           # a number of its dtype
    if TUPLE in found:
        return tuple(found[TUPLE])
    return {key: item for key, item in found[ITEMS]} if ITEMS in found else found
