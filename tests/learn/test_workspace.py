"""The learner's folder: made whole or not at all, and updated without a loss."""

import errno
import json
import os

import pytest

from groundup.learn import practice, workspace
from groundup.learn.workspace import WorkspaceError, lay_down

BOOK = "ch01-dot-product/1-dot-product.ipynb"
OTHER = "ch01-dot-product/2-for-a-layer.ipynb"


def notebook(*sources, outputs=()):
    cells = [{"cell_type": "code", "source": [source], "outputs": list(outputs),
              "execution_count": len(outputs) or None} for source in sources]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}).encode()


@pytest.fixture
def course(monkeypatch, tmp_path, sample_course):
    """A small course that can be changed; write(place, content) changes it."""
    home = tmp_path / "course"
    monkeypatch.setattr(workspace, "source", lambda: home)

    def write(place, content):
        (home / place).parent.mkdir(parents=True, exist_ok=True)
        (home / place).write_bytes(content)

    write(BOOK, notebook("a = 1"))
    write(OTHER, notebook("b = 1"))
    write("README.md", b"# The course\n")
    write.home = home
    return write


@pytest.fixture
def folder(course, tmp_path):
    lay_down(tmp_path / "mine")
    return tmp_path / "mine"


def everything(folder):
    return {file.relative_to(folder).as_posix(): file.read_bytes()
            for file in folder.rglob("*") if file.is_file()}


def test_a_new_folder_holds_notebooks_practice_files_and_a_manifest(course, tmp_path):
    report = lay_down(tmp_path / "deep" / "mine")
    files = everything(tmp_path / "deep" / "mine")
    assert set(files) == {BOOK, OTHER, "README.md", "practice/ch01/1.1.dot.py",
                          "practice/ch01/1.1.length.py", "practice/ch02/2.3.guess-size.py",
                          workspace.MANIFEST}
    assert report.folder == tmp_path / "deep" / "mine"
    assert sorted(report.new) == sorted(set(files) - {workspace.MANIFEST})
    assert set(json.loads(files[workspace.MANIFEST])["files"]) == set(report.new)
    assert os.listdir(tmp_path / "deep") == ["mine"]


def test_laying_down_again_changes_nothing(folder):
    before = everything(folder)
    report = lay_down(folder)
    assert not (report.new or report.updated or report.changed_by_both or report.beside)
    assert everything(folder) == before


def test_an_untouched_notebook_is_updated(course, folder):
    course(BOOK, notebook("a = 2"))
    assert lay_down(folder).updated == [BOOK]
    assert (folder / BOOK).read_bytes() == notebook("a = 2")


def test_running_a_notebook_does_not_change_it(course, folder):
    (folder / BOOK).write_bytes(notebook("a = 1", outputs=[{"text": "1"}]))
    assert lay_down(folder).updated == []
    course(BOOK, notebook("a = 2"))
    assert lay_down(folder).updated == [BOOK]


def test_a_changed_notebook_is_never_overwritten(course, folder):
    mine = notebook("a = 1", "my = 'own work'")
    (folder / BOOK).write_bytes(mine)
    assert lay_down(folder).changed_by_both == []           # the course has not changed it
    course(BOOK, notebook("a = 2"))
    for _ in range(2):                                      # it says so each time
        assert lay_down(folder).changed_by_both == [BOOK]
        assert (folder / BOOK).read_bytes() == mine


def test_keep_both_puts_the_new_one_beside_once(course, folder):
    mine = notebook("mine = 1")
    (folder / BOOK).write_bytes(mine)
    course(BOOK, notebook("a = 2"))
    beside = "ch01-dot-product/1-dot-product.new.ipynb"
    assert lay_down(folder, keep_both=True).beside == [beside]
    assert (folder / BOOK).read_bytes() == mine
    assert (folder / beside).read_bytes() == notebook("a = 2")
    assert lay_down(folder, keep_both=True).beside == []

    (folder / beside).write_bytes(notebook("a = 2", "mine, too"))
    course(BOOK, notebook("a = 3"))
    assert lay_down(folder, keep_both=True).beside == [beside.replace(".new", ".new-2")]
    assert (folder / beside).read_bytes() == notebook("a = 2", "mine, too")


def test_a_written_practice_file_stays_and_progress_survives(course, folder):
    file = folder / "practice/ch01/1.1.dot.py"
    file.write_text("def dot(a, b):\n    return 'my work'\n")
    workspace.progress(folder).record("1.1.dot", right=True)
    course(BOOK, notebook("a = 2"))
    lay_down(folder)
    assert "my work" in file.read_text()
    assert workspace.progress(folder).status("1.1.dot") == "done"


def test_what_was_removed_or_renamed_stays_and_what_was_deleted_comes_back(course, folder):
    (course.home / OTHER).rename(course.home / "ch01-dot-product" / "3-new-name.ipynb")
    (folder / BOOK).unlink()
    report = lay_down(folder)
    assert sorted(report.new) == [BOOK, "ch01-dot-product/3-new-name.ipynb"]
    assert (folder / OTHER).read_bytes() == notebook("b = 1")


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"files": 3}'])
def test_without_its_manifest_every_difference_counts_as_the_learners(course, folder, damage):
    (folder / workspace.MANIFEST).write_bytes(damage)
    course(BOOK, notebook("a = 2"))
    assert lay_down(folder).changed_by_both == [BOOK]
    assert (folder / BOOK).read_bytes() == notebook("a = 1")


def test_a_damaged_notebook_of_the_learner_is_left_alone(course, folder):
    (folder / BOOK).write_bytes(b"{ half a noteb")
    course(BOOK, notebook("a = 2"))
    assert lay_down(folder).changed_by_both == [BOOK]
    assert (folder / BOOK).read_bytes() == b"{ half a noteb"


def test_a_folder_that_is_something_else_is_refused(course, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkspaceError, match="is a file, not a folder"):
        lay_down(tmp_path / "file")
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("Dear A.,")
    with pytest.raises(WorkspaceError, match="holds other things"):
        lay_down(tmp_path / "letters")
    assert os.listdir(tmp_path / "letters") == ["dear.txt"]


def test_a_disk_that_fills_up_leaves_no_new_folder(course, tmp_path, monkeypatch):
    written = []

    def full(file, content):
        if len(written) == 3:
            raise OSError(errno.ENOSPC, "No space left on device", str(file))
        written.append(file)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    monkeypatch.setattr(workspace, "put", full)
    with pytest.raises(WorkspaceError, match="No space left on device"):
        lay_down(tmp_path / "mine")
    assert sorted(os.listdir(tmp_path)) == ["course"]


def test_an_interrupted_update_is_taken_up_again(course, folder, monkeypatch):
    course(BOOK, notebook("a = 2"))
    course(OTHER, notebook("b = 2"))
    original = workspace.put

    def interrupted(file, content):
        if file.name.startswith("2-"):
            raise KeyboardInterrupt
        original(file, content)

    with monkeypatch.context() as patch:
        patch.setattr(workspace, "put", interrupted)
        with pytest.raises(KeyboardInterrupt):
            lay_down(folder)
    assert (folder / OTHER).read_bytes() == notebook("b = 1")
    report = lay_down(folder)
    assert (report.updated, report.changed_by_both) == ([OTHER], [])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_read_only_folder_is_said_in_a_sentence(folder):
    folder.chmod(0o500)
    try:
        with pytest.raises(WorkspaceError, match="cannot be written to"):
            lay_down(folder)
    finally:
        folder.chmod(0o700)


def test_the_workspace_is_found_from_inside_and_from_beside(folder, monkeypatch):
    monkeypatch.chdir(folder / "practice" / "ch01")
    assert workspace.find().samefile(folder)
    folder.rename(folder.with_name(workspace.NAME))
    monkeypatch.chdir(folder.parent)
    assert workspace.find().name == workspace.NAME
    monkeypatch.chdir(folder.parent / "course")
    with pytest.raises(WorkspaceError, match="groundup learn"):
        workspace.find()


def test_a_record_that_cannot_be_read_is_said(folder):
    (folder / "progress.json").mkdir()
    with pytest.raises(WorkspaceError, match=r"Cannot read .*progress\.json"):
        workspace.progress(folder)


def test_a_reset_file_counts_as_laid_down(course, folder, sample_course):
    file = folder / practice.place(sample_course[0])
    file.write_text("mine")
    workspace.restore(folder, sample_course[0])
    assert not practice.touched(sample_course[0], file)
    assert not lay_down(folder).changed_by_both
