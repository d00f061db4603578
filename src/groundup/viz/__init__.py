"""Figures: one visual language for notebooks, the site and the terminal.

Every function returns a figure that shows itself in a notebook, or draws on the `ax` it is given.
Importing this needs only NumPy; Matplotlib is imported when the first figure is made.

>>> from groundup import viz
>>> figure = viz.images([[0.0, 0.5], [0.5, 1.0]])
"""

from groundup.viz import style, text
from groundup.viz.boundary import decision_boundary
from groundup.viz.boxes import boxes
from groundup.viz.comparison import compare_runs
from groundup.viz.confusion import confusion_matrix
from groundup.viz.curves import loss_curves
from groundup.viz.graph import computation_graph
from groundup.viz.histograms import histograms
from groundup.viz.pictures import images, weights, worst_mistakes
from groundup.viz.style import set_background

__all__ = [
    "boxes",
    "compare_runs",
    "computation_graph",
    "confusion_matrix",
    "decision_boundary",
    "histograms",
    "images",
    "loss_curves",
    "set_background",
    "style",
    "text",
    "weights",
    "worst_mistakes",
]
