import ast

import numpy as np
import pytest

from groundup.learn.exercise import Exercise, Mistake, drawn, emptied, given, renamed, source_of


def scale(
    x,  # a comment: with a colon
    factor=2.0,
):
    """x (n,) -> x times the factor."""
    # A comment above the first line.
    return factor * x


def bare(x):
    # nothing to read here

    return x


class Counter:
    """Counts."""

    start = 3

    def __init__(self, step):
        """step: how far."""
        self.step = step

    def next(self):
        return self._more()

    def _more(self):
        return self.step


def faulty_scale(x, factor=2.0):
    """x (n,) -> x times the factor."""
    return x + factor


def make(**options):
    basics = {"id": "99.1.scale", "title": "Scale", "level": "easy", "objective": "", "asks": "",
              "hints": ("a", "b", "c"), "reference": scale}
    return Exercise(**{**basics, **options})


def test_the_stub_has_signature_and_docstring_and_nothing_more():
    stub = make().stub()
    assert stub.splitlines()[-1] == "    ...                       # your code"
    assert '"""x (n,) -> x times the factor."""' in stub
    assert "return" not in stub
    assert len(ast.parse(stub).body[0].body) == 2


def test_the_stub_of_a_function_without_docstring_ends_at_the_colon():
    assert emptied(source_of(bare)).splitlines() == [
        "def bare(x):", "    ...                       # your code"]


def test_the_stub_of_a_class_has_its_methods_but_not_its_helpers():
    stub = make(reference=Counter).stub()
    tree = ast.parse(stub).body[0]
    assert [node.name for node in tree.body if isinstance(node, ast.FunctionDef)] == [
        "__init__", "next"]
    assert "start = 3" in stub
    assert "return" not in stub and "self.step = step" not in stub


def test_a_debugging_exercise_starts_with_the_faulty_code_under_the_right_name():
    stub = make(level="debug", start=faulty_scale).stub()
    assert stub.startswith("def scale(x, factor=2.0):") and "return x + factor" in stub
    assert renamed("class A_start:\n    pass", "A_start", "A") == "class A:\n    pass"


def test_the_solution_is_the_source_of_the_reference():
    assert make().solution == source_of(scale)
    assert make(level="guess", reference=(2, 3)).solution == "(2, 3)"


def test_names_come_from_id_and_reference():
    one = make()
    assert (one.chapter, one.notebook, one.name) == (99, "99.1", "scale")
    assert one.parameters == ("x", "factor") and one.signature == ("x",)
    hooked = make(run=lambda answer, x, twice: answer(x))
    assert hooked.parameters == ("x", "twice")
    assert hooked.call(scale, (3.0, None)) == 6.0
    guess = make(level="guess", reference=9)
    assert guess.is_guess and guess.name == "answer" and guess.parameters == ()


def test_probes_are_the_same_for_one_seed_and_fresh_for_another():
    one = make(probes=[drawn("three numbers", lambda rng: rng.normal(size=3)),
                       given("one", np.ones(1))])
    assert np.array_equal(one.inputs(0)[0], one.inputs(0)[0])
    assert not np.array_equal(one.inputs(0)[0], one.inputs(0, seed=1)[0])
    one.inputs(1)[0][:] = 7
    assert one.inputs(1)[0] == 1                           # nobody can spoil what is given


def test_a_mistake_holds_what_to_say():
    mistake = Mistake("added", faulty_scale, says="You add.", hint="Add or multiply?")
    assert mistake.catalogue == ""
    with pytest.raises(AttributeError):
        mistake.name = "other"
