"""The course: exercises that check themselves, say what went wrong, and remember.

>>> from groundup.learn import check
>>> check("1.1.no-such-exercise", 5)
There is no exercise '1.1.no-such-exercise'...
5
"""

from groundup.learn.notebook import check, hint, reference, solution

__all__ = ["check", "hint", "reference", "solution"]
