"""The visual language keeps its promises: contrast, symmetry, and nobody else's state touched."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundup import viz
from groundup.viz import style

matplotlib = pytest.importorskip("matplotlib", reason="figures need Matplotlib")
hexes = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


def test_importing_does_not_import_matplotlib():
    code = "import groundup, groundup.viz, sys; print('matplotlib' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_colours_are_named_in_style_alone():
    folder = Path(style.__file__).parent
    others = [path for path in folder.glob("*.py") if path.name != "style.py"]
    # Doctests may show a colour; statements may not.
    found = [(path.name, line) for path in others for line in path.read_text("utf-8").splitlines()
             if re.search(r'"#[0-9A-Fa-f]{6}"', line) and ">>>" not in line]
    assert len(others) > 8 and found == []


def test_series_are_eight_colours_with_different_markers():
    pairs = [style.series(i) for i in range(26)]
    assert len({color for color, _ in pairs}) == 8
    assert len(set(pairs)) == 26


def test_the_eighth_colour_shows_on_both_backgrounds():
    for theme in (style.LIGHT, style.DARK):
        assert style.contrast(style.series(7, theme)[0], theme.paper) > 10


@pytest.mark.parametrize("theme", [style.LIGHT, style.DARK])
def test_text_has_contrast(theme):
    for paper in (theme.paper, theme.box):
        assert style.contrast(theme.ink, paper) >= 7
        assert style.contrast(theme.faint, paper) >= 4.5


@given(hexes, hexes)
def test_readable_text_reaches_the_contrast_wcag_asks_for(color, paper):
    assert style.contrast(style.readable(color, paper), paper) >= 4.5


def test_diverging_map_is_white_at_zero_blue_below_orange_above():
    low, middle, high = (style.diverging()(place)[:3] for place in (0.3, 0.5, 0.7))
    np.testing.assert_allclose(middle, 1)
    assert low[2] > low[0] and high[0] > high[2]


def test_symmetric_limits_ignore_what_is_not_finite_and_survive_zeros():
    assert style.symmetric_limits([1, -4, np.nan, np.inf]) == (-4, 4)
    assert style.symmetric_limits([0.0]) == (-1, 1)
    assert style.symmetric_limits([]) == (-1, 1)


def test_pyplot_and_settings_stay_as_they_were():
    import matplotlib.pyplot as plt
    before = dict(matplotlib.rcParams)
    figure = viz.images(np.zeros((2, 4, 4)))
    figure._repr_png_()
    assert plt.get_fignums() == [] and dict(matplotlib.rcParams) == before


def test_a_figure_shows_itself_at_double_resolution():
    picture, size = viz.weights([[1.0, -1.0]])._repr_png_()
    assert picture.startswith(b"\x89PNG")
    width = int.from_bytes(picture[16:20], "big")                       # from the PNG header
    assert abs(width - 2 * size["width"]) <= 2


def test_background_is_chosen_for_new_figures_and_read_from_given_axes():
    from matplotlib.figure import Figure
    viz.set_background("dark")
    try:
        assert matplotlib.colors.to_hex(viz.weights([[1.0]]).get_facecolor()) == "#14171a"
        given = Figure(facecolor="white").subplots()
        viz.weights([[1.0]], ax=given)
        assert given.xaxis.label.get_color() == style.LIGHT.ink
    finally:
        viz.set_background("light")
    with pytest.raises(ValueError, match="'light' or 'dark'"):
        viz.set_background("blue")


def test_wrong_axes_are_named():
    with pytest.raises(TypeError, match="ax is a list; expected one Matplotlib Axes"):
        viz.weights([[1.0]], ax=[1])
