"""Decision boundaries: regions by class, confidence as saturation, clear refusals."""

import numpy as np
import pytest

from groundup.viz import decision_boundary
from groundup.viz.boundary import probabilities

pytest.importorskip("matplotlib", reason="figures need Matplotlib")

x = np.array([[-1.0, -1.0], [1.0, -1.0], [0.0, 1.0]])


def test_every_class_has_its_points_and_its_line():
    ax = decision_boundary(lambda p: p @ np.array([[-1, 1, 0], [-1, -1, 1]]), x, [0, 1, 2]).axes[0]
    points = [c for c in ax.collections if len(c.get_offsets()) == 1 and c.get_label() in "012"]
    np.testing.assert_array_equal([c.get_offsets()[0] for c in points], x)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["0", "1", "2"]


def test_sure_places_are_more_saturated_than_doubtful_ones():
    picture = decision_boundary(lambda p: 4 * p[:, :1], x, [0, 1, 0]).axes[0].images[0].get_array()
    saturation = picture.max(axis=-1) - picture.min(axis=-1)
    middle, left = saturation[0, picture.shape[1] // 2], saturation[0, 0]
    assert left > 4 * middle


def test_logits_and_probabilities_give_the_same():
    logits = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, 1.0]])
    expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(probabilities(logits, rows=2), expected)
    np.testing.assert_allclose(probabilities(expected, rows=2), expected)
    one = np.array([[0.2], [0.9]])
    np.testing.assert_allclose(probabilities(one, rows=2), [[0.8, 0.2], [0.1, 0.9]])
    np.testing.assert_allclose(probabilities([[-1e4], [1e4]], rows=2), [[1, 0], [0, 1]])


def test_the_grid_has_the_dtype_of_the_points():
    seen = []
    decision_boundary(lambda p: (seen.append(p.dtype), p)[1], x.astype(np.float32), [0, 1, 0])
    assert seen == [np.float32]


@pytest.mark.parametrize("predict, points, y, says", [
    (lambda p: p, np.ones((3, 4)), [0, 1, 0], r"x has shape \(3, 4\); expected \(N, 2\)"),
    (lambda p: p, x, [0, 1], r"y has shape \(2,\); expected \(3,\)"),
    (lambda p: p, x, [0.5, 1, 0], "class numbers"),
    (lambda p: p[:5], x, [0, 1, 0], r"predict gave shape \(5, 2\)"),
    (lambda p: p * np.nan, x, [0, 1, 0], "not finite"),
    (lambda p: p, x, [0, 1, 2], "y names class 2, but predict scores 2 classes"),
])
def test_bad_input_is_told_what_was_expected(predict, points, y, says):
    with pytest.raises(ValueError, match=says):
        decision_boundary(predict, points, y)
