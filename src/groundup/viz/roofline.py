"""Roofline: how fast code runs against how fast it could, for the bytes that it moves (5.3)."""

import numpy as np

from groundup.viz import style


def roofline(versions: dict, roofs: dict, title: str | None = None, ax=None):
    """Each version of some code as a point under the roofs of the machine, on logarithmic axes.

    A roof is min(peak, flops per byte · bandwidth): what the arithmetic allows, and what the
    memory can feed.

    versions: name -> (flops per byte, flops per second); the legend sorts them, fastest first.
    roofs: name -> (peak in flops per second, bandwidth in bytes per second); they come last in the
    legend, and differ in stroke.

    Returns the figure, or `ax` if given. Raises `ValueError` for a number that is not positive.

    Source: S. Williams, A. Waterman, D. Patterson, Roofline, CACM 52 (2009).

    >>> figure = roofline({"loops": (8.0, 1e7), "NumPy": (8.0, 2e10)}, {"1 core": (1e11, 2e10)})
    >>> for text in figure.axes[0].get_legend().get_texts():
    ...     print(text.get_text())
    NumPy  20 GFlop/s
    loops  0.01 GFlop/s
    1 core  100 GFlop/s, 20 GB/s
    """
    numbers = [*versions.values(), *roofs.values()]
    if not versions or not roofs or not all(np.all(np.asarray(pair) > 0) for pair in numbers):
        raise ValueError("A roofline needs a version and a roof at least, and only numbers above "
                         f"0; it got {versions} and {roofs}.")
    result, ax = style.stage(ax, style.WIDTH, 3.7)
    places = [x for x, _ in versions.values()] + [peak / wide for peak, wide in roofs.values()]
    left, right = min(places) / 3, max(places) * 4
    for rank, (name, (x, speed)) in enumerate(sorted(versions.items(), key=lambda v: -v[1][1])):
        color, marker = style.series(rank, style.theme(ax))
        ax.plot(x, speed / 1e9, marker, color=color, markersize=8, label=f"{name}  {giga(speed)}",
                markeredgecolor=style.theme(ax).ink, markeredgewidth=0.6, zorder=3)
    for i, (name, roof) in enumerate(roofs.items()):
        _roof(ax, name, roof, (left, right), ("-", "--", ":", "-.")[i % 4])
    ax.set(xscale="log", yscale="log", xlim=(left, right),
           xlabel="flops per byte moved", ylabel="GFlop per second")
    ax.set_ylim(top=3 * max(peak for peak, _ in roofs.values()) / 1e9)
    ax.legend(frameon=False, loc="center left", bbox_to_anchor=(1.01, 0.5), fontsize=style.SMALL,
              labelcolor=style.theme(ax).ink, handletextpad=0.3)
    style.entitle(ax, title)
    return result


def giga(speed: float) -> str:
    """Flops per second in billions, with the digits that say something.

    >>> giga(1.234e11), giga(2.34e10), giga(1.234e7)
    ('123 GFlop/s', '23.4 GFlop/s', '0.012 GFlop/s')
    """
    value = speed / 1e9
    return f"{value:.3g} GFlop/s" if value >= 1 else f"{value:.2g} GFlop/s"


def _roof(ax, name, roof, ends, stroke) -> None:
    """The slope up to the corner, where both limits meet, and the flat part beyond."""
    (peak, bandwidth), (left, right) = roof, ends
    ax.plot([left, peak / bandwidth, right],
            [left * bandwidth / 1e9, peak / 1e9, peak / 1e9], stroke, color=style.theme(ax).faint,
            lw=1.4, label=f"{name}  {giga(peak)}, {bandwidth / 1e9:.0f} GB/s")
