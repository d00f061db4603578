"""Weeks: every notebook once, in order, and what is due on a day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundup.learn import plan, syllabus
from groundup.learn.plan import Plan

MONDAY = dt.date(2026, 1, 5)
BOOKS = list(syllabus.notebooks())


@given(weeks=st.integers(1, 200))
def test_every_notebook_stands_in_one_week_and_in_order(weeks):
    laid = [book for week in range(1, weeks + 1) for book in Plan(MONDAY, weeks).notebooks(week)]
    assert laid == BOOKS


@given(weeks=st.integers(1, 58))
def test_no_week_is_free_and_none_has_more_than_one_notebook_above_the_least(weeks):
    sizes = [len(Plan(MONDAY, weeks).notebooks(week)) for week in range(1, weeks + 1)]
    assert min(sizes) >= 1
    assert max(sizes) - min(sizes) <= 1


def test_what_is_due():
    nineteen = Plan(MONDAY, weeks=19)
    assert nineteen.due(MONDAY - dt.timedelta(days=1)) == []
    assert nineteen.due(MONDAY) == nineteen.notebooks(1) == BOOKS[:4]
    assert nineteen.due(MONDAY + dt.timedelta(days=7)) == BOOKS[:7]
    assert nineteen.due(MONDAY + dt.timedelta(weeks=500)) == BOOKS
    assert nineteen.hours == pytest.approx(58 / 19)


def test_a_plan_is_remembered(tmp_path):
    assert plan.recall(tmp_path) is None
    plan.remember(tmp_path, Plan(MONDAY, 12))
    assert plan.recall(tmp_path) == Plan(MONDAY, 12)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"start": "soon", "weeks": 3}',
                                  '{"start": "2026-01-05", "weeks": 0}'])
def test_a_damaged_plan_is_no_plan(tmp_path, text):
    plan.remember(tmp_path, Plan(MONDAY, 12))
    (tmp_path / plan.FILE).write_text(text)
    assert plan.recall(tmp_path) is None
