"""Files that are right, wrong, endless, or end the process they run in."""

import os
from dataclasses import replace

import pytest

from groundup.learn.runner import Runner


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("practice")


@pytest.fixture
def check(sample_course, folder):
    """Judge a text as the file of the first exercise."""
    def judge(text, exercise=sample_course[0]):
        file = folder / "a.py"
        file.write_text(text, encoding="utf-8")
        with Runner(color=False) as runner:
            return runner.check(exercise, file, another=False)

    return judge


def test_a_right_answer(check):
    outcome = check("def dot(a, b):\n    print('looking')\n    "
                    "return sum(x * y for x, y in zip(a, b))")
    assert outcome.accepted
    assert outcome.kind == "right"
    assert "Try longer lists." in outcome.text
    assert "\x1b" not in outcome.text


def test_a_known_mistake_is_named(check):
    outcome = check("def dot(a, b):\n    return sum(a) + sum(b)")
    assert (outcome.kind, outcome.mistake) == ("wrong", "sum-of-all")
    assert "You added everything." in outcome.text


def test_what_the_file_prints_is_kept(check):
    assert check("print('hello')\ndot = None").printed == "hello"


def test_a_syntax_error_shows_its_line(check):
    outcome = check("def dot(a, b):\n    return (a\n")
    assert outcome.kind == "error"
    assert "line 2:  return (a" in outcome.text


def test_an_error_of_the_file_itself_shows_its_line(check):
    outcome = check("x = 1\nx / 0\n")
    assert outcome.kind == "error"
    assert "ZeroDivisionError" in outcome.text
    assert "line 2:  x / 0" in outcome.text


@pytest.mark.parametrize("text, words", [
    ("x = 1\nwhile True: pass", "line 2:  while True: pass"),
    ("def dot(a, b):\n    while True: pass", "not done in time")])
def test_an_endless_loop_is_stopped(check, text, words):
    outcome = check(text)
    assert outcome.kind == "slow"
    assert words in outcome.text


@pytest.mark.parametrize("text, word", [
    ("import os\nos._exit(0)", "exit status 0"),
    ("import os\ndef dot(a, b):\n    os._exit(7)", "exit status 7"),
    ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
    ("import ctypes\nctypes.string_at(0)", "SIGSEGV")])
@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals")
def test_a_process_that_ends_is_survived(check, text, word):
    outcome = check(text)
    assert outcome.kind == "error"
    assert word in outcome.text


def test_leaving_and_asking_the_keyboard_are_errors_like_others(check):
    assert "SystemExit" in check("raise SystemExit").text
    assert "KeyboardInterrupt" in check("raise KeyboardInterrupt").text
    assert "EOFError" in check("input()").text


def test_one_runner_goes_on_after_a_crash_and_forgets_what_a_file_did(sample_course, folder):
    file = folder / "b.py"
    right = "def dot(a, b):\n    return sum(x * y for x, y in zip(a, b))"
    with Runner(color=False) as runner:
        for text, kind in [(right, "right"), ("import os\nos._exit(1)", "error"),
                           ("import builtins\nbuiltins.zip = None\n" + right, "error"),
                           (right, "right")]:
            file.write_text(text)
            assert runner.check(sample_course[0], file).kind == kind


def test_a_fault_of_the_course_is_not_the_learners(sample_course, folder, monkeypatch):
    from groundup.learn import worker

    def broken(exercise, answer):
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(worker, "judge", broken)
    file = folder / "c.py"
    file.write_text("def dot(a, b): return 1")
    outcome = worker.check(replace(sample_course[0]), file, color=False, width=80)
    assert "a fault of the course, not yours" in outcome["text"]
