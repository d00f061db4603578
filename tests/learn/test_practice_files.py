"""An exercise as a file, and the answer read back from it."""

import ast

import pytest

from groundup.learn import catalog, practice
from groundup.learn.practice import Unreadable


def test_every_exercise_of_the_course_makes_a_file_that_python_reads():
    for exercise in catalog.every():
        text = practice.text(exercise)
        ast.parse(text)
        assert max(map(len, text.splitlines())) <= 110, exercise.id
        assert exercise.id in text


def test_the_file_holds_the_task_what_it_needs_and_the_stub(sample_course):
    dot, length, guess = sample_course
    assert practice.text(dot) == '''\
# The sum of the products  (1.1.dot, easy)
#
# Return the sum of the products of `a` and `b`.
#
# - `dot([1, 2], [3, 4])` is 11.


def dot(a, b):
    """a (n,), b (n,) -> the sum of the products, a number."""
    ...                       # your code
'''
    assert 'from groundup.learn import reference\n\ndot = reference("1.1.dot")' in (
        practice.text(length))
    assert practice.text(guess).endswith("\nanswer = ...                       # your code\n")


def test_a_written_file_gives_its_function(sample_course, tmp_path):
    file = tmp_path / "a.py"
    file.write_text("def length(a):\n    return 5.0\n", encoding="utf-8")
    assert practice.answer(sample_course[1], file)([3, 4]) == 5.0


def test_the_untouched_file_is_an_answer_that_was_not_attempted(sample_course, tmp_path):
    file = tmp_path / "a.py"
    file.write_text(practice.text(sample_course[2]), encoding="utf-8")
    assert practice.answer(sample_course[2], file) is ...
    assert not practice.touched(sample_course[2], file)
    file.write_bytes(b"\xff\xfe")
    assert practice.touched(sample_course[2], file)
    file.unlink()
    assert not practice.touched(sample_course[2], file)


@pytest.mark.parametrize("content, words, line", [
    (b"def dot(a:\n    pass\n", "Python cannot read", 1),
    (b"x = 1\n  y = 2\n", "unexpected indent", 2),
    (b"def dott(a, b):\n    return 1\n", "no longer defines `dot`", None),
    (b"caf\xe9 = 1\n", "Python cannot read", None),
    (b"x = '\0'\n", "Python cannot read", None)])
def test_what_cannot_be_judged_is_said(sample_course, tmp_path, content, words, line):
    file = tmp_path / "a.py"
    file.write_bytes(content)
    with pytest.raises(Unreadable, match=words) as caught:
        practice.answer(sample_course[0], file)
    assert line is None or caught.value.line == line


def test_a_missing_file_is_said(sample_course, tmp_path):
    with pytest.raises(Unreadable, match="cannot be read"):
        practice.answer(sample_course[0], tmp_path / "none.py")
