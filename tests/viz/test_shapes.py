"""Matrices as boxes: what is written, lit and coloured in them."""

import numpy as np
import pytest

from groundup.viz import style
from groundup.viz.shapes import broadcast_sum, row_meets_column, shape_boxes

pytest.importorskip("matplotlib", reason="figures need Matplotlib: pip install matplotlib")


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def thick_colors(figure):
    return [line.get_color() for line in figure.axes[0].lines if line.get_linewidth() == 4]


def test_sides_that_meet_are_marked_by_whether_they_fit():
    fits = shape_boxes(("x", (5, 4)), "@", ("W", (4, 3)), "=", ("z", (5, 3)), title="It fits")
    assert thick_colors(fits) == [style.RIGHT] * 2
    assert thick_colors(shape_boxes(("x", (5, 4)), "@", ("W", (3, 4)))) == [style.WRONG] * 2
    assert "(5, 3)" in texts(fits)


def test_a_long_side_is_drawn_shorter_and_a_vector_as_a_row():
    figure = shape_boxes(("x", (797, 64)), "+", ("b", (64,)))
    tall, flat = [patch.get_height() for patch in figure.axes[0].patches]
    assert 0 < flat < tall < 797 * flat
    assert thick_colors(figure) == []


@pytest.mark.parametrize("terms", [(("x", (3, 4)), "@"), ("x", (3, 4), "@"), (("x", (3,)), ("y",))])
def test_boxes_and_signs_must_alternate(terms):
    with pytest.raises(ValueError, match="in turn"):
        shape_boxes(*terms)


def test_the_entry_where_row_and_column_cross_is_the_product():
    a, b = np.array([[1.0, -2.0], [0.5, 3.0], [2.0, 0.0]]), np.arange(8.0).reshape(2, 4)
    figure = row_meets_column(a, b, row=1, column=3)
    bold = [t.get_text() for t in figure.axes[0].texts if t.get_fontweight() == "bold"]
    assert bold[2] == f"{(a @ b)[1, 3]:g}" == "22.5"
    assert len(figure.axes[0].patches) == a.size + b.size + 12
    with pytest.raises(ValueError, match="expected"):
        row_meets_column(a, a, 0, 0)


@pytest.mark.parametrize("b, grey", [([1.0, 2.0, 3.0], 3), ([[1.0], [2.0]], 4)])
def test_copies_are_grey(b, grey):
    figure = broadcast_sum(np.zeros((2, 3)), b)
    fills = [patch.get_facecolor()[:3] for patch in figure.axes[0].patches]
    box = tuple(style.rgb(style.theme().box))
    assert sum(np.allclose(fill, box) for fill in fills) == grey


def test_what_cannot_be_stretched_is_refused():
    with pytest.raises(ValueError, match="stretch"):
        broadcast_sum(np.zeros((2, 3)), [1.0, 2.0])
    with pytest.raises(ValueError, match="expected"):
        broadcast_sum(np.zeros(3), [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="expected"):
        broadcast_sum(np.zeros((2, 3)), 5.0)
