"""The map of the course: as many notebooks as the syllabus has, and one of them lit."""

import pytest

from groundup.viz import style
from groundup.viz.course import PARTS, course_map, place_of

pytest.importorskip("matplotlib", reason="figures need Matplotlib")


def test_the_course_has_18_chapters_and_58_notebooks():
    chapters = [chapter for part in PARTS.values() for chapter in part]
    assert len(chapters) == 18
    assert sum(count for _, count in chapters) == 58


def test_each_notebook_is_a_dot_and_one_is_lit():
    ax = course_map("12.3").axes[0]
    colors = [line.get_color() for line in ax.lines]
    assert len(colors) == 58
    assert colors.index(style.VERMILION) == sum([2, 4, 4, 3, 3, 3, 4, 4, 3, 2, 2]) + 2


def test_a_notebook_that_does_not_exist_is_named():
    assert place_of("1.2") == (1, 2)
    with pytest.raises(ValueError, match="no notebook '1"):
        course_map("1.3")
