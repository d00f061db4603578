"""The gate lets the good exercises through, and says of each fault what to mend."""

import dataclasses

import numpy as np
import pytest

from groundup.learn import catalog, gate
from groundup.learn.exercise import Exercise, Mistake, drawn, given
from groundup.learn.gate import problems


@pytest.mark.parametrize("name", ["DENSE", "DROPOUT", "CONVOLUTION"])
def test_the_exercises_of_later_chapters_pass(later, name):
    assert problems(getattr(later, name), later.EXERCISES) == []


@pytest.mark.parametrize("notebook", catalog.notebooks())
def test_the_exercises_of_the_course_pass(notebook):
    course = catalog.every()
    wrong = {exercise.id: found for exercise in catalog.of_notebook(notebook)
             if (found := problems(exercise, course, seeds=(0,)))}
    assert wrong == {}


def double(x):
    """x (n,) -> twice x."""
    return 2 * x


def uses_a_helper(x):
    """x (n,) -> twice x."""
    return double(x)


def at_random(x):
    """x (n,) -> anything."""
    return np.random.default_rng().random(4)


GOOD = Exercise(
    id="99.3.double", title="Double", level="easy", objective="double", asks="Double it.",
    reference=double, probes=[drawn("4 numbers", lambda rng: rng.normal(size=4))],
    mistakes=[Mistake("squared", lambda x: x * x, "You square.", "What is 3 twice?")],
    equivalents=[lambda x: x + x], hints=("a", "b", "c"))
WRONG = Mistake("tripled", lambda x: 3 * x, "You triple.", "How often?")

FAULTS = [
    ({"id": "double"}, "Its id must be"),
    ({"level": "tricky"}, "Its level is 'tricky'"),
    ({"title": " "}, "Its title is empty"),
    ({"asks": "word " * 121}, "Its text has 121 words"),
    ({"hints": ("a", "", "c")}, "It has 3 hints; it needs 3"),
    ({"hints": ("a",)}, "It has 1 hints"),
    ({"probes": []}, "It has no probes"),
    ({"equivalents": []}, "It has no equivalents"),
    ({"mistakes": []}, "It has no mistakes"),
    ({"mistakes": [WRONG, WRONG]}, "Two of its mistakes are called tripled"),
    ({"mistakes": [Mistake("Not a slug", abs, "You.", "?")]}, "must be a slug"),
    ({"mistakes": [Mistake("mute", abs, "", "?")]}, "Mistake mute needs says="),
    ({"mistakes": [Mistake("long", abs, "word " * 70, "?")]}, "Mistake long says too much"),
    ({"mistakes": [Mistake("right", lambda x: x + x, "You.", "?")]},
     "Mistake right passes on draw 0: add a probe"),
    ({"mistakes": [WRONG, Mistake("thrice", lambda x: x * 3, "You.", "?")]},
     "Mistake tripled cannot be told from thrice on draw 0"),
    ({"mistakes": [Mistake("random", lambda x: np.random.default_rng().random(4), "You.", "?")]},
     "but not named"),
    ({"equivalents": [lambda x: x]}, "Equivalent 0 gives wrong"),
    ({"conventions": [Mistake("other", lambda x: 2 * x, "You.", "?")]},
     "Convention other gives right"),
    ({"level": "debug"}, "needs start="),
    ({"start": lambda x: x + x}, "Its start passes"),
    ({"reference": uses_a_helper}, "Its solution gives error: NameError"),
    ({"needs": ("99.1.dense-backward",)}, "which comes later"),
    ({"needs": ("99.9.nothing",)}, "which does not exist"),
    ({"reference": at_random}, "The reference itself gives"),
    ({"probes": [given("nothing", None)]}, "The reference stops on draw 0 with TypeError"),
    ({"reference": lambda x: 2 * x}, "Its reference must be a def"),
]


def test_a_good_exercise_has_no_problems():
    assert problems(GOOD, [GOOD]) == []


@pytest.mark.parametrize(("change", "words"), FAULTS)
def test_a_fault_is_named(later, change, words):
    faulty = dataclasses.replace(GOOD, **change)
    course = [faulty, *later.EXERCISES]
    assert any(words in problem for problem in problems(faulty, course)), problems(faulty, course)


def test_an_id_must_be_unique():
    twin = dataclasses.replace(GOOD)
    assert "Its id is used twice." in problems(GOOD, [GOOD, twin])


def test_the_table_has_a_line_for_each_exercise(monkeypatch, capsys):
    faulty = dataclasses.replace(GOOD, id="99.3.other", hints=())
    monkeypatch.setattr(catalog, "every", lambda: [GOOD, faulty])
    assert gate.main("99.3") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("✓ 99.3.double") and lines[1].startswith("✗ 99.3.other")
    assert lines[2].strip().startswith("It has 0 hints") and lines[-1] == "2 exercises, 1 to mend."
    assert gate.main("99.3.double") == 0
