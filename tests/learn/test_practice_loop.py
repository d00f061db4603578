"""`groundup practice` in a real terminal: keys go in, and the page says what it should."""

import os
import re
import sys
from pathlib import Path

import pytest

from groundup.learn import practice, workspace

pexpect = pytest.importorskip("pexpect", reason="needs a terminal: pip install pexpect")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="pexpect has no terminals on Windows")

ENTER, LEAVE = "\x1b[?1049h", "\x1b[?1049l"
RIGHT = "def dot(a, b):\n    return sum(x * y for x, y in zip(a, b))\n"
WRONG = "def dot(a, b):\n    return sum(a) + sum(b)\n"


@pytest.fixture
def folder(sample_course, tmp_path, monkeypatch):
    monkeypatch.setattr(workspace, "source", lambda: tmp_path / "no-notebooks")
    workspace.lay_down(tmp_path / "mine")
    return tmp_path / "mine"


@pytest.fixture
def start(folder):
    """start(...) begins to practise; what it draws can be waited for, without its colours."""
    begun = []

    def begin(*arguments, **environment):
        environment = {**os.environ, "TERM": "xterm", "NO_COLOR": "1", **environment}
        for name in ("COLUMNS", "LINES", "VISUAL"):
            environment.pop(name, None)
        child = pexpect.spawn(sys.executable, ["-m", "groundup", "practice", *arguments],
                              dimensions=(30, 90), timeout=12, encoding="utf-8", cwd=str(folder),
                              env=environment)
        begun.append(child)
        return child

    yield begin
    for child in begun:
        child.close(force=True)


@pytest.fixture
def begun(start):
    """The loop behind its welcome, at the first exercise."""
    child = start()
    child.expect("Press any key to begin")
    child.send(" ")
    child.expect("Not attempted yet")
    return child


def save(folder, place, text):
    """As an editor does it: a new file takes the name of the old one."""
    (folder / "draft~").write_text(text)
    (folder / "draft~").replace(folder / place)


def leave(child):
    child.send("q")
    child.expect(re.escape(LEAVE))
    child.expect("exercises done")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


DOT = "practice/ch01/1.1.dot.py"


def test_from_a_wrong_answer_to_a_right_one(begun, folder):
    save(folder, DOT, WRONG)
    begun.expect("You added everything.")
    begun.expect("key h")
    begun.expect("0 of 3 done")
    begun.send("h")
    begun.expect("Hint 1 of 3  A question")
    begun.send("h")
    begun.expect("Hint 2 of 3  A place")
    save(folder, DOT, RIGHT)
    begun.expect("Try longer lists.")
    begun.expect("1 of 3 done")                             # the bar comes last,
    begun.expect(" quit")                                  # but for the keys
    begun.send("n")                                         # it goes on only now
    begun.expect("How long is it")
    begun.send("p")
    begun.expect("The sum of the products")
    leave(begun)
    progress = workspace.progress(folder)
    assert progress.status("1.1.dot") == "done"
    assert progress.hints("1.1.dot") == 2


def test_the_terminal_is_as_before_after_quitting_and_after_ctrl_c(folder):
    shell = pexpect.spawn("sh", dimensions=(30, 90), timeout=12, encoding="utf-8",
                          cwd=str(folder), env={**os.environ, "TERM": "xterm", "PS1": "$ "})
    for end in ("q", "\x03"):
        shell.sendline("stty -g > before")
        shell.sendline(f"'{sys.executable}' -m groundup practice; echo status=$?")
        shell.expect(re.escape(ENTER))
        shell.expect("any key|Not attempted")
        if "any key" in shell.after:
            shell.send(" ")
            shell.expect("Not attempted")
        shell.send(end)
        shell.expect(re.escape(LEAVE))
        shell.expect(r"status=(\d+)")
        assert shell.match[1] == "0"
        shell.sendline("stty -g > after; echo com''pared")
        shell.expect("compared")
        assert (folder / "before").read_text() == (folder / "after").read_text()
    shell.close(force=True)


def test_it_resumes_without_a_welcome(begun, start):
    begun.send("n")
    begun.expect("How long is it")
    leave(begun)
    again = start()
    again.expect(["How long is it", "Welcome"])
    assert again.after == "How long is it"
    leave(again)


def test_without_a_copy_of_the_course_it_makes_one(sample_course, start, folder, tmp_path):
    child = start("--folder", str(tmp_path / "new"))
    child.expect("Press any key")
    leave_from_welcome(child)
    assert (tmp_path / "new" / DOT).is_file()


def leave_from_welcome(child):
    child.send(" ")
    child.expect("Not attempted")
    leave(child)


def test_a_record_that_cannot_be_written_does_not_end_it(begun, folder):
    (folder / "progress.json").mkdir()
    save(folder, DOT, RIGHT)
    begun.expect("progress cannot be written")
    leave(begun)


def test_ctrl_z_gives_the_terminal_back_and_fg_comes_again(folder):
    shell = pexpect.spawn("bash", ["--norc", "-i"], dimensions=(30, 90), timeout=12,
                          encoding="utf-8", cwd=str(folder),
                          env={**os.environ, "TERM": "xterm", "PS1": "$ "})
    shell.sendline(f"'{sys.executable}' -m groundup practice")
    shell.expect("any key")
    shell.send("\x1a")
    shell.expect(re.escape(LEAVE))
    shell.expect("Stopped")
    shell.sendline("fg")
    shell.expect(re.escape(ENTER))
    shell.expect("any key")
    shell.send(" ")
    shell.expect("Not attempted")
    shell.send("q")
    shell.expect("exercises done")
    shell.close(force=True)


def test_it_begins_where_it_is_told(start):
    child = start("2.3")
    child.expect("any key")
    child.send(" ")
    child.expect("How many numbers")
    leave(child)


def test_the_list_jumps_and_filters(begun, folder):
    begun.send("l")
    begun.expect("all exercises")
    begun.expect("How many numbers")
    begun.send("2.3")
    begun.expect("with “2.3”")
    begun.send("\r")
    begun.expect("How many numbers has a matrix")
    begun.send("l")
    begun.expect("all exercises")
    begun.send("\t")
    begun.expect("those not done yet")
    begun.send("\t")
    begun.expect("There is none")
    begun.send("\x1b")
    begun.expect("How many numbers has a matrix")
    leave(begun)


def test_reset_asks_first(begun, folder, sample_course):
    save(folder, DOT, WRONG)
    begun.expect("You added everything.")
    begun.send("r")
    begun.expect("lose what you wrote.*y / n")
    begun.send("n")
    begun.expect(" quit")
    assert (folder / DOT).read_text() == WRONG
    begun.send("r")
    begun.expect("y / n")
    begun.send("y")
    begun.expect("as it was at first")
    assert (folder / DOT).read_text() == practice.text(sample_course[0])
    leave(begun)


def test_the_solution_asks_first_and_marks_the_exercise_as_seen(begun, folder):
    begun.send("s")
    begun.expect("counts as seen")
    begun.send("y")
    begun.expect("The solution")
    begun.expect(re.escape("return sum(x * y for x, y in zip(a, b))"))
    leave(begun)
    assert workspace.progress(folder).status("1.1.dot") == "seen"


def test_crashes_endless_loops_and_broken_files_do_not_end_the_loop(begun, folder):
    for text, words in [("def dot(a:\n", "Python cannot read"), ("x = 1\n", "no longer defines"),
                        ("import os\nos._exit(3)\n", "ended the whole process"),
                        ("while True:\n    pass\n", "(?i)did not come to an end"),
                        (RIGHT, "Try longer lists")]:
        save(folder, DOT, text)
        begun.expect(words)
    leave(begun)


def test_a_deleted_file_is_written_anew(begun, folder, sample_course):
    (folder / DOT).unlink()
    begun.expect("here it is anew")
    assert (folder / DOT).read_text() == practice.text(sample_course[0])
    leave(begun)


def test_the_editor_gets_the_file(start, folder):
    child = start(EDITOR=f"'{sys.executable}' -c \"import sys; print('edits', sys.argv[1])\"")
    child.expect("any key")
    child.send(" ")
    child.expect("Not attempted")
    child.send("o")
    child.expect(f"edits .*{Path(DOT).name}")
    child.expect("Not attempted")
    leave(child)


def test_help_and_a_small_window(begun):
    begun.send("?")
    begun.expect("check once more")
    begun.send(" ")
    begun.setwinsize(8, 40)
    begun.expect(" quit")
    begun.setwinsize(30, 90)
    begun.expect("Return the sum of the products")
    leave(begun)
