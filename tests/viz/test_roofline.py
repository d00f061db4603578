"""Roofline: points where they were measured, and roofs that bend where the two limits meet."""

import numpy as np
import pytest

from groundup.viz.roofline import giga, roofline

pytest.importorskip("matplotlib", reason="figures need Matplotlib")

VERSIONS = {"slow": (2.0, 1e7), "fast": (8.0, 4e10), "middle": (8.0, 3e9)}


def labels(ax):
    return [text.get_text().split("  ")[0] for text in ax.get_legend().get_texts()]


def test_versions_stand_where_they_were_measured_fastest_first():
    ax = roofline(VERSIONS, {"1 core": (1e11, 2e10)}).axes[0]
    points = [line for line in ax.lines if len(line.get_xdata()) == 1]
    drawn = [(line.get_xdata()[0], line.get_ydata()[0]) for line in points]
    assert np.allclose(drawn, [(8.0, 40.0), (8.0, 3.0), (2.0, 0.01)])
    assert labels(ax) == ["fast", "middle", "slow", "1 core"]
    assert len({(line.get_color(), line.get_marker()) for line in points}) == 3


def test_a_roof_rises_with_the_bandwidth_and_ends_at_the_peak():
    ax = roofline(VERSIONS, {"1 core": (1e11, 2e10), "2 cores": (2e11, 3e10)}).axes[0]
    roofs = [line for line in ax.lines if len(line.get_xdata()) == 3]
    for line, peak, bandwidth in zip(roofs, (100, 200), (20, 30)):
        x, y = line.get_xdata(), line.get_ydata()
        assert np.allclose(y, np.minimum(peak, x * bandwidth))
        assert x[1] == pytest.approx(peak / bandwidth)
    assert len({line.get_linestyle() for line in roofs}) == 2
    written = [text.get_text() for text in ax.get_legend().get_texts()]
    assert written[-2:] == ["1 core  100 GFlop/s, 20 GB/s", "2 cores  200 GFlop/s, 30 GB/s"]


def test_everything_lies_inside_the_axes():
    ax = roofline(VERSIONS, {"1 core": (1e11, 2e10)}).axes[0]
    for line in ax.lines:
        assert ax.get_xlim()[0] <= min(line.get_xdata())
        assert max(line.get_xdata()) <= ax.get_xlim()[1]
        assert max(line.get_ydata()) < ax.get_ylim()[1]


def test_speeds_are_written_with_the_digits_that_matter():
    assert [giga(value) for value in (9.996e10, 1.5e9, 9.4e5)] == [
        "100 GFlop/s", "1.5 GFlop/s", "0.00094 GFlop/s"]


@pytest.mark.parametrize(("versions", "roofs"), [
    ({}, {"1 core": (1e11, 2e10)}), (VERSIONS, {}), ({"a": (0.0, 1e9)}, {"1 core": (1e11, 2e10)}),
    ({"a": (1.0, np.nan)}, {"1 core": (1e11, 2e10)})])
def test_numbers_that_cannot_be_drawn_are_refused(versions, roofs):
    with pytest.raises(ValueError, match="A roofline needs"):
        roofline(versions, roofs)
