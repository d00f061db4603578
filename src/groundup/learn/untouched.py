"""Has the learner written anything yet? And can it be called at all?"""

import ast
import dis
import inspect
import textwrap
from types import CodeType, FunctionType
from typing import Any

from groundup.learn.compare import kind_of
from groundup.learn.exercise import Exercise

IDLE = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE", "COPY_FREE_VARS", "CACHE"}

# `np.f(x)` is compiled in two ways, depending on whether `np` is imported in the same cell.
CALLS = {"LOAD_METHOD": "LOAD_ATTR"}
FILLING = {"CACHE", "NOP", "PRECALL", "PUSH_NULL"}


def is_untouched(exercise: Exercise, answer: Any) -> bool:
    """Whether the answer is still the stub, or the faulty code that was to be repaired.

    >>> def nothing(x):
    ...     ...
    >>> is_empty(nothing), is_empty(lambda x: None)
    (True, False)
    """
    if answer is Ellipsis or answer is NotImplemented:
        return True
    if isinstance(answer, type) and inspect.isclass(exercise.reference):
        mine, stub = _methods(answer), _methods(exercise.start or exercise.reference)
        if exercise.start is not None:
            return set(mine) == set(stub) and all(_same(mine[name], stub[name]) for name in stub)
        return answer.__bases__ == (object,) and all(map(is_empty, mine.values()))
    if not isinstance(answer, FunctionType):
        return False
    return is_empty(answer) or (isinstance(exercise.start, FunctionType)
                                and _same(answer, exercise.start))


def is_empty(function: FunctionType) -> bool:
    """Whether a function does nothing; one that says `return None` has been written."""
    idle = all(step.opname in IDLE and (step.argval is None or "CONST" not in step.opname)
               for step in dis.get_instructions(function))
    return idle and not _returns(function)


def _returns(function: FunctionType) -> bool:
    """Whether a return is written in a function, as far as its source is known."""
    try:
        source = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):              # typed in somewhere, or a part of a line
        return function.__name__ == "<lambda>"
    return function.__name__ == "<lambda>" or any(isinstance(each, ast.Return)
                                                  for each in ast.walk(source))


def cannot_run(exercise: Exercise, answer: Any) -> str:
    """Why the answer cannot be tried at all, in words; "" if it can."""
    name, reference = exercise.name, exercise.reference
    if not callable(answer):
        return (f"This is {kind_of(answer)}; expected is `{name}` itself, without brackets: "
                f"check(\"{exercise.id}\", {name}).")
    if inspect.isclass(reference):
        if not inspect.isclass(answer):
            return ""                      # an instance or a maker of instances: the run will tell
        missing = [f"`{each}`" for each in _methods(reference)
                   if each[0] != "_" and not hasattr(answer, each)]
        return f"Your class lacks {' and '.join(missing)}." if missing else ""
    try:
        signature, wanted = inspect.signature(answer), exercise.signature
        signature.bind(*[None] * len(wanted))
    except ValueError:                     # a built-in function tells nothing about itself
        return ""
    except TypeError:
        mine = ", ".join(map(str, signature.parameters.values())) or "none"
        return (f"Your function cannot be called with {len(wanted)} "
                f"argument{'s' * (len(wanted) != 1)}: it takes ({mine}); expected: "
                f"({', '.join(wanted)}).")
    return ""


def other_order(exercise: Exercise, answer: Any) -> bool:
    """Whether the arguments have the right names in another order."""
    try:
        mine = tuple(inspect.signature(answer).parameters)
    except (TypeError, ValueError):
        return False
    wanted = exercise.signature
    return mine != wanted and sorted(mine) == sorted(wanted)


def _methods(cls: type) -> dict[str, FunctionType]:
    return {name: value for name, value in vars(cls).items() if isinstance(value, FunctionType)}


def _same(a: FunctionType, b: FunctionType) -> bool:
    return _text(a.__code__) == _text(b.__code__)


def _text(code: CodeType) -> tuple:
    """What a function does, whatever its own name and docstring are."""
    inner = tuple(_text(each) for each in code.co_consts if isinstance(each, CodeType))
    steps = tuple((CALLS.get(step.opname, step.opname), _operand(step))
                  for step in dis.get_instructions(code)
                  if step.opname not in FILLING
                  and not (isinstance(step.argval, str) and step.opname == "LOAD_CONST"
                           and "<locals>" in step.argval))
    return code.co_varnames, steps, inner


def _operand(step: dis.Instruction) -> str | None:
    """What a step works on; where it jumps to depends on the filling between."""
    jumps = step.opcode in dis.hasjrel or step.opcode in dis.hasjabs
    return None if jumps or isinstance(step.argval, CodeType) else repr(step.argval)
