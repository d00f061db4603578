"""The decision boundary: what a classifier would answer everywhere in a plane."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from groundup.viz import style
from groundup.viz.arrays import as_array, class_labels, class_numbers

_steps = 240                               # grid points along each axis


def decision_boundary(predict: Callable, x: ArrayLike, y: ArrayLike, ax=None,
                      class_names: Sequence[str] | None = None, title: str | None = None):
    """Colour the plane by the class that `predict` answers, the stronger the surer it is.

    predict: function from points (M, 2) to scores (M, K), or (M, 1) for two classes; logits and
        probabilities are told apart by their range. The tint is the confidence (p − 1/K)/(1 − 1/K).
    x: points (N, 2), drawn on top with a colour and a marker for each class.
    y: their classes (N,), from 0 to K − 1.

    Returns the figure, or `ax` if given. Raises `ValueError` for shapes that do not fit.

    >>> figure = decision_boundary(lambda p: p[:, :1], [[-1.0, 0.0], [1.0, 0.0]], [0, 1])
    >>> [round(float(limit), 2) for limit in figure.axes[0].get_xlim()]
    [-1.24, 1.24]
    """
    x = as_array(x, "x")
    if x.ndim != 2 or x.shape[1] != 2 or not len(x):
        raise ValueError(f"x has shape {x.shape}; expected (N, 2): a plane has two features.")
    y = class_numbers(y, "y", rows=len(x))
    limits = _limits(x)
    across, up = (np.linspace(low, high, _steps) for low, high in limits)
    grid = np.stack(np.meshgrid(across, up), axis=-1)                   # (up, across, 2)
    points = grid.reshape(-1, 2).astype(x.dtype if x.dtype.kind == "f" else float)
    p = probabilities(predict(points), rows=len(points))
    p = p.reshape(_steps, _steps, -1)
    if y.max() >= p.shape[-1]:
        raise ValueError(f"y names class {y.max()}, but predict scores {p.shape[-1]} classes.")
    result, ax = style.stage(ax, 5.6, 4.4)
    _regions(ax, p, across, up)
    _points(ax, x, y, class_labels(class_names, p.shape[-1]))
    ax.set(xlim=limits[0], ylim=limits[1], xlabel="$x_1$", ylabel="$x_2$")
    style.entitle(ax, title or "What the model answers, and how surely")
    return result


def probabilities(scores: ArrayLike, rows: int) -> np.ndarray:
    """Scores (M, K) or (M, 1) as probabilities (M, K): kept if they are, else softmax or sigmoid.

    >>> probabilities([[0.0], [50.0]], rows=2).round(2).tolist()
    [[0.5, 0.5], [0.0, 1.0]]
    """
    scores = as_array(scores, "predict(points)").astype(float)
    if scores.shape == (rows,):
        scores = scores[:, None]
    if scores.ndim != 2 or len(scores) != rows or not scores.shape[1]:
        raise ValueError(f"predict gave shape {scores.shape} for {rows} points; "
                         f"expected ({rows}, K), or ({rows}, 1) for two classes.")
    if not np.isfinite(scores).all():
        raise ValueError("predict gave scores that are not finite (NaN or infinity).")
    positive = (scores >= 0).all()
    if scores.shape[1] == 1:
        if positive and (scores <= 1).all():
            return np.hstack([1 - scores, scores])
        scores = np.hstack([np.zeros_like(scores), scores])             # sigmoid is a softmax
    elif positive and np.allclose(scores.sum(axis=1), 1, atol=1e-3):
        return scores
    power = np.exp(scores - scores.max(axis=1, keepdims=True))
    return power / power.sum(axis=1, keepdims=True)


def _limits(x: np.ndarray) -> list[tuple[float, float]]:
    """The range of each feature, 12 % wider; both have room even when all points coincide."""
    low, high = x.min(axis=0).astype(float), x.max(axis=0).astype(float)
    margin = 0.12 * np.maximum(high - low, 0.25 * (high - low).max() or 1.0)
    return list(zip((low - margin).tolist(), (high + margin).tolist()))


def _regions(ax, p: np.ndarray, across: np.ndarray, up: np.ndarray) -> None:
    on, classes = style.theme(ax), p.shape[-1]
    colors = np.array([style.rgb(style.series(k, on)[0]) for k in range(classes)])
    confidence = (p.max(axis=-1) - 1 / classes) / (1 - 1 / classes)
    strength = (0.08 + 0.47 * confidence)[..., None]
    tints = (1 - strength) * style.rgb(on.paper) + strength * colors[p.argmax(axis=-1)]
    extent = (across[0], across[-1], up[0], up[-1])
    ax.imshow(tints, extent=extent, origin="lower", aspect="auto", interpolation="bilinear")
    for k in range(classes if classes > 2 else 1):
        lead = p[..., k] - np.delete(p, k, axis=-1).max(axis=-1)        # > 0 where class k wins
        if lead.min() < 0 < lead.max():
            ax.contour(across, up, lead, levels=[0], colors=on.ink, linewidths=0.9)


def _points(ax, x: np.ndarray, y: np.ndarray, names: list[str]) -> None:
    on = style.theme(ax)
    light = max(on.paper, on.ink, key=style.luminance)
    for k in np.unique(y):
        color, marker = style.series(int(k), on)
        ax.scatter(*x[y == k].T, s=30, color=color, marker=marker, edgecolors=light,
                   linewidths=0.8, label=names[k], zorder=3)
    legend = ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.02), frameon=False, title="class",
                       fontsize=style.SMALL, labelcolor=on.ink, handletextpad=0.2)
    legend.get_title().set(color=on.faint, fontsize=style.SMALL)
