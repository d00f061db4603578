"""The line a neuron draws: yes on the right side, an arrow along w, a ring around what is wrong."""

import numpy as np
import pytest

from groundup.viz import style
from groundup.viz.half_plane import half_plane

pytest.importorskip("matplotlib", reason="figures need Matplotlib")

CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]]


def test_the_side_that_says_yes_is_orange():
    image = half_plane([1, 0], -0.5).axes[0].images[0].get_array()       # yes right of x1 = 0.5
    assert np.allclose(image[0, -1], style.rgb(style.mix("#FFFFFF", style.ORANGE, 0.32)), atol=0.01)
    assert np.allclose(image[0, 0], style.rgb(style.mix("#FFFFFF", style.BLUE, 0.10)), atol=0.01)


def test_each_wrong_answer_wears_a_ring():
    ax = half_plane([1, 1], -0.5, CORNERS, truth=[0, 1, 1, 0]).axes[0]   # OR is not XOR
    rings = ax.collections[-1].get_offsets()
    assert np.array_equal(rings, [[1, 1]])


@pytest.mark.parametrize("w, b", [([1, 1], -9), ([0, 0], 1), ([0, 0], -1)])
def test_a_line_outside_or_no_line_at_all_still_draws(w, b):
    assert half_plane(w, b).axes[0].get_xlabel() == "$x_1$"


def test_shapes_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match=r"w has shape \(3,\)"):
        half_plane([1, 2, 3], 0)
    with pytest.raises(ValueError, match=r"points has shape \(2, 3\)"):
        half_plane([1, 2], 0, points=[[1, 2, 3], [1, 2, 3]])
