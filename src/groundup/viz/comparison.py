"""Several runs in one figure: their learning curves, each run in a colour of its own."""

from collections.abc import Mapping

import numpy as np

from groundup.viz import style
from groundup.viz.arrays import as_array


def compare_runs(histories: Mapping):
    """Loss above accuracy, if recorded, by epoch: a colour a run, validation dashed.

    histories: the name of each run and its history, `{"loss": [...], "val_loss": [...],
        "accuracy": [...], "val_accuracy": [...]}`, of which any may be missing; shape (epochs,).

    Each run is named at the end of its line. Returns the figure. Raises `TypeError` for what are
    no histories, `ValueError` if none of them holds an epoch.

    >>> figure = compare_runs({"wide": {"loss": [2.3, 1.1, 0.7]}, "deep": {"loss": [2.3, 1.9]}})
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['wide', 'deep']
    """
    if not isinstance(histories, Mapping) or not all(
            hasattr(each, "keys") for each in histories.values()):
        raise TypeError("compare_runs takes a mapping from names to histories, such as "
                        "{'first': history, 'second': history}.")
    panels = [name for name in ("loss", "accuracy") if any(
        len(_values(each, key)) for each in histories.values() for key in (name, f"val_{name}"))]
    if not panels:
        raise ValueError("None of the runs has finished an epoch: there is nothing to draw.")
    figure, axes = style.new_figure(style.WIDTH, 0.5 + 2.7 * len(panels), rows=len(panels),
                                    sharex=True)
    for name, ax in zip(panels, axes[:, 0]):
        _panel(ax, name, histories)
    axes[-1, 0].set_xlabel("epoch")
    axes[-1, 0].xaxis.get_major_locator().set_params(integer=True)
    return figure


def _values(history: Mapping, key: str) -> np.ndarray:
    """A recorded quantity (epochs,), NaN where it is no number; empty if there is none."""
    if key not in list(history.keys()) or not len(history[key]):
        return np.array([])
    row = as_array(history[key], key).ravel()
    return np.where(np.isfinite(row), row, np.nan)


def _panel(ax, name: str, histories: Mapping) -> None:
    on, ends, dashed = style.theme(ax), [], False
    for number, (label, history) in enumerate(histories.items()):
        color, marker = style.series(number, on)
        for key, dash in ((name, style.TRAINING), (f"val_{name}", style.VALIDATION)):
            y = _values(history, key)
            known = np.flatnonzero(np.isfinite(y))
            if not known.size:
                continue
            alone = marker if known.size == 1 else None     # a line of one point is invisible
            faint = key == name and np.isfinite(_values(history, f"val_{name}")).any()
            ax.plot(1 + np.arange(len(y)), y, dash, color=color, linewidth=1.4 if faint else 2,
                    alpha=0.55 if faint else 1, marker=alone)
            dashed |= dash == style.VALIDATION
            end = (1 + known[-1], y[known[-1]], label, color)       # of the last that is drawn
        if any(np.isfinite(_values(history, key)).any() for key in (name, f"val_{name}")):
            ends.append(end)
    ax.set_ylabel(name)
    style.entitle(ax, name.capitalize() + (" (dashed: validation)" if dashed else ""))
    _label_ends(ax, ends)


def _label_ends(ax, ends: list[tuple]) -> None:
    """Name each line at its end, right of all lines; names that would touch are pushed apart."""
    low, high = ax.get_ylim()
    points = ax.get_window_extent().height * 72 / ax.figure.dpi / (high - low)
    order = sorted(range(len(ends)), key=lambda i: ends[i][1])
    heights = spread([ends[i][1] * points for i in order], room=1.25 * style.SMALL)
    right = ax.get_xlim()[1]
    for i, height in zip(order, heights):
        _, y, label, color = ends[i]
        ax.annotate(label, (right, y), (6, height - y * points), textcoords="offset points",
                    va="center", color=style.readable(color, style.theme(ax).paper),
                    fontsize=style.SMALL, annotation_clip=False)


def spread(places: list[float], room: float) -> list[float]:
    """The rising places, moved apart as little as needed for `room` between neighbours.

    Places that touch form a group, which keeps its middle; groups that then touch are joined.

    >>> spread([0.0, 1.0, 9.0], room=2.0)
    [-0.5, 1.5, 9.0]
    """
    groups: list[list[float]] = []
    for place in places:
        groups.append([place])
        while len(groups) > 1 and _bottom(groups[-1], room) - _top(groups[-2], room) < room:
            last = groups.pop()
            groups[-1] += last
    return [_bottom(group, room) + i * room for group in groups for i in range(len(group))]


def _bottom(group: list[float], room: float) -> float:
    return sum(group) / len(group) - room * (len(group) - 1) / 2


def _top(group: list[float], room: float) -> float:
    return _bottom(group, room) + room * (len(group) - 1)
