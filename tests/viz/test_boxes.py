"""Boxes on a picture: where they are, what they are called, and that the picture stays itself."""

import numpy as np
import pytest

from groundup import viz
from groundup.viz import style

pytest.importorskip("matplotlib", reason="figures need Matplotlib")

PLACES = [[4, 8, 20, 24], [10, 1, 30, 12]]


def test_boxes_are_where_they_should_be():
    image = np.random.default_rng(0).random((3, 32, 40))
    ax = viz.boxes(image, PLACES).axes[0]
    np.testing.assert_allclose(ax.images[0].get_array(), image.transpose(1, 2, 0))
    assert ax.images[0].get_extent() == [0, 40, 32, 0]
    assert ax.get_xlim() == (0, 40) and ax.get_ylim() == (32, 0)
    drawn = [line.get_xydata() for line in ax.lines[1::2]]
    found = [[*corners.min(axis=0), *corners.max(axis=0)] for corners in drawn]
    assert found == PLACES and not ax.texts


def test_names_colours_and_the_surest_on_top():
    ax = viz.boxes(np.zeros((32, 40)), PLACES, [1, 0], [0.9, 0.25], ["cat", "dog"]).axes[0]
    assert [text.get_text() for text in ax.texts] == ["cat 0.25", "dog 0.90"]
    assert [line.get_color() for line in ax.lines[1::2]] == [style.BLUE, style.ORANGE]
    plain = viz.boxes(np.zeros((1, 32, 40)), PLACES, [3, 0]).axes[0]
    assert [text.get_text() for text in plain.texts] == ["3", "0"]
    only = viz.boxes(np.zeros((1, 32, 40)), PLACES, scores=[0.5, 0.4]).axes[0]
    assert [text.get_text() for text in only.texts] == ["0.40", "0.50"]


@pytest.mark.parametrize("background", ["light", "dark"])
def test_tags_can_be_read_and_stay_in_the_figure(background):
    viz.set_background(background)
    try:
        places = [[0, 0, 6, 6], [20, 30, 40, 32], [30, 0, 38, 9]]
        names = [f"a long name {k}" for k in range(8)]
        figure = viz.boxes(np.zeros((32, 40)), places, [7, 1, 5], [0.1, 0.2, 0.3], names,
                           title="Found")
    finally:
        viz.set_background("light")
    figure.draw_without_rendering()
    for text in figure.axes[0].texts:
        inside, room = text.get_window_extent(), figure.bbox
        assert room.x0 <= inside.x0 and inside.x1 <= room.x1 and inside.y1 <= room.y1
        assert style.contrast(text.get_color(), text.get_bbox_patch().get_facecolor()) >= 4.5


def test_no_boxes_and_given_axes():
    _, axes = style.new_figure(4, 2, columns=2)
    assert viz.boxes(np.zeros((8, 8)), [], ax=axes[0, 1]) is axes[0, 1]
    assert not axes[0, 1].lines and len(axes[0, 1].images) == 1


@pytest.mark.parametrize("call, says", [
    (lambda x: viz.boxes(x[None], PLACES), r"shape \(1, 3, 8, 8\); expected .* one picture"),
    (lambda x: viz.boxes(x, [1, 2, 3, 4]), r"boxes has shape \(4,\)"),
    (lambda x: viz.boxes(x, PLACES, [1]), r"labels has shape \(1,\); expected \(2,\)"),
    (lambda x: viz.boxes(x, PLACES, scores=[1]), r"scores has shape \(1,\) for 2 boxes"),
    (lambda x: viz.boxes(x, PLACES, [0, 2], class_names=["a", "b"]), "class 2, but .* 2 class"),
])
def test_bad_input_is_told_what_was_expected(call, says):
    with pytest.raises(ValueError, match=says):
        call(np.zeros((3, 8, 8)))
