"""Several runs in one figure, and in one chart of text."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundup import viz
from groundup.viz import style
from groundup.viz.chart import chart
from groundup.viz.comparison import spread

FIRST = {"loss": [2.0, 1.0, 0.5], "val_loss": [2.1, 1.2, 0.9], "accuracy": [0.1, 0.5, 0.8],
         "val_accuracy": [0.1, 0.4, 0.7]}
SECOND = {"loss": [2.5, 2.0], "val_loss": [np.nan, 2.2]}


def test_a_colour_a_run_and_dashes_for_validation():
    figure = viz.compare_runs({"first": FIRST, "second": SECOND})
    loss, accuracy = figure.axes
    lines = [(line.get_color(), line.get_linestyle()) for line in loss.lines]
    assert lines == [(style.BLUE, "-"), (style.BLUE, "--"), (style.ORANGE, "-"),
                     (style.ORANGE, "--")]
    np.testing.assert_array_equal(loss.lines[1].get_ydata(), FIRST["val_loss"])
    assert [text.get_text() for text in accuracy.texts] == ["first"]
    assert sorted(text.get_text() for text in loss.texts) == ["first", "second"]


def test_labels_do_not_touch():
    figure = viz.compare_runs({name: {"loss": [1.0, 0.5]} for name in "abcdefgh"})
    figure.canvas.draw()
    boxes = sorted((text.get_window_extent() for text in figure.axes[0].texts),
                   key=lambda box: box.y0)
    assert all(low.y1 <= high.y0 + 1 for low, high in pairwise(boxes))


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8))
def test_what_is_spread_keeps_its_order_and_middle(places):
    places = sorted(places)
    moved = np.array(spread(places, room=5.0))
    assert (np.diff(moved) >= 5.0 - 1e-6).all()
    assert moved.mean() == pytest.approx(np.mean(places), abs=1e-6)
    if len(places) > 1 and np.diff(places).min() > 5:
        np.testing.assert_allclose(moved, places)


def test_what_cannot_be_drawn():
    with pytest.raises(TypeError, match="takes a mapping from names to histories"):
        viz.compare_runs([FIRST])
    with pytest.raises(ValueError, match="nothing to draw"):
        viz.compare_runs({"none": {"loss": []}})


def test_a_chart_has_its_size_and_its_numbers():
    text = chart([[3.0, 2.0, 1.0], [1.0, np.nan, 2.0]], width=30, height=5, color=False)
    lines = text.split("\n")
    assert len(lines) == 6 and max(map(len, lines)) <= 30
    assert lines[0].startswith("3 │A") and lines[4].startswith("1 │B")
    assert lines[5].split() == ["1", "3"]


def test_a_shorter_curve_ends_where_it_ends():
    text = chart([[0.0, 0.0, 0.0, 0.0, 0.0], [1.0, 1.0]], width=25, height=2, color=False)
    above, below, _ = text.split("\n")
    assert 4 <= above.count("B") <= 7 and below.count("A") == 22


@pytest.mark.parametrize("curves", [[[1.0]], [[1.0, 1.0]], [[np.nan, 0.5, np.inf]], [[], [0.1]]])
@pytest.mark.parametrize("color", [True, False])
def test_small_and_flat_curves(curves, color):
    drawn = chart(curves, width=20, height=4, color=color)
    assert drawn.count("\n") == 4
    assert ("A" in drawn or "B" in drawn) != color


def test_charts_of_nothing_or_too_much():
    for curves in ([], [[np.nan]], [[1.0]] * 9):
        with pytest.raises(ValueError, match="one to eight curves"):
            chart(curves)
