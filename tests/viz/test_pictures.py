"""Images, weights and worst mistakes: what each picture holds, and that text has its room."""

import numpy as np
import pytest

from groundup.viz import images, weights, worst_mistakes
from groundup.viz.pictures import number_texts

pytest.importorskip("matplotlib", reason="figures need Matplotlib")

rng = np.random.default_rng(0)


@pytest.mark.parametrize("shape, drawn", [((4, 6), (1, 4, 6)), ((5, 4, 6), (5, 4, 6)),
                                          ((5, 1, 4, 6), (5, 4, 6)), ((5, 3, 4, 6), (5, 4, 6, 3))])
def test_each_layout_of_images(shape, drawn):
    x = rng.random(shape)
    pictures = images(x).axes[0].images
    got = np.array([picture.get_array() for picture in pictures])
    assert got.shape == drawn
    expected = x.transpose(0, 2, 3, 1) if drawn[-1] == 3 else x.reshape(drawn)
    np.testing.assert_allclose(got, expected)


def test_other_ranges_are_stretched_together_and_bytes_are_kept():
    got = [p.get_array() for p in images(np.array([[[0, 8]], [[16, 4]]])).axes[0].images]
    np.testing.assert_allclose(got, [[[0, 0.5]], [[1, 0.25]]])
    byte = images(np.full((1, 3, 2, 2), 51, np.uint8)).axes[0].images[0].get_array()
    np.testing.assert_allclose(byte, 0.2)


@pytest.mark.parametrize("count, columns", [(1, None), (10, None), (13, 4), (60, None)])
def test_pictures_do_not_overlap_and_fit_a_notebook(count, columns):
    figure = images(np.zeros((count, 5, 4)), titles=["a long title here"] * count, columns=columns)
    figure.draw_without_rendering()
    ax = figure.axes[0]
    boxes = [artist.get_window_extent() for artist in [*ax.images, *ax.texts]]
    inside = figure.bbox.padded(1)
    assert all(inside.x0 <= b.x0 and b.x1 <= inside.x1 and inside.y0 <= b.y0 and b.y1 <= inside.y1
               for b in boxes)
    assert not any(a.x0 < b.x1 and b.x0 < a.x1 and a.y0 < b.y1 and b.y0 < a.y1
                   for i, a in enumerate(boxes) for b in boxes[:i])
    assert figure.get_size_inches()[0] <= 8


def test_small_matrices_show_numbers_large_ones_a_scale():
    small = weights(rng.normal(size=(3, 4)))
    assert len(small.axes) == 1 and len(small.axes[0].texts) == 12
    large = weights(rng.normal(size=(64, 32)))
    assert len(large.axes) == 2 and len(large.axes[0].texts) == 0


@pytest.mark.parametrize("array, shape, count", [(rng.normal(size=(6, 4)), None, 1),
                                                 (rng.normal(size=(6, 4)), (2, 3), 4),
                                                 (rng.normal(size=(4, 3, 5, 5)), None, 12)])
def test_weights_have_symmetric_limits_everywhere(array, shape, count):
    pictures = weights(array, shape=shape).axes[0].images
    largest = np.abs(array).max()
    assert len(pictures) == count
    assert {picture.get_clim() for picture in pictures} == {(-largest, largest)}


def test_a_column_of_a_dense_layer_is_one_picture():
    w = np.arange(12.0).reshape(6, 2)
    second = weights(w, shape=(2, 3)).axes[0].images[1].get_array()
    np.testing.assert_array_equal(second, w[:, 1].reshape(2, 3))


@pytest.mark.parametrize("scale", [1e-9, 1e-3, 0.04, 1.0, 99.0, 5e5])
def test_numbers_fit_their_cells_at_any_scale(scale):
    texts, unit = number_texts(np.array([[scale, -scale / 3, 0.0]]))
    assert max(map(len, texts.ravel())) <= 6
    plain = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    power = int(unit.removeprefix(" × 10").translate(plain) or 0)
    np.testing.assert_allclose(float(texts[0, 0]) * 10.0 ** power, scale, rtol=0.01)


def test_worst_mistakes_come_surest_first():
    x = np.arange(4.0)[:, None, None] * np.ones((4, 3, 3))
    p = np.array([[0.6, 0.4], [0.9, 0.1], [0.2, 0.8], [0.7, 0.3]])
    ax = worst_mistakes(x, [1, 1, 1, 0], p, class_names=["cat", "dog"]).axes[0]
    assert [t.get_text() for t in ax.texts] == [
        "said cat (90 %), is dog", "said cat (60 %), is dog",
        "The 2 surest of 2 mistakes among 4 images"]
    np.testing.assert_allclose([p.get_array()[0, 0] for p in ax.images], [1 / 3, 0])


def test_no_mistakes_are_said_in_words():
    ax = worst_mistakes(np.zeros((2, 3, 3)), [0, 1], np.eye(2)).axes[0]
    assert ax.texts[0].get_text() == "No mistakes among 2 images." and not ax.images


@pytest.mark.parametrize("call, says", [
    (lambda: images(np.zeros((5, 64))[:, :, None, None]), r"shape \(5, 64, 1, 1\); expected"),
    (lambda: images(np.zeros((0, 8, 8))), "nothing to show"),
    (lambda: images(np.full((1, 2, 2), np.nan)), "not finite"),
    (lambda: images(np.zeros((2, 8, 8)), titles=["one"]), "1 titles for 2 images"),
    (lambda: images(np.zeros((2, 8, 8)), columns=0), "columns is 0"),
    (lambda: images(np.zeros((500, 2, 2))), "500 pictures are too many"),
    (lambda: worst_mistakes(np.zeros((1, 2, 2)), [0], [[0, 1]], count=0), "count is 0"),
    (lambda: weights(np.zeros((2, 3, 4))), r"shape \(2, 3, 4\); expected"),
    (lambda: weights(np.zeros((60, 4)), shape=(8, 8)), "60 weights, which do not fill .* 8 × 8"),
    (lambda: worst_mistakes(np.zeros((2, 3, 3)), [0, 1], np.eye(3)), "for 2 images"),
    (lambda: worst_mistakes(np.zeros((2, 3, 3)), [0, 5], np.eye(2)), "target names class 5"),
])
def test_bad_input_is_told_what_was_expected(call, says):
    with pytest.raises(ValueError, match=says):
        call()
