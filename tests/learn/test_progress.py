import json
import os
from datetime import date, timedelta

import pytest

from groundup.learn import progress as module
from groundup.learn.progress import MARKER, Progress, find_folder


class Calendar:
    """Today, as the tests say."""

    def __init__(self):
        self.day = date(2026, 11, 23)

    def __call__(self):
        return self.day

    def next(self, days=1):
        self.day += timedelta(days=days)


@pytest.fixture
def today():
    return Calendar()


@pytest.fixture
def progress(tmp_path, today):
    return Progress(tmp_path / "progress.json", today)


def again(progress):
    return Progress(progress.path, progress.today)


def test_what_happened_is_kept_with_dates_and_counts(progress, today):
    progress.record("1.1.dot", right=False)
    progress.show_hint("1.1.dot", 2)
    assert again(progress).status("1.1.dot") == "tried"
    today.next()
    progress.record("1.1.dot", right=True)
    assert again(progress).entry("1.1.dot") == {
        "begun": "2026-11-23", "tries": 2, "status": "done", "hints": 2, "done": "2026-11-24"}
    assert progress.hints("1.1.dot") == 2 and progress.status("1.2.other") == "new"
    progress.record("1.1.dot", right=False)
    assert progress.status("1.1.dot") == "done"                    # once done, done
    assert progress.ids("done") == ["1.1.dot"]
    progress.forget("1.1.dot")
    assert again(progress).status("1.1.dot") == "new"


def test_a_solution_that_was_seen_counts_from_the_next_day_on(progress, today):
    progress.see("1.1.dot")
    progress.record("1.1.dot", right=True)
    assert again(progress).status("1.1.dot") == "seen"
    today.next()
    progress.record("1.1.dot", right=True)
    assert progress.status("1.1.dot") == "done"
    progress.see("1.1.dot")
    assert progress.status("1.1.dot") == "done"


def test_the_streak_counts_days_in_a_row(progress, today):
    assert progress.streak == 0
    for _ in range(3):
        progress.record("1.1.dot", right=False)
        today.next()
    assert progress.streak == 3                                    # today may still come
    today.next()
    assert progress.streak == 0
    progress.record("1.1.dot", right=False)
    assert progress.streak == 1


def test_the_file_is_readable_and_unknown_things_stay(progress):
    progress.record("1.1.dot", right=True)
    content = json.loads(progress.path.read_text())
    content["exercises"]["77.7.later"] = {"status": "mastered", "stars": 3}
    content["theme"] = "dark"
    progress.path.write_text(json.dumps(content))
    progress.record("1.1.dot", right=True)
    kept = json.loads(progress.path.read_text())
    assert kept["exercises"]["77.7.later"] == {"status": "mastered", "stars": 3}
    assert kept["theme"] == "dark" and kept["course"] == "groundup"


def test_two_that_write_lose_nothing(progress):
    other = again(progress)
    progress.record("1.1.a", right=True)
    other.record("1.1.b", right=True)
    progress.record("1.1.c", right=True)
    assert again(progress).ids("done") == ["1.1.a", "1.1.b", "1.1.c"]


BROKEN = [b"", b"{", b"\xff\xfe", b"[]", b'{"course": "other"}', b"null",
          b'{"course": "groundup", "exercises": []}', b'{"course": "groundup", "days": [1]}',
          b'{"course": "groundup", "exercises": {"a": {"tries": "many"}}}']


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_file_is_put_aside_never_lost(progress, content):
    for number in (1, 2):
        progress.path.write_bytes(content)
        fresh = again(progress)
        assert fresh.status("1.1.dot") == "new"
        assert fresh.set_aside.name == f"progress.broken-{number}.json"
        assert fresh.set_aside.read_bytes() == content
    fresh.record("1.1.dot", right=True)
    assert again(progress).status("1.1.dot") == "done"


@pytest.mark.parametrize("step", ["open", "fsync", "replace"])
def test_a_crash_at_any_step_leaves_the_old_file(progress, monkeypatch, step):
    progress.record("1.1.dot", right=True)
    before = progress.path.read_bytes()

    def crash(*arguments, **options):
        raise OSError("the power went off")

    with monkeypatch.context() as patched:
        if step == "open":
            patched.setattr("builtins.open", crash)
        else:
            patched.setattr(os, step, crash)
        with pytest.raises(OSError, match="power"):
            progress.record("1.2.next", right=True)
    assert progress.path.read_bytes() == before
    assert os.listdir(progress.path.parent) == ["progress.json"]
    progress.record("1.2.next", right=True)
    assert again(progress).ids("done") == ["1.1.dot", "1.2.next"]


def test_a_crash_in_the_middle_of_the_bytes_leaves_the_old_file(progress, monkeypatch):
    """The first half is written, and the process is gone before anything can clean up."""
    progress.record("1.1.dot", right=True)
    before = progress.path.read_bytes()

    def half(path, content):
        path.with_name(f".{path.name}.0.tmp").write_bytes(content[: len(content) // 2])
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(module, "write_atomically", half)
        with pytest.raises(KeyboardInterrupt):
            progress.record("1.2.next", right=True)
    assert progress.path.read_bytes() == before and again(progress).set_aside is None


def test_progress_goes_to_another_machine_and_the_better_status_wins(progress, tmp_path, today):
    progress.record("1.1.a", right=True)
    progress.record("1.1.b", right=False)
    today.next()
    other = Progress(tmp_path / "other.json", today)
    other.see("1.1.a")
    other.record("1.1.b", right=True)
    other.show_hint("1.1.c", 3)
    progress.merge(other.export())
    merged = again(progress)
    assert [merged.status(f"1.1.{name}") for name in "abc"] == ["done", "done", "tried"]
    assert merged.entry("1.1.b")["begun"] == "2026-11-23" and merged.hints("1.1.c") == 3
    assert merged.streak == 2
    once = merged.export()
    merged.merge(other.export())
    assert merged.export() == once                                 # a second time changes nothing
    with pytest.raises(ValueError, match="no progress file"):
        merged.merge("{}")
    assert again(progress).export() == once


def test_the_folder_is_found_from_below(tmp_path):
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert find_folder(inner) is None
    (tmp_path / "progress.json").write_text('{"scores": [1, 2]}')  # of some other program
    assert find_folder(inner) is None
    (tmp_path / "a" / MARKER).mkdir()
    assert find_folder(inner) == tmp_path / "a"
    Progress(inner / "progress.json").record("1.1.dot", right=True)
    assert find_folder(inner) == inner
