"""The confusion matrix as a figure: numbers, shades, recall; readable from 2 to 26 classes."""

import numpy as np
import pytest

from groundup.viz import confusion_matrix

pytest.importorskip("matplotlib", reason="figures need Matplotlib")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_cells_hold_numbers_and_the_margin_holds_recall():
    ax = confusion_matrix([[8, 2], [0, 9]], ["no", "yes"]).axes[0]
    assert texts(ax) == ["8", "2", "9", "recall", "80 %", "100 %"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["no", "yes"]


def test_right_is_greenish_and_wrong_reddish():
    tints = confusion_matrix([[5, 5], [5, 5]]).axes[0].images[0].get_array()
    red, green = tints[..., 0], tints[..., 1]
    assert (np.diag(green) > np.diag(red)).all() and red[0, 1] > green[0, 1]
    np.testing.assert_allclose(confusion_matrix(np.eye(2)).axes[0].images[0].get_array()[0, 1], 1)


@pytest.mark.parametrize("count", [2, 10, 26])
def test_numbers_stay_inside_their_cells(count):
    names = [chr(65 + i) for i in range(count)]
    figure = confusion_matrix(np.full((count, count), 888 if count > 12 else 8888), names)
    figure.draw_without_rendering()
    ax = figure.axes[0]
    cell = ax.transData.transform([[0, 0], [1, 1]])
    width = cell[1, 0] - cell[0, 0]
    assert all(text.get_window_extent().width < width for text in ax.texts[: count * count])
    assert all(text.get_fontsize() >= 9 for text in ax.texts)


def test_a_class_without_samples_has_no_recall():
    assert texts(confusion_matrix([[0, 0], [1, 3]]).axes[0])[-2:] == ["–", "75 %"]


def test_title_names_the_score_or_what_it_is_given():
    assert confusion_matrix([[1, 0], [0, 1]], title="Mine").axes[0].get_title("left") == "Mine"
    assert confusion_matrix([[0, 0], [0, 0]]).axes[0].get_title("left") == "No answers yet"


@pytest.mark.parametrize("matrix, names, says", [
    (np.ones((2, 3)), None, r"shape \(2, 3\); expected \(K, K\)"),
    ([[1, -1], [0, 1]], None, "negative"),
    ([[1, 0], [0, 1]], ["one"], "1 class names for 2 classes"),
])
def test_bad_input_is_told_what_was_expected(matrix, names, says):
    with pytest.raises(ValueError, match=says):
        confusion_matrix(matrix, names)
