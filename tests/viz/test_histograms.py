"""Histograms: every value is drawn or counted in words."""

import numpy as np
import pytest

from groundup.viz import histograms, style

pytest.importorskip("matplotlib", reason="figures need Matplotlib")


def total(ax):
    return sum(bar.get_height() for bar in ax.patches)


def test_values_are_drawn_and_zeros_and_broken_ones_are_counted_in_words():
    ax = histograms({"w": [[-1.0, 2.0], [0.0, np.nan]]}).axes[0]
    assert total(ax) == 2
    assert ax.texts[0].get_text() == "25 % zero, 25 % not finite"


def test_negative_is_blue_and_positive_orange():
    from matplotlib.colors import to_hex
    bars = histograms({"w": [-1.0, -0.5, 0.25]}).axes[0].patches
    drawn = {(bar.get_x() < 0, to_hex(bar.get_facecolor()).upper()) for bar in bars}
    assert drawn == {(True, style.NEGATIVE), (False, style.POSITIVE)}


def test_one_panel_a_layer_on_one_symmetric_scale():
    layers = {f"layer {i}": np.random.default_rng(i).normal(size=50) * 2**i for i in range(4)}
    axes = histograms(layers).axes[:4]
    largest = max(np.abs(a).max() for a in layers.values())
    assert {ax.get_xlim() for ax in axes} == {(-largest, largest)}
    assert [ax.get_title("left") for ax in axes] == list(layers)
    assert [total(ax) for ax in axes] == [50] * 4
    assert len({ax.get_xlim() for ax in histograms(layers, shared=False).axes[:4]}) == 4


def test_saturation_of_sigmoid_counts_its_zero_end_once():
    ax = histograms({"sigmoid": [0.0, 0.001, 0.5, 1.0]}, saturation=(0, 1)).axes[0]
    assert ax.texts[0].get_text() == "std 0.41, 75 % saturated"


def test_a_long_name_keeps_its_end_and_stays_in_its_panel():
    figure = histograms({f"encoder.layers.{i}.attention.query.weight": [1.0, -1.0] for i in "abc"})
    figure.draw_without_rendering()
    titles = [ax._left_title for ax in figure.axes]
    assert titles[0].get_text().startswith("…") and titles[0].get_text().endswith("query.weight")
    spans = [title.get_window_extent() for title in titles]
    assert spans[0].x1 < spans[1].x0 and spans[1].x1 < spans[2].x0


def test_bad_input_is_told_what_was_expected():
    with pytest.raises(TypeError, match="expected a mapping from names to arrays"):
        histograms([1.0, 2.0])
    with pytest.raises(ValueError, match="nothing to draw"):
        histograms({"empty": []})
    with pytest.raises(TypeError, match="expected real numbers"):
        histograms({"words": ["a"]})
