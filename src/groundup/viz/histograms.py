"""Histograms: how weights, activations or gradients are spread, layer by layer (chapters 3, 9)."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from groundup.viz import style
from groundup.viz.arrays import as_array

_longest = 28                              # characters of a name that a panel has room for


def histograms(named_arrays: Mapping[str, ArrayLike], saturation: tuple[float, float] | None = None,
               shared: bool = True, title: str | None = None):
    """One small histogram a layer, negative values blue and positive orange.

    named_arrays: name to array of any shape, for example `dict(model.named_parameters())`.
    saturation: the two values between which an activation lives, (−1, 1) for tanh and (0, 1) for
        the sigmoid: then the share within a hundredth of either end is written down.
    shared: the same horizontal scale everywhere, so that layers can be compared.

    Values of exactly zero are counted in words and not drawn, since after a ReLU they would dwarf
    all the rest; so are values that are not finite. Returns the figure. Raises `TypeError` or
    `ValueError` if there is nothing to draw.

    >>> figure = histograms({"relu": [0.0, 0.0, 1.0, 2.0]})
    >>> figure.axes[0].texts[0].get_text()
    'std 0.83, 50 % zero'
    """
    if not isinstance(named_arrays, Mapping):
        raise TypeError(f"The arrays came as {type(named_arrays).__name__}; expected a mapping "
                        "from names to arrays, for example {'layer 1': weights}.")
    arrays = {name: as_array(a, name).ravel().astype(float) for name, a in named_arrays.items()}
    if not arrays or not all(a.size for a in arrays.values()):
        raise ValueError("There is nothing to draw: no arrays came, or an empty one.")
    columns = min(3, len(arrays))
    rows = -(-len(arrays) // columns)
    width = max(2.55 * columns, 3.6)
    figure, axes = style.new_figure(width, 2.0 * rows + (0.4 if title else 0), rows, columns)
    everything = np.concatenate(list(arrays.values()))
    for ax, (name, values) in zip(axes.flat, arrays.items()):
        _panel(ax, values, style.symmetric_limits(everything if shared else values))
        _head(ax, name, ", ".join(notes(values, saturation)))
    for ax in axes.flat[len(arrays):]:
        ax.set_axis_off()
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=style.TITLE, fontweight="bold",
                        color=style.theme().ink)
    return figure


def notes(values: np.ndarray, saturation: tuple[float, float] | None) -> list[str]:
    """What a histogram does not say: spread, and shares of zeros, saturated and broken values.

    >>> notes(np.array([0.0, 0.999, -1.0, 0.3]), saturation=(-1, 1))
    ['std 0.72', '25 % zero', '50 % saturated']
    """
    shares = {"zero": values == 0}
    if saturation is not None:
        low, high = saturation
        edge = 0.01 * (high - low) / 2
        shares["saturated"] = (values <= low + edge) | (values >= high - edge)
        if 0 in saturation:
            del shares["zero"]                                          # it is the saturated end
    shares["not finite"] = ~np.isfinite(values)
    spread = [] if shares["not finite"].any() else [f"std {values.std():.2g}"]
    return spread + [f"{_percent(where.mean())} {what}" for what, where in shares.items()
                     if where.any()]


def _percent(share: float) -> str:
    return "< 1 %" if share < 0.01 else f"{100 * share:.0f} %"


def _panel(ax, values: np.ndarray, limits: tuple[float, float]) -> None:
    on = style.theme(ax)
    drawn = values[np.isfinite(values) & (values != 0)]
    counts, edges = np.histogram(drawn, bins=50, range=limits)          # zero is an edge
    colors = [style.NEGATIVE] * 25 + [style.POSITIVE] * 25
    ax.bar(edges[:-1], counts, width=np.diff(edges), align="edge", color=colors)
    ax.axvline(0, color=on.line, linewidth=0.8, zorder=0)
    ax.set(xlim=limits, yticks=[])
    ax.spines["left"].set_visible(False)
    ax.ticklabel_format(axis="x", style="sci", scilimits=(-3, 4))
    ax.xaxis.get_major_locator().set_params(nbins=5)


def _head(ax, name: str, remark: str) -> None:
    on = style.theme(ax)
    name = name if len(name) <= _longest else "…" + name[1 - _longest :]    # its end tells more
    ax.set_title(name, loc="left", fontsize=style.TEXT, color=on.ink, pad=17)
    ax.text(0, 1.03, remark, transform=ax.transAxes, color=on.faint, fontsize=style.SMALL)
