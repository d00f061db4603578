"""Playgrounds: knobs redraw, a still picture is always there, bad knobs are told."""

import base64

import numpy as np
import pytest

from groundup.viz import style
from groundup.viz.playground import playground

pytest.importorskip("matplotlib", reason="figures need Matplotlib")

PNG = b"\x89PNG"


def draw(slope=1.0, steps=2, name="line", dotted=False):
    figure, ((ax,),) = style.new_figure(2, 1.5)
    x = np.linspace(0, 1, steps)
    ax.plot(x, slope * x, ":" if dotted else "-")
    ax.set_title(name)
    return figure


def test_the_start_is_the_third_number_the_first_choice_or_the_low_end():
    play = playground(draw, slope=(-1.0, 3.0, 2.0), steps=(2, 9), name=["a", "b"], dotted=True)
    assert play.values == {"slope": 2.0, "steps": 2, "name": "a", "dotted": True}
    assert repr(play) == "playground(draw, slope=2.0, steps=2, name='a', dotted=True)"


def test_at_turns_the_named_knobs_and_leaves_the_others():
    line = playground(draw, slope=(-1.0, 3.0, 2.0), steps=(2, 9, 4)).at(steps=5).axes[0].lines[0]
    assert line.get_ydata().tolist() == [0.0, 0.5, 1.0, 1.5, 2.0]


def test_a_page_gets_the_still_picture_beside_the_widget():
    data, metadata = playground(draw, slope=(0.0, 1.0))._repr_mimebundle_()
    assert base64.b64decode(data["image/png"])[:4] == PNG
    assert metadata["image/png"] == {"width": 200, "height": 150}
    assert data["text/plain"] == "playground(draw, slope=0.0)"


def test_without_ipywidgets_the_still_picture_remains(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "ipywidgets", None)
    data, _ = playground(draw, slope=(0.0, 1.0))._repr_mimebundle_()
    assert set(data) == {"text/plain", "image/png"}


def test_turning_a_knob_redraws_the_picture():
    pytest.importorskip("ipywidgets", reason="knobs need ipywidgets")
    play = playground(draw, slope=(0.0, 1.0), steps=(2, 5), name=["a", "b"], dotted=False)
    *controls, image = play.widget().children
    assert [type(each).__name__ for each in controls] == [
        "FloatSlider", "IntSlider", "Dropdown", "Checkbox"]
    assert [each.description for each in controls] == ["slope", "steps", "name", "dotted"]
    before = image.value
    controls[0].value = 1.0
    assert image.value[:4] == PNG and image.value != before


def test_bad_knobs_are_told_what_was_expected():
    for knob in ((1.0,), "relu", 3, (1, "high"), (True, False)):
        with pytest.raises(TypeError, match=r"The knob slope is .*; expected a range"):
            playground(draw, slope=knob)
    for knob in ((1.0, 0.0), (0.0, 1.0, 2.0), (1, 1)):
        with pytest.raises(ValueError, match="low <= start <= high"):
            playground(draw, slope=knob)
    with pytest.raises(ValueError, match="has no choices"):
        playground(draw, name=[])
    with pytest.raises(ValueError, match="There is no knob; give at least one"):
        playground(draw)
    with pytest.raises(TypeError, match="expected a function"):
        playground("draw", slope=(0, 1))
    with pytest.raises(TypeError, match="There is no knob 'rate'; the knobs are slope"):
        playground(draw, slope=(0, 1)).at(rate=2)
    with pytest.raises(TypeError, match="draw returned a list; expected a figure"):
        playground(lambda slope: [], slope=(0, 1))._repr_mimebundle_()
