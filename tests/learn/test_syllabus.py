"""The table of the course, and the page that is drawn from it."""

import re
from pathlib import Path

import pytest

from groundup.learn import catalog, syllabus, table, workspace

ROOT = Path(__file__).parents[2]
BOOKS = list(syllabus.notebooks())


def test_there_are_18_chapters_and_58_notebooks():
    assert [chapter.number for chapter in syllabus.CHAPTERS] == list(range(1, 19))
    assert len(BOOKS) == len({book.number for book in BOOKS}) == 58
    assert {chapter.part for chapter in syllabus.CHAPTERS} == {1, 2, 3, 4}


def test_the_titles_of_the_first_chapters_are_kept_word_for_word():
    assert [book.title for book in BOOKS[:14]] == [
        "dot product", "for a layer", "single neuron", "single neuron calculation without numpy",
        "matrix", "using loops", "Dense Layer Basics", "Dense Layer", "hidden layer 1",
        "nnfs library", "relu implementation", "activation functions comparison",
        "softmax for classification", "forward propagation"]
    assert BOOKS[0].file == "ch01-dot-product/1-dot-product.ipynb"
    assert BOOKS[1].file == "ch01-dot-product/2-for-a-layer.ipynb"


@pytest.mark.parametrize("word, number", [
    ("1", "1.1"), ("2.3", "2.3"), ("02.3", "2.3"), ("ch18", "18.1"), ("CH05", "5.1"),
    ("chapter 7", "7.1"), ("dense layer", "3.1"), ("Dense Layer Basics", "3.1"), ("yolo", "13.2"),
    ("hessian", "8.3"), ("attention", "18.1"), ("transformers", "18.2"), ("19", None),
    ("2.9", None), ("", None), ("---", None)])
def test_a_word_finds_its_notebook(word, number):
    found = syllabus.find(word)
    assert (found and found.number) == number


def test_every_title_finds_its_own_chapter():
    for book in BOOKS:
        assert syllabus.find(book.title).chapter == book.chapter, book.title


def test_every_notebook_of_the_course_is_in_the_syllabus():
    course = workspace.source()
    there = {file.relative_to(course).as_posix() for file in course.glob("*/*.ipynb")
             if ".ipynb_checkpoints" not in file.parts}
    assert there <= {book.file for book in BOOKS}


def test_every_exercise_belongs_to_a_notebook():
    assert set(catalog.notebooks()) <= {book.number for book in BOOKS}


def test_the_page_of_the_course_is_as_generated():
    committed = (ROOT / "course" / "README.md").read_text(encoding="utf-8")
    assert committed == table.page(), "write it anew: python -m groundup.learn.table"


def test_the_page_links_what_is_written_and_nothing_else():
    links = set(re.findall(r"\]\((ch[^)]+)\)", table.page()))
    assert {link for link in links if link.endswith(".ipynb")} == {
        book.file for book in BOOKS if workspace.is_written(book)}
    for link in links:
        assert (workspace.source() / link).is_file()
