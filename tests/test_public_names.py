"""Every public name says what it is and in what shapes, shows an example, and is tested."""

import importlib
import inspect
import re
from itertools import chain
from pathlib import Path

import pytest

import groundup
from groundup.autograd.rules import arithmetic

HOME, HERE = Path(groundup.__file__).parent, Path(__file__)
ROOMS = [".".join(file.relative_to(HOME.parent).parts[:-1])
         for file in sorted(HOME.rglob("__init__.py")) if "rules" not in file.parts]
ROOMS += ["groundup.nn.init", *(f"groundup.{file.stem}" for file in sorted(HOME.glob("[a-z]*.py")))]

# (N, C), (..., 4) or (n · k,), though not the arguments of a call; or the word.
SIZE = r"""(?:[^\s(),\[\]="']+(?: [·/+] [^\s(),\[\]="']+)?)"""
SHAPE = re.compile(rf"(?<![\w`)\]])\({SIZE},(?: {SIZE},?)*\)|\b[Ss]hapes?\b")
SENT_ON = re.compile(r"(?:Streaming|see|as|as in|like|that) `(?:F\.)?(\w+)`")

# Rooms that take no arrays, or take them as they come: parameters, callbacks, commands.
SHAPELESS_ROOMS = {"groundup.backend", "groundup.hints", "groundup.optim", "groundup.train",
                   "groundup.cli", "groundup.kernels", "groundup.learn"}
SHAPELESS = {
    "no_grad", "primitive", "fused", "set_background",                 # how to compute, or to draw
    "Module", "ModuleDict", "ModuleList", "Sequential", "fold_batch_norm",     # made of layers
    "write_atomically", "load_metadata", "catalogue", "Entry",         # files, and their list
    "names", "tiny_shakespeare", "split_words", "bleu", "BLEU",        # text
    "Vocabulary", "CharTokenizer", "WordTokenizer", "BytePairTokenizer", "WordPieceTokenizer",
    "calculate_gain", "loss_curves",                                    # numbers
}
CONSTANTS = {"NOTHING", "INPUTS", "OUTPUT", "BOTH", "SHAPES"}          # what `primitive` is told
ROWS = {getattr(arithmetic, name) for name in arithmetic.__all__} - {arithmetic.clip,
                                                                     arithmetic.where}


def exported(room):
    """The functions and classes that a room hands out; of a single file, those written there."""
    module = importlib.import_module(room)
    home = "groundup" if hasattr(module, "__path__") else room
    for name in getattr(module, "__all__", vars(module)):
        value = getattr(module, name)
        if (inspect.isclass(value) or inspect.isfunction(value)) and (
                value.__module__.startswith(home) and name not in CONSTANTS and name[0] != "_"):
            yield value, (room, name)


def introduced(cls):
    """The public methods with arguments that a class has and none of its bases."""
    for name, value in vars(cls).items():
        if (inspect.isfunction(getattr(value, "__func__", value)) and name[0] != "_"
                and not any(hasattr(base, name) for base in cls.__mro__[1:])):
            arguments = len(inspect.signature(getattr(cls, name)).parameters)
            if arguments > inspect.isfunction(value):                  # more than `self`
                yield name


PUBLIC = dict(pair for room in ROOMS for pair in exported(room))
METHODS = {cls: list(introduced(cls)) for cls in PUBLIC if inspect.isclass(cls)}
# A row of the table of derivatives speaks through the file in which it stands.
DOCS = {value: arithmetic.__doc__ if value in ROWS else value.__doc__ or "" for value in PUBLIC}
WORDS = set(re.findall(r"\w+", "".join(
    file.read_text() for file in HERE.parent.rglob("*.py") if file != HERE)))


def is_error(value):
    return inspect.isclass(value) and issubclass(value, Exception)


def has_shapes(value, steps=2):
    """By itself, or through the docstrings to which it sends the reader."""
    room, name = PUBLIC[value]
    there = SENT_ON.findall(DOCS[value]) if steps else []
    return (room in SHAPELESS_ROOMS or name in SHAPELESS or is_error(value)
            or SHAPE.search(DOCS[value]) is not None
            or any(has_shapes(other, steps - 1) for other in PUBLIC if PUBLIC[other][1] in there))


def has_example(value):
    return ">>>" in DOCS[value] or is_error(value)


def is_tested(value):
    return PUBLIC[value][1] in WORDS


@pytest.mark.parametrize("holds", [lambda value: DOCS[value].strip(), has_shapes, has_example,
                                   is_tested], ids=["docstring", "shapes", "example", "test"])
def test_every_public_name_has_its(holds):
    wrong = [".".join(where) for value, where in PUBLIC.items() if not holds(value)]
    assert not wrong, "These have none: " + ", ".join(wrong)


def test_every_method_with_arguments_has_a_docstring_and_a_test():
    wrong = [".".join((*PUBLIC[cls], name)) for cls, names in METHODS.items() for name in names
             if not (getattr(cls, name).__doc__ and name in WORDS)]
    assert not wrong, "These have no docstring or no test: " + ", ".join(wrong)


def test_what_the_lists_above_name_exists():
    names = {name for _, name in PUBLIC.values()}
    assert names >= SHAPELESS
    assert set(chain(*METHODS.values())) >= {"backward", "update", "load_state_dict"}


@pytest.mark.parametrize("room", ["autograd", "functional", "losses", "nn"])
def test_a_room_that_lists_its_files_lists_them_all(room):
    doc = importlib.import_module(f"groundup.{room}").__doc__
    files = {file.name for file in (HOME / room).glob("[a-z]*.py")}
    assert files == set(re.findall(r"`(\w+\.py)`", doc))
