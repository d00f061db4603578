"""What ends a command early, other than a defect: something to be put right, or Ctrl-C."""

from collections.abc import Iterable


class UserError(Exception):
    """Its message is one sentence or two: what came, what was expected, what to do."""


class Stopped(Exception):
    """Ctrl-C came; its message is how to go on, and empty if there was nothing to keep."""


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """The names that are spelt nearly like the word, or else all of them, as a sentence.

    >>> did_you_mean("adma", ["sgd", "adam", "adamw"])
    'Did you mean adam or adamw?'
    >>> did_you_mean("?", ["sgd", "adam"])
    'There are: sgd, adam.'
    """
    from difflib import get_close_matches

    names = list(names)
    near = get_close_matches(word.lower(), names, n=3, cutoff=0.5)
    return f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(names)}."
