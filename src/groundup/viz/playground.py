"""A picture with knobs: turn one and see what happens. Without knobs it is a still picture."""

import base64
import io
from collections.abc import Callable, Mapping
from typing import Any

from groundup.backend import require

_needs = ("a range (low, high) or (low, high, start), a list of choices, or True or False")


def playground(draw: Callable[..., Any], **knobs) -> "Playground":
    """A figure that is drawn anew whenever the reader turns one of its knobs.

    draw: function of the knobs, by name, that returns a figure.
    knobs: for each argument of `draw` what it can be: a range `(low, high)` or
        `(low, high, start)`, which becomes a slider, of whole numbers if all are whole; a list of
        choices, of which the first is the start; or True or False, which becomes a tick box.

    In JupyterLab with ipywidgets the knobs can be turned. On a page, on paper, or without
    ipywidgets, the figure at the start is shown; `.at(...)` draws any other.

    Raises `TypeError` or `ValueError` for a knob that is none of these, or if `draw` returns no
    figure.

    >>> from groundup.viz import style
    >>> def draw(slope):
    ...     figure, ((ax,),) = style.new_figure(3, 2)
    ...     ax.plot([0, 1], [0, slope])
    ...     return figure
    >>> play = playground(draw, slope=(-2.0, 2.0, 0.5))
    >>> play
    playground(draw, slope=0.5)
    >>> play.at(slope=2.0).axes[0].lines[0].get_ydata().tolist()
    [0.0, 2.0]
    """
    if not callable(draw):
        raise TypeError(f"draw is a {type(draw).__name__}; expected a function that returns a "
                        "figure.")
    if not knobs:
        raise ValueError("There is no knob; give at least one, for example slope=(-2.0, 2.0).")
    return Playground(draw, knobs)


class Playground:
    """What `playground` returns; a notebook shows it when it is the last line of a cell."""

    def __init__(self, draw: Callable[..., Any], knobs: Mapping[str, Any]):
        self.draw = draw
        self.knobs = dict(knobs)
        self.values = {name: start_of(name, knob) for name, knob in self.knobs.items()}

    def at(self, **values):
        """The figure with these knobs turned, and the others at their start.

        Raises `TypeError` for a knob that is not there.
        """
        unknown = [name for name in values if name not in self.knobs]
        if unknown:
            raise TypeError(f"There is no knob {unknown[0]!r}; the knobs are "
                            f"{', '.join(self.knobs)}.")
        return self.draw(**{**self.values, **values})

    def widget(self, still: bytes | None = None):
        """The knobs with the picture below them, as a widget of ipywidgets.

        `still` is the PNG of the start, where that was made already. Raises `ImportError` with
        the command to install ipywidgets if it is missing.
        """
        widgets = require("ipywidgets", extra="course")
        controls = {name: _control(widgets, name, knob, self.values[name])
                    for name, knob in self.knobs.items()}
        image = widgets.Image(value=still or png(self.at()), format="png",
                              layout={"width": "100%", "max_width": "760px"})

        def redraw(change) -> None:
            image.value = png(self.at(**{name: each.value for name, each in controls.items()}))

        for each in controls.values():
            each.observe(redraw, names="value")
        return widgets.VBox([*controls.values(), image])

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        """Still picture and widget together: whoever shows the page takes what it can."""
        figure = self.at()
        picture = png(figure)
        width, height = (round(100 * inches) for inches in figure.get_size_inches())
        still = {"text/plain": repr(self), "image/png": base64.b64encode(picture).decode("ascii")}
        try:
            live = self.widget(picture)._repr_mimebundle_()
        except ImportError:                # a still picture, then
            live = {}
        return {**live, **still}, {"image/png": {"width": width, "height": height}}

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"playground({getattr(self.draw, '__name__', 'draw')}, {values})"


def png(figure) -> bytes:
    """A figure as the bytes of a PNG. Raises `TypeError` for anything that is no figure.

    >>> from groundup.viz import style
    >>> png(style.new_figure(2, 1)[0])[1:4]
    b'PNG'
    """
    if not hasattr(figure, "savefig"):
        raise TypeError(f"draw returned a {type(figure).__name__}; expected a figure.")
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=150)
    return file.getvalue()


def start_of(name: str, knob: Any) -> Any:
    """Where a knob stands at first.

    >>> start_of("rate", (0.0, 1.0)), start_of("bend", ["relu", "tanh"]), start_of("grid", True)
    (0.0, 'relu', True)
    """
    if isinstance(knob, bool):
        return knob
    if isinstance(knob, list):
        if not knob:
            raise ValueError(f"The knob {name} has no choices; give at least one.")
        return knob[0]
    if not isinstance(knob, tuple) or len(knob) not in (2, 3) or any(
            isinstance(each, bool) or not isinstance(each, int | float) for each in knob):
        raise TypeError(f"The knob {name} is {knob!r}; expected {_needs}.")
    low, high, start = (*knob, knob[0])[:3]
    if not low <= start <= high or low == high:
        raise ValueError(f"The knob {name} is {knob!r}; expected low <= start <= high, and "
                         "low < high.")
    return start


def _control(widgets, name: str, knob: Any, start: Any):
    """The slider, menu or tick box of one knob."""
    look = {"description": name.replace("_", " "), "style": {"description_width": "110px"}}
    if isinstance(knob, bool):
        return widgets.Checkbox(value=knob, **look)
    if isinstance(knob, list):
        return widgets.Dropdown(options=knob, value=start, **look)
    low, high = knob[:2]
    whole = all(isinstance(each, int) for each in knob)
    slider = widgets.IntSlider if whole else widgets.FloatSlider
    return slider(value=start, min=low, max=high, step=1 if whole else (high - low) / 50,
                  continuous_update=False, layout={"width": "440px"}, **look)
