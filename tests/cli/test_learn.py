"""The course's commands: what they say, and what they leave behind."""

import json
import subprocess
import sys

import pytest

from groundup.learn import syllabus, workspace

BOOK = "ch01-dot-product/1-dot-product.ipynb"
RIGHT = "def dot(a, b):\n    return sum(x * y for x, y in zip(a, b))\n"
WRONG = "def dot(a, b):\n    return sum(a) + sum(b)\n"


@pytest.fixture(autouse=True)
def course(sample_course, monkeypatch, tmp_path):
    """The sample exercises, one notebook, and no JupyterLab that would really start."""
    home = tmp_path / "the-course"
    (home / "ch01-dot-product").mkdir(parents=True)
    (home / BOOK).write_text('{"cells": []}')
    (home / "README.md").write_text("# The course\n")
    monkeypatch.setattr(workspace, "source", lambda: home)
    return home


@pytest.fixture
def opened(monkeypatch):
    """What JupyterLab was asked to open."""
    from groundup.cli import jupyter

    calls = []
    monkeypatch.setattr(jupyter, "serve", lambda screen, folder, book, browser: calls.append(
        (str(folder), book.number, browser)))
    return calls


@pytest.fixture
def mine(tmp_path):
    workspace.lay_down(tmp_path / "groundup-course")
    return tmp_path / "groundup-course"


def test_learn_lays_the_course_down_and_opens_what_comes_next(groundup, opened, tmp_path):
    result = groundup("learn", "--no-browser")
    assert result.status == 0
    assert "groundup-course: 1 notebook, 3 exercises" in " ".join(result.out.split())
    assert (tmp_path / "groundup-course" / BOOK).is_file()
    assert opened == [("groundup-course", "1.1", False)]
    assert "is up to date." in groundup("learn", "dot product").out


def test_learn_says_what_both_have_changed(groundup, opened, course, mine):
    (mine / BOOK).write_text('{"cells": [], "mine": 1')
    (course / BOOK).write_text('{"cells": [{"cell_type": "code", "source": "a = 2"}]}')
    said = groundup("learn").out
    assert BOOK in said
    assert "groundup learn --keep-both" in said
    assert "1-dot-product.new.ipynb" in groundup("learn", "--keep-both").out.replace("\n", "")
    assert (mine / BOOK).read_text() == '{"cells": [], "mine": 1'


@pytest.mark.parametrize("arguments, words", [
    (["learn", "cooking"], ["no notebook 'cooking'", "a number such as 2 or 2.3"]),
    (["learn", "dropuot"], ["Did you mean dropout", "?"]),
    (["learn", "2.3"], ["2.3 matrix is not written yet", "the last one so far is 1.1"]),
    (["practice"], ["needs a terminal", "groundup check"]),
    (["check", "9.9.nothing"], ["no exercise '9.9.nothing'"]),
    (["check", "1.1.dott"], ["Did you mean 1.1.dot?"]),
    (["progress", "cooking"], ["no chapter 'cooking'"]),
    (["progress", "--import", "none.json"], ["Cannot read none.json"]),
    (["progress", "--export", "no/where.json"], ["Cannot write no/where.json"]),
    (["plan", "--weeks", "0"], ["--weeks is '0'", "at least 1"]),
    (["plan", "--start", "monday"], ["--start is 'monday'", "2026-11-23"]),
])
def test_a_wrong_word_gives_one_sentence(groundup, mine, arguments, words):
    result = groundup(*arguments)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("groundup: ")
    assert result.err.count("\n") == 1
    for word in words:
        assert word in result.err, result.err


@pytest.mark.parametrize("command", ["check", "progress", "plan"])
def test_without_a_copy_it_is_said_how_to_get_one(groundup, command):
    result = groundup(command)
    assert result.status == 2
    assert "lay it down with `groundup learn`" in result.err


def test_a_folder_that_is_a_file_is_refused(groundup, opened, tmp_path):
    (tmp_path / "file").write_text("")
    result = groundup("learn", "--folder", "file")
    assert result.status == 2
    assert "file is a file, not a folder" in result.err


def test_without_jupyterlab_the_copy_is_made_and_the_command_is_named(groundup, monkeypatch,
                                                                      tmp_path):
    monkeypatch.setitem(sys.modules, "jupyterlab", None)
    result = groundup("learn")
    assert result.status == 2
    assert "pip install 'groundup[course]'" in result.err
    assert (tmp_path / "groundup-course" / BOOK).is_file()


def test_check_gives_a_table_and_exit_status_1_while_something_is_wrong(groundup, mine):
    result = groundup("check")
    assert (result.status, result.out.splitlines()[0]) == (
        0, "0 of 3 right  0 to be put right, 3 not attempted")
    (mine / "practice/ch01/1.1.dot.py").write_text(WRONG)
    (mine / "practice/ch02/2.3.guess-size.py").write_text("answer = 12\n")
    result = groundup("check")
    assert result.status == 1
    assert "✗  1.1.dot         The sum of the products  wrong: sum of all" in result.out
    assert "✓  2.3.guess-size" in result.out
    assert groundup("check", "2").status == 0
    one = groundup("check", "1.1.dot")
    assert "You added everything." in one.out
    assert "groundup practice 1.1.dot" in one.out
    (mine / "practice/ch01/1.1.dot.py").write_text(RIGHT)
    assert groundup("check", "*dot", "2.3").status == 0
    assert set(workspace.progress(mine).ids("done")) == {"1.1.dot", "2.3.guess-size"}


def test_check_gives_json_to_scripts(groundup, mine):
    (mine / "practice/ch01/1.1.dot.py").write_text(WRONG)
    result = groundup("check", "1.1", "--json")
    first, second = json.loads(result.out)
    assert result.status == 1
    assert (first["id"], first["kind"], first["right"], first["mistake"]) == (
        "1.1.dot", "wrong", False, "sum-of-all")
    assert "You added everything." in first["message"]
    assert (second["kind"], second["mistake"]) == ("untried", None)


def test_progress_tells_chapters_objectives_and_what_is_next(groundup, mine):
    workspace.progress(mine).record("1.1.dot", right=True)
    said = groundup("progress").out
    assert max(map(len, said.splitlines())) <= 80
    for chapter in syllabus.CHAPTERS:
        assert f"{chapter.number:2}  {chapter.title}  " in said
    for words in ("begun", "1 of 2", "50 %", "1 of 3 exercises, 33 %", "1 day in a row",
                  "You can now compute a product.", "1.1.length"):
        assert words in said, words
    said = groundup("progress", "1").out
    assert "✓ compute a product" in said
    assert "· measure a vector" in said


def test_progress_goes_to_another_machine_and_back(groundup, mine, tmp_path):
    workspace.progress(mine).record("1.1.dot", right=True)
    assert groundup("progress", "--export", "carried.json").status == 0
    workspace.lay_down(tmp_path / "other")
    workspace.progress(tmp_path / "other").record("1.1.length", right=True)
    said = groundup("progress", "--import", "carried.json", "--folder", "other").out
    assert "2 exercises are done now, 1 of them new" in " ".join(said.split())
    (tmp_path / "bad.json").write_text("[]")
    result = groundup("progress", "--import", "bad.json")
    assert result.status == 2
    assert "no progress file" in result.err


def test_the_plan_is_remembered_and_says_what_is_due(groundup, mine, monkeypatch):
    import datetime as dt

    said = groundup("plan", "--weeks", "10", "--start", dt.date.today().isoformat()).out
    assert "10 weeks from" in said
    assert "› week 1" in " ".join(said.split())
    assert "1.1 dot product" in said.partition("Due by")[2]
    assert "10 weeks from" in groundup("plan").out
    for id in ("1.1.dot", "1.1.length"):
        workspace.progress(mine).record(id, right=True)
    assert "You are on time" in groundup("plan").out
    assert "7 weeks from" in groundup("plan", "--weeks", "7").out


def test_groundup_alone_resumes(groundup, mine):
    workspace.progress(mine).record("1.1.dot", right=True)
    said = groundup().out
    for words in ("welcome back", "1 of 3 exercises done", "last  1.1.dot", "next  1.1.length",
                  "notebook  1.1 dot product", "groundup practice"):
        assert " ".join(words.split()) in " ".join(said.split()), words


def test_doctor_looks_at_everything(groundup, mine):
    result = groundup("doctor")
    assert result.status == 0
    for words in ("Python", "numpy", "BLAS", "kernels", "1 notebook, 3 exercises", "your copy",
                  "disk", "terminal", "browser", "All is well."):
        assert words in result.out, words


def test_doctor_names_what_is_missing_and_the_command(groundup, monkeypatch):
    from groundup.cli import doctor

    monkeypatch.setattr(doctor, "version", lambda package: None)
    result = groundup("doctor")
    assert result.status == 1
    assert "pip install 'numpy>=2.0'" in result.out
    assert "pip install 'groundup[course]'" in result.out
    assert "1 to put right: numpy." in result.out


@pytest.mark.parametrize("command", ["learn", "practice", "check", "progress", "plan", "doctor"])
def test_every_command_has_help_with_an_example(groundup, command):
    result = groundup(command, "--help")
    assert result.status == 0
    assert result.out.count(f"groundup {command}") >= 2
    assert max(map(len, result.out.splitlines())) <= 80


def test_the_browser_is_not_opened_where_nobody_would_see_it(monkeypatch):
    from groundup.cli.jupyter import has_browser

    monkeypatch.setattr("webbrowser.get", lambda: None)
    for name in ("SSH_CONNECTION", "SSH_TTY", "DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert not has_browser()
    monkeypatch.setenv("DISPLAY", ":0")
    assert has_browser()
    monkeypatch.setenv("SSH_CONNECTION", "from afar")
    assert not has_browser()


def test_a_server_that_ends_at_once_is_explained(groundup, monkeypatch, mine):
    from groundup.cli import jupyter

    def start(folder, port, token, log):
        return subprocess.Popen([sys.executable, "-c", "import sys; sys.exit('no such kernel')"],
                                stderr=log)

    monkeypatch.setattr(jupyter, "start", start)
    result = groundup("learn")
    assert result.status == 2
    assert "JupyterLab did not start: no such kernel." in result.err


def test_the_address_is_printed_where_there_is_no_browser(groundup, monkeypatch, mine):
    from groundup.cli import jupyter

    class Server:
        def poll(self):
            return 0

        def wait(self):
            raise KeyboardInterrupt

    monkeypatch.setattr(jupyter, "start", lambda folder, port, token, log: Server())
    monkeypatch.setattr(jupyter, "wait_until_ready", lambda server, port, log: None)
    said = groundup("learn", "--no-browser")
    assert said.status == 0
    assert f"/lab/tree/{BOOK}?token=" in said.out
    assert "groundup practice" in said.out
    assert "Your work is in" in said.out
