"""What a neuron of two inputs answers: a line through the plane, yes on one side (chapter 2)."""

import numpy as np
from numpy.typing import ArrayLike

from groundup.viz import style
from groundup.viz.arrays import as_array, class_numbers


def half_plane(w: ArrayLike, b: float, points: ArrayLike | None = None,
               truth: ArrayLike | None = None, ax=None, title: str | None = None,
               limits: tuple[float, float] = (-0.6, 1.6)):
    """Shade where w₁x₁ + w₂x₂ + b is above 0, draw the line where it is 0, and w as an arrow.

    w: the two weights (2,); b: the bias.
    points: (N, 2), drawn on top; with `truth` (N,) of 0 and 1, a wrong answer wears a ring.
    limits: the range of both axes.

    Returns the figure, or `ax` if given. Raises `ValueError` for shapes that do not fit.

    >>> figure = half_plane([1, 1], -1.5, points=[[0, 0], [1, 1]], truth=[0, 1], title="AND")
    >>> figure.axes[0].get_title(loc="left")
    'AND'
    """
    w = as_array(w, "w").astype(float)
    if w.shape != (2,):
        raise ValueError(f"w has shape {w.shape}; expected (2,): a plane has two inputs.")
    low, high = limits
    result, ax = style.stage(ax, 3.4, 3.4)
    on = style.theme(ax)
    across = np.linspace(low, high, 301)
    score = w[0] * across[None, :] + w[1] * across[:, None] + b          # (x2, x1)
    tints = np.where((score > 0)[..., None], style.rgb(style.mix(on.paper, style.ORANGE, 0.32)),
                     style.rgb(style.mix(on.paper, style.BLUE, 0.10)))
    ax.imshow(tints, extent=(low, high, low, high), origin="lower", interpolation="nearest")
    if w.any():
        if score.min() < 0 < score.max():
            ax.contour(across, across, score, levels=[0], colors=on.ink, linewidths=1.6)
        _arrow(ax, w, b, (low + high) / 2, (high - low) / 2)
    if points is not None:
        _points(ax, w, b, as_array(points, "points"), truth)
    ax.set(xlim=limits, ylim=limits, xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    for axis in (ax.xaxis, ax.yaxis):
        axis.get_major_locator().set_params(nbins=4)
    style.entitle(ax, title)
    return result


def _arrow(ax, w: np.ndarray, b: float, middle: float, reach: float) -> None:
    """The direction of w, from a point of the line not far from the middle of the picture."""
    size = float(np.linalg.norm(w))
    start = middle - (w.sum() * middle + b) / size ** 2 * w
    along = 0.42 * reach * np.array([-w[1], w[0]]) / size                # aside, off the points
    nearer = min((start + along, start - along), key=lambda at: np.abs(at - middle).max())
    start = nearer if np.abs(start - middle).max() > 0.3 * reach else start + along
    if np.abs(start - middle).max() < 0.98 * reach:
        ax.annotate("", start + 0.34 * reach * w / size, start,
                    arrowprops={"arrowstyle": "-|>", "color": style.theme(ax).ink, "lw": 1.6})


def _points(ax, w: np.ndarray, b: float, points: np.ndarray, truth: ArrayLike | None) -> None:
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"points has shape {points.shape}; expected (N, 2).")
    on = style.theme(ax)
    answers = (points @ w + b > 0).astype(int)
    truth = answers if truth is None else class_numbers(truth, "truth", rows=len(points))
    for value, color, marker in ((0, style.BLUE, "o"), (1, style.ORANGE, "s")):
        ax.scatter(*points[truth == value].T, s=62, color=color, marker=marker,
                   edgecolors=on.ink, linewidths=1.0, zorder=3)
    ax.scatter(*points[truth != answers].T, s=290, facecolors="none", edgecolors=style.WRONG,
               linewidths=2.6, zorder=4)
