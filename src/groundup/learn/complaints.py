"""What an exception says about the mistake behind it: Python's words in a learner's words."""

import re

from groundup.learn.trial import Trial

NONE = ("A name holds None there. `x = x.append(…)` and `x = x.sort()` store None, and so does the "
        "result of a function without return.", "Which name is None, and what was stored in it?")
NUMBER = ("One number stands where a list or an array is meant.",
          "Print what you go through: is it all of them, or one already?")
END = ("An index runs past the end: the loop counts the length of another list or axis than the "
       "one that is read.", "Whose length does your range use, and what does its index enter?")
BROADCAST = ("The shapes {} and {} do not fit number by number: counted from the right, two sizes "
             "must be equal, or one of them 1.", "What does each axis of the two stand for?")

CAUSES: tuple[tuple[str, str, str], ...] = (
    (r"'NoneType'", *NONE),
    (r"object is not callable",
     "Round brackets call a function, and what stands before them is none.",
     "Are square brackets meant, or is a name used twice?"),
    (r"name '(\w+)' is not defined",
     "The name `{}` is used and was never set.", "A typo, a missing import, another parameter?"),
    (r"local variable '?(\w+)'? .*(?:not associated|before assignment)|cannot access .*'(\w+)'",
     "`{}` is read before anything was stored in it.",
     "Should it begin as 0 or [] above the loop?"),
    (r"'(?:int|float|numpy\.\w+)' object (?:is not|does not support)|"
     r"object of type '(?:int|float|numpy\.\w+)' has no len|is not iterable", *NUMBER),
    (r"invalid index to scalar variable|too many indices for array", *NUMBER),
    (r"list indices must be .* not tuple",
     "A list of lists is read with two pairs of brackets, rows[i][j]; [i, j] is for arrays.",
     "Is this a list of lists, or an array?"),
    (r"indices must be integers|only integers, slices",
     "A place in a list must be a whole number, and something else stands in the brackets.",
     "Does your loop give places or the numbers themselves? Is / used where // is meant?"),
    (r"index .*out of (?:range|bounds)", *END),
    (r"can't multiply sequence|can only concatenate list|must be str, not|"
     r"unsupported operand type\(s\) .*'(?:list|tuple)'",
     "Python's lists do not calculate: * repeats them, + joins them.",
     "Go through the numbers one by one, or make an array with np.array."),
    (r"'(?:list|tuple)' object has no attribute '(\w+)'",
     "A Python list has no `.{}`.", "Make an array of it with np.array, or go through it."),
    (r"'numpy.ndarray' object has no attribute '(append|index|sort_by|extend|count)'",
     "An array has no `.{}`; a list has.", "Collect in a list and make an array at the end."),
    (r"division by zero", "Something is divided by 0.", "Which count or sum can be 0 there?"),
    (r"math domain error|expected a (?:nonnegative|positive) input",
     "The root of a number below 0 is taken, or the logarithm of one that is not above 0.",
     "What should come out of the line before, and can it be negative?"),
    (r"size (\d+) is different from (\d+)|(\d+) \(dim \d+\) != (\d+) \(dim \d+\)",
     "The matrix product needs as many columns on the left as rows on the right; here they are "
     "not equal: {} and {}.", "Which of the two must be turned, or which order is meant?"),
    (r"could not be broadcast together with shapes (\([\d, ]*\)) (\([\d, ]*\))", *BROADCAST),
    (r"could not broadcast input array from shape (\([\d, ]*\)) into shape (\([\d, ]*\))",
     "Numbers of shape {} are written into a place of shape {}.",
     "What shape should the array have that you fill?"),
    (r"truth value of an array", "An `if`, `and` or `max` wants one yes or no, and got a whole "
     "array of them.", "Which single number is meant, or should it be np.where or .all()?"),
    (r"cannot reshape array of size (\d+) into shape (\([\d, ]*\))",
     "{} numbers do not fill the shape {}.", "What is the product of the sizes?"),
    (r"axis (-?\d+) is out of bounds for array of dimension (\d+)",
     "There is no axis {}: the array has {} axes, and they are counted from 0.",
     "Print its shape."),
    (r"only (?:length-1|size-1|0-dimensional) arrays can be converted|setting an array element",
     "One number is wanted there, and a whole array or list came.",
     "math.sqrt, float and int take one number; np.sqrt takes arrays."),
    (r"values to unpack", "The number of names on the left of = is not the number of values on "
     "the right.", "How many things does the right side give?"),
    (r"Cannot cast ufunc", "The array holds whole numbers, and cannot take fractions in place.",
     "Where is it made? With floats, it could."),
    (r"maximum recursion depth", "The function calls itself without an end.",
     "For which input does it answer without calling itself?"),
)


def cause(error: BaseException) -> tuple[str, str]:
    """What is probably behind an exception, and what to ask oneself; ("", "") if unknown.

    >>> cause(NameError("name 'np' is not defined"))[0]
    'The name `np` is used and was never set.'
    """
    text = str(error)
    for pattern, says, hint in CAUSES:
        if found := re.search(pattern, text):
            return says.format(*(each for each in found.groups() if each is not None)), hint
    return "", ""


def asked_errors(trial: Trial, outcomes: list, name: str) -> tuple[str, str] | None:
    """What is wrong with the errors that an exercise asks for: their type, or when they come.

    None where the exercise asks for none, or nothing can be said.
    """
    asked = {k: each.error for k, each in enumerate(trial.expected) if each.error is not None}
    mine = {k: each.error for k, each in enumerate(outcomes) if each.error is not None}
    if not asked:
        return None
    wanted = type(next(iter(asked.values()))).__name__
    if set(mine) == set(asked):
        other = type(next(iter(mine.values()))).__name__
        if all(not isinstance(mine[k], type(asked[k])) for k in asked):
            return (f"Your `{name}` raises {other}; expected is {wanted}.",
                    f"What stands after raise? An assert gives AssertionError, not {wanted}.")
        return None
    if any(type(outcomes[k].value) is type(error) for k, error in asked.items()):
        return (f"Your `{name}` returns a {wanted}; it must be raised.",
                "`raise` stops the function; `return` hands a value on, even an exception.")
    if not all(isinstance(error, type(next(iter(asked.values())))) for error in mine.values()):
        return None
    if len(mine) == len(outcomes):
        return (f"Your `{name}` raises {wanted} for every input, good ones too.",
                "Does `raise` stand inside the `if`?")
    if mine and not set(mine) & set(asked):
        return (f"Your `{name}` raises {wanted} where nothing is wrong, and not where it should.",
                "Which way round is the condition?")
    return None
