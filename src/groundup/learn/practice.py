"""Practice files: an exercise as a small file for the learner's own editor, and its way back."""

import textwrap
import types
from pathlib import Path
from typing import Any

from groundup.learn import catalog
from groundup.learn.exercise import Exercise

WIDTH = 88


class Unreadable(Exception):
    """The file gives no answer that could be judged; `line` is where to look, if that is known."""

    def __init__(self, sentence: str, line: int | None = None):
        super().__init__(sentence)
        self.line = line


def place(exercise: Exercise) -> str:
    """Where the practice file lies in the learner's folder.

    >>> from types import SimpleNamespace
    >>> place(SimpleNamespace(id="8.2.dense-backward", chapter=8))
    'practice/ch08/8.2.dense-backward.py'
    """
    return f"practice/ch{exercise.chapter:02}/{exercise.id}.py"


def text(exercise: Exercise) -> str:
    """What the file holds at first: the task as comments, the imports, and the stub."""
    task = [f"# {exercise.title}  ({exercise.id}, {exercise.level})", "#",
            *("# " + line if line else "#" for line in wrapped(asked(exercise)))]
    blocks = ["\n".join(task), exercise.header.strip(), imported(exercise)]
    head = "\n\n".join(block for block in blocks if block)
    stub = exercise.stub()
    return f"{head}\n\nanswer = {stub}\n" if exercise.is_guess else f"{head}\n\n\n{stub}\n"


def imported(exercise: Exercise) -> str:
    """The lines that bring the answers to earlier exercises, which this one may call."""
    lines = [f'{catalog.find(need).name} = reference("{need}")' for need in exercise.needs]
    return "\n".join(["from groundup.learn import reference", "", *lines]) if lines else ""


def asked(exercise: Exercise) -> str:
    """The task in Markdown, with what can be chosen from."""
    if not exercise.choices:
        return exercise.asks
    return f"{exercise.asks.rstrip()}\n\nOne of: {', '.join(map(repr, exercise.choices))}"


def wrapped(markdown: str, width: int = WIDTH) -> list[str]:
    """The lines of a Markdown text, paragraphs wrapped; lists, tables and code stay as they are.

    >>> wrapped("Add\\nthem.\\n\\n    a + b")
    ['Add them.', '', '    a + b']
    """
    lines: list[str] = []
    paragraph: list[str] = []
    fenced = False
    for line in [*markdown.strip().splitlines(), ""]:
        fence = line.lstrip().startswith("```")
        if fenced or fence or not line.strip() or line.startswith(("    ", "|", "- ", "* ", "$$")):
            lines += textwrap.wrap(" ".join(paragraph), width, break_long_words=False,
                                   break_on_hyphens=False)
            lines.append(line.rstrip())
            paragraph = []
        else:
            paragraph.append(line.strip())
        fenced ^= fence
    while lines and not lines[-1]:
        lines.pop()
    return lines


def touched(exercise: Exercise, file: Path) -> bool:
    """Whether the learner has written anything into the file."""
    try:
        return file.read_text(encoding="utf-8") != text(exercise)
    except FileNotFoundError:
        return False
    except UnicodeDecodeError:
        return True


def answer(exercise: Exercise, file: Path) -> Any:
    """Run the file, and return what it defines under the exercise's name.

    Raises `Unreadable` if there is nothing to be judged: no file, no Python, or no such name. What
    the learner's own code raises is theirs, and comes through.
    """
    try:
        source = file.read_bytes()
        code = compile(source, str(file), "exec")
    except OSError as error:
        raise Unreadable(f"{file} cannot be read: {error.strerror}.") from error
    except SyntaxError as error:
        raise Unreadable(f"Python cannot read the file: {error.msg}.", error.lineno) from error
    except ValueError as error:                        # zero bytes, in older versions of Python
        raise Unreadable(f"Python cannot read the file: {error}.") from error
    module = types.ModuleType("practice")
    module.__file__ = str(file)
    exec(code, vars(module))
    if exercise.name not in vars(module):
        wanted = f"{exercise.name} = …" if exercise.is_guess else f"`{exercise.name}`"
        raise Unreadable(f"The file no longer defines {wanted}: name it so again, or begin anew "
                         "with a reset.")
    return vars(module)[exercise.name]
