"""Learning curves: how loss and accuracy move, epoch by epoch, over one run or several."""

from collections.abc import Sequence

import numpy as np

from groundup.viz import style
from groundup.viz.arrays import as_array

_runs_need = "a mapping with a 'loss' list (a History, or {'loss': [...]}), or a list of those"


def loss_curves(history, ax=None):
    """Loss by epoch, training solid and validation dashed, and accuracy beside it if recorded.

    history: `{"loss": [...], "val_loss": [...], "accuracy": [...], "val_accuracy": [...]}`, of
        which only `loss` must be there; or a list of such, one for each seed: then a line is the
        median and the band reaches from the lowest to the highest.
    ax: Matplotlib axes for the loss alone. Without it, a new figure.

    The epoch of the lowest validation loss (of the lowest loss, without validation) is marked.
    Returns the figure, or `ax`. Raises `TypeError` or `ValueError` if no losses are found.

    >>> figure = loss_curves({"loss": [2.3, 1.1, 0.7], "val_loss": [2.2, 1.3, 1.4]})
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['best: epoch 2', 'training', 'validation']
    """
    runs = _runs(history)
    panels = ["loss"] + ["accuracy"] * ("accuracy" in runs and ax is None)
    if ax is None:
        width = style.WIDTH if len(panels) == 2 else 5.4
        result, axes = style.new_figure(width, 3.1, columns=len(panels))
        axes = list(axes[0])
    else:
        result, ax = style.stage(ax, 0, 0)
        axes = [ax]
    best = _best_epoch(runs.get("val_loss", runs["loss"]))
    for name, panel in zip(panels, axes):
        _panel(panel, name, runs, best)
    return result


def _runs(history) -> dict[str, np.ndarray]:
    """Each recorded quantity as an array (seeds, epochs); runs that stopped early end in NaN."""
    several = isinstance(history, Sequence) and not isinstance(history, str)
    histories = list(history) if several else [history]
    if not histories or not all(_is_history(each) for each in histories):
        raise TypeError(f"The history is {type(history).__name__}; expected {_runs_need}.")
    runs = {}
    for name in ("loss", "val_loss", "accuracy", "val_accuracy"):
        rows = [as_array(h[name], name).ravel() for h in histories if name in list(h.keys())]
        longest = max((len(row) for row in rows), default=0)
        if longest:
            runs[name] = np.full((len(rows), longest), np.nan)
            for seed, row in enumerate(rows):
                runs[name][seed, : len(row)] = np.where(np.isfinite(row), row, np.nan)
    if "loss" not in runs:
        raise ValueError(f"The history holds no loss yet; expected {_runs_need}.")
    return runs


def _is_history(each) -> bool:
    return hasattr(each, "keys") and hasattr(each, "__getitem__")


def _median(rows: np.ndarray) -> np.ndarray:
    """The median over seeds, NaN where every run has ended or diverged."""
    known = ~np.isnan(rows).all(axis=0)
    middle = np.full(rows.shape[1], np.nan)
    middle[known] = np.nanmedian(rows[:, known], axis=0)
    return middle


def _best_epoch(rows: np.ndarray) -> int | None:
    middle = _median(rows)
    return None if np.isnan(middle).all() else int(np.nanargmin(middle)) + 1


def _panel(ax, name: str, runs: dict[str, np.ndarray], best: int | None) -> None:
    on = style.theme(ax)
    ends = []
    for key, label, dash, number in [(name, "training", style.TRAINING, 0),
                                     (f"val_{name}", "validation", style.VALIDATION, 1)]:
        if key in runs:
            color, _ = style.series(number, on)
            ends.append((*_curve(ax, runs[key], color, dash, best), label, color))
    seeds = len(runs[name])
    ax.set_xlabel("epoch" if seeds == 1 else "epoch (line: median, band: range)")
    ax.set_ylabel(name)
    ax.xaxis.get_major_locator().set_params(integer=True)
    style.entitle(ax, name.capitalize() + (f" over {seeds} seeds" if seeds > 1 else ""))
    if best:
        _mark_best(ax, best, last=runs["loss"].shape[1], high=name == "loss")
    _label_ends(ax, ends)


def _mark_best(ax, best: int, last: int, high: bool) -> None:
    """A dotted line at the best epoch, named where learning curves leave room: a loss falls."""
    on, late = style.theme(ax), best > (1 + last) / 2
    ax.axvline(best, color=on.faint, linewidth=1, linestyle=":", zorder=0)
    ax.annotate(f"best: epoch {best}", (best, 0.98 if high else 0.02), (-5 if late else 5, 0),
                xycoords=ax.get_xaxis_transform(), textcoords="offset points", color=on.faint,
                ha="right" if late else "left", va="top" if high else "bottom",
                fontsize=style.SMALL)


def _curve(ax, rows: np.ndarray, color: str, dash: str, best: int | None) -> tuple[float, float]:
    """Draw one quantity, with a dot at the best epoch; returns the last point of its line."""
    epochs = np.arange(1, rows.shape[1] + 1)
    middle = _median(rows)
    dot = "o" if len(epochs) == 1 else None              # a line of one point would be invisible
    ax.plot(epochs, middle, dash, color=color, linewidth=2, marker=dot, solid_capstyle="round")
    if len(rows) > 1:
        known = ~np.isnan(middle)
        low, high = np.nanmin(rows[:, known], axis=0), np.nanmax(rows[:, known], axis=0)
        ax.fill_between(epochs[known], low, high, color=color, alpha=0.2, linewidth=0)
    if best and best <= len(epochs):
        ax.plot(best, middle[best - 1], "o", color=color, markersize=6)
    finite = np.flatnonzero(np.isfinite(middle))
    last = finite[-1] if finite.size else 0
    return float(epochs[last]), float(middle[last])


def _label_ends(ax, ends: list[tuple[float, float, str, str]]) -> None:
    """Name each line at its end; names that would touch are pushed apart."""
    ends = sorted((end for end in ends if np.isfinite(end[1])), key=lambda end: end[1])
    low, high = ax.get_ylim()
    points = ax.get_window_extent().height * 72 / ax.figure.dpi / (high - low)
    heights = [y * points for _, y, _, _ in ends]
    room = 1.3 * style.TEXT
    if len(ends) == 2 and heights[1] - heights[0] < room:
        middle = sum(heights) / 2
        heights = [middle - room / 2, middle + room / 2]
    for (x, y, label, color), height in zip(ends, heights):
        ax.annotate(label, (x, y), (8, height - y * points), textcoords="offset points",
                    va="center", color=style.readable(color, style.theme(ax).paper),
                    fontsize=style.TEXT, annotation_clip=False)
