"""check, hint, solution and reference, as a notebook uses them."""

import sys
import types

import numpy as np
import pytest

from groundup.learn import catalog, check, hint, message, notebook, reference, solution
from groundup.learn.exercise import Exercise, Mistake, given
from groundup.learn.progress import FILE, MARKER, Progress


def twice(x):
    """x -> twice x."""
    return 2 * x


TWICE = Exercise(id="99.4.twice", title="Twice", level="easy", objective="", asks="",
                 reference=twice, probes=[given("three", 3.0), given("two numbers", np.ones(2))],
                 hints=("How often?", "The return.", "x + x"), after="Now try thrice.",
                 mistakes=[Mistake("squared", lambda x: x * x, "You square.", "Is 3² = 6?")])


@pytest.fixture(autouse=True)
def outside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(notebook, "_done", set())
    monkeypatch.setattr(notebook, "_hints", {})


@pytest.fixture
def kept(tmp_path):
    (tmp_path / MARKER).touch()
    return lambda: Progress(tmp_path / FILE)


def test_check_gives_back_what_works(capsys):
    def mine(x):
        return x + x

    def wrong(x):
        return x * x

    assert check(TWICE, mine) is mine
    assert "✓ Twice: right.\n  Now try thrice." in capsys.readouterr().out
    assert check(TWICE, wrong) is twice
    assert "You square." in capsys.readouterr().out
    assert check(TWICE, ...) is twice and check(TWICE) is twice
    assert "not attempted" in capsys.readouterr().out
    assert check("99.4.no-such", mine) is mine
    assert "There is no exercise '99.4.no-such'." in capsys.readouterr().out


def test_check_never_raises_even_where_we_are_wrong(monkeypatch, capsys):
    monkeypatch.setattr(notebook, "judge", lambda exercise, answer: 1 / 0)
    assert check(TWICE, lambda x: x) is twice
    assert "a fault of the course, not yours" in capsys.readouterr().out


def test_progress_is_kept_in_the_learners_folder(kept, monkeypatch, tmp_path):
    check(TWICE, ...)
    assert kept().status(TWICE.id) == "new"
    check(TWICE, lambda x: x)
    assert kept().status(TWICE.id) == "tried"
    (tmp_path / "ch01").mkdir()
    monkeypatch.chdir(tmp_path / "ch01")
    check(TWICE, twice)
    assert kept().status(TWICE.id) == "done"


def test_outside_of_a_folder_nothing_is_written(tmp_path):
    check(TWICE, twice)
    hint(TWICE)
    solution(TWICE, show=True)
    assert list(tmp_path.iterdir()) == []


def test_hints_come_one_by_one_and_are_remembered(kept, capsys):
    hint(TWICE)
    notebook._hints.clear()                                # another day
    hint(TWICE)
    hint(TWICE)
    hint(TWICE)
    assert [line[:6] for line in capsys.readouterr().out.splitlines()] == [
        "Hint 1", "Hint 2", "Hint 3", "Hint 3"]
    assert kept().hints(TWICE.id) == 3
    hint(TWICE, 9)
    hint("99.4.no-such")
    out = capsys.readouterr().out
    assert "ask for one of 1 to 3, not 9" in out and "no exercise" in out


def test_the_solution_is_gated(kept, capsys):
    solution(TWICE)
    assert "Try it first" in capsys.readouterr().out and kept().status(TWICE.id) == "new"
    solution(TWICE, show=True)
    assert "return 2 * x" in capsys.readouterr().out and kept().status(TWICE.id) == "seen"
    solution(TWICE)
    assert "return 2 * x" in capsys.readouterr().out


def test_after_success_the_solution_is_shown(capsys):
    check(TWICE, twice)
    solution(TWICE)
    assert "return 2 * x" in capsys.readouterr().out


def test_what_cannot_be_kept_is_said(kept, monkeypatch, capsys):
    def full(*arguments):
        raise OSError("no space left")

    monkeypatch.setattr("groundup.learn.progress.write_atomically", full)
    assert check(TWICE, twice) is twice
    assert "could not be kept: no space left" in capsys.readouterr().out


def test_a_broken_file_is_said_to_be_put_aside(kept, tmp_path, capsys):
    (tmp_path / FILE).write_text("{")
    check(TWICE, twice)
    assert "put aside as progress.broken-1.json" in capsys.readouterr().out
    assert kept().status(TWICE.id) == "done"


def test_in_a_notebook_the_verdict_is_displayed(monkeypatch, capsys):
    shown = []
    shell = type("ZMQInteractiveShell", (), {})()
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.setitem(sys.modules, "IPython.display", types.SimpleNamespace(display=shown.append))
    check(TWICE, lambda x: x * x)
    verdict, = shown
    assert capsys.readouterr().out == "" and verdict.mistake.name == "squared"
    bundle = verdict._repr_mimebundle_()
    assert "You square." in bundle["text/html"] and "You square." in bundle["text/plain"]


def test_an_old_console_gets_ascii(monkeypatch):
    written = []

    class Console:
        encoding = "ascii"

        def isatty(self):
            return False

        def write(self, text):
            text.encode("ascii")
            written.append(text)

    monkeypatch.setattr(sys, "stdout", Console())
    check(TWICE, twice)
    monkeypatch.undo()
    assert "Twice: right." in "".join(written)


def test_the_reference_and_the_catalogue():
    assert reference(TWICE) is twice
    with pytest.raises(KeyError, match="no exercise"):
        reference("99.4.no-such")
    assert catalog.of_notebook("99.4") == []
    every = catalog.every()
    assert [each.id for each in every] == [
        each.id for name in catalog.notebooks() for each in catalog.of_notebook(name)]
    for each in every[:3]:
        assert catalog.find(each.id) is each
        with pytest.raises(KeyError, match=f"Did you mean .*{each.id}"):
            catalog.find(each.id + "x")


def test_values_are_shown_briefly():
    assert message.brief(ValueError("no")) == "ValueError: no"
    assert message.described(np.ones((2, 2), np.float32)) == "(2, 2) float32  [[1, 1], [1, 1]]"
    assert len(message.brief("x" * 500, 40)) == 40
